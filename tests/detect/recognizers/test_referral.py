from __future__ import annotations

from collections.abc import Callable

import pytest

from guardrail.detect.recognizer import TriggeredRecognizer
from guardrail.detect.recognizers.referral import ReferralRecognizer

REFERRAL = ReferralRecognizer()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("No rujukan 110102030926P000123", "110102030926P000123"),
        ("rujukan: 110102031125Y000124", "110102031125Y000124"),
        ("noKunjungan 0301R0010126K000125", "0301R0010126K000125"),
    ],
)
def test_finds_it(text: str, expected: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Clinic, month and year, letter, serial."""
    assert values(REFERRAL, text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "110102031326Y000123",
        "kode faskes 11010203",
        "1112R0010926V000123",
        "110102030926",
    ],
)
def test_leaves_look_alikes(text: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """A thirteenth month, fragments and treatments are none."""
    assert values(REFERRAL, text) == []
