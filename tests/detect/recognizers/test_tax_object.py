from __future__ import annotations

from collections.abc import Callable

import pytest

from guardrail.detect.recognizer import TriggeredRecognizer
from guardrail.detect.recognizers.tax_object import TaxObjectRecognizer

TAX_OBJECT = TaxObjectRecognizer()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("NOP 33.10.260.003.012-0123.0", "33.10.260.003.012-0123.0"),
        ("tagihan 33.74.030.001.004-9903.0 lunas", "33.74.030.001.004-9903.0"),
        ("nop: 331026000301201230", "331026000301201230"),
        ("SPPT 33.10.260.003.012.0123.0", "33.10.260.003.012.0123.0"),
    ],
)
def test_finds_it(text: str, expected: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Written with dots it shows itself; plain it stands behind its label."""
    assert values(TAX_OBJECT, text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "NOP 33.99.010.001.001-0001.0",
        "331026000301201230",
        "NIP 198504122010011901",
        "kode barang 1.3.2.05.01.04.001",
        "SPPT tahun 2026",
        "DPA/A.1/2.16.0.00.0.00.01.0000/001/2026",
    ],
)
def test_leaves_look_alikes(text: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """No regency of the code, other long numbers and account codes are none."""
    assert values(TAX_OBJECT, text) == []
