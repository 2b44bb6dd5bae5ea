from __future__ import annotations

from collections.abc import Callable

import pytest

from guardrail.detect.recognizer import TriggeredRecognizer
from guardrail.detect.recognizers.police_report import PoliceReportRecognizer

POLICE_REPORT = PoliceReportRecognizer()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("LP/B/12/VI/2026/SPKT/POLRES KLATEN", "LP/B/12/VI/2026/SPKT/POLRES KLATEN"),
        ("nomor LP / A / 92 / IX / 2025 / SPKT tanggal 3", "LP / A / 92 / IX / 2025 / SPKT"),
        ("STTLP/93/X/2026", "STTLP/93/X/2026"),
        ("(SKTLK/95/XII/2024/SPKT)", "SKTLK/95/XII/2024/SPKT"),
    ],
)
def test_finds_it(text: str, expected: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Reports and receipts, with their office and without."""
    assert values(POLICE_REPORT, text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "800/991/BKD/2026",
        "LP Cebongan",
        "LPJ/991/2026",
        "LP/B tanpa nomor",
        "HELP/12/2026",
    ],
)
def test_leaves_look_alikes(text: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Letters, prisons and accounts of activities are none."""
    assert values(POLICE_REPORT, text) == []
