from __future__ import annotations

import pytest

from guardrail.detect.told_names import told_names


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("air sudah masuk rumah, cp dodit 0831 4400 9127", ["dodit"]),
        ("cp: yuyun sari, 0831-4400-9127", ["yuyun sari"]),
        ("sopir Markus, +62 831-4400-9127", ["Markus"]),
        ("hub. tante 0831 4400 9127", []),
        ("My name is Fionnuala Brennan, I live in Ubud", ["Fionnuala Brennan"]),
        ("ask Mrs. Kusno or Mr. Pranata Adi", ["Kusno", "Pranata Adi"]),
        ("anak bernama Zefanya Rumbiak", ["Zefanya Rumbiak"]),
        ("cp dodit yuyun sari markus 0831 4400 9127", []),
        ("kontak kami 0831-4400-9127", []),
        ("cp di kantor, lantai 2: 0831-4400-9127", []),
        ("cp dodit 08-12-2026", []),
        ("cp dodit 1831 4400 9127", []),
        ("My name is not here", []),
        ("sistem bernama Aplikasi Surat", []),
        ("mms. Kusno", []),
    ],
)
def test_the_words_around_tell_the_name(text: str, expected: list[str]) -> None:
    """One to three words between a word for contacts and a mobile number, or capitals behind an introduction; never ordinary words."""
    assert [text[match.start : match.end] for match in told_names(text)] == expected
