"""The walk that recognizers of facts about someone share: the cells below a heading, and the fact at each trigger, none inside another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from .beside import Beside
from .columns import Headings
from .recognizer import Match

__all__ = ["facts"]


def facts(
    text: str,
    ends: Sequence[int],
    cells: Callable[[str, int, Headings], Iterable[Match]],
    at: Callable[[str, int, Beside, int], Match | None],
) -> Iterator[Match]:
    """What stands below headings (``cells``) and at triggers (``at``, which is told where the fact before it ended)."""
    beside = Beside(text)
    headings = Headings(text)
    done = 0
    for end in ends:
        if end <= done:
            continue
        yield from cells(text, end, headings)
        match = at(text, end, beside, done)
        if match is not None and match.start >= done:
            done = match.end
            yield match
