from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.detect.readings import DIGITS_MOST, readings, shape_of

LENGTHS = frozenset(range(9, DIGITS_MOST + 1))
RUNS = st.from_regex(re.compile(r"[0-9]{1,17}(?:[ .\-/()_\n]{1,3}[0-9]{1,17}){0,12}"), fullmatch=True)


@pytest.mark.parametrize(
    ("run", "length", "expected"),
    [
        ("0812-3456-7890", 12, [(0, 14)]),
        ("0812-3456-7890", 8, []),
        ("4532 7711 9080 2233 9981", 16, [(0, 19), (5, 24)]),
        ("1.0812-3456-7890", 12, [(2, 16)]),
        ("3373011708909001-1", 16, [(0, 16)]),
    ],
)
def test_rows_of_whole_groups(run: str, length: int, expected: list[tuple[int, int]]) -> None:
    """A reading is a row of whole groups of the length that was asked for; dots and dashes bind."""
    assert [(reading.start, reading.end) for reading in readings(shape_of(run), frozenset((length,)))] == expected


@given(RUNS)
def test_a_reading_tells_its_place_and_its_groups(run: str) -> None:
    """What is between start and end are the groups and joints of the reading; without its marks digits remain."""
    shape = shape_of(run)
    for reading in readings(shape, LENGTHS):
        piece = run[reading.start : reading.end]
        assert tuple(map(len, re.findall("[0-9]+", piece))) == reading.sizes
        assert tuple(re.findall("[^0-9]+", piece)) == reading.joints
        assert piece.translate(str.maketrans("", "", reading.marks)).isdigit() or not piece
        assert sum(reading.sizes) in LENGTHS


@given(RUNS)
def test_a_shape_holds_no_number(run: str) -> None:
    """What is remembered tells where digits stand and not which."""
    assert re.sub("[0-9]", "0", run) == shape_of(run)
    assert readings(shape_of(run), LENGTHS) == readings(shape_of(shape_of(run)), LENGTHS)


def test_lengths_that_nobody_asked_for_are_left_out() -> None:
    """The same shape is read anew for other lengths."""
    shape = shape_of("4532 7711 9080 2233")
    assert len(readings(shape, frozenset((16,)))) == 1
    assert len(readings(shape, frozenset((12, 16)))) == 3
