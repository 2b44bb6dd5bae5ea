"""A stretch of time, against which records' times are held."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from .indonesian import WIB

__all__ = ["Period", "month"]

_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])").fullmatch


@dataclass(frozen=True, slots=True)
class Period:
    """From ``since`` (inclusive) to ``until`` (exclusive), both with their zones."""

    since: datetime
    until: datetime
    _since: str = field(init=False, repr=False)
    _until: str = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if self.since >= self.until:
            raise ValueError("a period ends after it begins")
        object.__setattr__(self, "_since", _written(self.since))
        object.__setattr__(self, "_until", _written(self.until))

    def holds(self, time: str) -> bool:
        """Whether the time of a record lies in it. Records write their times in one form, so their order is that of the texts."""
        return self._since <= time < self._until

    def begins_after(self, time: str) -> bool:
        """Whether that time lies before it."""
        return time < self._since


def month(text: str) -> Period:
    """The month ``2026-11`` in WIB. Raises ``ValueError``."""
    match = _MONTH(text)
    if match is None or match[1] == "0000":
        raise ValueError("a month is written 2026-11")
    since = datetime(int(match[1]), int(match[2]), 1, tzinfo=WIB)
    return Period(since, (since + timedelta(days=31)).replace(day=1))


def _written(time: datetime) -> str:
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
