from __future__ import annotations

from collections.abc import Callable

import pytest

from guardrail.detect.recognizer import TriggeredRecognizer
from guardrail.detect.recognizers.qris import QrisRecognizer

QRIS = QrisRecognizer()
STALL = (
    "00020101021126610014ID.CO.QRIS.WWW01189360091100220012340215ID10203456789010303U"
    "MI5204541153033605802ID5913WARUNG BU SRI6006KLATEN61055741163043BC9"
)
SOUP = "00020101021251440014ID.CO.QRIS.WWW0215ID10203456789020303UKE5204541153033605405100005802ID5910SOTO PAK NO6004SOLO63046065"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            STALL,
            STALL,
        ),
        (
            f"bayar lewat {SOUP} ya",
            SOUP,
        ),
        ("NMID: ID1020034567890", "ID1020034567890"),
        ("qris warung ID1020034567891.", "ID1020034567891"),
    ],
)
def test_finds_it(text: str, expected: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Its checksum holds, or it is an NMID in capitals."""
    assert values(QRIS, text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        STALL[:-1] + "0",
        "000201",
        "id1020034567890",
        "ID10200345",
        "QRIS pajak daerah aktif",
        "IDPEL 520099000901",
    ],
)
def test_leaves_look_alikes(text: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """A wrong checksum, fragments and other numbers are none."""
    assert values(QRIS, text) == []
