"""Where in a prose answer a value may go: never into a URL, a link or image target, an HTML attribute or a reference definition.

A browser or a Markdown view fetches those, so a value restored there would leave for whoever the model named. Decided from the text
before the place alone, so that it does not matter how a stream was cut. In doubt the place is refused: the token stays, nothing leaks.
"""

from __future__ import annotations

from .lines import LOOK_BACK
from .links import Links
from .tags import Tags
from .urls import Urls

__all__ = ["Surroundings"]

_BACKLOG = 65_536
"""Characters that are kept unread until a token asks what they mean. Most answers hold none and are never read."""


class Surroundings:
    """The place after everything that was passed over."""

    __slots__ = ("_around", "_backlog", "_backlog_length", "_carry", "_links", "_tags", "_urls")

    def __init__(self) -> None:
        self._urls = Urls()
        self._tags = Tags()
        self._links = Links()
        self._around = False
        """Whether the last tag stands in a URL."""
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
        return self._urls.inside or self._tags.inside or self._links.inside

    def _read(self) -> None:
        """Reads up to the end of the backlog."""
        text = self._carry + "".join(self._backlog)
        self._backlog.clear()
        self._backlog_length = 0
        at = len(self._carry)
        self._links.read(text, at)
        for edge, ends in self._tags.read(text, at):
            self._urls.read(text, at, edge)
            if ends:  # what began in a whole tag ends with it: <a href="https://contoh.go.id">Budi</a>
                self._urls.inside = self._around
            self._around = self._urls.inside
            at = edge
        self._urls.read(text, at, len(text))
        self._carry = text[-LOOK_BACK:]
