"""Party and vote of a person."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from guardrail.detect.attribution import is_about_someone
from guardrail.detect.recognizer import Match, TriggeredRecognizer

__all__ = ["PoliticalOpinionRecognizer"]

_SUPPORT = "pendukung|simpatisan|kader|anggota|pengurus|relawan|memilih|mencoblos|nyoblos|dukung"
_STANCE = re.compile(
    rf"(?:{_SUPPORT})[ \t]+(?:partai|paslon|parpol|capres|caleg|cagub|cabup|cawali)"
    r"(?:[ \t]+(?:nomor|no\.?)(?:[ \t]+urut)?[ \t]*[0-9]{1,2}|[ \t]+(?-i:[A-Z][\w.]*))?",
    re.IGNORECASE,
)
_LONGEST_HEAD = 20


class PoliticalOpinionRecognizer(TriggeredRecognizer):
    """``POLITICAL_OPINION``: whom someone supports or votes for. Norms, procedures and figures about parties are no one's.

    Not named in UU 27/2022 art. 4(2), but a civil servant's neutrality (UU 20/2023 art. 24) makes it harm.
    """

    ENTITY = "POLITICAL_OPINION"
    TRIGGER = rf"(?:{_SUPPORT})[ \t]{{1,4}}(?:partai|paslon|parpol|ca(?:pres|leg|gub|bup|wali))"

    def examine(self, text: str, ends: Sequence[int]) -> Iterator[Match]:
        for end in ends:
            for stance in _STANCE.finditer(text, max(0, end - _LONGEST_HEAD), end + 40):
                if stance.start() < end <= stance.end() and is_about_someone(text, stance.start(), stance.start()):
                    yield Match(*stance.span(), 0.8)
                    break
