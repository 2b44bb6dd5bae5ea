"""Numbers said in pieces over several messages are found; numbers that have nothing to do with each other are not put together."""

from __future__ import annotations

import pytest

from guardrail.core.text import Finding, Span
from guardrail.detect.split_numbers import with_split_numbers

NIK = "3374011708909001"


def pieces(*texts: str) -> list[tuple[str, str]]:
    return [(one.entity, texts[i][one.span.start : one.span.end]) for i, ones in with_split_numbers(texts, {}).items() for one in ones]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("nik depannya 33740117", "lanjutannya 08909001"), [("ID_NIK", "33740117"), ("ID_NIK", "08909001")]),
        (("catat dulu 337401", "", "terus 170890", "akhirnya 9001"), [("ID_NIK", "337401"), ("ID_NIK", "170890"), ("ID_NIK", "9001")]),
        (("no hp bu Tini 0812 ...", "", "00009901"), [("PHONE_NUMBER", "0812"), ("PHONE_NUMBER", "00009901")]),
        (("kartu kredit saya awalnya 41111111", "belakangnya 11111111"), [("CREDIT_CARD", "41111111"), ("CREDIT_CARD", "11111111")]),
    ],
)
def test_pieces_of_one_number(texts: tuple[str, ...], expected: list[tuple[str, str]]) -> None:
    """Two or three messages in a row, whoever spoke between them."""
    assert pieces(*texts) == expected


@pytest.mark.parametrize(
    "texts",
    [
        ("rapat tahun 2025", "anggaran 12500000"),
        ("kode 99740117", "kode 08909001"),
        ("nomor surat 0812", "lampiran 00009901"),
        ("33740117 33740117 33740117 33740117", "08909001"),
        ("nilai 41111111", "nilai 11111111"),
        (NIK[:8], "x" * 500 + " " + NIK[8:]),
        (NIK[:8],),
    ],
)
def test_numbers_of_their_own(texts: tuple[str, ...]) -> None:
    """Years, amounts, codes and letters stay what they are; long messages are no pieces."""
    assert pieces(*texts) == []


def test_what_is_found_already_is_no_piece() -> None:
    """A number that stands for itself is not put together with another."""
    found = {0: (Finding("ID_BANK_ACCOUNT", Span(0, 8), 0.9, "rule"),)}
    assert with_split_numbers([NIK[:8], NIK[8:]], found) == found
