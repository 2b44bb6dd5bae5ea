"""The few laws that are known here by number, year and subject: what is said of them can be held against it. No list of all laws."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Final, TypeAlias

__all__ = ["Law", "Laws", "Number", "known_laws", "parse_laws"]

Number: TypeAlias = tuple[str, int, int]
"""Kind (``UU``), number, year."""

_WORD: Final = re.compile(r"\w{3,}")
_LETTERS: Final = re.compile(r"[^\W_]+")
_COMMON: Final = frozenset(("dan", "atas", "yang", "tentang", "undang", "negara", "republik", "indonesia", "pemerintah", "nomor", "tahun"))
_ABOUT_ANOTHER: Final = frozenset(("perubahan", "pencabutan", "penetapan", "pelaksanaan"))
"""Laws that are about a law."""


@dataclass(frozen=True, slots=True)
class Law:
    """``words`` are those of its names; ``articles`` is 0 where they are not counted."""

    articles: int
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Laws:
    """``named`` has for names that no other law of the kind has the laws that have them."""

    known: Mapping[Number, Law]
    named: Mapping[tuple[str, str], frozenset[Number]]

    def contradict(self, number: Number, told: str) -> bool:
        """Whether a law of this number is not about what ``told`` says, as far as it is known."""
        said = _words(told)
        if said & _ABOUT_ANOTHER:
            return False
        law = self.known.get(number)
        if law is not None:
            said -= _COMMON
            return bool(said) and said.isdisjoint(law.words)
        return any(number not in laws for laws in self._laws_in(number[0], told))

    def articles_of(self, kind: str, told: str) -> int:
        """The articles of a law that is told by its name alone: the most that one of that name has; 0 where they are not known."""
        counts = [self.known[number].articles for laws in self._laws_in(kind, told) for number in laws]
        return max(counts, default=0)

    def _laws_in(self, kind: str, told: str) -> Iterable[frozenset[Number]]:
        spoken = f" {_plain(told)} "
        return [laws for (of_kind, name), laws in self.named.items() if of_kind == kind and f" {name} " in spoken]


def parse_laws(table: str) -> Laws:
    """From ``data/laws.txt``. Raises ``ValueError`` for a line that is none."""
    known: dict[Number, Law] = {}
    named: dict[tuple[str, str], frozenset[Number]] = {}
    for line in table.splitlines():
        if not line or line.startswith("#"):
            continue
        kind, place, articles, about = line.split(" ", 3)
        of_year, _, year = place.partition("/")
        number = (kind, int(of_year), int(year))
        names = about.split(";")
        known[number] = Law(int(articles), frozenset().union(*(_words(name) for name in names)) - _COMMON)
        for name in names:
            if name.startswith("="):
                key = (kind, _plain(name))
                named[key] = named.get(key, frozenset()) | {number}
    return Laws(known, named)


@lru_cache(maxsize=1)
def known_laws() -> Laws:
    """Those of the package."""
    return parse_laws(files("guardrail.detect").joinpath("data/laws.txt").read_text(encoding="ascii"))


def _plain(name: str) -> str:
    return " ".join(_LETTERS.findall(name.casefold()))


def _words(told: str) -> frozenset[str]:
    return frozenset(_WORD.findall(told.casefold()))
