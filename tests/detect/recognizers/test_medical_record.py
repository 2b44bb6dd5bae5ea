from __future__ import annotations

from collections.abc import Callable

import pytest

from guardrail.detect.recognizer import TriggeredRecognizer
from guardrail.detect.recognizers.medical_record import MedicalRecordRecognizer

MEDICAL_RECORD = MedicalRecordRecognizer()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("No. RM 00-99-01", "00-99-01"),
        ("noMR: MR990102", "MR990102"),
        ("nomor rekam medis 009903", "009903"),
        ("No RM: 00990004", "00990004"),
        ("Rekam medis RM-990105 hilang", "RM-990105"),
        ("rm  32.80.88  a/n rohana", "32.80.88"),
        ("an Rini RM 4417-03: GDS 210", "4417-03"),
        ("No. RM: 220418-01", "220418-01"),
        ("MRN: RM605659", "RM605659"),
        ('"no_rm": "123456"', "123456"),
        ("no rekam medis puskesmas 123467. menu", "123467"),
        ("No | No RM | Nama\n1 | 72-91-54 | Lilis", "72-91-54"),
        ("no_rm;nama\n123456;Budi", "123456"),
    ],
)
def test_finds_it_in_every_writing(text: str, expected: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Behind a label, or under one in a table."""
    assert values(MEDICAL_RECORD, text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "tanggal 12-10-26",
        "kode satker 009903",
        "rekam medis elektronik tahun 2026",
        "00-99-01",
        "MR Wongso",
        "No. RM 2024-05",
        "rekam medis 2023-12 diarsipkan",
        "RM 4417-2025",
        "RM 44-0301",
        "4417-03",
        "pasal RM-4417-03-22-1",
        "RM Padang 12 porsi",
        "harga RM 500.000",
        "format normal 123456",
        "No RM | NIK\n- | 3373011708909001",
    ],
)
def test_leaves_other_numbers_alone(text: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Without a label it is nothing; money, restaurants and years are not it."""
    assert values(MEDICAL_RECORD, text) == []
