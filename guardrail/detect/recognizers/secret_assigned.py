"""Keys, tokens and secrets that only their label and their randomness give away."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Sequence
from functools import partial

from guardrail.detect.explanation import Check, Phrase
from guardrail.detect.recognizer import Match, TriggeredRecognizer
from guardrail.detect.secret_values import (
    Tie,
    Value,
    behind_labels,
    entropy,
    is_placeholder,
    is_slug,
    read_value,
    starts_word,
)

__all__ = ["SecretAssignedRecognizer"]

_LABEL = re.compile(
    r"(?P<key>(?:api|access|secret|server|client|app|application|private|encryption|encrypt|signing|sign|account|shared|master|service"
    r"|user|consumer|cons|webhook|auth|admin|jwt|session|sharedaccess)[ _.\-]?key(?:[ _]base)?"
    r"|kunci (?:api|rahasia|akses|enkripsi|privat))\Z"
    r"|(?P<token>(?:access|auth|refresh|bot|api|bearer|client|session|csrf|id)?token)\Z|(?P<secret>(?:client|app)?secret)\Z",
    re.IGNORECASE,
)
_LONGEST_LABEL = 24
_NOT_CREDENTIALS = re.compile(
    r"(?:page|next|continuation|cursor|sync|max|min|num|eos|bos|pad|unk|total|count|stop)[ _\-]?\Z", re.IGNORECASE
)
_SHAPE = re.compile(r"[A-Za-z0-9_\-/+=.:~]+", re.ASCII)
_HEX = re.compile(r"[0-9a-f]+", re.IGNORECASE)
_LONG, _SHORT = 16, 8


class SecretAssignedRecognizer(TriggeredRecognizer):
    """``SECRET``: the value of an API key, token or secret without a known form, by label and entropy (bits a character).

    Hexadecimal from 3.0, other alphabets from 3.3, as random keys of 16 characters or more have. Words, paths, UUIDs are none.
    """

    ENTITY = "SECRET"
    TRIGGER = r"key(?:_base)?|token|secret|kunci (?:api|rahasia|akses|enkripsi|privat)"

    def examine(self, text: str, ends: Sequence[int]) -> Iterator[Match]:
        return behind_labels(text, ends, _LABEL, _LONGEST_LABEL, partial(_key, text))

    def checks(self, value: str) -> tuple[Check, ...]:
        least = 2.5 if len(value) < _LONG else 3.0
        return (Check(Phrase(f"keacakan {least} bit per karakter", f"{least} bits of randomness a character"), entropy(value) >= least),)


def _key(text: str, label: re.Match[str]) -> Match | None:
    if not _stands_alone(text, label.start(), label.end()):
        return None
    value = read_value(text, label.end())
    compound = text[label.start() - 1 : label.start()] in ("_", ".", "?", "&")
    return Match(value.start, value.end, 0.98) if value is not None and _is_key(label, value, compound=compound) else None


def _stands_alone(text: str, start: int, end: int) -> bool:
    if not starts_word(text, start):
        return False
    if _NOT_CREDENTIALS.search(text, max(0, start - 13), start):
        return False
    behind = text[end : end + 4].lower()
    return not behind[:1].isalnum() or behind.startswith(("nya", "ku ", "ne ", "e "))


def _is_key(label: re.Match[str], value: Value, *, compound: bool) -> bool:
    key = value.text
    if not _SHORT <= len(key) <= 512 or not _SHAPE.fullmatch(key) or is_placeholder(key) or key.startswith(("/", "./")):
        return False
    if not any(map(str.isdigit, key)) or not any(map(str.isalpha, key)) or _is_encoded_number(key):
        return False
    if is_slug(key):
        return bool(label["secret"]) and value.tie is Tie.STATED and not value.words and any(map(str.isupper, key))
    if len(key) < _LONG:
        named = compound or label["key"] or label["secret"]
        return bool(named) and value.tie is Tie.ASSIGNED and not value.words and entropy(key) >= 2.5
    if value.tie is Tie.BARE and (len(key) < 20 or len(value.words) > 2):
        return False
    return entropy(key) >= (3.0 if _HEX.fullmatch(key) or len(key) < 20 else 3.3)


def _is_encoded_number(key: str) -> bool:
    """Base64 of digits: a number in disguise, which the number's own recognizer has to find."""
    try:
        return base64.b64decode(key, validate=True).strip().isdigit()
    except binascii.Error:
        return False
