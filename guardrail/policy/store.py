"""The policies in force. Keeps the last good set when a new one is broken, and tells; never runs without one."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Final, Generic, Protocol, TypeVar

from guardrail.core.diagnostic import Diagnostic
from guardrail.core.errors import InvalidFiles

from .code import Code

__all__ = ["PolicyStore", "Rejection", "Swap"]

_MOST_ATTEMPTS: Final = 20
"""Loads at start while the files keep changing."""


class _Digested(Protocol):
    @property
    def digest(self) -> str: ...


S = TypeVar("S", bound=_Digested)


@dataclass(frozen=True, slots=True)
class Swap(Generic[S]):
    """Another set is in force."""

    before: S
    after: S


@dataclass(frozen=True, slots=True)
class Rejection:
    """What is on disk cannot be in force, for these reasons. The set before stays."""

    complaints: tuple[Diagnostic, ...]


class PolicyStore(Generic[S]):
    """One snapshot, swapped as a whole: read ``current`` once per exchange, so that no call sees two policies.

    ``load`` is called at once, and raises ``InvalidFiles`` here when there is no good set to begin with. ``glance`` tells cheaply
    whether something changed. What people edit in place ``settles``: it is taken once it has held still from one poll to the next,
    and while it was being read.
    """

    def __init__(self, load: Callable[[], S], glance: Callable[[], Hashable] = lambda: None, settles: bool = True) -> None:
        self._load = load
        self._glance = glance
        self._settles = settles
        self._complaints: tuple[Diagnostic, ...] = ()
        self._tried, self.current = self._begin()
        self._seen = self._tried

    @property
    def healthy(self) -> bool:
        """False while the files on disk are broken and an older set is in force."""
        return not self._complaints

    @property
    def complaints(self) -> tuple[Diagnostic, ...]:
        """What was wrong at the last reload."""
        return self._complaints

    def poll(self) -> Swap[S] | Rejection | None:
        """Look whether something changed, and load it. Blocks on the disk and on compiling: to be called off the event loop, by one
        thread at a time.

        Returns what happened: None also for files that changed and mean the same, that still move, or that are broken as before.
        """
        seen = self._look()
        moving, self._seen = seen != self._seen, seen
        if seen == self._tried or (self._settles and moving):
            return None
        return self._attempt(seen)

    def reload(self) -> tuple[Diagnostic, ...]:
        """Load again and swap. Returns what is wrong; empty when the new set is in force."""
        self._attempt(self._look())
        return self._complaints

    def _begin(self) -> tuple[Hashable, S]:
        for _ in range(_MOST_ATTEMPTS):
            seen = self._glance()
            fresh = self._load()
            if self._glance() == seen:
                return seen, fresh
        raise InvalidFiles([Diagnostic("policies", 0, 0, Code.UNSTEADY, "change while they are being read", "start again")])

    def _look(self) -> Hashable:
        """A disk that does not let us look is a change like any other: what comes of it, loading tells."""
        try:
            return self._glance()
        except OSError as error:
            return f"errno {error.errno}"

    def _attempt(self, seen: Hashable) -> Swap[S] | Rejection | None:
        before, complained = self.current, self._complaints
        try:
            fresh = self._load()
        except InvalidFiles as invalid:
            self._complaints = invalid.diagnostics
        except Exception:  # whatever a file does to the compiler, the set in force stays and the watch goes on
            self._complaints = (Diagnostic("policies", 0, 0, Code.INTERNAL, "cannot be compiled", "guardrail policy lint"),)
        else:
            if self._look() != seen:  # halves of two sets are no set
                return None
            self._complaints = ()
            self._tried = seen
            if fresh.digest == before.digest:
                return None
            self.current = fresh
            return Swap(before, fresh)
        self._tried = seen
        return Rejection(self._complaints) if self._complaints != complained else None
