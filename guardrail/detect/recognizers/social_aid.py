"""Recipients of social aid."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from guardrail.detect.attribution import is_about_someone
from guardrail.detect.labelled import LabelledRecognizer
from guardrail.detect.recognizer import Match

__all__ = ["SocialAidRecognizer"]

_DECILE = re.compile(r"desil[ \t]?(?:ke-?[ \t]?)?[:=]?[ \t]?(?:10|[1-9])(?![0-9])", re.IGNORECASE)


class SocialAidRecognizer(LabelledRecognizer):
    """``ID_SOCIAL_AID``: numbers in DTKS, DTSEN, PKH, BDT and of the KKS card, and the welfare decile of someone.

    Poverty is personal financial data: UU 27/2022 art. 4(2)f. A decile in a quota or a statistic is no one's.
    """

    ENTITY = "ID_SOCIAL_AID"
    COUNTRY_CODE = "id"
    TRIGGER = r"\b(?:(?:id|no|nomor)\.?[ _]?(?:dtks|dtsen|kks|pkh|bdt|kpm)|kks)\b|\bdesil[ \t]?(?:ke-?[ \t]?)?[:=]?[ \t]?[1-9]"
    VALUE = re.compile(r"(?=[A-Z\-]*[0-9])(?:[A-Z0-9]{3,5}-)?[A-Z0-9][A-Z0-9\-]{6,18}[A-Z0-9](?![0-9A-Za-z])")

    def examine(self, text: str, ends: Sequence[int]) -> Iterator[Match]:
        labels: list[int] = []
        for end in ends:
            if not text[end - 1].isdigit():
                labels.append(end)
                continue
            decile = _DECILE.search(text, max(0, end - 12), end + 1)
            if decile is not None and is_about_someone(text, decile.start(), decile.end()):
                yield Match(*decile.span(), 0.8)
        yield from super().examine(text, labels)
