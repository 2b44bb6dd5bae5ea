"""Whether a text has come to inside of the target or title of a Markdown link, image or reference definition, or of ``url()`` in CSS.

Every ``](``, ``]:`` and ``url(`` may be the one that counts, so each is followed on its own, and a place is inside while it is inside of
any (CommonMark 0.31.2, 4.7 and 6.3). A blank line ends them all. Spaces in a target, which some views allow, do not end it.
"""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache
from typing import Final, NamedTuple

from .lines import BLANK, is_marker, kind_of, piece_at

__all__ = ["Links"]


class _Mode(Enum):
    START = "before the target"
    TARGET = "target"
    POINTY = "target between angle brackets"
    AFTER = "after a target or title"
    DOUBLE = '"'
    SINGLE = "'"
    ROUND = ")"


class _State(NamedTuple):
    """One that was opened. ``depth`` counts its open parentheses; a reference definition has none."""

    mode: _Mode
    depth: int

    @property
    def refuses(self) -> bool:
        return self.mode is not _Mode.AFTER or self.depth > 0


_OPENS = re.compile(r"[(:](?:(?<=\][(:])|(?<=url\())", re.IGNORECASE)
_DEEPEST: Final = 8
"""Open parentheses that are counted; of more, only a blank line is the end."""
_TITLES: Final = {'"': _Mode.DOUBLE, "'": _Mode.SINGLE}


class Links:
    """The place after everything that was read."""

    __slots__ = ("_escaped", "_states")

    def __init__(self) -> None:
        self._states: frozenset[_State] = frozenset()
        self._escaped = False

    @property
    def inside(self) -> bool:
        return any(state.refuses for state in self._states)

    def read(self, text: str, at: int) -> None:
        """The text goes on with ``text[at:]``; what ``lines`` looks back at is in ``text`` too."""
        while at < len(text):
            if not self._states:
                opened = _OPENS.search(text, at)
                if opened is None:
                    return
                at = opened.end()
                self._open(text, at)
                continue
            piece = piece_at(text, at)
            self._read_piece(text, at, piece)
            at += len(piece)
            if _OPENS.match(text, at - 1):
                self._open(text, at)

    def _open(self, text: str, end: int) -> None:
        self._states |= {_State(_Mode.START, 1 if text[end - 1] == "(" else 0)}
        self._escaped = False

    def _read_piece(self, text: str, at: int, piece: str) -> None:
        if piece == ">" and is_marker(text, at):
            piece = " "
        if piece == "\n" and is_marker(text, at):
            self._states = frozenset()
            return
        escaped, self._escaped = self._escaped, piece == "\\" and not self._escaped
        self._states = _step(self._states, kind_of(piece), escaped)


@lru_cache(maxsize=4096)
def _step(states: frozenset[_State], kind: str, escaped: bool) -> frozenset[_State]:
    return frozenset(after for state in states for after in _after(state, kind, escaped))


def _after(state: _State, piece: str, escaped: bool) -> tuple[_State, ...]:
    """Where a state goes with a kind of piece."""
    mode, depth = state
    if mode in (_Mode.START, _Mode.AFTER) and piece in BLANK:
        return (state,)
    if escaped and mode in (_Mode.TARGET, _Mode.POINTY, _Mode.DOUBLE, _Mode.SINGLE, _Mode.ROUND):
        return (state,)  # a backslash before a line's end, too: markdown-it takes both for a part of the target
    match mode:
        case _Mode.START if piece == "<":
            return (_State(_Mode.POINTY, depth),)
        case _Mode.START if piece in _TITLES:  # CSS has a string here, Markdown a target
            return (_State(_Mode.TARGET, depth), _State(_TITLES[piece], depth))
        case _Mode.AFTER if piece in _TITLES:
            return (_State(_TITLES[piece], depth),)
        case _Mode.AFTER if not depth:
            return (_State(_Mode.ROUND, depth),) if piece == "(" else ()
        case _Mode.START | _Mode.AFTER | _Mode.TARGET:
            return _in_target(depth, piece)
        case _Mode.POINTY:
            return (_State(_Mode.AFTER, depth),) if piece == ">" else (state,)
        case _Mode.DOUBLE | _Mode.SINGLE | _Mode.ROUND:
            return (_State(_Mode.AFTER, depth),) if piece == mode.value else (state,)


def _in_target(depth: int, piece: str) -> tuple[_State, ...]:
    if piece in BLANK:
        return (_State(_Mode.AFTER, depth),)
    if depth and depth < _DEEPEST and piece in ("(", ")"):
        depth += 1 if piece == "(" else -1
        return (_State(_Mode.TARGET, depth),) if depth else ()
    return (_State(_Mode.TARGET, depth),)
