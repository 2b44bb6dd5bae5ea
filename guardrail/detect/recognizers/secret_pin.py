"""PINs, one-time codes and card verification values behind their labels."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial

from guardrail.detect.recognizer import Match, TriggeredRecognizer
from guardrail.detect.secret_values import Tie, Value, behind_labels, read_value, starts_word
from guardrail.detect.secret_words import NOT_CODES, PIN_OF

__all__ = ["SecretPinRecognizer"]

_LABEL = re.compile(
    r"(?P<card>cv[vc]2?|security code|kode keamanan)\Z|(?P<once>otp|kode verifikasi|verification code|kode token|kode rahasia"
    r"|one[- ]time (?:pass)?code|passcode|mfa code|2fa code)\Z|(?P<pin>pin|kode akses|kode gembok)\Z",
    re.IGNORECASE,
)
_LONGEST_LABEL = 18
_TAIL = re.compile(r"(?:[ _\-]?(?:code|kode))(?![a-z])", re.IGNORECASE)
_CODE = re.compile(r"(?:[A-Z]-)?(\d{3,8}|\d{3}[ \-]\d{3})(?![\w]|[.,/\-:]\d|[ \-]\d{2})")
_COUNTED = re.compile(r"[ \t][a-z]", re.IGNORECASE)
"""A word behind a short number: it counts something."""
_YEAR = re.compile(r"(?:19|20)\d\d")
_BEFORE = re.compile(r"[a-z]+", re.IGNORECASE)


class SecretPinRecognizer(TriggeredRecognizer):
    """``SECRET``: PIN (4 to 8 digits), OTP (4 to 8 digits, "482 901", "G-482901") and CVV (3 or 4 digits) behind their labels.

    Explanations ("PIN terdiri dari 6 digit"), Pekan Imunisasi Nasional and lapel pins have numbers too: words decide.
    """

    ENTITY = "SECRET"
    TRIGGER = r"kode (?:akses|gembok)|\bcv[vc]2?|otp|pin|"
    TRIGGER += r"kode (?:verifikasi|token|rahasia|keamanan)|(?:verification|security|pass|mfa|2fa|one[- ]time ?) ?code"

    def examine(self, text: str, ends: Sequence[int]) -> Iterator[Match]:
        return behind_labels(text, ends, _LABEL, _LONGEST_LABEL, partial(_labelled_code, text))


def _labelled_code(text: str, label: re.Match[str]) -> Match | None:
    if not _stands_alone(text, label.start(), label.end()):
        return None
    tail = _TAIL.match(text, label.end())
    value = read_value(text, tail.end() if tail else label.end())
    return _code(text, label, value) if value is not None else None


def _stands_alone(text: str, start: int, end: int) -> bool:
    if not starts_word(text, start):
        return False
    behind = text[end : end + 4]
    if behind[:1].isalpha() and not behind.lower().startswith(("nya", "ku", "mu", "ne", "e ", "e:", "code", "kode")):
        return behind[0].isupper() and text[end - 1].islower()
    return not behind[:1].isdigit()


def _code(text: str, label: re.Match[str], value: Value) -> Match | None:
    code = _CODE.match(text, value.start)
    if code is None or not NOT_CODES.isdisjoint(value.words):
        return None
    digits = sum(char.isdigit() for char in code.group())
    preceding = [word.lower() for word in _BEFORE.findall(text[max(0, label.start() - 24) : label.start()])[-2:]]
    if not NOT_CODES.isdisjoint(preceding) and not {"polio", "imunisasi", "contoh", "contohnya", "example", "pekan"}.isdisjoint(preceding):
        return None
    if label["card"]:
        if not (3 <= digits <= 4 or (digits == 6 and not label.group().lower().startswith("cv"))):
            return None
        if value.tie is Tie.BARE and not PIN_OF.issuperset(value.words):
            return None
    elif digits < 4:
        return None
    elif value.tie is Tie.BARE:
        if digits < 6 and (_YEAR.fullmatch(code.group()) or _COUNTED.match(text, code.end())):
            return None
        if label["pin"] and not PIN_OF.issuperset(value.words):
            return None
    if "\n" in text[label.end() : code.start()]:
        return None
    return Match(code.start(), code.end(), 0.99)
