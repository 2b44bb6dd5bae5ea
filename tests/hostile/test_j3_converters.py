"""J3: the converters of garak (badchars, encoding) and PyRIT over every kind of identifier -> how many are found, by converter; of those
that only add what nobody sees, or write digits in another script, all.

Written anew from what they do: zero width and other invisible marks, bidirectional marks, variation selectors, tags, look-alikes, digits of
other scripts, and ciphers, which are no writing of an office and are told here as they are.
"""

from __future__ import annotations

import base64
import codecs
from collections.abc import Callable
from random import Random
from typing import Final

import pytest

from guardrail.detect.detector import build_detector
from tests.evasion.values import KINDS

Converter = Callable[[str, Random], str]
TEXTS: Final = ("email", "name")
_FILLERS: Final = "\u115f\u3164"
"""Letters by category, drawn as nothing."""


def _after_each(*marks: str) -> Converter:
    return lambda value, random: "".join(char + random.choice(marks) for char in value)


def _around(before: str, after: str) -> Converter:
    return lambda value, _: before + value + after


def _digits(form: Callable[[int], str]) -> Converter:
    return lambda value, _: "".join(form(int(char)) if char.isdecimal() else char for char in value)


def _letters(value: str, form: str) -> str:
    return "".join(form[int(char)] if char.isdecimal() else char for char in value)


def _tags(value: str, _: Random) -> str:
    """Each character with its twin among the tags, which is drawn as nothing."""
    return "".join(char + chr(0xE0000 + ord(char)) for char in value)


INVISIBLE: Final[dict[str, Converter]] = {
    "zero width": _after_each("\u200b", "\u200c", "\u200d", "\u2060", "\ufeff"),
    "soft hyphens and joiners": _after_each("\u00ad", "\u034f", "\u180e", "\u115f", "\u3164"),
    "invisible operators": _after_each("\u2061", "\u2062", "\u2063", "\u2064"),
    "bidirectional marks": _after_each("\u200e", "\u200f", "\u061c"),
    "bidirectional embeddings": _around("\u202a", "\u202c"),
    "bidirectional isolates": _around("\u2066", "\u2069"),
    "bidirectional overrides, left to right": _around("\u202d", "\u202c"),
    "variation selectors": _after_each(*map(chr, range(0xFE00, 0xFE10))),
    "variation selectors, supplement": _after_each(*map(chr, range(0xE0100, 0xE01F0))),
    "tags": _tags,
    "combining marks (zalgo)": _after_each(*map(chr, range(0x0300, 0x0316))),
}
DIGITS: Final[dict[str, Converter]] = {
    "full width": _digits(lambda digit: chr(0xFF10 + digit)),
    "arabic-indic": _digits(lambda digit: chr(0x0660 + digit)),
    "devanagari": _digits(lambda digit: chr(0x0966 + digit)),
    "superscript": lambda value, _: _letters(value, "⁰¹²³⁴⁵⁶⁷⁸⁹"),
    "subscript": lambda value, _: _letters(value, "₀₁₂₃₄₅₆₇₈₉"),
    "circled": lambda value, _: _letters(value, "⓪①②③④⑤⑥⑦⑧⑨"),
    "mathematical bold": _digits(lambda digit: chr(0x1D7CE + digit)),
    "segmented": _digits(lambda digit: chr(0x1FBF0 + digit)),
}
OTHERS: Final[dict[str, Converter]] = {
    "base64": lambda value, _: base64.b64encode(value.encode()).decode(),
    "base32": lambda value, _: base64.b32encode(value.encode()).decode(),
    "base16": lambda value, _: value.encode().hex(),
    "ascii85": lambda value, _: base64.a85encode(value.encode()).decode(),
    "quoted-printable": lambda value, _: "".join(f"={byte:02X}" for byte in value.encode()),
    "percent": lambda value, _: "".join(f"%{byte:02X}" for byte in value.encode()),
    "entities": lambda value, _: "".join(f"&#{ord(char)};" for char in value),
    "rot13": lambda value, _: codecs.encode(value, "rot13"),
    "atbash": lambda value, _: "".join(chr(219 - ord(char)) if "a" <= char <= "z" else char for char in value),
    "reversed": lambda value, _: value[::-1],
    "right to left override": lambda value, _: f"\u202e{value[::-1]}\u202c",
    "deletions": lambda value, _: "".join(f"{char}x\b" for char in value),
    "braille": lambda value, _: "⠼" + _letters(value, "⠚⠁⠃⠉⠙⠑⠋⠛⠓⠊"),
    "a space after each": lambda value, _: " ".join(value),
}
DETECTOR: Final = build_detector()


def _covered(written: str, before: str) -> bool:
    """All of its letters and digits."""
    spans = [finding.span for finding in DETECTOR.detect(f"{before}{written}\nTerima kasih.")]
    signs = [at for at, char in enumerate(written, len(before)) if char.isalnum() and char not in _FILLERS]
    return bool(signs) and all(any(span.start <= at < span.end for span in spans) for at in signs)


def _found(name: str, convert: Converter, rounds: int) -> tuple[int, int]:
    """How many of the values were found, and of how many: of those that are found as people write them."""
    random = Random(name)
    hits = total = 0
    for kind_name, kind in KINDS.items():
        if kind_name in TEXTS and name in DIGITS:
            continue
        for _ in range(rounds):
            value, before = kind.draw(random), f"Mohon dicek, {random.choice(kind.labels)}: "
            if _covered(value, before):
                hits += _covered(convert(value, random), before)
                total += 1
    return hits, total


@pytest.mark.parametrize("rounds", [2, pytest.param(40, marks=pytest.mark.slow)])
@pytest.mark.parametrize("name", [*INVISIBLE, *DIGITS])
def test_j3_what_nobody_sees_hides_nothing(name: str, rounds: int) -> None:
    """Every value, every time."""
    hits, total = _found(name, {**INVISIBLE, **DIGITS}[name], rounds)
    assert hits == total


@pytest.mark.slow
@pytest.mark.parametrize("name", OTHERS)
def test_j3_of_the_others_the_rate_is_told(name: str) -> None:
    """``docs/hostile.md`` has it; those that programs of offices write are found nearly always."""
    hits, total = _found(name, OTHERS[name], 40)
    print(f"J3 {name}: {hits} of {total}: {hits / total:.1%}")
    floor = {"ascii85", "rot13", "atbash", "deletions", "braille", "reversed", "right to left override"}
    assert name in floor or hits >= 0.9 * total
