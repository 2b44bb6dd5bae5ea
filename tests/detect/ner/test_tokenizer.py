from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.detect.ner.tokenizer import BREAK, GAP, tokenize, zeroed


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Dr. Budi Fiktifan, S.H., M.Si. hadir", ["Dr.", "Budi", "Fiktifan", ",", "S.H.", ",", "M.Si.", "hadir"]),
        ("Fiktif A.. dst...", ["Fiktif", "A.", ".", "dst", "..."]),
        ("Sdr. A.Unru", ["Sdr.", "A.", "Unru"]),
        ("a.n. Moh.Fiktif", ["a.n.", "Moh.", "Fiktif"]),
        ("Nur'aini Karo-Karo", ["Nur'aini", "Karo-Karo"]),
        ("NIK 3374010101905001.", ["NIK", "0" * 16, "."]),
        ("tgl 12-08-2024 B1234XY", ["tgl", "00-00-0000", "B0000XY"]),
        ("surel budi.fiktif@contoh.go.id", ["surel", "budi.fiktif@contoh.go.id"]),
        ("0d17306d-f33a-badf-1d5d", ["0d00000d-f00a-badf-0d0d"]),
        ("nama_pegawai: x", ["nama_pegawai", ":", "x"]),
        ("Nama ..... : Budi", ["Nama", ".....", ":", "Budi"]),
        ("Nama\t: Budi", ["Nama", GAP, ":", "Budi"]),
        ("satu\ndua\n\n  tiga", ["satu", BREAK, "dua", BREAK * 2, "tiga"]),
    ],
)
def test_cuts_office_text(text: str, words: list[str]) -> None:
    """Abbreviations, degrees and compounds stay whole; digits become zeros; line ends and columns are tokens of their own."""
    assert tokenize(text).words == words


@given(st.text(alphabet="aB. ,'-_@/\n\t12éñ()", max_size=60))
def test_tokens_cover_everything_but_spaces(text: str) -> None:
    """Offsets rise, never meet, and leave out nothing but blanks."""
    tokens = tokenize(text)
    places = list(map(tokens.places(), range(len(tokens.words))))
    assert all(start < end for start, end in places)
    assert all(left[1] <= right[0] for left, right in pairwise(places))
    assert all(word in (zeroed(text[start:end]), BREAK, BREAK * 2, GAP) for word, (start, end) in zip(tokens.words, places, strict=True))
    covered = {at for start, end in places for at in range(start, end)}
    assert all(text[at].isspace() for at in range(len(text)) if at not in covered)


def test_a_long_run_without_spaces_is_one_token() -> None:
    """What no person writes is not looked into."""
    assert len(tokenize("a-" * 5_000).words) == 1


def test_lines_end_behind_their_breaks() -> None:
    """Every token belongs to one line, and the break to the line that it ends."""
    assert tokenize("satu dua\n\ntiga\n").lines == [3, 5, 5]
    assert tokenize("satu").lines == [1]
