"""Passwords behind their labels."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from guardrail.detect.columns import cells_below
from guardrail.detect.recognizer import Match, TriggeredRecognizer
from guardrail.detect.secret_values import Strength, Tie, Value, is_placeholder, read_value, strength
from guardrail.detect.secret_words import EXPLAINING, NOT_SHORT, QUALIFIERS

__all__ = ["SecretPasswordRecognizer"]

_LABEL = re.compile(
    r"(?P<full>pass(?:word|wd|phrase|wort)|pwd|p a s s w o r d)s?|(?P<short>pass|sandi|s a n d i|(?<![a-z])pw)"
    r"(?![a-z])|(?P<owned>sandi|pass)(?=-?(?:nya|ku|mu|ne)\b)",
    re.IGNORECASE,
)
_TRIGGER_LENGTHS = (4, 3, 5, 15, 9, 2)
_LEADS = ("pg", "db", "my", "mysql", "user", "ssh", "root", "admin", "smtp", "mail")
_BEFORE = re.compile(r"[a-z]+", re.IGNORECASE)
_ACCOUNT = re.compile(
    r"\b(?:user|username|userid|login|uid|akun|account|e-?mail|surel|ssid|wi-?fi|hotspot)(?:nya)?\b|_user\b", re.IGNORECASE
)
_HARD = frozenset("!@#$%^&*?~+=")
_NEAR = 80

_PRODUCT = re.compile(
    r"(?:windows|office|win|sha|md|aes|rsa|wpa|ipv|http|utf|base|ps|web|tls|ssl|oauth|pbkdf|argon|scrypt|php|node|java)-?\d", re.I
)


class SecretPasswordRecognizer(TriggeredRecognizer):
    """``SECRET``: the value of a password in prose, forms, JSON, configuration and addresses (UU 27/2022 art. 35 and 39).

    The looser label and value are tied, the less the value may look like a word. What explains, asks for or stands in for a
    password is none.
    """

    ENTITY = "SECRET"
    TRIGGER = r"pass|pwd|\bpw\b|sandi|p a s s w o r d|s a n d i"

    def examine(self, text: str, ends: Sequence[int]) -> Iterator[Match]:
        done = below = 0
        for end in ends:
            if end <= done:
                continue
            label = _label(text, end)
            if label is None:
                continue
            value = read_value(text, label.end())
            if value is not None and _is_password(text, label, value):
                done = value.end
                yield Match(value.start, value.end, 0.99)
            elif end > below:
                for start, below in cells_below(text, end - 1):
                    if _is_password_cell(text[start:below]):
                        yield Match(start, below, 0.9)


def _label(text: str, end: int) -> re.Match[str] | None:
    for length in _TRIGGER_LENGTHS:
        start = end - length
        label = _LABEL.match(text, start) if start >= 0 else None
        if label is None:
            continue
        if start and text[start - 1].isalpha():
            camel = text[start].isupper() and text[start - 1].islower()
            lead = text[max(0, start - 5) : start].lower()
            if not camel and not (label["full"] and lead.endswith(_LEADS)):
                return None
        behind = text[label.end() : label.end() + 2]
        if (
            label["full"]
            and behind[:1].isalpha()
            and not re.match(r"(?:nya|ku|mu|ne|e)(?![a-z])", text[label.end() : label.end() + 4], re.I)
        ):
            return None
        return label
    return None


def _is_password(text: str, label: re.Match[str], value: Value) -> bool:
    secret, words = value.text, value.words
    if not 4 <= len(secret) <= 128 or is_placeholder(secret) or "digit" in secret.lower() or not EXPLAINING.isdisjoint(words):
        return False
    kind = strength(secret)
    before = text[max(0, label.start() - _NEAR) : label.start()]
    compound = before[-1:] in ("_", ".")
    preceding = [word.lower() for word in _BEFORE.findall(before[-24:])[-2:]]
    if value.tie is not Tie.ASSIGNED and not {"contoh", "contohnya", "misalnya", "example"}.isdisjoint(preceding):
        return False
    if kind is Strength.DIGITS and len(secret) > 12:
        return False
    short = label["short"] or label["owned"]
    if short and preceding[-1:] != ["kata"] and not compound:
        if preceding and preceding[-1] in NOT_SHORT:
            return False
        if kind is Strength.DIGITS and value.tie is Tie.STATED and words and len(secret) <= 10:
            return QUALIFIERS.issuperset(words)
        if value.tie is not Tie.ASSIGNED or kind < Strength.MIXED:
            named = short[0].isupper() and not short.isupper()
            return len(secret) >= 6 and kind >= (Strength.STRONG if named or value.tie is Tie.BARE else Strength.MIXED)
    if kind is Strength.WORD:
        return _is_weak_password(text, value, before, compound=compound)
    qualified = QUALIFIERS.issuperset(words)
    if value.tie >= Tie.OWNED:
        return qualified or (kind >= Strength.MIXED and len(secret) >= 6)
    if kind is Strength.STRONG:
        return len(secret) >= 6 and (qualified or not _HARD.isdisjoint(secret[:-1]))
    if kind is Strength.MIXED and len(secret) >= 6 and not _PRODUCT.match(secret):
        return value.quoted or (not words and _ACCOUNT.search(before) is not None)
    return False


def _is_password_cell(cell: str) -> bool:
    """A password below its heading: in a description of fields stand words there."""
    return 6 <= len(cell) <= 128 and " " not in cell and not is_placeholder(cell) and strength(cell) >= Strength.MIXED


def _is_weak_password(text: str, value: Value, before: str, *, compound: bool) -> bool:
    """A plain word is a password only where a field assigns it and an account stands beside it."""
    if value.words or not value.text.isalpha() or value.tie < Tie.STATED or text[value.end : value.end + 1] in ("(", ")", "["):
        return False
    rest = text[value.end : value.end + 3].lstrip("\"'.,;)}\r")
    last = not rest.strip(" \t") or rest[0] in "\n&}"
    account = _ACCOUNT.search(before) is not None
    if value.tie is Tie.ASSIGNED:
        return account or (compound and last and text[value.start - 1] == "=")
    return account and last and text[value.start - 2 : value.start].startswith(":")
