"""What a person earns, owes and owns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from guardrail.detect.attribution import is_about_someone
from guardrail.detect.recognizer import Match, TriggeredRecognizer

__all__ = ["FinancialRecognizer"]

_TERMS = "gaji|penghasilan|saldo|pinjaman|utang|hutang|tunggakan|cicilan|angsuran|tabungan|pendapatan|upah|tpp|blonjo"
_AMOUNT = re.compile(
    r"(?:[^.;\n]|(?<=[a-z])\.(?= )){0,40}?"
    r"((?:rp|idr)\.?[ \t]?[0-9]+(?:[.,][0-9]+)*(?:,-)?(?:[ \t]?(?:ribu|rb|juta|jt|miliar|milyar)\b)?)(?![0-9])",
    re.IGNORECASE,
)


class FinancialRecognizer(TriggeredRecognizer):
    """``FINANCIAL``: the amount of someone's salary, balance, loan or arrears: specific data by UU 27/2022 art. 4(2)f.

    Budgets, tariffs, minimum wages and averages are public.
    """

    ENTITY = "FINANCIAL"
    TRIGGER = rf"\b(?:{_TERMS})(?:nya|ku|mu)?\b"

    def examine(self, text: str, ends: Sequence[int]) -> Iterator[Match]:
        done = 0
        for end in ends:
            amount = _AMOUNT.match(text, end) if end > done else None
            if amount is not None and is_about_someone(text, end, amount.start(1)):
                done = amount.end()
                yield Match(*amount.span(1), 0.8)
