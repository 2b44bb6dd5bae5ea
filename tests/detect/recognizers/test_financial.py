from __future__ import annotations

from collections.abc import Callable

import pytest

from guardrail.detect.recognizer import TriggeredRecognizer
from guardrail.detect.recognizers.financial import FinancialRecognizer

FINANCIAL = FinancialRecognizer()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("gaji Pak Anto Rp 3.204.700 per bulan", "Rp 3.204.700"),
        ("saldo milik Ibu Lestari: saldo Rp 250 ribu", "Rp 250 ribu"),
        ("ybs punya pinjaman koperasi Rp15.000.000", "Rp15.000.000"),
        ("gaji pokok Sdr. Bagas Rp 3.204.700", "Rp 3.204.700"),
    ],
)
def test_finds_it(text: str, expected: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """The amount alone."""
    assert values(FINANCIAL, text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "Pagu belanja gaji ASN Rp 12.500.000.000",
        "UMK Salatiga: gaji minimum Rp 2.533.583",
        "rata-rata penghasilan Rp 4.000.000",
        "total tunggakan PBB Rp 3.000.000.000",
        "Gaji guru honorer Rp 500.000 per bulan sesuai Perbup",
    ],
)
def test_leaves_look_alikes(text: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Budgets, minimum wages, averages and kinds of people are public."""
    assert values(FINANCIAL, text) == []
