from __future__ import annotations

from collections.abc import Callable

import pytest

from guardrail.detect.recognizer import TriggeredRecognizer
from guardrail.detect.recognizers.gender import GenderRecognizer

GENDER = GenderRecognizer()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Jenis kelamin: Perempuan", "Perempuan"),
        ("JK : L", "L"),
        ("gender = male", "male"),
        ("| Nama | JK | Umur |\n|---|---|---|\n| Sari | P | 30 |", "P"),
    ],
)
def test_finds_it(text: str, expected: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """The value behind label and sign, and below the label in a table."""
    assert values(GENDER, text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "penduduk laki-laki 98.000",
        "pengarusutamaan gender",
        "JK proyek 12",
        "jenis kelamin wajib diisi",
        "jenis kelamin: L/P",
    ],
)
def test_leaves_look_alikes(text: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Figures, policies and empty forms are no one's."""
    assert values(GENDER, text) == []
