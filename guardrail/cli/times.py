"""Times as people in Indonesia give and read them: WIB (+07:00) unless they say otherwise. Stored times stay UTC."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone

from .exit import misused

__all__ = ["WIB", "moment", "stretch", "wib"]

WIB = timezone(timedelta(hours=7), "WIB")


def moment(given: str, option: str, *, end: bool = False) -> datetime:
    """The time that an option names: ``2026-03-01``, or ``2026-03-01T08:00`` with or without an offset. As the ``end`` of a range a day
    is meant as a whole, and a time is not included. Exits with 2 for anything else."""
    try:
        day = datetime.combine(date.fromisoformat(given), time(), WIB)
        return day + timedelta(days=1) if end else day
    except ValueError:
        pass
    try:
        named = datetime.fromisoformat(given)
        return named if named.tzinfo is not None else named.replace(tzinfo=WIB)
    except ValueError:
        raise misused(f"{option} is a day or a time, such as 2026-03-01 or 2026-03-01T08:00+07:00") from None


def stretch(since: str, until: str) -> tuple[datetime, datetime]:
    """What ``--from`` and ``--to`` name; the end is after the begin, or this exits with 2."""
    begin, end = moment(since, "--from"), moment(until, "--to", end=True)
    if begin >= end:
        raise misused("--to lies after --from")
    return begin, end


def wib(stored: str) -> str:
    """A record's UTC time, in WIB with its offset, to the second."""
    return datetime.fromisoformat(stored).astimezone(WIB).isoformat(" ", "seconds")
