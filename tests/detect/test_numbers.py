from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.detect.numbers import NUMBER_TRIGGER, Number, Run, read_numbers, read_runs
from guardrail.detect.scanner import PlainScanner

SCANNER = PlainScanner([NUMBER_TRIGGER])
LENGTHS = frozenset(range(9, 23))
SHAPES = st.text(alphabet="0123456789 .-/()_\nax", max_size=60)


def runs(text: str) -> list[Run]:
    return list(read_runs(text, SCANNER.ends(text)[0]))


def numbers(text: str, length: int) -> list[Number]:
    return [number for run in runs(text) for number in read_numbers(run, frozenset((length,)))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("NIK 3373011708909001.", ["3373011708909001"]),
        ("0812-3456-7890, 0813 1111 2222", ["0812-3456-7890", "0813 1111 2222"]),
        ("(021) 345-6789", ["021) 345-6789"]),
        ("12345678", []),
        ("123456789", ["123456789"]),
        ("12345    6789", []),
        ("550e8400-e29b-41d4-a716-446655440000", []),
        ("12345678-1234-1234-1234-123456789012 3373011708909001", ["3373011708909001"]),
        ("call_2ce895129195451ab0d62fe5", []),
        ("707614c86720059088bbce360dc310971ac099262b 0812-3456-7890", ["0812-3456-7890"]),
        ("1f 3373011708909001a", ["3373011708909001"]),
        ("budi081234567890", ["081234567890"]),
    ],
)
def test_runs(text: str, expected: list[str]) -> None:
    """Longest rows of at least nine digits with up to three separators between them; UUIDs and hashes fall out."""
    assert [text[run.start : run.end] for run in runs(text)] == expected


def test_a_long_run_is_read_whole() -> None:
    """The start is found however far back it is, and only once."""
    text = "x" + "12 34." * 400 + "5"
    assert [(run.start, run.end) for run in runs(text)] == [(1, len(text))]


@pytest.mark.parametrize(
    ("text", "length", "expected"),
    [
        ("3373011708909001 2 orang", 16, [("3373011708909001", True)]),
        ("3373 0117 0890 9001 2 orang", 16, [("3373 0117 0890 9001", False)]),
        ("4532 7711 9080 2233 9981", 16, [("4532 7711 9080 2233", False), ("7711 9080 2233 9981", False)]),
        ("19900115.201503.1.002", 16, []),
        ("09.900.001.0-505.000", 15, [("09.900.001.0-505.000", True)]),
        ("0812-3456-7890 0813-1111-2222", 12, [("0812-3456-7890", True), ("0813-1111-2222", True)]),
        ("199001152015031002", 16, []),
        ("20261121_3373011708909001", 16, [("3373011708909001", True)]),
        ("1)3373-0117-0890-9001", 16, [("3373-0117-0890-9001", True)]),
        ("1. 3373 0117 0890 9001\n2. 5", 16, [("3373 0117 0890 9001", True)]),
        ("3373011708909001-2", 16, [("3373011708909001", False)]),
        ("3373011708909001-081200009901", 16, [("3373011708909001", True)]),
        ("3373-0117-0890-9001-2026", 16, []),
    ],
)
def test_readings(text: str, length: int, expected: list[tuple[str, bool]]) -> None:
    """Whole groups only; a reading stands alone when it is joined more closely inside than outside."""
    assert [(text[number.start : number.end], number.whole) for number in numbers(text, length)] == expected


def test_even_groups_are_noticed() -> None:
    """Four of five groups of four are cut from a meter token."""
    assert all(number.split_evenly for number in numbers("4532 7711 9080 2233 9981", 16))


@given(SHAPES)
def test_readings_hold_their_digits(text: str) -> None:
    """A reading's digits are the digits at its span, nothing touches a digit outside, and labels never fail."""
    for run in runs(text):
        assert run.label is not None
        for number in read_numbers(run, LENGTHS):
            piece = text[number.start : number.end]
            assert "".join(filter(str.isdigit, piece)) == number.digits
            assert sum(number.sizes) == len(number.digits)
            assert len(number.joints) == len(number.sizes) - 1
            assert not text[number.start - 1 : number.start].isdigit()
            assert not text[number.end : number.end + 1].isdigit()


def test_long_rows_of_single_digits_hold_no_numbers_inside() -> None:
    """A pasted table offers readings at its ends only, so its cost stays that of its length; sixteen digits alone are a number."""
    nik = " ".join("3373011708909001")
    assert [number.whole for number in numbers(nik, 16)] == [True]
    table = " ".join("1234567890" * 500)
    assert all(number.start == 0 or number.start > len(table) - 2 * 25 for number in numbers(table, 16))
    assert len(list(numbers(f"{table} x {nik} x", 16))) == len(list(numbers(table, 16))) + 1


@pytest.mark.parametrize("piece", ["1\n", "1 ", "\t1\t2\n", "33 ", "12 3 45 ", "1;2 3\n", "1 22 333 ", "(1) "])
def test_tables_of_small_numbers_have_few_readings(piece: str) -> None:
    """Work grows with the text: eight times the table has no more than eight times the readings, and fewer than it has characters."""
    counts = []
    for size in (4_000, 32_000):
        text = piece * (size // len(piece))
        runs = read_runs(text, PlainScanner([NUMBER_TRIGGER]).ends(text)[0])
        counts.append(sum(1 for run in runs for _ in read_numbers(run, LENGTHS)))
    assert counts[1] <= 8 * counts[0] + 100
    assert counts[1] < 32_000
