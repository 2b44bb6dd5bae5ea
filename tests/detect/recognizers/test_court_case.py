from __future__ import annotations

from collections.abc import Callable

import pytest

from guardrail.detect.recognizer import TriggeredRecognizer
from guardrail.detect.recognizers.court_case import CourtCaseRecognizer

COURT_CASE = CourtCaseRecognizer()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("perkara 12/Pid.B/2026/PN Kln", "12/Pid.B/2026/PN Kln"),
        ("Putusan 9/Pid.Sus-Anak/2025/PN Smg", "9/Pid.Sus-Anak/2025/PN Smg"),
        ("993/Pdt.G/2026/PA.Klt", "993/Pdt.G/2026/PA.Klt"),
        ("94/G/2025/PTUN.SMG", "94/G/2025/PTUN.SMG"),
        ("95 K/Pid/2024", "95 K/Pid/2024"),
    ],
)
def test_finds_it(text: str, expected: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Cases of every court, and of the Supreme Court."""
    assert values(COURT_CASE, text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "Putusan MK 90/PUU-XXI/2023",
        "Perma 9/2016",
        "surat 991/PN/2024",
        "Pasal 263 KUHP",
    ],
)
def test_leaves_look_alikes(text: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Decisions on laws, regulations and letters are public."""
    assert values(COURT_CASE, text) == []
