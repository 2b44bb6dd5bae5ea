from __future__ import annotations

from guardrail.detect.places import is_place, is_wide_place, parse_places


def test_knows_what_is_wide() -> None:
    """Provinces, regencies and spoken names of cities are wide places; districts are places."""
    assert is_wide_place("kalimantan barat")
    assert is_wide_place("solo")
    assert is_place("gajahmungkur")
    assert not is_wide_place("gajahmungkur")
    assert not is_place("budi santoso")


def test_reads_the_table() -> None:
    """Wide places stand before the empty line, districts behind it."""
    assert parse_places("aceh\nriau\n\ntingkir\n") == (frozenset({"aceh", "riau"}), frozenset({"tingkir"}))
