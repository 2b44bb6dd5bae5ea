"""Telephone numbers, Indonesian and foreign."""

from __future__ import annotations

import re

import phonenumbers
from phonenumbers import PhoneMetadata

from guardrail.detect.explanation import Check, Phrase
from guardrail.detect.form import digits_of
from guardrail.detect.labels import NOT_PERSONAL
from guardrail.detect.numbers import Number
from guardrail.detect.recognizer import Match, NumberRecognizer

__all__ = ["PhoneRecognizer"]


def _national(kind: str) -> re.Pattern[str]:
    """The pattern of national numbers that libphonenumber holds for Indonesia."""
    metadata = PhoneMetadata.metadata_for_region("ID")
    return re.compile(getattr(metadata, kind).national_number_pattern)


_MOBILE = _national("mobile")
_LANDLINE = _national("fixed_line")
_LABELLED, _BARE, _OPEN = 0.95, 0.85, 0.7
_MOBILE_RULE = Phrase("awalan dan panjang nomor seluler Indonesia", "prefix and length of an Indonesian mobile number")
_LANDLINE_RULE = Phrase("kode area dan panjang telepon rumah", "area code and length of a landline")
_CUT_SHORT = re.compile(r"[xX*\u2022]{2}")
"""The rest of the number is hidden already."""
_HIDES = frozenset("xX*\u2022")
_OFFICE_BEHIND = re.compile(r"[^0-9\n]{0,12}\bfa(?:x|ks|ksimile)\b", re.IGNORECASE)
"""Nobody has a fax at home: it is the line of an office."""
_RIVAL = 0.6
"""Another personal number's label stands nearer: still masked, unless that number's own recognizer claims it."""


class PhoneRecognizer(NumberRecognizer):
    """``PHONE_NUMBER``: mobile 08xx, landline with area code, +62, 0062, 62; and foreign numbers after "+" (ITU-T E.164).

    A number without 0 or 62 needs a label, since Excel eats the zero. Dates and amounts begin with 08 too: the first group tells.
    """

    ENTITY = "PHONE_NUMBER"
    LENGTHS = frozenset(range(9, 16))

    def judge(self, number: Number) -> Match | None:
        digits, run = number.digits, number.run
        text, start = run.text, number.start
        plus = start > 0 and text[start - 1] == "+"
        if not plus and digits[0] not in "068":
            return None
        if number.open_left or not number.on_one_line:
            return None
        if text[number.end : number.end + 1] in _HIDES and _CUT_SHORT.match(text, number.end):
            return None
        label = number.label
        labelled = label == self.ENTITY
        if label == NOT_PERSONAL:
            return None
        score = self._score(number, plus, labelled)
        if not score or (run.glued and not labelled):
            return None
        if digits[0] == "0" and digits[1] != "8" and _OFFICE_BEHIND.match(text, number.end):
            return None
        bracketed = start > 0 and text[start - 1] == "(" and any(")" in joint for joint in number.joints)
        if plus or bracketed:
            start -= 1
        if label and not labelled and not plus:
            score = min(score, _RIVAL)
        return Match(start, number.end, min(score, _OPEN) if number.open_right else score)

    def _score(self, number: Number, plus: bool, labelled: bool) -> float:
        digits, first = number.digits, number.sizes[0]
        sure = _LABELLED if labelled else _BARE
        if plus and not digits.startswith("62"):
            if _is_foreign(digits):
                return sure
            return _OPEN if _looks_foreign(number) else 0.0
        if digits.startswith("0062") or (digits.startswith("62") and (plus or labelled or digits[2] == "8")):
            rest = digits[4:] if digits[0] == "0" else digits[2:]
            rest = rest.removeprefix("0")
            return sure if _MOBILE.fullmatch(rest) or ((plus or labelled) and _LANDLINE.fullmatch(rest)) else 0.0
        if digits[0] == "8":
            return _BARE if labelled and _MOBILE.fullmatch(digits) else 0.0
        if digits[0] != "0":
            return 0.0
        if _MOBILE.fullmatch(digits, 1):
            return sure if first >= 4 or labelled or _is_in_threes(number) else 0.0
        if _LANDLINE.fullmatch(digits, 1) and (labelled or (3 <= first <= 4 and number.joints[0][0] in ")-")):
            return sure
        return 0.0

    def checks(self, value: str) -> tuple[Check, ...]:
        digits = digits_of(value)
        national = digits.removeprefix("00").removeprefix("62").removeprefix("0")
        if value.startswith("+") and not digits.startswith("62"):
            return (Check(Phrase("nomor luar negeri yang sah", "valid foreign number"), _is_foreign(digits)),)
        mobile = _MOBILE.fullmatch(national) is not None
        kind = _MOBILE_RULE if mobile else _LANDLINE_RULE
        return (Check(kind, mobile or _LANDLINE.fullmatch(national) is not None),)


def _is_in_threes(number: Number) -> bool:
    """ "085 641 990 274": no amount and no date has a nought before three digits and as many groups."""
    return len(number.sizes) == 4 and min(number.sizes) >= 3 and len(number.digits) >= 12 and set(number.joints) in ({" "}, {"-"})


def _looks_foreign(number: Number) -> bool:
    """A calling code in a group of its own before a number as long as that country's are, in a range that the tables do not know."""
    if not number.whole or len(number.sizes) < 3 or not {" ", "-"}.issuperset(number.joints):
        return False
    try:
        parsed = phonenumbers.parse("+" + number.digits)
    except phonenumbers.NumberParseException:
        return False
    return str(parsed.country_code) == number.digits[: number.sizes[0]] and phonenumbers.is_possible_number(parsed)


def _is_foreign(digits: str) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse("+" + digits))
    except phonenumbers.NumberParseException:
        return False
