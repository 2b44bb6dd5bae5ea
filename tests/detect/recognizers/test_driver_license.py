from __future__ import annotations

from collections.abc import Callable

import pytest

from guardrail.detect.recognizer import TriggeredRecognizer
from guardrail.detect.recognizers.driver_license import DriverLicenseRecognizer

DRIVER_LICENSE = DriverLicenseRecognizer()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("No. SIM 900899000901", "900899000901"),
        ("SIM C 8508-9900-000902", "8508-9900-000902"),
        ("nomor SIM: 79129900000903", "79129900000903"),
        ("SIM A 950199000904 kedaluwarsa", "950199000904"),
        ("Surat Izin Mengemudi 880799000905", "880799000905"),
        ("SURAT IZIN MENGEMUDI  DRIVING LICENSE\n 2592-2390-168197   GOL. A", "2592-2390-168197"),
        ("sim saya 8302 4009 2409 hilang", "8302 4009 2409"),
    ],
)
def test_finds_it_in_every_writing(text: str, expected: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Twelve digits and 4-4-6 behind a label."""
    assert values(DRIVER_LICENSE, text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "IDPEL PLN 520099000901",
        "SIMRS versi 202401010000",
        "kartu SIM Telkomsel",
        "kartu SIM 900899000901",
        "900899000901",
        "HP 081200001234",
        "No. SIM 3373011708909001",
        "SIM 5000",
    ],
)
def test_leaves_other_numbers_alone(text: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Chips, hospital systems, meters; and a NIK stays a NIK."""
    assert values(DRIVER_LICENSE, text) == []
