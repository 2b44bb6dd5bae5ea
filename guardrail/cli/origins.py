"""Where each effective setting comes from: its default, a line of the configuration file, or an environment variable."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from guardrail.core.toml_lines import Where, line_of, lines_of

if TYPE_CHECKING:
    from guardrail.settings import Settings

__all__ = ["Setting", "effective"]

_SHOWN_OF_HASH = 8


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


def _values(settings: Settings) -> Iterator[tuple[Where, str | int | float | bool | list[str] | None]]:
    for section, content in settings.model_dump(mode="json", exclude={"dev"}).items():
        if content is None:  # a section that need not be there
            continue
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
    line = line_of(lines, where)
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
