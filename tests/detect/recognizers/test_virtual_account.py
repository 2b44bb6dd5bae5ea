from __future__ import annotations

from collections.abc import Callable

import pytest

from guardrail.detect.recognizer import TriggeredRecognizer
from guardrail.detect.recognizers.virtual_account import VirtualAccountRecognizer

VIRTUAL_ACCOUNT = VirtualAccountRecognizer()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("VA 88888 09990001230", "88888 09990001230"),
        ("BRIVA 77777081200009901", "77777081200009901"),
        ("Virtual Account: 8801099900009902", "8801099900009902"),
        ("No. VA 70012-0009999903", "70012-0009999903"),
        ("virtual account BNI 9880000999900004", "9880000999900004"),
    ],
)
def test_finds_it_behind_its_label(text: str, expected: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """With or without the bank's name in between."""
    assert values(VIRTUAL_ACCOUNT, text) == [expected]


@pytest.mark.parametrize(
    "text", ["VA kapasitas 1300 VA", "daya 2200 VA", "Virtual account BPJS aktif", "88888", "8801099900009902", "VA 1.250.000.000"]
)
def test_leaves_other_numbers_alone(text: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Volt-amperes, amounts and numbers without a label."""
    assert values(VIRTUAL_ACCOUNT, text) == []
