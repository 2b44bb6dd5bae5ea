from __future__ import annotations

from collections.abc import Callable

import pytest

from guardrail.detect.recognizer import TriggeredRecognizer
from guardrail.detect.recognizers.sexual_orientation import SexualOrientationRecognizer

SEXUAL_ORIENTATION = SexualOrientationRecognizer()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ybs diketahui gay", "gay"),
        ("pelapor seorang transgender", "transgender"),
        ("dia mengaku biseksual", "biseksual"),
    ],
)
def test_finds_it(text: str, expected: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Of someone."""
    assert values(SEXUAL_ORIENTATION, text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "isu LGBT di media",
        "penyuluhan HIV pada komunitas waria",
        "Desa Warialau di Maluku",
        "jumlah waria binaan",
    ],
)
def test_leaves_look_alikes(text: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Public debate, communities and places are no one's."""
    assert values(SEXUAL_ORIENTATION, text) == []
