"""Words near places, told for many places as for each alone."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.detect.nearby import Nearby

PLACE = re.compile(r"\bX\b")


def near(text: str, window: int = 2, label: str = "", phrases: tuple[str, ...] = ("nomor perkara", "Berkas!")) -> list[bool]:
    return Nearby(phrases, window).near(text, label, [match.span() for match in PLACE.finditer(text)])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("berkas X", [True]),
        ("X (BERKAS)", [True]),
        ("berkas satu X", [True]),
        ("berkas satu dua X", [False]),
        ("X satu dua berkas", [False]),
        ("Nomor – perkara: X", [True]),
        ("nomor satu perkara X", [False]),
        ("nomor X perkara", [False]),
        ("nomor perkara satu X", [False]),
        ("pemberkasan X berkasnya", [False]),
        ("berkas X X X X berkas", [True, True, True, True]),
        ("berkas X X X X X satu", [True, True, False, False, False]),
        ("berkas X" + " -" * 500 + " X berkas", [True, True]),
        ("X" + " -" * 500 + " X", [False, False]),
        ("berkas\0X\0satu dua", [True]),
        ("", []),
    ],
)
def test_whole_phrases_within_the_window(text: str, expected: list[bool]) -> None:
    """Before or behind, never over the place itself; other places are words like any other."""
    assert near(text) == expected


def test_the_name_of_a_field_is_near() -> None:
    """All that stands in the field."""
    assert near("X satu dua tiga X", label="Nomor Perkara") == [True, True]
    assert near("X", label="nomor_perkara") == [False]


def test_phrases_without_a_word_are_near_nothing() -> None:
    """Punctuation alone says nothing."""
    assert near("! X !", phrases=("!", "")) == [False]


@given(
    st.lists(
        st.sampled_from(["X", "X", "nomor", "perkara", "berkas", "satu", "é", "İ", "x" * 60, " ", "\n", ".", "\0", "-" * 90]), max_size=40
    ),
    st.integers(1, 4),
)
def test_many_places_are_told_as_each_alone_is(words: list[str], window: int) -> None:
    """Of what is read once, nothing is lost or doubled."""
    text = " ".join(words)
    read = Nearby(("nomor perkara", "berkas", "é"), window)
    places = [match.span() for match in PLACE.finditer(text)]
    assert read.near(text, "", places) == [alone for place in places for alone in read.near(text, "", [place])]


def test_more_places_than_are_read_at_once() -> None:
    """Where one lot ends and the next begins, words of both are seen."""
    text = "X satu " * 200
    assert near(f"{text}berkas {text}") == [False] * 199 + [True, True] + [False] * 199
