from __future__ import annotations

from collections.abc import Callable

import pytest

from guardrail.detect.recognizer import TriggeredRecognizer
from guardrail.detect.recognizers.ethnicity import EthnicityRecognizer

ETHNICITY = EthnicityRecognizer()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Suku: Jawa", "Jawa"),
        ("etnis = Arab", "Arab"),
        ("pemohon suku Batak", "Batak"),
        ("pelapor etnis Tionghoa", "Tionghoa"),
    ],
)
def test_finds_it(text: str, expected: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Behind a sign, or of someone."""
    assert values(ETHNICITY, text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "suku bunga 6%",
        "suku cadang mobil dinas",
        "suku kata bahasa Jawa",
        "rumah adat suku Batak",
        "Provinsi Jawa Tengah",
    ],
)
def test_leaves_look_alikes(text: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Interest, spare parts, languages and customs are no one's."""
    assert values(ETHNICITY, text) == []
