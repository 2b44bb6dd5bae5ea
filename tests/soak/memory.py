"""Resident memory of a server's processes while it runs, and how it, or anything else that was measured again and again, grows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

__all__ = ["growth", "resident", "rise"]

_FEWEST = 4


def resident(leader: int) -> int:
    """Bytes of the process and its descendants; what they share is counted in each (Linux)."""
    parents: dict[int, int] = {}
    sizes: dict[int, int] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            lines = dict(line.split(":", 1) for line in (folder / "status").read_text("latin-1").splitlines() if ":" in line)
        except OSError:
            continue
        parents[int(folder.name)] = int(lines["PPid"])
        sizes[int(folder.name)] = int(lines.get("VmRSS", "0 kB").split()[0]) * 1024
    tree, grown = {leader}, True
    while grown:
        more = {pid for pid, parent in parents.items() if parent in tree} - tree
        tree |= more
        grown = bool(more)
    return sum(sizes.get(pid, 0) for pid in tree)


def growth(samples: Sequence[float]) -> float:
    """The ``rise`` in parts of the mean of that half; 0.01 is one per cent."""
    half = samples[len(samples) // 2 :]
    return rise(samples) / (sum(half) / len(half)) if half and any(half) else 0.0


def rise(samples: Sequence[float]) -> float:
    """By how much a line through the last half of the samples rises from its start to its end."""
    half = samples[len(samples) // 2 :]
    if len(half) < _FEWEST:
        return 0.0
    mean = sum(half) / len(half)
    middle = (len(half) - 1) / 2
    slope = sum((at - middle) * (size - mean) for at, size in enumerate(half)) / sum((at - middle) ** 2 for at in range(len(half)))
    return slope * (len(half) - 1)
