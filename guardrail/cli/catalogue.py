"""``guardrail detect --entities``: what can be found, its class in law, what happens to it, an example and the source of its form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from guardrail.core.decision import DataClass, Effect
from guardrail.detect.catalog import CatalogEntry

from .terminal import Styled, console, print_json, table

__all__ = ["CLASS_STYLES", "CLASS_WORDS", "law_of", "print_catalogue", "print_catalogue_json"]

CLASS_WORDS = {
    DataClass.GENERAL: ("umum", "general"),
    DataClass.SPECIFIC: ("spesifik", "specific"),
    DataClass.SECRET: ("rahasia", "secret"),
    DataClass.SIGNAL: ("sinyal", "signal"),
    DataClass.MARK: ("tanda", "mark"),
}
"""Indonesian and English."""

CLASS_STYLES = {
    DataClass.GENERAL: "cyan",
    DataClass.SPECIFIC: "magenta",
    DataClass.SECRET: "bold red",
    DataClass.SIGNAL: "yellow",
    DataClass.MARK: "blue",
}
_EFFECTS = {Effect.NONE: "biarkan", Effect.WARN: "peringatkan", Effect.MASK: "samarkan", Effect.BLOCK: "blokir"}
_COLUMNS = ("entitas\nentity", "nama\nname", "kelas, pasal\nclass, article", "tindakan\naction", "contoh, sumber\nexample, source")


def law_of(entry: CatalogEntry) -> str:
    return f"UU 27/2022 Pasal {entry.law}"


def print_catalogue(entries: Sequence[CatalogEntry]) -> None:
    """A table for people."""
    out = console()
    out.print(table(_COLUMNS, [_row(entry) for entry in entries], whole=1))
    out.print("Pasal: UU 27/2022 tentang Pelindungan Data Pribadi / articles of the Personal Data Protection Law", soft_wrap=True)


def _row(entry: CatalogEntry) -> tuple[str | Styled, ...]:
    style = CLASS_STYLES[entry.data_class]
    indonesian, english = CLASS_WORDS[entry.data_class]
    return (
        Styled(entry.entity, style),
        f"{entry.indonesian}\n{entry.english}" if entry.indonesian != entry.english else entry.indonesian,
        Styled(f"{indonesian} {entry.law}\n{english}", style),
        f"{_EFFECTS[entry.effect]}\n{entry.effect.label}",
        f"{entry.example}\n{entry.source}",
    )


def print_catalogue_json(entries: Sequence[CatalogEntry]) -> None:
    """A list for programs."""
    print_json([_as_dict(entry) for entry in entries])


def _as_dict(entry: CatalogEntry) -> dict[str, Any]:
    indonesian, english = CLASS_WORDS[entry.data_class]
    return {
        "entity": entry.entity,
        "name": {"id": entry.indonesian, "en": entry.english},
        "class": {"id": indonesian, "en": english},
        "law": law_of(entry),
        "action": entry.effect.label,
        "example": entry.example,
        "source": entry.source,
    }
