from __future__ import annotations

from collections.abc import Callable

import pytest

from guardrail.detect.recognizer import TriggeredRecognizer
from guardrail.detect.recognizers.sep import SepRecognizer

SEP = SepRecognizer()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("No. SEP 1112R9990926V009901", "1112R9990926V009901"),
        ("noSep: 1112R9991125V009902", "1112R9991125V009902"),
        ("SEP 1101R9990126V009903 dibatalkan", "1101R9990126V009903"),
        ("klaim 1112R9980226V009904", "1112R9980226V009904"),
        ('"noSep":"1109R9991024V009905"', "1109R9991024V009905"),
    ],
)
def test_finds_it(text: str, expected: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Whatever stands before it: no other number has its shape."""
    assert values(SEP, text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "kode faskes 1112R999",
        "1112R9991326V009901",
        "versi V009901",
        "Plat R 9990 VV",
        "SEP 2026",
        "1112R9990926V00990112",
    ],
)
def test_leaves_look_alikes(text: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Hospital codes, a thirteenth month and fragments are no treatment."""
    assert values(SEP, text) == []
