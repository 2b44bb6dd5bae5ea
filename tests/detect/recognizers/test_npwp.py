from __future__ import annotations

from collections.abc import Callable

import pytest

from guardrail.detect.recognizer import TriggeredRecognizer
from guardrail.detect.recognizers.npwp import NpwpRecognizer

NPWP = NpwpRecognizer()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("NPWP 09.900.001.0-505.000", "09.900.001.0-505.000"),
        ("npwp: 499000024505000", "499000024505000"),
        ("NPWP/NIK 59.900.003.1-505.000", "59.900.003.1-505.000"),
        ("Wajib pajak 79 900 004 7 505 000", "79 900 004 7 505 000"),
        ("No. NPWP pribadi 89.900.005.3-505.001", "89.900.005.3-505.001"),
        ("NPWP16 0099000010505000"[:23], "0099000010505000"),
        ("NPWP: 0499000024505000", "0499000024505000"),
        ("npwp 0599000031505000", "0599000031505000"),
        ("wajib pajak 0799000047505000", "0799000047505000"),
        ("NPWP 089.900.005.3-505.000", "089.900.005.3-505.000"),
        ("59.900.003.1-505.000", "59.900.003.1-505.000"),
        ("NPWP 12.345.678.9-012.345", "12.345.678.9-012.345"),  # Luhn fails, the label counts
        ("NPWP 3373011708909001", "3373011708909001"),
        ("NPWP-nya 499000024505000", "499000024505000"),
        ("NITKU 3373011708909001000000", "3373011708909001000000"),
        ("NITKU: 0099000010505000000001", "0099000010505000000001"),
        ("ID TKU 0499000024505000000000", "0499000024505000000000"),
    ],
)
def test_finds_both_lengths(text: str, expected: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Fifteen digits, "0" and fifteen, and a NIK that the text calls NPWP are taxpayer numbers."""
    assert values(NPWP, text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "Kode billing 123456789012345 berlaku 30 hari",
        "IMEI 350000000000006",
        "Rekening BRI 329001012345509",
        "12.345.678.9-012.345",
        "NPWP instansi bendahara 00.123.456.7-505.000",
        "Nomor 0899000050505000",
        "NIK 3373011708909001",
        "No. register 0000123456789012",
        "HP 0812000012345678",
        "kode 0123456789012345",
        "NPWP terdiri dari 15 digit",
        "NPWP 99.900.005.3-505",
        "Nomor 1234567890123456789012",
        "0000000000000000000000",
        "ID sesi 2026112116221234567890",
        "DPA/A.1/2.16.0.00.0.00.01.0000/001/2026",
    ],
)
def test_leaves_other_numbers_alone(text: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Without a label the check digit must hold, and another number's label settles it."""
    assert values(NPWP, text) == []
