"""Reads ``data/ethics_phrases.txt``: words of one meaning, and which meanings near each other speak of an ethics rule. Matches nothing.

The file says how it is written. A mistake in it is a ``ValueError`` with the line's number.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

from .affixes import commands, forms, verbs
from .labels import LABELS
from .words import cut, plain

__all__ = ["DATA", "Phrase", "PhraseBook", "Run", "Slot", "read_phrases"]

DATA: Final = Path(__file__).parents[1] / "data" / "ethics_phrases.txt"
_REACH: Final = 8
"""Words between the first meaning of a phrase and any other of it, where the phrase does not say."""
_GUARDED: Final = 14
"""Words around the first meaning in which a guard holds, where it does not say."""
_DIGITS: Final = "#"


class Slot(NamedTuple):
    """One of ``meanings`` stands within ``reach`` words of the first; with ``behind``, after it."""

    meanings: tuple[int, ...]
    reach: int
    behind: bool


class Phrase(NamedTuple):
    """``first`` near everything in ``slots`` speaks of ``label``, unless one of ``guards`` is near as well. ``line`` is in the file."""

    label: str
    first: tuple[int, ...]
    slots: tuple[Slot, ...]
    guards: tuple[tuple[int, int], ...]
    """Meanings, and within how many words each guards."""
    line: int
    masks: tuple[int, ...]
    """Of ``first`` and of each slot, with a bit for every meaning: a text that has none of these cannot hold it."""


class Run(NamedTuple):
    """Meanings of words that follow each other and together have a meaning."""

    parts: tuple[int, ...]
    meaning: int
    mask: int
    """Of the parts, with a bit for each."""


@dataclass(frozen=True, slots=True, eq=False)
class PhraseBook:
    """Meanings are numbers. The three tables hold what is looked for: a word as it is, asked for, or as a verb of any voice."""

    words: dict[str, tuple[int, ...]] = field(default_factory=dict)
    asked: dict[str, tuple[int, ...]] = field(default_factory=dict)
    verbs: dict[str, tuple[int, ...]] = field(default_factory=dict)
    runs: list[Run] = field(default_factory=list)
    phrases: list[Phrase] = field(default_factory=list)

    def meanings(self, word: str) -> tuple[int, ...]:
        """Of a word as ``cut`` spells it."""
        found = [*self.words.get(_DIGITS, ())] if word.isdigit() else []
        for table, shapes in ((self.words, forms), (self.asked, commands), (self.verbs, verbs)):
            for shape in shapes(word):
                found += table.get(shape, ())
        return tuple(dict.fromkeys(found))


class _Reader:
    def __init__(self) -> None:
        self.book = PhraseBook()
        self.numbers: dict[str, int] = {}
        self.defined: set[str] = set()
        self.guards: dict[str, tuple[tuple[int, int], ...]] = {}

    def number(self, name: str) -> int:
        return self.numbers.setdefault(name, len(self.numbers))

    def known(self, names: Iterable[str]) -> tuple[int, ...]:
        found = tuple(names)
        if unknown := sorted(set(found) - self.defined):
            raise ValueError(f"no such meaning: {', '.join(unknown)}")
        return tuple(map(self.number, found))

    def meaning(self, name: str, entries: Iterable[str]) -> None:
        self.defined.add(name)
        for entry in entries:
            parts = entry.replace("-", "_").split("_")
            if len(parts) == 1:
                self._add(entry, self.number(name))
                continue
            numbers = tuple(self._part(part) for part in parts)
            self.book.runs.append(Run(numbers, self.number(name), sum(1 << each for each in set(numbers))))

    def _part(self, part: str) -> int:
        number = self.number(f"_{part}")
        self._add(part, number)
        return number

    def _add(self, entry: str, number: int) -> None:
        table = {"^": self.book.asked, "~": self.book.verbs}.get(entry[0], self.book.words)
        bare = entry.lstrip("^~")
        written = [bare] if bare == _DIGITS else cut(bare).written
        if len(written) != 1:
            raise ValueError("words are parted by spaces, and joined by _")
        word = plain(written[0])
        if number not in table.setdefault(word, ()):
            table[word] += (number,)

    def phrase(self, label: str, text: str, line: int) -> None:
        if label not in LABELS:
            raise ValueError("no such label")
        first, *others = text.split()
        guards = self.guards.get(label, ()) + self.guarding(one[1:] for one in others if one.startswith("!"))
        slots = tuple(self._slot(one) for one in others if not one.startswith("!"))
        meanings = self.known(first.split("|"))
        masks = tuple(sum(1 << each for each in one) for one in (meanings, *(slot.meanings for slot in slots)))
        self.book.phrases.append(Phrase(label, meanings, slots, guards, line, masks))

    def guarding(self, names: Iterable[str]) -> tuple[tuple[int, int], ...]:
        parts = [name.partition("/") for name in names]
        return tuple((self.known([name])[0], int(reach or _GUARDED)) for name, _, reach in parts)

    def _slot(self, text: str) -> Slot:
        names, _, reach = text.lstrip(">").partition("/")
        return Slot(self.known(names.split("|")), int(reach or _REACH), text.startswith(">"))


def read_phrases(file: Path = DATA) -> PhraseBook:
    """Raises ``OSError``, or ``ValueError`` with the number of the line that cannot be read."""
    reader = _Reader()
    lines = [(number, *_parts(line)) for number, line in enumerate(_lines(file), 1) if line.strip()]
    # Meanings first: a phrase may name one that stands further down.
    for number, head, sign, rest in sorted(lines, key=lambda line: line[2] != "="):
        try:
            match sign:
                case "=":
                    reader.meaning(head, rest.split())
                case "!":
                    reader.guards[head] = reader.guarding(rest.split())
                case ":":
                    reader.phrase(head, rest, number)
                case _:
                    raise ValueError("a line has one of = ! : behind its first word")
        except ValueError as error:
            raise ValueError(f"{file.name}:{number}: {error}") from None
    return reader.book


def _lines(file: Path) -> list[str]:
    """Without comments."""
    return [line.partition("//")[0] for line in file.read_text("utf-8").splitlines()]


def _parts(line: str) -> tuple[str, str, str]:
    head, _, rest = line.strip().partition(" ")
    return head, rest[:1], rest[1:]
