"""How a secret is tied to its label, and what is a placeholder instead of a secret. Knows no labels of its own.

Precision first: policies block secrets, so whatever could be an explanation, a variable or a form field is not a value.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from enum import IntEnum
from typing import NamedTuple

from .recognizer import Match
from .secret_words import COPULAS, FILLERS

__all__ = [
    "Strength",
    "Tie",
    "Value",
    "behind_labels",
    "entropy",
    "is_placeholder",
    "is_slug",
    "read_value",
    "starts_word",
    "strength",
]


class Tie(IntEnum):
    """What stands between label and value, in rising order of sureness."""

    BARE = 0
    """Nothing but words: "password lama Rahasia_5199"."""
    OWNED = 1
    """A clitic: "passwordnya ..."."""
    STATED = 2
    """A copula or a colon: "kata sandi adalah ...", "password: ..."."""
    ASSIGNED = 3
    """An equals sign or a JSON key: "DB_PASS=...", '"password": "..."'."""


class Value(NamedTuple):
    """``text[start:end]`` may be the value of the label; ``words`` stand between them, in lower case."""

    start: int
    end: int
    text: str
    tie: Tie
    words: tuple[str, ...]
    quoted: bool


class Strength(IntEnum):
    """How little a value looks like a word or a number of everyday text, in rising order."""

    WORD = 0
    DIGITS = 1
    MIXED = 2
    """Letters with digits, or letters with a sign that no word holds."""
    STRONG = 3
    """Letters, digits and such a sign."""


_CLITIC = re.compile(r"-?(?:nya|ku|mu|ne|e|ipun)(?![a-z\-])", re.IGNORECASE)
_SIGN = re.compile(r"(?P<close>[\"'`\]]{0,2})[ \t]{0,8}(?P<sign>=>|->|:=|==?|:|(?<=[a-z])>)(?![:=<])[ \t]{0,8}", re.IGNORECASE)
_WORD = re.compile(r"[ \t]{1,8}[(\"']?([a-z]+(?:[-/][a-z]+)*)[)\"']?(?=[ \t:=]|$)", re.IGNORECASE | re.MULTILINE)
_SPACE = re.compile(r"[ \t]{0,8}")
_QUOTED = re.compile(r"\"([^\"\s]{1,160})\"|'([^'\s]{1,160})'|`([^`\s]{1,160})`|\u201c([^\u201d\s]{1,160})\u201d")
_TOKEN = re.compile(r"[^\s\"'`<>\u201c\u201d]{1,160}")
_CLOSING = ".,;:)]}?"
_MOST_WORDS = 6
_UNIT = re.compile(
    r"[ \t]*[-]?(?:%|(?:karakter|digit|angka|huruf|hari|kali|menit|detik|jam|bulan|tahun|char(?:acter)?s?|digits|days|minutes|seconds|times"
    r"|orang|anak|balita|buah|pcs|unit|percobaan|keping|biji|dosis|token|jiwa|siswa|pegawai|rupiah)\b)",
    re.IGNORECASE,
)


def behind_labels(
    text: str, ends: Sequence[int], labels: re.Pattern[str], longest: int, judge: Callable[[re.Match[str]], Match | None]
) -> Iterator[Match]:
    """What ``judge`` finds behind each label that ends at one of ``ends`` and is at most ``longest`` characters, none meeting another."""
    done = 0
    for end in ends:
        label = labels.search(text, max(done, end - longest), end) if end > done else None
        found = judge(label) if label is not None else None
        if found is not None:
            done = found.end
            yield found


def starts_word(text: str, start: int) -> bool:
    """Whether a word begins at ``text[start]``; in "clientSecret" the second one does."""
    before = text[start - 1 : start]
    return not before.isalnum() or (before.islower() and text[start].isupper())


def read_value(text: str, end: int) -> Value | None:
    """The first token behind a label that ends at ``end`` and could be its value, on the same line."""
    tie, words, at = Tie.BARE, list[str](), end
    clitic = _CLITIC.match(text, at)
    if clitic:
        tie, at = Tie.OWNED, clitic.end()
    for _ in range(_MOST_WORDS + 1):
        sign = _SIGN.match(text, at)
        if sign:
            json_key = sign["close"] and text[sign.end() : sign.end() + 1] in ("'", '"')
            tie = Tie.STATED if sign["sign"] == ":" and not json_key else Tie.ASSIGNED
            at = sign.end()
            break
        word = _WORD.match(text, at)
        if word is None:
            break
        lower = word[1].lower()
        if lower in COPULAS:
            tie, at = Tie.STATED, word.end()
            continue
        if tie is Tie.STATED or len(words) == _MOST_WORDS:
            break
        words.append(lower)
        at = word.end()
    at = _SPACE.match(text, at).end()  # type: ignore[union-attr]
    if at == end:
        return None
    return _token(text, at, tie, tuple(words))


def _token(text: str, at: int, tie: Tie, words: tuple[str, ...]) -> Value | None:
    quoted = _QUOTED.match(text, at)
    if quoted:
        start, stop = at + 1, quoted.end() - 1
        return Value(start, stop, text[start:stop], tie, words, quoted=True)
    if text[at : at + 1] == "(":
        at += 1
    token = _TOKEN.match(text, at)
    if token is None:
        return None
    value = token.group()
    if tie is Tie.ASSIGNED:
        value = re.split("[&;,]", value, maxsplit=1)[0]
    value = value.rstrip(_CLOSING)
    if not value or _UNIT.match(text, at + len(value)):
        return None
    return Value(at, at + len(value), value, tie, words, quoted=False)


_SIGNS = frozenset("!@#$%^&*?~+=_")


def strength(value: str) -> Strength:
    """By the kinds of characters alone."""
    letters = any(char.isalpha() for char in value)
    digits = any(char.isdigit() for char in value)
    if letters and digits:
        return Strength.STRONG if not _SIGNS.isdisjoint(value) else Strength.MIXED
    if letters:
        return Strength.WORD if _SIGNS.isdisjoint(value[:-1].replace("_", "")) else Strength.MIXED
    return Strength.DIGITS if value.isdigit() else Strength.WORD


def entropy(value: str) -> float:
    """Shannon entropy in bits a character."""
    size = len(value)
    return -sum(count / size * math.log2(count / size) for count in Counter(value).values())


_SEGMENTS = re.compile(r"[^_\-/.:+=~|]+")
_OPENINGS = re.compile(r"[<{\[(]|\$\{?[A-Za-z_{(]|%[({sdv]|%[A-Z_]+%|@\{|:[a-z_]+$|\\|https?:|//|#\{|!(?:Ref|Sub|vault|env)\b")
_MASKED = re.compile(r"[xX*\u2022\u25cf.\u2026#_\-]{4,}|^(.)\1*$|x{3}|XXX")
_EXPRESSION = re.compile(r"[A-Za-z_][\w.\->]*[(\[]|[A-Za-z_]+(?:\.[A-Za-z_]+)+$|(?:os|process|config|settings|env|request|req|self|this)\.")
_MAIL = re.compile(r"[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)*\.[A-Za-z]{2,}")
_FILE = re.compile(
    r".*\.(?:pem|key|crt|cer|p12|pfx|jks|json|ya?ml|env|txt|pdf|docx?|xlsx?|pptx?|csv|zip|rar|png|jpe?g|php|py|js|ts|java|html?)$", re.I
)
_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_PREFIXES = ("your", "youre", "ganti", "changeme", "change_me", "placeholder", "isi_", "contoh_", "replace", "insert")


def is_placeholder(value: str) -> bool:
    """Whether the value stands for another: a template, a variable, an expression, a masked or a missing value, an address, a file."""
    lower = value.lower()
    if _OPENINGS.match(value) or _MASKED.search(value) or _EXPRESSION.match(value) or _UUID.fullmatch(value):
        return True
    if _MAIL.fullmatch(value) or _FILE.fullmatch(value) or lower.startswith(_PREFIXES) or "://" in value:
        return True
    segments = _SEGMENTS.findall(lower)
    return not segments or not FILLERS.isdisjoint(segments)


def is_slug(value: str) -> bool:
    """Whether the value is made of words and numbers alone ("tls-cert-2024"): a name, not a key."""
    segments = _SEGMENTS.findall(value)
    return len(segments) > 1 and all(segment.isalpha() or (segment.isdigit() and len(segment) < 9) for segment in segments)
