"""Whether a text has come to inside of an HTML tag or autolink, or of the value of an attribute that is fetched, in a tag or not.

Every ``<`` may begin the tag that counts, since a view that finds no whole tag there goes on behind it; so all are followed at once, and
a place is inside while it is inside of any. A blank line ends a tag, but no quoted value (CommonMark 0.31.2, 6.6; WHATWG HTML 13.2.5).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from functools import lru_cache
from typing import Final

from .lines import BLANK, WORD, is_marker, kind_of, piece_at

__all__ = ["Tags"]


class _State(Enum):
    NAME = "name of a tag, or an autolink"
    DECLARATION = "<! or <?"
    TAG = "tag"
    LINE = "tag, at the beginning of a line"
    VALUE = "after ="
    UNQUOTED = "value"
    DOUBLE = '"'
    SINGLE = "'"
    FREE_VALUE = "after = outside of a tag"
    FREE_UNQUOTED = "value outside of a tag"
    FREE_DOUBLE = '" outside of a tag'
    FREE_SINGLE = "' outside of a tag"


_OPENS = re.compile(r"(?<=<)[a-z/!?]|=", re.IGNORECASE)
_NAME: Final = frozenset((WORD, *"-+._"))
_BLANK_LINE: Final = "\n\n"
_ATTRIBUTES = ("src", "srcset", "href", "action", "formaction", "background", "ping", "data", "poster", "style", "url")
"""Attributes that are fetched, which are also looked for outside of tags: in templates and in code."""
_LONGEST_NAME: Final = 28
_WHOLE = re.compile(
    r"<[a-z][a-z0-9-]*(?:[ \t]+[a-z_:][\w.:-]*(?:[ \t]*=[ \t]*(?:[^\s\"'=<>`]+|'[^'`\r\n]*'|\"[^\"`\r\n]*\"))?)*[ \t]*/?>",
    re.IGNORECASE | re.ASCII,
)
"""A tag for every view, on one line: on several it may end with a paragraph or a quotation."""
_LONGEST_TAG: Final = 1000


class Tags:
    """The place after everything that was read."""

    __slots__ = ("_states", "_tag")

    def __init__(self) -> None:
        self._states: frozenset[_State] = frozenset()
        self._tag = ""
        """The tag that was opened outside of all others, so far; empty where it cannot be whole."""

    @property
    def inside(self) -> bool:
        return bool(self._states)

    def read(self, text: str, at: int) -> Iterator[tuple[int, bool]]:
        """The text goes on with ``text[at:]``; what ``lines`` looks back at is in ``text`` too.

        Gives each place where a tag begins (False) that is outside of all others, and where it ends (True), if it is one for every view.
        """
        while at < len(text):
            if not self._states:
                found = _OPENS.search(text, at)
                if found is None:
                    return
                at = found.start()
            piece = piece_at(text, at)
            outside = not self._states
            self._states = self._next(text, at, piece)
            if outside and self._states and piece != "=":
                self._tag = "<" if text[max(at - 2, 0) : at] != "\\<" else ""
                yield at, False
            if self._tag:
                self._tag = self._tag + piece if len(self._tag) < _LONGEST_TAG else ""
            at += len(piece)
            if self._tag and not self._states:
                if _WHOLE.fullmatch(self._tag):
                    yield at, True
                self._tag = ""

    def _next(self, text: str, at: int, piece: str) -> frozenset[_State]:
        before = text[at - 1] if at else ""
        opened = {_OPENED[piece[0]]} if before == "<" and piece[0] in _OPENED else set()
        if piece == "=" and _names_attribute(text[max(at - _LONGEST_NAME, 0) : at]):
            opened.add(_State.FREE_VALUE)
        if piece in (">", "\n") and is_marker(text, at):
            piece = " " if piece == ">" else _BLANK_LINE
        states = _step(self._states, kind_of(piece))
        return states | opened if opened else states


_OPENED: Final = dict.fromkeys("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ/", _State.NAME) | dict.fromkeys(
    "!?", _State.DECLARATION
)
_QUOTED: Final = {
    (_State.VALUE, '"'): _State.DOUBLE,
    (_State.VALUE, "'"): _State.SINGLE,
    (_State.FREE_VALUE, '"'): _State.FREE_DOUBLE,
    (_State.FREE_VALUE, "'"): _State.FREE_SINGLE,
    (_State.DOUBLE, '"'): _State.TAG,
    (_State.SINGLE, "'"): _State.TAG,
    (_State.FREE_DOUBLE, '"'): None,
    (_State.FREE_SINGLE, "'"): None,
}


@lru_cache(maxsize=4096)
def _step(states: frozenset[_State], kind: str) -> frozenset[_State]:
    return frozenset(after for state in states if (after := _after(state, kind)) is not None)


def _after(state: _State, piece: str) -> _State | None:
    """Where a state goes with a kind of piece, or with the end of a blank line."""
    if (state, piece) in _QUOTED:
        return _QUOTED[state, piece]
    blank = piece[0] in BLANK
    match state:
        case _State.DOUBLE | _State.SINGLE | _State.FREE_DOUBLE | _State.FREE_SINGLE:
            return state
        case _ if piece == ">":
            return None
        case _State.VALUE | _State.FREE_VALUE if blank or piece == "=":  # some readers skip any number of them
            return state
        case _State.VALUE:
            return _State.UNQUOTED
        case _State.FREE_VALUE:
            return _State.FREE_UNQUOTED
        case _State.FREE_UNQUOTED:
            return None if blank else state
        case _State.DECLARATION:
            return None if piece[0] == "\n" else state
        case _State.NAME if piece in (":", "@", "/"):  # an autolink of any scheme, a name with a prefix, or the end of a name
            return _State.TAG
        case _State.NAME if not blank:
            return state if piece in _NAME else None
        case _State.UNQUOTED if not blank:
            return state
        case _ if piece == _BLANK_LINE:
            return None
        case _ if piece == "\n":
            return _State.LINE
        case _State.LINE if blank:
            return state
        case _:
            return _State.VALUE if piece == "=" else _State.TAG


def _names_attribute(before: str) -> bool:
    """Whether the words before a ``=`` end with an attribute that is fetched; ``metadata`` does not end with ``data``."""
    name = before.rstrip(" \t\r\n\f").lower()
    return name.endswith(_ATTRIBUTES) and any(
        name.endswith(attribute) and not name[: -len(attribute)][-1:].isalnum() for attribute in _ATTRIBUTES
    )
