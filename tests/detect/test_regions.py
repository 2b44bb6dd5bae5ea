from __future__ import annotations

import pytest

from guardrail.detect.regions import Region, parse_regions, region_of


def test_parses_ranges() -> None:
    """A line names a regency and its districts; the province follows from the regency."""
    assert parse_regions("3374 01-02,05\n9101\n") == {
        "33": Region.PROVINCE,
        "3374": Region.REGENCY,
        "337401": Region.DISTRICT,
        "337402": Region.DISTRICT,
        "337405": Region.DISTRICT,
        "91": Region.PROVINCE,
        "9101": Region.REGENCY,
    }


@pytest.mark.parametrize(
    ("digits", "region"),
    [
        ("337401", Region.DISTRICT),
        ("332213", Region.DISTRICT),
        ("332214", Region.REGENCY),  # Kabupaten Semarang has no district 14
        ("337499", Region.REGENCY),
        ("910102", Region.REGENCY),  # Merauke before Papua was split
        ("339901", Region.PROVINCE),
        ("960101", Region.DISTRICT),
        ("200101", Region.UNKNOWN),
        ("990101", Region.UNKNOWN),
    ],
)
def test_region_ladder(digits: str, region: Region) -> None:
    """The deepest known level counts."""
    assert region_of(digits) is region


def test_every_province_is_there() -> None:
    """Thirty-eight provinces since 2022."""
    assert sum(region_of(f"{code:02}9999") is not Region.UNKNOWN for code in range(100)) == 38
