"""Where each effective setting comes from: its default, a line of the configuration file, or an environment variable."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from guardrail.settings import Settings

__all__ = ["Setting", "Where", "effective", "lines_of"]

Where: TypeAlias = tuple[str | int, ...]
"""Section, number of the entry where there are several (from 0), key."""

_SHOWN_OF_HASH = 8
_ENTRY = re.compile(r"\[\[\s*([\w-]+)\s*\]\]").match
_SECTION = re.compile(r"\[\s*([\w-]+)\s*\]").match
_KEY = re.compile(r"([\w.-]+)\s*=").match


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting in force. ``name`` is dotted (``clients.0.name``); ``origin`` is ``default``, ``file:line`` or ``environment NAME``."""

    name: str
    value: str | int | float | bool | list[str] | None
    origin: str


def effective(settings: Settings, file: Path, text: str, environment: Mapping[str, str]) -> tuple[Setting, ...]:
    """Every setting in force. ``text`` is what the configuration file holds. Hashes of keys are shortened."""
    written, lines = tomllib.loads(text), lines_of(text)
    return tuple(
        Setting(".".join(map(str, where)), value, _origin(where, file, written, lines, environment)) for where, value in _values(settings)
    )


def lines_of(text: str) -> dict[Where, int]:
    """Line (from 1) of each section header and each assignment in TOML text, as they are usually laid out: one to a line."""
    found: dict[Where, int] = {}
    counts: dict[str, int] = {}
    section: Where = ()
    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.strip()
        if header := _ENTRY(stripped):
            counts[header[1]] = counts.get(header[1], -1) + 1
            section = (header[1], counts[header[1]])
        elif header := _SECTION(stripped):
            section = (header[1],)
        elif key := _KEY(stripped):
            found.setdefault((*section, *key[1].split(".")), number)
            continue
        else:
            continue
        found.setdefault(section, number)
    return found


def _values(settings: Settings) -> Iterator[tuple[Where, str | int | float | bool | list[str] | None]]:
    for section, content in settings.model_dump(mode="json", exclude={"dev"}).items():
        entries = [((section,), content)] if isinstance(content, dict) else [((section, i), entry) for i, entry in enumerate(content)]
        for place, entry in entries:
            for key, value in entry.items():
                where = (*place, key)
                if key == "key_sha256":
                    value = value[:_SHOWN_OF_HASH] + "…"
                yield where, str(settings.audit_dir) if where == ("audit", "dir") else value


def _origin(where: Where, file: Path, written: Mapping[str, Any], lines: Mapping[Where, int], environment: Mapping[str, str]) -> str:
    name = "GUARDRAIL_" + "__".join(str(part).upper() for part in where)
    if name in environment:
        return f"environment {name}"
    if not _holds(written, where):
        return "default"
    # An inline table stands on the line of its own key.
    line = next((lines[where[:end]] for end in range(len(where), 0, -1) if where[:end] in lines), 0)
    return f"{file}:{line}" if line else str(file)


def _holds(tree: Any, where: Where) -> bool:
    for part in where:
        match tree, part:
            case dict(), str() if part in tree:
                tree = tree[part]
            case list(), int() if part < len(tree):
                tree = tree[part]
            case _:
                return False
    return True
