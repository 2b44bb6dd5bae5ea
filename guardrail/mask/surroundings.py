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


# A match is a change of mode, but for ``=``, which needs a second look. It begins with one of six characters that prose seldom
# holds, which is what makes it fast. Whitespace is that of HTML and CommonMark: a no-break space does not end a URL.
_TEXT = re.compile(
    r"[<(:=./](?:(?<=<)[a-z/!?]|(?<=\][(:])|(?<=/)/|(?<=:\\/\\/)|(?<=url\()|(?<=www\.)|(?<==)"
    r"|(?<=mailto:)(?<![^\W_]mailto:)|(?<=javascript:)(?<![^\W_]javascript:)|(?<=data:)(?<![^\W_]data:)|(?<=tel:)(?<![^\W_]tel:))",
    re.IGNORECASE,
)
_ATTRIBUTES = ("src", "srcset", "href", "action", "formaction", "background", "ping", "data", "poster", "style", "url")
"""Attributes that are fetched, which are also looked for outside of tags: in templates, in code, on a tag's next lines."""
_NEXT = {
    _Mode.URL: re.compile(r"[ \t\r\n\f\v]"),
    _Mode.TAG: re.compile(r"[>=\n]"),
    _Mode.ATTRIBUTE: re.compile(r"[^ \t\r\n\f]"),
    _Mode.UNQUOTED: re.compile(r"[ \t\r\n\f>]"),
    _Mode.SINGLE: re.compile(r"'"),
    _Mode.DOUBLE: re.compile(r'"'),
    _Mode.LINK: re.compile(r"[^ \t\r\n]"),
    # CommonMark: a bracket behind a backslash is a character of the target
    _Mode.TARGET: re.compile(r"(?<!\\)[()]|\n"),
    _Mode.POINTY: re.compile(r"(?<!\\)>|\n"),
    _Mode.DEFINITION: re.compile(r"[^ \t\r\n]"),
    _Mode.DESTINATION: re.compile(r"[ \t\r\n]"),
}
_LOOK_BACK = 32
"""Characters of what was read that are kept, since a match may begin in them or look back at them. None needs more than 28."""
_BACKLOG = 65_536
"""Characters that are kept unread until a token asks what they mean. Most answers hold none and are never read."""


class Surroundings:
    """The place after everything that was passed over."""

    __slots__ = ("_backlog", "_backlog_length", "_carry", "_depth", "_mode")

    def __init__(self) -> None:
        self._mode = _Mode.TEXT
        self._depth = 0
        self._carry = ""
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
        if value is not None and self.refuses():
            value = None
        self.pass_over(token if value is None else value)
        return value

    def refuses(self) -> bool:
        """Whether no value may go here."""
        self._read()
        return self._mode is not _Mode.TEXT

    def _read(self) -> None:
        """Brings the mode up to the end of the backlog."""
        text = self._carry + "".join(self._backlog)
        self._backlog.clear()
        self._backlog_length = 0
        at = len(self._carry)
        while True:
            end = self._leave_text(text, at) if self._mode is _Mode.TEXT else self._leave_other(text, at)
            if end is None:
                break
            at = end
        self._carry = text[-_LOOK_BACK:]

    def _leave_text(self, text: str, at: int) -> int | None:
        """Where text mode ends after ``at``. The match may have begun before, at most one character (``//``)."""
        found = _TEXT.search(text, max(at - 2, 0))
        while found is not None:
            if found.end() > at and (mode := self._entered(text, found)) is not _Mode.TEXT:
                self._mode = mode
                return found.end()
            found = _TEXT.search(text, found.end())
        return None

    def _leave_other(self, text: str, at: int) -> int | None:
        found = _NEXT[self._mode].search(text, at)
        if found is None:
            return None
        self._mode = self._after(self._mode, found.group())
        return found.end()

    def _entered(self, text: str, found: re.Match[str]) -> _Mode:
        start = found.start()
        match found.group(), text[max(start - 1, 0)]:
            case "=", _:
                return _Mode.ATTRIBUTE if _names_attribute(text[max(start - _LOOK_BACK + 4, 0) : start]) else _Mode.TEXT
            case "(", _:
                self._depth = 1
                return _Mode.LINK
            case ":", "]":
                return _Mode.DEFINITION
            case ((":" | "." | "/" | "//"), _):
                return _Mode.URL
            case _:
                return _Mode.TAG

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
            case _Mode.TARGET, "\n":
                return _Mode.TEXT
            case _Mode.LINK, _:
                return _Mode.TARGET
            case _Mode.DEFINITION, _:
                return _Mode.DESTINATION
            case _:
                return _Mode.TEXT


def _names_attribute(before: str) -> bool:
    """Whether the words before a ``=`` end with an attribute that is fetched; ``metadata`` does not end with ``data``."""
    name = before.rstrip(" \t\r\n\f").lower()
    return name.endswith(_ATTRIBUTES) and any(
        name.endswith(attribute) and not name[: -len(attribute)][-1:].isalnum() for attribute in _ATTRIBUTES
    )
