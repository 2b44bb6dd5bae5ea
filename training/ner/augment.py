"""More than the corpora say, from what they say: other people in the same sentences, and the same sentences in other letters."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from random import Random

from .conll import Example

__all__ = ["joined", "recased", "retitled", "substituted"]


def recased(example: Example, change: Callable[[str], str]) -> Example:
    """The example in other letters. Spans stay where a letter becomes several (``ß``), by changing the pieces between them."""
    text, spans = example
    pieces: list[str] = []
    moved: list[tuple[int, int]] = []
    at = length = 0
    for start, end in spans:
        before, name = change(text[at:start]), change(text[start:end])
        pieces += (before, name)
        moved.append((length + len(before), length + len(before) + len(name)))
        at, length = end, moved[-1][1]
    return "".join([*pieces, change(text[at:])]), moved


def retitled(example: Example) -> Example:
    """A corpus in lower case as cased text: names and the first letter get their capitals back. Other proper nouns do not."""
    text, spans = example
    cased = list(text)
    for start, end in spans:
        cased[start:end] = text[start:end].title() if "'" not in text[start:end] else text[start:end].capitalize()
    if cased:
        cased[0] = cased[0].upper()
    return "".join(cased), spans


def substituted(example: Example, draw: Callable[[], tuple[str, ...]], random: Random) -> Example:
    """The example with invented people: as many words for each name as it had, so that surnames stay surnames where one can."""
    text, spans = example
    new: dict[str, str] = {}
    pieces: list[str] = []
    moved: list[tuple[int, int]] = []
    at = length = 0
    for start, end in spans:
        old = text[start:end]
        if old not in new:
            new[old] = _alike(old, draw, random)
        pieces += (text[at:start], new[old])
        low = length + start - at
        moved.append((low, low + len(new[old])))
        at, length = end, moved[-1][1]
    return "".join([*pieces, text[at:]]), moved


def _alike(old: str, draw: Callable[[], tuple[str, ...]], random: Random) -> str:
    parts = draw()
    words = old.count(" ") + 1
    name = " ".join(parts) if words > 1 else random.choice(parts[-2:] if len(parts[-1]) > 2 else parts[:1])
    if old.isupper():
        return name.upper()
    return name.lower() if old.islower() else name


def joined(examples: Iterable[Example], random: Random, separators: tuple[str, ...], most: int) -> Iterator[Example]:
    """Examples in groups of one to ``most``, as lines or sentences of one text: names seldom stand alone."""
    text, spans, left = "", list[tuple[int, int]](), random.randint(1, most)
    for piece, places in examples:
        if text:
            text += random.choice(separators)
        spans += [(start + len(text), end + len(text)) for start, end in places]
        text += piece
        left -= 1
        if not left:
            yield text, spans
            text, spans, left = "", [], random.randint(1, most)
    if text:
        yield text, spans
