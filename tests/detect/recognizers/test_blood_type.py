from __future__ import annotations

from collections.abc import Callable

import pytest

from guardrail.detect.recognizer import TriggeredRecognizer
from guardrail.detect.recognizers.blood_type import BloodTypeRecognizer

BLOOD = BloodTypeRecognizer()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Gol. Darah: O", "O"),
        ("golongan darah AB+", "AB+"),
        ("gol darah = B", "B"),
        ("Golongan Darah: A positif", "A positif"),
        ("gol. darah O-", "O-"),
        ('"golongan darah": "AB"', "AB"),
        ("goldar B, tinggi 170", "B"),
    ],
)
def test_finds_the_value(text: str, expected: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """The group with its rhesus factor."""
    assert values(BLOOD, text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        *("Golongan III/a", "stok golongan darah langka", "tarif golongan B", "donor darah Oktober", "golongan darah wajib diisi"),
        *("golongan darah Anda", "stok golongan darah AB", "golongan darah: A/B/AB/O", "butuh darah golongan"),
    ],
)
def test_leaves_other_groups_alone(text: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Grades, tariffs, stocks and empty fields are no one's blood."""
    assert values(BLOOD, text) == []
