from __future__ import annotations

from collections.abc import Callable

import pytest

from guardrail.detect.recognizer import TriggeredRecognizer
from guardrail.detect.recognizers.religion import ReligionRecognizer

RELIGION = ReligionRecognizer()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Agama: Islam", "Islam"),
        ("agama = Katolik", "Katolik"),
        ("pemohon beragama Hindu", "Hindu"),
        ("Agama : Kristen Protestan", "Kristen Protestan"),
        ("kepercayaan: Kepercayaan Terhadap Tuhan", "Kepercayaan Terhadap Tuhan"),
        ('"agama": "BUDDHA", "alamat"', "BUDDHA"),
        ("agamane islam, kerja", "islam"),
        ("Agarna : KATOLIK", "KATOLIK"),
        ("lahir di Kudus, agama Khonghucu, pendidikan SMA", "Khonghucu"),
    ],
)
def test_finds_the_value(text: str, expected: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """The value alone, behind its label in forms and sentences."""
    assert values(RELIGION, text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        *("Kantor Kementerian Agama", "guru pendidikan agama islam", "Universitas Kristen Satya Wacana", "tokoh lintas agama"),
        *("hari raya Islam dan Kristen", "guru agama Islam", "Pendidikan Agama: Islam", "umat beragama Islam", "Kantor Urusan Agama Islam"),
        *("agama: wajib diisi", "Jumlah penduduk beragama Hindu 1.250", "kepercayaan publik", "keagamaan: Islam"),
    ],
)
def test_leaves_religions_of_nobody_alone(text: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Subjects, institutions, feasts and statistics say nothing about a person."""
    assert values(RELIGION, text) == []
