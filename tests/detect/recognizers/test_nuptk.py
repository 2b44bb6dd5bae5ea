from __future__ import annotations

from collections.abc import Callable

import pytest

from guardrail.detect.recognizer import TriggeredRecognizer
from guardrail.detect.recognizers.nuptk import NuptkRecognizer

NUPTK = NuptkRecognizer()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("NUPTK 9939765666209012", "9939765666209012"),
        ("nuptk: 9147763664309013", "9147763664309013"),
        ("NUPTK 9552-7676-6820-9022", "9552-7676-6820-9022"),
        ("Guru NUPTK=9834759661309072", "9834759661309072"),
        ("NUPTK 9041 7486 5030 9083", "9041 7486 5030 9083"),
    ],
)
def test_finds_it_in_every_writing(text: str, expected: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Behind its label, in any grouping."""
    assert values(NUPTK, text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "NIK 3373011708909001",
        "9939765666209012",
        "NUPTK wajib 16 digit",
        "No. kartu 4111111111111111",
        "NUPTK 993976566620",
    ],
)
def test_leaves_other_numbers_alone(text: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Sixteen digits with another label, or none, belong to others."""
    assert values(NUPTK, text) == []
