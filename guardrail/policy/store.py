"""The policies in force. Keeps the last good set when a new one is broken, and tells; never runs without one."""

from __future__ import annotations

from collections.abc import Callable

from guardrail.core.diagnostic import Diagnostic
from guardrail.core.errors import InvalidFiles

from .policy import PolicySet

__all__ = ["PolicyStore"]


class PolicyStore:
    """One snapshot, swapped as a whole: read ``current`` once per exchange, so that no call sees two policies.

    ``load`` is called at once, and raises ``InvalidFiles`` here when there is no good set to begin with.
    """

    def __init__(self, load: Callable[[], PolicySet]) -> None:
        self._load = load
        self._complaints: tuple[Diagnostic, ...] = ()
        self.current: PolicySet = load()

    @property
    def healthy(self) -> bool:
        """False while the files on disk are broken and an older set is in force."""
        return not self._complaints

    @property
    def complaints(self) -> tuple[Diagnostic, ...]:
        """What was wrong at the last reload."""
        return self._complaints

    def reload(self) -> tuple[Diagnostic, ...]:
        """Load again and swap. Returns what is wrong; empty when the new set is in force."""
        try:
            fresh = self._load()
        except InvalidFiles as invalid:
            self._complaints = invalid.diagnostics
        else:
            self.current = fresh
            self._complaints = ()
        return self._complaints
