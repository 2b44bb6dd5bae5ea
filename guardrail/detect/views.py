"""Other readings of a text: what it says once encoded pieces are decoded and disguises taken off, with the way back.

A finding counts here only where it touches a rewritten piece or stands close behind one, which may have been its label; whatever else
stands in the clear is found in the text itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

from guardrail.core.errors import ErrorCode, RequestRefused

from . import backwards, blocks, escapes, file_names, loose_numbers, spaced_letters, spelled, spoken_email
from .rewriting import Edit, Rewriting, rewrite

__all__ = ["DEPTH", "ENCODINGS", "READERS", "Reader", "View", "check_escapes", "views"]

DEPTH = 3
"""How often something may be encoded inside something encoded. What is packed deeper cannot be inspected and is refused."""
_LAYERS = 2
"""How many disguises a value may wear one over the other: letters for digits in a number that is broken into lines."""
_GROWTH = 4
"""A decoder never makes a text longer, but folding may: a text that grows more than this is refused."""
_GRACE = 4096
_MOST_EDITS = 1 << 16
"""Pieces of one text that are written otherwise; one costs several hundred bytes, and a text of more is refused."""
_ESCAPES = 5
"""So many of the readers are of single escapes."""
_LABEL_REACH = 16

Ends: TypeAlias = Sequence[Sequence[int]]


class Reader(NamedTuple):
    """A trigger (see ``scanner.Scanner``) and what is read anew in a text where it was seen."""

    trigger: str
    edits: Callable[[str, Sequence[int]], Iterable[Edit]]


class View(NamedTuple):
    """One reading and the rewritings that led to it, last one first."""

    text: str
    ends: Ends
    path: tuple[Rewriting, ...]

    def back(self, start: int, end: int) -> tuple[int, int] | None:
        """Where in the first text stands what the finding covers, or None where nothing there or close before was rewritten."""
        if not self.path[0].touches(max(0, start - _LABEL_REACH), end):
            return None
        for rewriting in self.path:
            start, end = rewriting.back(start, end)
        return start, end


ENCODINGS = (
    Reader(escapes.PERCENT_TRIGGER, escapes.percents),
    Reader(escapes.ENTITY_TRIGGER, escapes.entities),
    Reader(escapes.BACKSLASH_TRIGGER, escapes.backslashes),
    Reader(escapes.QUOTED_TRIGGER, escapes.quoted_printable),
    Reader(escapes.PLUS_TRIGGER, escapes.pluses),
    Reader(blocks.WORD_TRIGGER, blocks.words),
    Reader(blocks.HEX_PAIRS_TRIGGER, blocks.hex_pairs),
    Reader(blocks.BYTES_TRIGGER, blocks.listed_bytes),
)
"""What programs do to a text."""
_DISGUISES = (
    Reader(file_names.FILE_NAME_TRIGGER, file_names.file_names),
    Reader(spelled.SPELLED_TRIGGER, spelled.spelled_digits),
    Reader(spoken_email.SPOKEN_EMAIL_TRIGGER, spoken_email.spoken_emails),
    Reader(spoken_email.BROKEN_EMAIL_TRIGGER, spoken_email.broken_emails),
    Reader(backwards.BACKWARDS_TRIGGER, backwards.backwards),
    Reader(loose_numbers.SCATTERED_TRIGGER, loose_numbers.scattered_numbers),
    Reader(loose_numbers.LETTERED_TRIGGER, loose_numbers.lettered_numbers),
    Reader(spaced_letters.SPACED_TRIGGER, spaced_letters.spaced_letters),
)
READERS = ENCODINGS + _DISGUISES
"""In the order in which their ends are handed to ``views``."""


def check_escapes(ends: Ends) -> None:
    """Raises ``RequestRefused`` (``content_not_inspectable``) for a text that is made of escapes, before any of them is read."""
    if sum(map(len, ends[:_ESCAPES])) > _MOST_EDITS:
        raise RequestRefused(ErrorCode.NOT_INSPECTABLE, "detect")


def views(text: str, ends: Ends, scan: Callable[[str], Ends]) -> Iterator[View]:
    """Every other reading of ``text``. ``ends`` and what ``scan`` returns: where each reader's trigger ends.

    Raises ``RequestRefused`` (``content_not_inspectable``) for what is packed deeper or grows larger than can be read.
    """
    limit = _GROWTH * len(text) + _GRACE
    path: tuple[Rewriting, ...] = ()
    for depth in range(DEPTH + 1):
        view = View(text, ends, path)
        for _ in range(_LAYERS):
            undisguised = rewrite(view.text, _edits(_DISGUISES, view.text, view.ends[len(ENCODINGS) :]))
            if undisguised is None:
                break
            view = View(undisguised.text, scan(undisguised.text), (undisguised, *view.path))
            yield view
        decoded = rewrite(text, _edits(ENCODINGS, text, ends))
        if decoded is None:
            return
        if depth == DEPTH or len(decoded.text) > limit:
            raise RequestRefused(ErrorCode.NOT_INSPECTABLE, "detect")
        text, path = decoded.text, (decoded, *path)
        ends = scan(text)
        yield View(text, ends, path)


def _edits(readers: Sequence[Reader], text: str, ends: Ends) -> Iterator[Edit]:
    left = _MOST_EDITS
    for reader, found in zip(readers, ends, strict=False):
        for edit in reader.edits(text, found) if found else ():
            left -= 1
            if left < 0:
                raise RequestRefused(ErrorCode.NOT_INSPECTABLE, "detect")
            yield edit
