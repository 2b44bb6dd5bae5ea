from __future__ import annotations

from collections.abc import Callable

import pytest

from guardrail.detect.recognizer import TriggeredRecognizer
from guardrail.detect.recognizers.utility import UtilityRecognizer

UTILITY = UtilityRecognizer()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("IDPEL 520512345678", "520512345678"),
        ("ID Pelanggan PLN: 520512345679", "520512345679"),
        ("no meter 14099912345", "14099912345"),
        ("PDAM no. sambungan 0199904", "0199904"),
        ("nomor pelanggan air = 00123456", "00123456"),
        ("id_pel=520512345678", "520512345678"),
    ],
)
def test_finds_it(text: str, expected: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Customers and meters behind their labels."""
    assert values(UTILITY, text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "daya 1300 VA",
        "520512345678",
        "meter air 15 m3",
        "jumlah pelanggan PDAM 120000",
        "nomor meter rusak",
        "token 1234 5678 9012 3456 7890",
    ],
)
def test_leaves_look_alikes(text: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Readings, prices, tokens and power are no customer."""
    assert values(UTILITY, text) == []
