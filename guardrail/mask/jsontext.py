"""Where in JSON source a value may go, and how it is escaped there: inside strings, also of JSON within a string; never in a key.

A strict incremental reader of RFC 8259 (control characters in strings are tolerated, as ``json.loads(strict=False)`` does). It decides
from the text before the place alone. Source that is not JSON gets no values at all.
"""

from __future__ import annotations

import json
import re
from enum import Enum

from .surroundings import Surroundings

__all__ = ["MAX_DEPTH", "JsonText", "is_scalar"]

MAX_DEPTH = 4
"""JSON in a string in a string ... to this many strings. Each level doubles the escapes, so deeper ones get no values."""

_SPACE = " \t\r\n"
_MARKS = _SPACE + '{}[],:"'
_SCALAR = re.compile(r"[A-Za-z0-9+.\-]+")
_VALID_SCALAR = re.compile(r"(?:-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null)\Z")
_CONTENT = re.compile(r'[^"\\]+')
_HEX = re.compile(r"[0-9a-fA-F]*\Z")
_ESCAPES = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


def is_scalar(text: str) -> bool:
    """Whether the text is a number, ``true``, ``false`` or ``null`` of JSON."""
    return _VALID_SCALAR.match(text) is not None


class _Expect(Enum):
    """What the grammar allows next, outside strings and scalars."""

    VALUE = "value"
    FIRST_ITEM = "a value or ]"
    KEY = "key"
    FIRST_KEY = "a key or }"
    COLON = ":"
    NEXT = "a comma or the end of the container"
    END = "nothing more"
    BROKEN = "not JSON"


class _String:
    """The open string of a JSON text: prose, or JSON once more, which its first character tells."""

    __slots__ = ("_begun", "_depth", "_nested", "_prose", "escape", "key")

    def __init__(self, key: bool, depth: int) -> None:
        self.key = key
        self.escape = ""
        self._depth = depth
        self._begun = False
        self._nested: JsonText | None = None
        self._prose = Surroundings()

    def pass_over(self, content: str) -> None:
        """The string goes on with this content, escapes decoded."""
        self._prose.pass_over(content)
        if self._nested is not None:
            self._nested.pass_over(content)
        elif not self._begun and (begin := content.lstrip(_SPACE)):
            self._begun = True
            if begin[0] in "{[" and not self.key:
                self._nested = JsonText(self._depth + 1)
                self._nested.pass_over(begin)

    @property
    def awaits_value(self) -> bool:
        return not self.escape and self._nested is not None and not self._nested.broken and self._nested.awaits_value

    def string(self, text: str) -> str:
        written = self._nested.string(text) if self._nested is not None else text
        return json.dumps(written, ensure_ascii=False)[1:-1]

    def place(self, token: str, value: str | None, number: bool) -> str | None:
        self._begun = True
        if self.key:
            value = None
        if self._nested is not None:
            placed = self._nested.place(token, value, number)
            if not self._nested.broken:
                # Read as prose too, should the string turn out not to hold JSON.
                self._prose.pass_over(token if placed is None else placed)
                return placed
        return self._prose.place(token, value)


