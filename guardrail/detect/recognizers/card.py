"""Payment card numbers."""

from __future__ import annotations

from guardrail.detect.checks import card_issuer, luhn, nik_region
from guardrail.detect.explanation import Check, Phrase
from guardrail.detect.form import digits_of
from guardrail.detect.numbers import Number
from guardrail.detect.recognizer import Match, NumberRecognizer
from guardrail.detect.regions import Region
from guardrail.detect.structure import luhn_check

__all__ = ["CardRecognizer"]

_DEBIT, _DEBIT_LENGTH, _DEBIT_SCORE = "6013", 16, 0.93
"""Debit and welfare (KKS) cards of the state's banks: in lists of aid they stand under "rekening"."""


class CardRecognizer(NumberRecognizer):
    """``CREDIT_CARD``, 13 to 19 digits of a known scheme that pass Luhn (ISO/IEC 7812-1).

    NIKs of East Java, Bali, Nusa Tenggara and Kalimantan fall into card ranges and a tenth of them passes Luhn:
    a number that is a possible NIK is a card only where a card's label stands nearest.
    """

    ENTITY = "CREDIT_CARD"
    LENGTHS = frozenset(range(13, 20))

    def judge(self, number: Number) -> Match | None:
        digits = number.digits
        if not number.whole or not card_issuer(digits) or not luhn(digits):
            return None
        label = number.label
        labelled = label == self.ENTITY
        debit = len(digits) == _DEBIT_LENGTH and digits.startswith(_DEBIT)
        if label and not labelled and not (debit and label == "ID_BANK_ACCOUNT"):
            return None
        if not labelled and (number.run.glued or (len(digits) == 16 and nik_region(digits) >= Region.REGENCY)):
            return None
        if not number.on_one_line or (not labelled and any("/" in joint for joint in number.joints)):
            return None
        return Match(number.start, number.end, 1.0 if labelled else _DEBIT_SCORE if debit else 0.85)

    def checks(self, value: str) -> tuple[Check, ...]:
        digits = digits_of(value)
        nik = len(digits) == 16 and nik_region(digits) >= Region.REGENCY
        return (
            Check(Phrase("awalan dan panjang skema kartu dikenal", "prefix and length of a card scheme known"), card_issuer(digits)),
            luhn_check(digits, Phrase("semua digit", "all digits")),
            Check(Phrase("bukan NIK yang mungkin", "no possible NIK"), not nik),
        )
