"""Where in what an AI service says a value may go: prose, unless it is JSON (structured output), or JSON in a fenced block.

There a value is escaped as in any JSON, so that whoever parses the answer gets it as it was. Decides from the text before the place.
"""

from __future__ import annotations

import re
from typing import Final

from .jsontext import JsonText
from .surroundings import Surroundings

__all__ = ["Prose"]

_SPACE: Final = " \t\r\n"
_FENCE = re.compile(r"\n[ \t]{0,3}(?P<mark>`{3,8}|~{3,8})[ \t]{0,4}(?i:jsonc?|geojson)[ \t]{0,4}\r?\n")
_LONGEST: Final = 64
"""Characters in which the line that opens or ends a fenced block fits."""


class Prose:
    """Text that has been read up to some place. JSON that turns out not to be JSON was prose."""

    __slots__ = ("_begun", "_carry", "_end", "_json", "_opening", "_surroundings")

    def __init__(self) -> None:
        self._surroundings = Surroundings()
        self._json: JsonText | None = None
        self._end: re.Pattern[str] | None = None
        self._begun = False
        self._opening = ""
        self._carry = "\n"

    def pass_over(self, text: str) -> None:
        """The answer goes on with this text."""
        self._surroundings.pass_over(text)
        self._read(text)

    def place(self, token: str, value: str | None) -> str | None:
        """What stands for ``token`` here; None when the token stays (there is no value, or the place is refused)."""
        self._begun = True
        if self._json is not None and not self._json.broken:
            placed = self._json.place(token, value)
            if not self._json.broken:
                self._surroundings.pass_over(token if placed is None else placed)
                return placed
        return self._surroundings.place(token, value)

    def _read(self, text: str) -> None:
        if not self._begun:
            self._begin(text)
        at = 0
        while at < len(text):
            at = self._inside(self._end, text, at) if self._end is not None else self._outside(text, at)

    def _begin(self, text: str) -> None:
        """Two characters tell JSON: ``[[`` begins a token, or a link of a wiki, rather than an array of arrays."""
        before, self._opening = self._opening, (self._opening + text).lstrip(_SPACE)[:2]
        if self._opening not in ("", "{", "["):
            self._begun = True
            if self._opening[0] in "{[" and self._opening != "[[":
                self._json = JsonText()
                self._json.pass_over(before)

    def _outside(self, text: str, at: int) -> int:
        """Reads up to the line that opens a block of JSON, or to the end; returns where it came to."""
        seen = self._carry + text[at:]
        opened = _FENCE.search(seen)
        # A fence that was wholly read before has been acted upon: what is carried begins behind it.
        end = len(text) if opened is None else at + opened.end() - len(self._carry)
        if self._json is not None:
            self._json.pass_over(text[at:end])
            if self._json.broken:
                self._json = None
        if opened is None:
            self._carry = seen[-_LONGEST:]
            return end
        mark = opened["mark"]
        self._json, self._carry = JsonText(), ""
        self._end = re.compile(rf"\n[ \t]{{0,3}}{mark[0]}{{{len(mark)}}}")
        return end

    def _inside(self, end_of_block: re.Pattern[str], text: str, at: int) -> int:
        """Reads up to the line that ends the block."""
        seen = self._carry + text[at:]
        ended = end_of_block.search(seen)
        end = len(text) if ended is None else at + ended.end() - len(self._carry)
        if self._json is not None:
            self._json.pass_over(text[at:end])
        if ended is None:
            self._carry = seen[-_LONGEST:]
            return end
        self._json, self._end, self._carry = None, None, ""
        return end
