from __future__ import annotations

from collections.abc import Callable

import pytest

from guardrail.detect.recognizer import TriggeredRecognizer
from guardrail.detect.recognizers.nrp import NrpRecognizer

NRP = NrpRecognizer()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bripka Contoh NRP 85129901", "85129901"),
        ("AKP, NRP 79069902", "79069902"),
        ("NRP: 97019903", "97019903"),
        ("Aiptu NRP.70119904", "70119904"),
        ("Serka Uji NRP 21990001230901", "21990001230901"),
        ("Babinsa, NRP 609902", "609902"),
        ("Kapten Inf NRP: 589904", "589904"),
        ("Mayor Inf NRP 19905/P", "19905/P"),
    ],
)
def test_finds_it_in_every_writing(text: str, expected: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Behind its label, police and army."""
    assert values(NRP, text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "NPSN 20329901",
        "tanggal 20261121",
        "ID Paket 58129901",
        "85139901 NRP tidak sah",
        "NRP 85139901",
        "kode 85129901",
        "Kode pos 50711",
        "609902 orang",
        "Serka berjumlah 120",
        "SK NRP tahun 2024",
    ],
)
def test_leaves_other_numbers_alone(text: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """No label, or no month in a police number."""
    assert values(NRP, text) == []
