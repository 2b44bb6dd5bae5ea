"""Places where a page carries words that its reader does not see, or not as text: comments, hidden elements, descriptions of images."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from guardrail.core.text import Span

from .evidence import hits
from .symbols import row_of, symbol

__all__ = ["commands_in_carriers"]

_CHARACTERS: Final = 600
"""Of a comment or a hidden element that are looked into."""
_MOST: Final = 200
_HIDING: Final = (
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*[01](?:px|pt|em|%)?(?![.\d])|opacity\s*:\s*0(?![.\d]*[1-9])"
    r"|(?<![-\w])color\s*:\s*(?:white|#fff(?:fff)?|transparent)|(?:left|top|text-indent)\s*:\s*-\d{3,}"
)
_TEXT: Final = rf"{{1,{_CHARACTERS}}}"
_CARRIERS: Final = tuple(
    (needles, unseen, re.compile(pattern, re.IGNORECASE | re.DOTALL | re.MULTILINE))
    for needles, unseen, pattern in (
        (("<!--",), False, rf"<!--((?:(?!-->).){_TEXT})"),
        (("]:",), False, rf"^\[(?://|comment|_)[^\]\n]{{0,20}}\]:\s*#?\s*([^\n]{_TEXT})"),
        (
            ("none", "hidden", "font-size", "opacity", "color", "left", "top", "indent"),
            True,
            rf"<[a-z][a-z0-9]*\b[^<>]{{0,300}}?(?:{_HIDING}|\shidden(?=[\s>=]))[^<>]{{0,300}}>([^<]{_TEXT})",
        ),
        (
            ("alt", "title", "label", "content", "placeholder", "data-"),
            False,
            rf"\b(?:alt|title|aria-label|content|placeholder|data-[a-z-]{{1,30}})\s*=\s*[\"']([^\"'<>]{{8,{_CHARACTERS}}})",
        ),
        (("![",), False, rf"!\[([^\]\n]{{8,{_CHARACTERS}}})\]\("),
    )
)
_ASSISTANT: Final = frozenset(map(symbol, ("ai", "prompt")))
_ORDER: Final = frozenset(map(symbol, ("do", "override", "skip", "reveal", "answer", "show", "off", "say")))
_FIRST: Final = frozenset(map(symbol, ("do", "override", "reveal", "off")))
_BEGINNING: Final = 3
_FEWEST: Final = 2


def commands_in_carriers(text: str) -> Iterator[Span]:
    """Where a command stands that nobody is meant to see. Pages hide much for good reasons: it must be one, and so say."""
    page = "<" in text
    if not page and "[" not in text:
        return
    lowered = text.lower() if page else text
    for needles, unseen, pattern in _CARRIERS:
        if any(needle in lowered for needle in needles):
            for found in islice(pattern.finditer(text), _MOST):
                if _commands(found[1], unseen):
                    yield Span(*found.span())


def _commands(words: str, unseen: bool) -> bool:
    symbols = row_of(words).symbols
    parts = set(symbols)
    if parts & _ASSISTANT and parts & _ORDER:
        return True
    if unseen and _FIRST.intersection(symbols.lstrip()[:_BEGINNING]):
        return True
    return sum([hit.points for hit in hits(symbols, strange=True)]) > _FEWEST
