"""Leaves an AI service alone for a while when it cannot be reached, so that callers learn it at once and it can recover.

After Nygard ("Release It!"): closed until ``failures`` in a row fall into ``within`` seconds, open for ``pause``, then one call tries it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Final

__all__ = ["Breaker"]

_FAILURES: Final = 5
_WITHIN: Final = 10.0
_PAUSE: Final = 15.0


class Breaker:
    """Of one service in one process. ``clock`` gives monotonic seconds."""

    def __init__(self, clock: Callable[[], float], *, failures: int = _FAILURES, within: float = _WITHIN, pause: float = _PAUSE) -> None:
        self._clock = clock
        self._within = within
        self._pause = pause
        self._failed: deque[float] = deque(maxlen=failures)
        self._closed_again: float | None = None
        """When the next call may try; None while calls go through."""

    @property
    def pauses(self) -> bool:
        """Whether the service is left alone now."""
        return self._closed_again is not None

    def allows(self) -> bool:
        """Whether a call may be sent now. Of those that ask when the pause is over, the first may, and the others wait for how it fares."""
        if self._closed_again is None:
            return True
        now = self._clock()
        if now < self._closed_again:
            return False
        self._closed_again = now + self._pause
        return True

    def failed(self) -> None:
        """The service could not be reached, or said nothing in time."""
        now = self._clock()
        self._failed.append(now)
        if self._closed_again is not None or (len(self._failed) == self._failed.maxlen and now - self._failed[0] <= self._within):
            self._closed_again = now + self._pause

    def answered(self) -> None:
        """The service answered, whatever it said."""
        if self._failed:
            self._failed.clear()
        self._closed_again = None
