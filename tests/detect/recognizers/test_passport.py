from __future__ import annotations

from collections.abc import Callable

import pytest

from guardrail.detect.recognizer import TriggeredRecognizer
from guardrail.detect.recognizers.passport import PassportRecognizer

PASSPORT = PassportRecognizer()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("No. Paspor C9999001", ["C9999001"]),
        ("paspor: E9999002 berlaku s.d. 2034", ["E9999002"]),
        ("passport no X9999003", ["X9999003"]),
        ("Paspor B9999004", ["B9999004"]),
        ("paspor dinas SD 999905", ["SD 999905"]),
        ("paspor rombongan: joko b9999006, sari A9999007, wira C 9999008.", ["b9999006", "A9999007", "C 9999008"]),
        ("paspor X٩٩٩٩٠٠٩", ["X٩٩٩٩٠٠٩"]),
        ("Mr. Whitfield, passport PA9999010, who", ["PA9999010"]),
        ("tercatat di manifes A9999013 dan", ["A9999013"]),
        ("passport K99990111", ["K99990111"]),
        ("paspor (untuk umrah, dititipkan) X9999012, telepon", ["X9999012"]),
    ],
)
def test_finds_passports(text: str, expected: list[str], values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Behind the label, in lists, parted or not."""
    assert values(PASSPORT, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "No. resi JP1234567890",
        "Nopol AB 1234",
        "Surat B9999004",
        "Paspor Indonesia berwarna hijau",
        "manifes kapal, kontainer A9999001",
        "manifes AB 999901",
        "kontrak AB123456",
        "paspor hilang, laporan di surat B9999004",
        "Biaya paspor Rp 350000",
        "paspor dengan kode booking C9999001",
    ],
)
def test_leaves_other_codes(text: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Without its label, or with another's nearer, the shape says nothing."""
    assert values(PASSPORT, text) == []