class JsonText:
    """A JSON text that has been read up to some place. ``depth`` counts the strings around it."""

    __slots__ = ("_containers", "_depth", "_expect", "_scalar", "_string", "named")

    def __init__(self, depth: int = 0) -> None:
        self._depth = depth
        self._containers: list[str] = []
        self._expect = _Expect.VALUE
        self._scalar = ""
        self._string: _String | None = None
        self.named = False
        """Whether an object has named a member, which prose hardly ever does by chance."""

    @property
    def broken(self) -> bool:
        """Whether what was read cannot be the beginning of JSON."""
        return self._expect is _Expect.BROKEN

    @property
    def ended(self) -> bool:
        """Whether what was read is a whole value."""
        return self._expect is _Expect.END

    @property
    def awaits_value(self) -> bool:
        """Whether the value of a member or an item begins here, also of JSON in a string."""
        if self._string is not None:
            return self._string.awaits_value
        return bool(self._containers) and not self._scalar and self._may_begin_value()

    def pass_over(self, text: str) -> None:
        """The source goes on with this text."""
        self.read(text, 0)

    def read(self, text: str, at: int, one: bool = False) -> int:
        """The source goes on with ``text[at:]``. Returns where it came to: the end, what cannot be JSON, or the end of ``one`` value."""
        while at < len(text) and not self.broken and not (one and self.ended):
            start = at
            at = self._read_structure(text, at) if self._string is None else self._read_string(self._string, text, at)
            if self.broken:
                return start
        return at

    def place(self, token: str, value: str | None, number: bool = False) -> str | None:
        """The source of what stands for ``token`` here; None when the token stays (no value, or the place is refused). The value of a
        ``number`` is written as one."""
        if self.broken:
            return None
        if self._depth >= MAX_DEPTH:
            value = None
        if self._string is not None:
            return self._place_in(self._string, token, value, number)
        self._end_scalar()
        if self._may_begin_value():
            # A bare token becomes a string, unless its value was a number; a surrogate is a number, as its value is.
            self._end_value()
            if value is None or ((number or is_scalar(token)) and is_scalar(value)):
                return value
            return json.dumps(value, ensure_ascii=False)
        bare_key = self._expect in (_Expect.KEY, _Expect.FIRST_KEY)
        self._expect = _Expect.COLON if bare_key else _Expect.BROKEN
        return None

    def fitted(self, old: str, new: str) -> str:
        """What masks ``old`` here: who looks into JSON source writes JSON."""
        return new

    def string(self, text: str) -> str:
        """The source of a string here, where a value begins."""
        return self._string.string(text) if self._string is not None else json.dumps(text, ensure_ascii=False)

    def _place_in(self, string: _String, token: str, value: str | None, number: bool) -> str | None:
        if string.escape:
            self._expect = _Expect.BROKEN
            return None
        placed = string.place(token, value, number)
        return None if placed is None else json.dumps(placed, ensure_ascii=False)[1:-1]

    def _read_string(self, string: _String, text: str, at: int) -> int:
        """Reads content to the closing quote or the end of ``text``; returns where it came to."""
        content: list[str] = []
        while at < len(text):
            if string.escape:
                string.escape += text[at]
                at += 1
                self._end_escape(string, content)
                if self.broken:
                    return at
            elif found := _CONTENT.match(text, at):
                content.append(found.group())
                at = found.end()
            elif text[at] == "\\":
                string.escape = "\\"
                at += 1
            else:
                self._string = None
                self._expect = _Expect.COLON if string.key else self._expect
                if not string.key:
                    self._end_value()
                return at + 1
        string.pass_over("".join(content))
        return at

    def _end_escape(self, string: _String, content: list[str]) -> None:
        escape = string.escape
        if escape[1] != "u":
            if escape[1] in _ESCAPES:
                content.append(_ESCAPES[escape[1]])
                string.escape = ""
            else:
                self._expect = _Expect.BROKEN
        elif not _HEX.match(escape, 2):
            self._expect = _Expect.BROKEN
        elif len(escape) == 6:
            content.append(chr(int(escape[2:], 16)))
            string.escape = ""

    def _read_structure(self, text: str, at: int) -> int:
        """Reads one scalar or one character of structure; returns where it came to."""
        mark = text[at]
        if mark not in _MARKS and (found := _SCALAR.match(text, at)):
            self._begin_scalar(found.group())
            return found.end()
        if self._scalar:
            self._end_scalar()
        if mark not in _SPACE and not self.broken:
            self._read_mark(mark)
        return at + 1

    def _begin_scalar(self, part: str) -> None:
        if not self._scalar and not self._may_begin_value():
            self._expect = _Expect.BROKEN
        self._scalar += part

    def _end_scalar(self) -> None:
        if self._scalar:
            valid = _VALID_SCALAR.match(self._scalar)
            self._scalar = ""
            if valid and not self.broken:
                self._end_value()
            else:
                self._expect = _Expect.BROKEN

    def _may_begin_value(self) -> bool:
        # Some services send ``{}`` before the real arguments: the source itself may hold several values, a string may not.
        return self._expect in (_Expect.VALUE, _Expect.FIRST_ITEM) or (self._expect is _Expect.END and not self._depth)

    def _end_value(self) -> None:
        self._expect = _Expect.NEXT if self._containers else _Expect.END

    def _read_mark(self, mark: str) -> None:
        expect = self._expect
        match mark:
            case '"' if expect in (_Expect.KEY, _Expect.FIRST_KEY):
                self._string = _String(True, self._depth)
            case '"' if self._may_begin_value():
                self._string = _String(False, self._depth)
            case "{" | "[" if self._may_begin_value():
                self._containers.append(mark)
                self._expect = _Expect.FIRST_KEY if mark == "{" else _Expect.FIRST_ITEM
            case "}" if self._closes("{", _Expect.FIRST_KEY):
                self._containers.pop()
                self._end_value()
            case "]" if self._closes("[", _Expect.FIRST_ITEM):
                self._containers.pop()
                self._end_value()
            case ":" if expect is _Expect.COLON:
                self._expect = _Expect.VALUE
                self.named = True
            case "," if expect is _Expect.NEXT:
                self._expect = _Expect.KEY if self._containers[-1] == "{" else _Expect.VALUE
            case _:
                self._expect = _Expect.BROKEN

    def _closes(self, container: str, empty: _Expect) -> bool:
        return bool(self._containers) and self._containers[-1] == container and self._expect in (_Expect.NEXT, empty)
