from __future__ import annotations

from collections.abc import Callable

import pytest

from guardrail.detect.recognizer import TriggeredRecognizer
from guardrail.detect.recognizers.vin import VinRecognizer

VIN = VinRecognizer()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("No. Rangka MHKA4DA3JFJ999901", "MHKA4DA3JFJ999901"),
        ("noka MH1JM9119PK999902", "MH1JM9119PK999902"),
        ("VIN MHFXX42G9H9999903", "MHFXX42G9H9999903"),
        ("nomor rangka: MHYHDC61TNJ999904", "MHYHDC61TNJ999904"),
        ("chassis MK2NCWPARNJ999905", "MK2NCWPARNJ999905"),
        ("MHKA4DA3JFJ999906 warna hitam", "MHKA4DA3JFJ999906"),
        ("no rangka JTDBR32E720999907", "JTDBR32E720999907"),
    ],
)
def test_finds_it(text: str, expected: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Indonesian makers alone, others behind a label."""
    assert values(VIN, text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "ABCDEFGHJKLMNPRST",
        "12345678901234567",
        "MHKA4DA3JFI999901",
        "token A1B2C3D4E5F6G7H8J",
        "NTPN 1A2B3C4D5E6F7G8H",
        "JTDBR32E720999907",
        "token MHKA4DA3JFJ999906",
        "kode-MHKA4DA3JFJ999906-01",
    ],
)
def test_leaves_look_alikes(text: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Words, numbers, tokens and other lengths are no vehicle."""
    assert values(VIN, text) == []
