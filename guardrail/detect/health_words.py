"""Words of health: diagnoses, symptoms, medicines, and how they go together. ``data/health.txt`` has them; this reads it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from importlib.resources import files
from typing import NamedTuple

__all__ = ["LEXICON", "Lexicon", "Sureness", "parse_lexicon"]


class Sureness(IntEnum):
    """How far a term by itself speaks of somebody's health."""

    TIED = 0
    """Words of everything (gula, panas, operasi): only directly behind a word such as "sakit"."""
    LAY = 1
    """Words of every day (hamil, buta, batuk): only beside a person in the same sentence."""
    MEDICINE = 2
    """Medicines are also bought and stored."""
    SURE = 3


Tails = tuple[tuple[tuple[str, ...], Sureness], ...]


class Lexicon(NamedTuple):
    terms: Mapping[str, Tails]
    """First word of a term -> the words that follow in each of its terms, the longest first, and how sure each is."""
    heads: frozenset[str]
    """Words that a complement makes a term: "kanker" + "payudara"."""
    complements: Mapping[str, Tails]
    modifiers: Mapping[str, Tails]


def parse_lexicon(table: str) -> Lexicon:
    """From ``[sections]`` of terms parted by commas; lines that begin with # are remarks."""
    sections: dict[str, list[str]] = {}
    current: list[str] = []
    for line in table.splitlines():
        if line.startswith("["):
            current = sections.setdefault(line.strip("[]"), [])
        elif not line.startswith("#"):
            current.extend(filter(None, (term.strip() for term in line.split(","))))
    ranked = {
        **dict.fromkeys(sections["tied"], Sureness.TIED),
        **dict.fromkeys(sections["lay"], Sureness.LAY),
        **dict.fromkeys(sections["medicines"], Sureness.MEDICINE),
        **dict.fromkeys(sections["sure"], Sureness.SURE),
    }
    return Lexicon(
        _by_first_word(ranked),
        frozenset(sections["heads"]),
        _by_first_word(dict.fromkeys(sections["complements"], Sureness.SURE)),
        _by_first_word(dict.fromkeys(sections["modifiers"], Sureness.SURE)),
    )


def _by_first_word(terms: Mapping[str, Sureness]) -> Mapping[str, Tails]:
    table: dict[str, list[tuple[tuple[str, ...], Sureness]]] = {}
    for term, sureness in terms.items():
        first, *rest = term.split()
        table.setdefault(first, []).append((tuple(rest), sureness))
    return {first: tuple(sorted(tails, key=lambda tail: -len(tail[0]))) for first, tails in table.items()}


LEXICON = parse_lexicon(files(__package__).joinpath("data/health.txt").read_text(encoding="ascii"))
