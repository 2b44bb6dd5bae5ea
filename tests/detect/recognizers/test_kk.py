from __future__ import annotations

from collections.abc import Callable

import pytest

from guardrail.detect.recognizer import TriggeredRecognizer
from guardrail.detect.recognizers.kk import KkRecognizer

KK = KkRecognizer()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("No. KK 3373010503129001 atas nama kepala keluarga", "3373010503129001"),
        ("Nomor KK: 3374-1107-0109-9002", "3374-1107-0109-9002"),
        ("NKK 3372040112219003", "3372040112219003"),
        ("kartu keluarga 3322132009189004 ganda", "3322132009189004"),
        ("KK: 331101.300615.9005", "331101.300615.9005"),
        ("KARTU KELUARGA\nNo. 3373010503129001\nNama", "3373010503129001"),
        ("<NoKK>3373010503129001</NoKK>", "3373010503129001"),
        ('"no_kk": "3373010503129001"', "3373010503129001"),
        ("nama,nik,no_kk\nBudi,3373011708909001,3373010503129001", "3373010503129001"),
        ("No. / Nama / Nomor KK / NIK\n1. Budi / 3373010503129001 / 3373011708909001", "3373010503129001"),
        ("| KK | NIK |\n|---|---|\n| 3373010503129001 | 3373011708909001 |", "3373010503129001"),
    ],
)
def test_finds_it_in_every_writing(text: str, expected: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Behind the nearest label, over the column, as a key or a tag."""
    assert values(KK, text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "KK perempuan: 1.250 kepala keluarga",
        "NIK 3373015503129001",
        "KK 3373015503129001",
        "KK 3373011708909001",
        "3373010503129001",
        "KK = Kode Kegiatan 5.02.01",
        "No. KK 3373013103129",
        "No. KK 9973010503129001",
        "no_kk,nik\n-,3373010503129001",
    ],
)
def test_leaves_other_numbers_alone(text: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """A birth date, a woman's day or another label make it a NIK."""
    assert values(KK, text) == []
