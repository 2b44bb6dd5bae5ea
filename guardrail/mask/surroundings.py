"""Where in a prose answer a value may go: never into a URL, a link or image target, an HTML attribute or a reference definition.

A browser or a Markdown view fetches those, so a value restored there would leave for whoever the model named. Decided from the text
before the place alone, so that it does not matter how a stream was cut. In doubt the place is refused: the token stays, nothing leaks.
"""

from __future__ import annotations

import re
from enum import Enum

__all__ = ["Surroundings"]


class _Mode(Enum):
    """What the text is inside of, after its last character."""

    TEXT = "text"
    URL = "url"
    TAG = "tag"
    ATTRIBUTE = "attribute"  # after ``=``, before its value
    UNQUOTED = "unquoted"
    SINGLE = "single"
    DOUBLE = "double"
    LINK = "link"  # after ``](``, before its target
    TARGET = "target"
    POINTY = "pointy"  # a target between ``<`` and ``>``
    DEFINITION = "definition"  # after ``[id]:``, before its target
    DESTINATION = "destination"


# One match is one change of mode. Whitespace is that of HTML and CommonMark: a no-break space does not end a URL.
_TEXT = re.compile(
    r"<[a-z/!?]|\][(:]|://|www\.|mailto:|tel:|data:|javascript:|url\("
    r"|(?:src|srcset|href|action|formaction|background|ping|data|poster|style|url)[ \t\r\n\f]{0,16}=",
    re.IGNORECASE,
)
_NEXT = {
    _Mode.URL: re.compile(r"[ \t\r\n\f\v]"),
    _Mode.TAG: re.compile(r"[>=\n]"),
    _Mode.ATTRIBUTE: re.compile(r"[^ \t\r\n\f]"),
    _Mode.UNQUOTED: re.compile(r"[ \t\r\n\f>]"),
    _Mode.SINGLE: re.compile(r"'"),
    _Mode.DOUBLE: re.compile(r'"'),
    _Mode.LINK: re.compile(r"[^ \t]"),
    _Mode.TARGET: re.compile(r"[()\n]"),
    _Mode.POINTY: re.compile(r"[>\n]"),
    _Mode.DEFINITION: re.compile(r"[^ \t\r\n]"),
    _Mode.DESTINATION: re.compile(r"[ \t\r\n]"),
}
_LOOK_BACK = 32
"""Longer than any match of ``_TEXT`` and the character before it: what must be remembered of a piece in text mode."""
_BACKLOG = 65_536
"""Characters that are kept unread until a token asks what they mean. Most answers hold none and are never read."""


class Surroundings:
    """The place after everything that was passed over."""

    __slots__ = ("_backlog", "_backlog_length", "_carry", "_depth", "_mode", "_skip")

    def __init__(self) -> None:
        self._mode = _Mode.TEXT
        self._depth = 0
        self._carry = ""
        self._skip = 0
        self._backlog: list[str] = []
        self._backlog_length = 0

    def pass_over(self, text: str) -> None:
        """The answer goes on with this text."""
        self._backlog.append(text)
        self._backlog_length += len(text)
        if self._backlog_length > _BACKLOG:
            self._read()

    def place(self, token: str, value: str | None) -> str | None:
        """What stands for ``token`` here: the value, or None when the token stays (there is no value, or the place is refused)."""
        if value is not None and self._refuses():
            value = None
        self.pass_over(token if value is None else value)
        return value

    def _refuses(self) -> bool:
        self._read()
        return self._mode is not _Mode.TEXT

    def _read(self) -> None:
        """Brings the mode up to the end of the backlog."""
        text = self._carry + "".join(self._backlog)
        self._backlog.clear()
        self._backlog_length = 0
        floor, at = self._skip, len(self._carry)
        while True:
            if self._mode is _Mode.TEXT:
                end = self._leave_text(text, floor, at)
            else:
                found = _NEXT[self._mode].search(text, at)
                end = None if found is None else found.end()
                if found is not None:
                    self._mode = self._after(self._mode, found.group())
            if end is None:
                break
            floor = at = end
        # In text mode a match may have begun in what was read, but never before the place where text mode began. One more
        # character is kept before that place, since a scheme is one only at the beginning of a word.
        floor = max(floor, len(text) - _LOOK_BACK)
        kept = max(floor - 1, 0)
        self._carry = text[kept:]
        self._skip = floor - kept

    def _leave_text(self, text: str, floor: int, at: int) -> int | None:
        """Where text mode ends, if it does after ``at``; a match that ends before was seen when it was new."""
        found = _TEXT.search(text, floor)
        while found is not None:
            mode = self._entered(text, found)
            if found.end() > at and mode is not None:
                self._mode = mode
                return found.end()
            # The end of what is no beginning may begin something: ``metadata://``.
            found = _TEXT.search(text, found.start() + 1)
        return None

    def _entered(self, text: str, found: re.Match[str]) -> _Mode | None:
        match found.group()[0], found.group()[-1]:
            case "<", _:
                return _Mode.TAG
            case _, "(":
                self._depth = 1
                return _Mode.LINK
            case "]", ":":
                return _Mode.DEFINITION
            case _, "=":
                return None if self._within_word(text, found) else _Mode.ATTRIBUTE
            case _, ":":
                return None if self._within_word(text, found) else _Mode.URL
            case _:
                return _Mode.URL

    @staticmethod
    def _within_word(text: str, found: re.Match[str]) -> bool:
        """``Hotel:`` is no ``tel:``, ``metadata=`` no ``data=``."""
        return found.start() > 0 and text[found.start() - 1].isalnum()

    def _after(self, mode: _Mode, character: str) -> _Mode:
        match mode, character:
            case _Mode.TAG, "=":
                return _Mode.ATTRIBUTE
            case _Mode.ATTRIBUTE, '"':
                return _Mode.DOUBLE
            case _Mode.ATTRIBUTE, "'":
                return _Mode.SINGLE
            case ((_Mode.ATTRIBUTE | _Mode.UNQUOTED), ">"):
                return _Mode.TEXT
            case _Mode.ATTRIBUTE, _:
                return _Mode.UNQUOTED
            case ((_Mode.UNQUOTED | _Mode.SINGLE | _Mode.DOUBLE), _):
                return _Mode.TAG
            case ((_Mode.LINK | _Mode.DEFINITION), "<"):
                return _Mode.POINTY
            case ((_Mode.LINK | _Mode.TARGET), ("(" | ")")):
                self._depth += 1 if character == "(" else -1
                return _Mode.TARGET if self._depth else _Mode.TEXT
            case ((_Mode.LINK | _Mode.TARGET), "\n"):
                return _Mode.TEXT
            case _Mode.LINK, _:
                return _Mode.TARGET
            case _Mode.DEFINITION, _:
                return _Mode.DESTINATION
            case _:
                return _Mode.TEXT
