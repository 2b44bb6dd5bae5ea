"""Bank account numbers."""

from __future__ import annotations

import re

from guardrail.detect.checks import nik_region
from guardrail.detect.numbers import Number
from guardrail.detect.recognizer import Match, NumberRecognizer
from guardrail.detect.regions import Region

__all__ = ["BankAccountRecognizer"]

_LENGTHS = {
    "bri": (15,),
    "mandiri": (13,),
    "bca": (10,),
    "bni": (10,),
    "bsi": (10,),
    "danamon": (10,),
    "muamalat": (10,),
    "bukopin": (10,),
    "ocbc": (12,),
    "cimb": (13, 12, 14),
    "btn": (16,),
    "bjb": (10, 13),
}
"""Digits of an account number by bank; no bank publishes a check digit."""

_OTHERS = (10, 11, 12, 13, 14, 15, 16)
_NAMES = {bank: re.compile(rf"\b{bank}\b") for bank in _LENGTHS}
_ACCOUNT = re.compile(r"rek(?:\b|ening|en)|\bno_?rek|tabungan|account|\bacct?\b")
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+")
_BUDGET = re.compile(r"[4-9]\.[0-9]\.[0-9]{1,2}\.")
_TREASURY = re.compile(
    r"(?:rkud|kasda|\bkas (?:umum )?(?:daerah|negara|desa)|\bblud\b|bendahara (?:umum|pengeluaran|penerimaan))(?!.*\brek)", re.DOTALL
)
_MOBILE = re.compile(r"(?:0|62)8[1-9][0-9]{8,11}")
_REACH, _REACH_AFTER = 60, 25


class BankAccountRecognizer(NumberRecognizer):
    """``ID_BANK_ACCOUNT``, behind the name of a bank or a word for account. The bank's own length makes it surer.

    Budget codes, amounts and the accounts of a treasury are not personal. Specific data: UU 27/2022 art. 4(2)f.
    """

    ENTITY = "ID_BANK_ACCOUNT"
    COUNTRY_CODE = "id"
    LENGTHS = frozenset(range(9, 17))
    LABELLED = True

    def judge(self, number: Number) -> Match | None:
        if number.label != self.ENTITY or number.open_left or not number.on_one_line:
            return None
        digits, text = number.digits, number.run.text
        size = len(digits)
        written = text[number.start : number.end]
        before = text[max(number.run.floor, number.start - _REACH) : number.start].lower() + number.heading
        near = before + text[number.end : number.end + _REACH_AFTER].partition("\n")[0].lower()
        # Each word that the patterns look for holds one of these, and looking for them costs little.
        thing = "rkud" in near or "kas" in near or "blud" in near or "bendahara" in near
        if (thing and _TREASURY.search(near)) or _THOUSANDS.fullmatch(written) or _BUDGET.match(written):
            return None
        if size == 16 and nik_region(digits) >= Region.REGENCY:
            return None
        banks = [bank for bank, name in _NAMES.items() if bank in near and name.search(near)]
        fits = any(size in _LENGTHS[bank] for bank in banks)
        account = ("rek" in near or "tabungan" in near or "acc" in near) and _ACCOUNT.search(near) is not None
        if fits and number.whole:
            return Match(number.start, number.end, 0.97 if account else 0.9)
        if not number.whole:
            return Match(number.start, number.end, 0.7) if fits and account else None
        mobile = _MOBILE.fullmatch(digits) is not None
        if account and not (mobile and _ACCOUNT.search(before) is None):
            return Match(number.start, number.end, 0.9)
        plausible = not banks and size in _OTHERS and not mobile
        return Match(number.start, number.end, 0.75) if plausible else None
