from __future__ import annotations

from collections.abc import Callable

import pytest

from guardrail.detect.recognizer import TriggeredRecognizer
from guardrail.detect.recognizers.mrz import MrzRecognizer

MRZ = MrzRecognizer()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("C0000001<7IDN9008179M3401011<<<<<<<<<<<<<<<0", "C0000001<7IDN9008179M3401011<<<<<<<<<<<<<<<0"),
        ("E0000002<4IDN9503124F3506307<<<<<<<<<<<<<<<2", "E0000002<4IDN9503124F3506307<<<<<<<<<<<<<<<2"),
        ("X0000003<0IDN7811056M3309092<<<<<<<<<<<<<<<4", "X0000003<0IDN7811056M3309092<<<<<<<<<<<<<<<4"),
        ("B0000004<9IDN0101011F3612314<<<<<<<<<<<<<<<4", "B0000004<9IDN0101011F3612314<<<<<<<<<<<<<<<4"),
        ("A0000005<5IDN8504124M3202296<<<<<<<<<<<<<<<4", "A0000005<5IDN8504124M3202296<<<<<<<<<<<<<<<4"),
        (
            "P<IDNWIRATMOKO<<BAGAS<<<<<<<<<<<<<<<<<<<<<<<\nC0000001<7IDN9008179M3401011<<<<<<<<<<<<<<<0\n",
            "C0000001<7IDN9008179M3401011<<<<<<<<<<<<<<<0",
        ),
    ],
)
def test_finds_it(text: str, expected: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """With all check digits, alone and below the first line."""
    assert values(MRZ, text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "C0000001<7IDN9008179M3401011<<<<<<<<<<<<<<<5",
        "C0000002<7IDN9008179M3401011<<<<<<<<<<<<<<<0",
        "<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<",
        "P<IDNWIRATMOKO<<BAGAS",
        "IDN9008179",
        "IDN9008179M3401011<<<<<<<<<<<<<<<0",
    ],
)
def test_leaves_look_alikes(text: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """A wrong check digit, fillers and fragments are no passport."""
    assert values(MRZ, text) == []
