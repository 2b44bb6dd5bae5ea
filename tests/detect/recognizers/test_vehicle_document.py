from __future__ import annotations

from collections.abc import Callable

import pytest

from guardrail.detect.recognizer import TriggeredRecognizer
from guardrail.detect.recognizers.vehicle_document import VehicleDocumentRecognizer

VEHICLE_DOCUMENT = VehicleDocumentRecognizer()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("BPKB M-01234567", "M-01234567"),
        ("bpkb: N01234568", "N01234568"),
        ("No. Mesin JM91E1234567", "JM91E1234567"),
        ("nosin 1TRA123456", "1TRA123456"),
        ("STNK No 12345678", "12345678"),
    ],
)
def test_finds_it(text: str, expected: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """BPKB, STNK and engine numbers behind their labels."""
    assert values(VEHICLE_DOCUMENT, text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "BPKB hilang lapor polisi",
        "M-01234567",
        "mesin fotokopi 2 unit",
        "STNK tahun 2026",
        "STNK dan BPKB asli dibawa",
    ],
)
def test_leaves_look_alikes(text: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Years, copies, office machines and numbers without label are none."""
    assert values(VEHICLE_DOCUMENT, text) == []
