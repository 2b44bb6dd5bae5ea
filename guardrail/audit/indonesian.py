"""Numbers, days and times as official letters in Indonesian write them: 12.480; 21 November 2026; pukul 09.05 WIB."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import Final

__all__ = ["WIB", "day", "moment", "number", "percent"]

WIB: Final = timezone(timedelta(hours=7), "WIB")
"""Waktu Indonesia Barat: Sumatra, Java, West and Central Kalimantan (Keppres 41/1987)."""

_MONTHS: Final = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
    *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
)


def number(value: int) -> str:
    return f"{value:,}".replace(",", ".")


def percent(part: int, whole: int) -> str:
    """One decimal, cut off and not rounded, so that 99,9% is never shown as all; a dash where there is no whole."""
    if not whole:
        return "–"
    tenths = part * 1000 // whole
    return f"{number(tenths // 10)},{tenths % 10}%"


def day(value: date) -> str:
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def moment(value: datetime | str) -> str:
    """A time in WIB, to the second; a text is the time of a record (ISO 8601, UTC)."""
    time = (datetime.fromisoformat(value) if isinstance(value, str) else value).astimezone(WIB)
    return f"{day(time)} pukul {time:%H.%M.%S} WIB"
