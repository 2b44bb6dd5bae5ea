from __future__ import annotations

from collections.abc import Callable

import pytest

from guardrail.detect.recognizer import TriggeredRecognizer
from guardrail.detect.recognizers.kitas import KitasRecognizer

KITAS = KitasRecognizer()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("KITAS 2C21JE9901-X", "2C21JE9901-X"),
        ("No KITAP: 2D41AF9902-R", "2D41AF9902-R"),
        ("ITAS 2C11JE9903AS", "2C11JE9903AS"),
        ("izin tinggal 2C13JF9904-T", "2C13JF9904-T"),
        ("kitas 2C22JE9905AT", "2C22JE9905AT"),
    ],
)
def test_finds_it(text: str, expected: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Behind each of its labels."""
    assert values(KITAS, text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "KITAS WNA berlaku 1 tahun",
        "versi 2C21",
        "ruang 2C11 lantai 2",
        "2C21JE9901-X",
        "ITAP dan ITAS di Imigrasi",
        "kapasitas 2C21JE9901-X",
    ],
)
def test_leaves_look_alikes(text: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Without a label, or without a number, nothing is found."""
    assert values(KITAS, text) == []
