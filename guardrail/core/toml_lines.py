"""On which line of a TOML text each setting stands, so that people are told where. It does not parse values: ``tomllib`` does."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeAlias

__all__ = ["Where", "line_of", "lines_of"]

Where: TypeAlias = tuple[str | int, ...]
"""Section, number of the entry where there are several (from 0), key."""

_ENTRY = re.compile(r"\[\[\s*([\w.-]+)\s*\]\]").match
_SECTION = re.compile(r"\[\s*([\w.-]+)\s*\]").match
_KEY = re.compile(r"([\w.-]+)\s*=").match


def lines_of(text: str) -> dict[Where, int]:
    """Line (from 1) of each section header and each assignment, as they are usually laid out: one to a line."""
    found: dict[Where, int] = {}
    counts: dict[str, int] = {}
    section: Where = ()
    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.strip()
        if header := _ENTRY(stripped):
            counts[header[1]] = counts.get(header[1], -1) + 1
            section = (header[1], counts[header[1]])
        elif header := _SECTION(stripped):
            section = tuple(header[1].split("."))
        elif key := _KEY(stripped):
            found.setdefault((*section, *key[1].split(".")), number)
            continue
        else:
            continue
        found.setdefault(section, number)
    return found


def line_of(lines: Mapping[Where, int], where: Where) -> int:
    """Line of a setting, or of the nearest thing around it: an inline table, its section. 0 where nothing of it stands in the text."""
    if len(where) == 1 and where not in lines:  # a list of sections begins with its first
        where = (*where, 0)
    return next((lines[where[:end]] for end in range(len(where), 0, -1) if where[:end] in lines), 0)
