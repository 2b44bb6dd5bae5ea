"""Which Kemendagri region codes exist: provinces, regencies, districts. An unknown district lowers trust, it never rejects.

NIKs keep the code of the district that issued them, and no public source has the codes before 2016.
"""

from __future__ import annotations

from enum import IntEnum
from importlib.resources import files

__all__ = ["Region", "parse_regions", "region_of"]


class Region(IntEnum):
    """How much of a region code is known, in rising order."""

    UNKNOWN = 0
    PROVINCE = 1
    REGENCY = 2
    DISTRICT = 3


def parse_regions(table: str) -> dict[str, Region]:
    """From the lines of ``data/regions.txt`` to every known code of two, four and six digits."""
    known: dict[str, Region] = {}
    for line in table.splitlines():
        regency, _, ranges = line.partition(" ")
        known[regency[:2]] = Region.PROVINCE
        known[regency] = Region.REGENCY
        for part in filter(None, ranges.split(",")):
            first, _, last = part.partition("-")
            for district in range(int(first), int(last or first) + 1):
                known[f"{regency}{district:02}"] = Region.DISTRICT
    return known


_KNOWN = parse_regions(files(__package__).joinpath("data/regions.txt").read_text(encoding="ascii"))


def region_of(digits: str) -> Region:
    """How much is known of the region in the first six of ``digits``."""
    return _KNOWN.get(digits[:6]) or _KNOWN.get(digits[:4]) or _KNOWN.get(digits[:2]) or Region.UNKNOWN
