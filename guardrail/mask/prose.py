"""Where in what an AI service says a value may go: prose, unless it is JSON (structured output), or JSON in a fenced block or among words.

There a value is escaped as in any JSON, so that whoever parses the answer gets it as it was. Decides from the text before the place.
"""

from __future__ import annotations

import re
from typing import Final

from .jsontext import JsonText, is_scalar
from .surroundings import Surroundings

__all__ = ["Prose"]

_SPACE: Final = " \t\r\n"
_FENCE = re.compile(r"\n[ \t]{0,3}(?P<mark>`{3,8}|~{3,8})[ \t]{0,4}(?i:jsonc?|geojson)[ \t]{0,4}\r?\n")
_LONGEST: Final = 64
"""Characters in which the line that opens or ends a fenced block fits."""
_CONTAINER = re.compile(r"[{\[]")
_BACKLOG: Final = 65_536
"""Characters that are kept unread until somebody asks what they mean."""


class Prose:
    """Text that has been read up to some place. JSON that turns out not to be JSON was prose."""

    __slots__ = ("_backlog", "_backlog_length", "_begun", "_carry", "_end", "_inline", "_json", "_opening", "_surroundings")

    def __init__(self) -> None:
        self._surroundings = Surroundings()
        self._json: JsonText | None = None
        self._inline = False
        """The JSON stands among words, so it may be none: only what has named a member is taken for it."""
        self._end: re.Pattern[str] | None = None
        self._begun = False
        self._opening = ""
        self._carry = "\n"
        self._backlog: list[str] = []
        self._backlog_length = 0

    def pass_over(self, text: str) -> None:
        """The answer goes on with this text."""
        self._surroundings.pass_over(text)
        self._backlog.append(text)
        self._backlog_length += len(text)
        if self._backlog_length > _BACKLOG:
            self._read()

    def place(self, token: str, value: str | None, number: bool = False) -> str | None:
        """What stands for ``token`` here; None when the token stays (there is no value, or the place is refused). In JSON the value of
        a ``number`` is written as one, where the token has no quotes.
        """
        self._read()
        self._begun = True
        text = self._json
        if text is not None and not text.broken and (text.named or not self._inline):
            placed = text.place(token, None if self._inline and self._surroundings.refuses() else value, number)
            if not text.broken:
                self._surroundings.pass_over(token if placed is None else placed)
                return placed
        placed = self._surroundings.place(token, value)
        if self._inline and text is not None:
            self._follow(token if placed is None else placed)
        return placed

    @property
    def awaits_value(self) -> bool:
        """Whether a value of JSON begins here."""
        self._read()
        return self._json is not None and self._json.awaits_value

    def fitted(self, old: str, new: str) -> str:
        """What masks ``old`` here: a string, where that is a number of JSON."""
        if not self.awaits_value or self._json is None or not is_scalar(old) or is_scalar(new):
            return new
        return self._json.string(new)

    def _read(self) -> None:
        """Reads up to the end of the backlog."""
        text = "".join(self._backlog)
        self._backlog.clear()
        self._backlog_length = 0
        if not self._begun:
            self._begin(text)
        at = 0
        while at < len(text):
            at = self._inside(self._end, text, at) if self._end is not None else self._outside(text, at)

    def _follow(self, text: str) -> None:
        """Reads what stands outside of fenced blocks: JSON may begin with any brace or bracket."""
        at = 0
        while at < len(text):
            if self._json is None:
                begun = _CONTAINER.search(text, at)
                if begun is None:
                    return
                self._json, self._inline, at = JsonText(), True, begun.start()
            at = self._json.read(text, at, one=self._inline)
            if self._json.broken or (self._inline and self._json.ended):
                self._json = None

    def _begin(self, text: str) -> None:
        """Two characters tell JSON: ``[[`` begins a token, or a link of a wiki, rather than an array of arrays."""
        before, self._opening = self._opening, (self._opening + text).lstrip(_SPACE)[:2]
        if self._opening not in ("", "{", "["):
            self._begun = True
            if self._opening[0] in "{[" and self._opening != "[[":
                self._json, self._inline = JsonText(), False
                self._json.pass_over(before)

    def _outside(self, text: str, at: int) -> int:
        """Reads up to the line that opens a block of JSON, or to the end; returns where it came to."""
        seen = self._carry + text[at:]
        opened = _FENCE.search(seen)
        # A fence that was wholly read before has been acted upon: what is carried begins behind it.
        end = len(text) if opened is None else at + opened.end() - len(self._carry)
        self._follow(text[at:end])
        if opened is None:
            self._carry = seen[-_LONGEST:]
            return end
        mark = opened["mark"]
        self._json, self._inline, self._carry = JsonText(), False, ""
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
