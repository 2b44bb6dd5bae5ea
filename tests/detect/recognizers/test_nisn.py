from __future__ import annotations

from collections.abc import Callable

import pytest

from guardrail.detect.recognizer import TriggeredRecognizer
from guardrail.detect.recognizers.nisn import NisnRecognizer

NISN = NisnRecognizer()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("NISN 0090000901", "0090000901"),
        ("nisn: 0110000902", "0110000902"),
        ("siswa kelas 6, NISN 0140000903", "0140000903"),
        ("Peserta didik 0080000904 mutasi", "0080000904"),
        ("3) Rini, NISN 3098812345, jalur zonasi", "3098812345"),
        ("NISN=9980000905", "9980000905"),
        ("siswa 0080000904", "0080000904"),
        ("No|Nama|NISN|HP\n1|Eko|0169798846|081511397530", "0169798846"),
    ],
)
def test_finds_it_in_every_writing(text: str, expected: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Behind a label, under one, and beside the pupil."""
    assert values(NISN, text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "Rekening BNI 0090000901",
        "HP 0812000012",
        "NISN terdiri dari 10 digit",
        "NIDN 0615088501",
        "jumlah siswa 1200000000",
        "0090000901",
        "NISN 0812000012",
        "NISN 3412240885",
        "siswa 3098812345",
        "peserta didik baru, rekening BNI 3098812345",
        "3098812345",
        "NISN 309881234567",
        "siswa transfer ke rekening 0090000901",
    ],
)
def test_leaves_other_numbers_alone(text: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Other numbers of ten digits have other labels or no birth year."""
    assert values(NISN, text) == []
