"""Tokens that somebody counts through: of one type and hardly different, as the tokens of no two values are. Knows no vault."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from guardrail.core.text import Span

__all__ = ["enumerated"]

_TOKEN: Final = re.compile(r"\[\[([A-Z][A-Z0-9_]{0,31}_)([0-9A-Z]{4,20})\]\]")
_DIFFERENT: Final = 2
_FEWEST: Final = 3


def enumerated(text: str) -> Iterator[Span]:
    """Three tokens that hardly differ from one another, once: characters of codes are drawn from 32, so chance makes no such row."""
    if text.count("[[") < _FEWEST:
        return
    near: dict[tuple[str, int, int, str], tuple[set[str], int]] = {}
    for found in _TOKEN.finditer(text):
        kind, code = found.groups()
        half = len(code) // 2
        # Two codes that differ in two characters, both in one half, have the other half in common.
        for side, part in ((0, code[:half]), (1, code[half:])):
            codes, start = near.setdefault((kind, len(code), side, part), (set(), found.start()))
            codes.add(code)
            if len(codes) >= _FEWEST and sum(_distance(code, other) <= _DIFFERENT for other in codes) >= _FEWEST:
                yield Span(start, found.end())
                return


def _distance(one: str, other: str) -> int:
    return sum(a != b for a, b in zip(one, other, strict=True))
