from __future__ import annotations

from collections.abc import Callable

import pytest

from guardrail.detect.recognizer import TriggeredRecognizer
from guardrail.detect.recognizers.plate import PlateRecognizer

PLATE = PlateRecognizer()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mobil nopol H 9991 XYZ parkir", "H 9991 XYZ"),
        ("motor AD-6992-ZZ hilang", "AD-6992-ZZ"),
        ("plat K9993QQ", "K9993QQ"),
        ("kendaraan R 8994 XX", "R 8994 XX"),
        ("STNK AA 5995 ZY mati pajak", "AA 5995 ZY"),
        ("punya avanza h 9255 vuu di rumah", "h 9255 vuu"),
        ("wira,0812,DB 9733 CLG\n", "DB 9733 CLG"),
        ("naik taksi (L 9321 HH) dari bandara", "L 9321 HH"),
        ("B 1288 AX mobil siapa ini", "B 1288 AX"),
        ("mobil dinas ditabrak motor pribadi AE 9826 AK", "AE 9826 AK"),
        ("no. polisi ad 5 b", "ad 5 b"),
        ("Plat DR9144FN punya siapa", "DR9144FN"),
    ],
)
def test_finds_plates(text: str, expected: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Any spacing and letter case beside a vehicle, the usual shape alone."""
    assert values(PLATE, text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "Lampiran B 12 A halaman 3",
        "Pasal 12 B UU Tipikor",
        "Gedung A 2 B",
        "Kelas D 3 C",
        "AD 0123 XY",
        "Vitamin A 4000 MG",
        "tahun 1445 H 2024 M",
        "Kode H 1234 AB",
        "kendaraan dinas roda 2 plat merah H 3412 XA",
        "B 1 A dan B 2 C",
        "di 2024 dan b 3 kg",
        "surat B-1234/AB/2024",
        "mobil listrik T 20 kw",
        "Nopol AB 1234",
        "DAU B 1234567 RP",
        "surat B 2024 UM",
        "Resi T 1234 ABCD",
        "No. B 1234.XY.01",
    ],
)
def test_leaves_other_codes(text: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Paragraphs, rooms, units, letter numbers and government plates stay."""
    assert values(PLATE, text) == []
