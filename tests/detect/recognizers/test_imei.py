from __future__ import annotations

from collections.abc import Callable

import pytest

from guardrail.detect.recognizer import TriggeredRecognizer
from guardrail.detect.recognizers.imei import ImeiRecognizer

IMEI = ImeiRecognizer()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("IMEI 350000000000006", "350000000000006"),
        ("imei 1: 35-000000-000000-6", "35-000000-000000-6"),
        ('"imei": "860000000000017"', "860000000000017"),
        ("nama;imei;merek\nRini;350000000000006;X", "350000000000006"),
    ],
)
def test_finds_it(text: str, expected: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Fifteen digits that pass Luhn behind the label, in any grouping, and below it in a table."""
    assert values(IMEI, text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "IMEI 350000000000007",
        "350000000000006",
        "NPWP 099000010505000",
        "kode billing 350000000000006",
        "IMEI wajib terdaftar",
    ],
)
def test_leaves_look_alikes(text: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Other numbers of fifteen digits are no device."""
    assert values(IMEI, text) == []
