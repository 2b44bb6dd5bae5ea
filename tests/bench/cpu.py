"""Processor time of a process and all its descendants, from ``/proc`` (Linux)."""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ["cpu_seconds"]

_TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pid: int) -> float:
    """User and system time in seconds of the tree below ``pid``, with children that already ended; steps of 10 ms."""
    stats = {int(folder.name): stat for folder in Path("/proc").iterdir() if folder.name.isdigit() and (stat := _stat(folder))}
    tree, grown = {pid}, True
    while grown:
        more = {child for child, stat in stats.items() if int(stat[1]) in tree} - tree
        tree |= more
        grown = bool(more)
    ticks = sum(int(value) for member in tree if member in stats for value in stats[member][11:15])
    return ticks / _TICKS


def _stat(folder: Path) -> list[str] | None:
    """Fields 3 and following of proc(5) ``stat``: [1] is the parent, [11:15] utime, stime, cutime, cstime."""
    try:
        return (folder / "stat").read_text("latin-1").rpartition(")")[2].split()
    except OSError:
        return None
