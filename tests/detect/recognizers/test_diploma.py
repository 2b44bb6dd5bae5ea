from __future__ import annotations

from collections.abc import Callable

import pytest

from guardrail.detect.recognizer import TriggeredRecognizer
from guardrail.detect.recognizers.diploma import DiplomaRecognizer

DIPLOMA = DiplomaRecognizer()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nomor ijazah DN-03 Ma/13 0012345", "DN-03 Ma/13 0012345"),
        ("ijazah SMK: DN-Mk/06 0012346", "DN-Mk/06 0012346"),
        ("No. Seri Ijazah 061033199012345", "061033199012345"),
        ("no ijazah DN-03/M-SMA/13/0012345", "DN-03/M-SMA/13/0012345"),
        ("PIN ijazah 552012026000123", "552012026000123"),
    ],
)
def test_finds_it(text: str, expected: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Serials of certificates and PINs of diplomas behind their label."""
    assert values(DIPLOMA, text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "Legalisir ijazah 5 lembar",
        "ijazah wajib dilampirkan",
        "nomor surat 421.3/0099/2024",
        "061033199012345",
        "ijazah S1 tahun 2014",
    ],
)
def test_leaves_look_alikes(text: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Copies, letters and numbers without the label are none."""
    assert values(DIPLOMA, text) == []
