from __future__ import annotations

import pytest

from guardrail.detect.beside import Beside, Nearness


@pytest.mark.parametrize(
    ("text", "nearness"),
    [
        ("NIK 3373014708909001 sakit asma", Nearness.NAMED),
        ("a.n. Budi, sakit asma", Nearness.NAMED),
        ("Pak Budi sakit asma", Nearness.SENTENCE),
        ("anak saya sakit asma", Nearness.SENTENCE),
        ("Sdri. Melati sakit asma", Nearness.SENTENCE),
        ("Pasien: Tn. X, 50 tahun.\nKeluhan asma", Nearness.RECORD),
        ("Prevalensi asma naik", Nearness.NONE),
        ("Pak Budi menyebut jumlah pasien asma turun", Nearness.NONE),
        ("gejala asma", Nearness.NONE),
        ("Kabupaten Klaten dan asma", Nearness.NONE),
    ],
)
def test_how_near_a_person_is(text: str, nearness: Nearness) -> None:
    """A name or number in the sentence, somebody in it, somebody in the record, or nobody."""
    at = text.index("asma")
    assert Beside(text).nearness(at, at + 4) is nearness


def test_tells_of_many() -> None:
    """Counted people are many, also where one of them is named."""
    text = "12 orang sakit asma"
    assert Beside(text).among_many(14, 18)
