from __future__ import annotations

from collections.abc import Callable

import pytest

from guardrail.detect.recognizer import TriggeredRecognizer
from guardrail.detect.recognizers.nidn import NidnRecognizer

NIDN = NidnRecognizer()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("NIDN 0615088591", "0615088591"),
        ("nidn: 0002037692", "0002037692"),
        ("Dosen (NIDN 0631129093)", "0631129093"),
        ("NIDK 8808117294", "8808117294"),
        ("NIDN.0620078895", "0620078895"),
    ],
)
def test_finds_it_in_every_writing(text: str, expected: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Behind its label only, with a date inside."""
    assert values(NIDN, text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "Rek BCA 0615088591",
        "NISN 0090000901",
        "0615088591",
        "HP 0815088501",
        "NIDN 0645138591",
    ],
)
def test_leaves_other_numbers_alone(text: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Other labels, no label, or no date."""
    assert values(NIDN, text) == []
