"""What is known of a word before any text is read: how it is usually written, what it resembles, in which lists it stands.

Compiled by ``training.ner`` into ``data/words.txt.gz``; reads that file only.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

__all__ = ["Lexicon", "Word", "key_of", "read_lexicon", "write_lexicon"]

_FILE = Path(__file__).parents[1] / "data" / "words.txt.gz"


@dataclass(frozen=True, slots=True)
class Word:
    """What is known of one word."""

    case: str = ""
    """How raw text writes it: ``l`` in lower case, ``C`` with a capital, ``c`` and ``m`` between, ``+`` where it is frequent."""
    coarse: str = ""
    fine: str = ""
    """Numbers of its clusters: words that stand in like company."""
    lists: str = ""
    """One letter for each list that it stands in (see ``training.ner.lists``)."""


_UNKNOWN = Word()


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words by key (see ``key_of``)."""

    rows: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), repr=False)

    def find(self, key: str) -> Word:
        """What is known of a word; nothing of one that is not in it."""
        row = self.rows.get(key)
        return Word(*row.split(" ")) if row is not None else _UNKNOWN


def key_of(word: str) -> str:
    """A word as the lexicon spells it: lower case, without full stops."""
    return word.lower().replace(".", "") if "." in word else word.lower()


def read_lexicon(file: Path = _FILE) -> Lexicon:
    """Reads a compiled lexicon. Raises ``OSError`` where the file is missing or damaged."""
    lines = gzip.decompress(file.read_bytes()).decode("utf-8").splitlines()
    return Lexicon(dict(line.split("\t", 1) for line in lines))


def write_lexicon(words: Iterable[tuple[str, Word]], file: Path = _FILE) -> None:
    """The compiled form: a line a word, ``key<TAB>case coarse fine lists``; the same words give the same bytes."""
    lines = [f"{key}\t{word.case} {word.coarse} {word.fine} {word.lists}\n" for key, word in sorted(words, key=lambda pair: pair[0])]
    file.write_bytes(gzip.compress("".join(lines).encode("utf-8"), 9, mtime=0))
