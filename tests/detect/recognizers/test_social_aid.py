from __future__ import annotations

from collections.abc import Callable

import pytest

from guardrail.detect.recognizer import TriggeredRecognizer
from guardrail.detect.recognizers.social_aid import SocialAidRecognizer

SOCIAL_AID = SocialAidRecognizer()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ID DTKS 33100199990001", "33100199990001"),
        ("No. KKS 6013001234567890", "6013001234567890"),
        ("id pkh: PKH-3310-0123", "PKH-3310-0123"),
        ("Pemohon masuk desil 2", "desil 2"),
        ("Bu Sri desil 1", "desil 1"),
    ],
)
def test_finds_it(text: str, expected: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Numbers behind their label, and someone's decile."""
    assert values(SOCIAL_AID, text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "jumlah KPM desil 1",
        "kuota desil 4",
        "DTKS sudah diganti DTSEN",
        "kelompok desil 3 naik",
        "PKH tahap 2 cair",
    ],
)
def test_leaves_look_alikes(text: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Quotas, figures and programmes are no one's."""
    assert values(SOCIAL_AID, text) == []
