"""One text of an answer on its way to the caller, in pieces: what changes in it, and how far it may be given out.

Decides from the text alone: for any cutting of it into pieces the changes are the same.
"""

from __future__ import annotations

from typing import Final, NamedTuple, Protocol

from guardrail.core.errors import ErrorCode, UpstreamFault
from guardrail.mask.edit import Edit
from guardrail.mask.unmasker import Unmasker
from guardrail.mask.vault import Vault

__all__ = ["MAX_TEXT", "Kept", "Passage", "Plain", "Taken", "bounded", "shifted"]

MAX_TEXT: Final = 8 << 20
"""Characters of one text that may wait to be looked into."""


class Taken(NamedTuple):
    """Changes, in order, and the place up to which the text is settled; both counted from the text's beginning."""

    edits: list[Edit]
    upto: int


class Passage(Protocol):
    """Incremental: feed a text piece by piece, and at its end ``finish``. It may go on after that, as if it had paused.

    Both raise ``UpstreamFault`` or ``GuardFault`` for what must not go on; nothing that was fed since is settled then.
    """

    def take(self, text: str) -> Taken: ...

    def finish(self) -> Taken: ...


class Plain:
    """A text in which the caller's own values are restored and nothing else is looked for."""

    __slots__ = ("_base", "_held", "_unmasker")

    def __init__(self, vault: Vault | None, json_string: bool, restores: bool = True, exact: bool = False) -> None:
        self._unmasker = Unmasker(vault, json_string, restores, exact) if vault else None
        self._held = ""
        self._base = 0

    def take(self, text: str) -> Taken:
        return self._settle(text, final=False)

    def finish(self) -> Taken:
        return self._settle("", final=True)

    def _settle(self, text: str, final: bool) -> Taken:
        base = self._base
        if self._unmasker is None:
            self._base += len(text)
            return Taken([], self._base)
        held = self._held + text
        edits, cut = self._unmasker.take(held, final)
        self._held = held[cut:]
        self._base += cut
        return Taken(shifted(edits, base), self._base)


class Kept:
    """Another passage, of which the last characters are not settled before its end: something may be written behind them, and the first
    ones tell what the text is."""

    __slots__ = ("_inner", "_keeps", "_size")

    def __init__(self, inner: Passage, keeps: int) -> None:
        self._inner = inner
        self._keeps = keeps
        self._size = 0

    def take(self, text: str) -> Taken:
        self._size += len(text)
        edits, upto = self._inner.take(text)
        return Taken(edits, max(0, min(upto, self._size - self._keeps)))

    def finish(self) -> Taken:
        return self._inner.finish()


def shifted(edits: list[Edit], by: int) -> list[Edit]:
    """The same edits of a longer text."""
    return [Edit(start + by, end + by, text) for start, end, text in edits] if by else edits


def bounded(text: str) -> str:
    """The text, unless more of it waits than may."""
    if len(text) > MAX_TEXT:
        raise UpstreamFault(ErrorCode.UPSTREAM_INVALID, "text")
    return text
