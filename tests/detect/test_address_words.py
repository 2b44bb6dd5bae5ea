from __future__ import annotations

from guardrail.detect.address_words import HOMES, KINDS, NOT_FIRST, NOT_IN_LOWER, NOT_IN_NAMES, OFFICES, ROADS, Kind


def test_no_word_says_two_things() -> None:
    """A word before an address speaks of a home or of something else, never of both."""
    assert HOMES.isdisjoint(OFFICES | ROADS)


def test_lower_case_stops_at_more() -> None:
    """What ends a capitalised name also ends one in lower case."""
    assert NOT_IN_NAMES < NOT_IN_LOWER
    assert "yang" in NOT_FIRST


def test_every_kind_that_has_a_word() -> None:
    """All parts but bare places and postcodes are announced by a word."""
    assert set(KINDS.values()) == set(Kind) - {Kind.PLACE, Kind.POSTCODE}
