from __future__ import annotations

from collections.abc import Callable

import pytest

from guardrail.detect.recognizer import TriggeredRecognizer
from guardrail.detect.recognizers.card import CardRecognizer

CARD = CardRecognizer()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kartu 4111 1111 1111 1111", "4111 1111 1111 1111"),
        ("5555-5555-5555-4444 exp 12/30", "5555-5555-5555-4444"),
        ("JCB 3530111333300000", "3530111333300000"),
        ("Amex 378282246310005", "378282246310005"),
        ("3782 822463 10005", "3782 822463 10005"),
        ("rekening bansos 6013004711905525", "6013004711905525"),
        ("no;nik;rek_kks\n1;-;6013018823004175", "6013018823004175"),
        ("visa 4000000000000002", "4000000000000002"),
        ("kartu kredit 5105105105105100", "5105105105105100"),  # also a possible NIK: the label decides
        ("nomor kartu: 5171011708909006", "5171011708909006"),
    ],
)
def test_finds_cards(text: str, expected: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Numbers of a known scheme that pass Luhn are cards."""
    assert values(CARD, text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "4111 1111 1111 1112",
        "NIK 3373011708909001",
        "token PLN 4000 0000 0000 0002 1234",
        "0000000000000000",
        "1234567890123456",
        "3578011708909018",  # NIKs in card ranges that pass Luhn
        "3529011708909018",
        "5171011708909006",
        "5271011708909005",
        "5371011708909004",
        "NIK 5105105105105100",
        "5105105105105100",
        "rekening 4111111111111111",
        "x4111111111111111",
        "rekening 6013004711905526",
        "no resi 6013004711905525",
        "NIK 6013004711905525",
        "rekening 60130047119055",
        "rekening 5555555555554444",
    ],
)
def test_leaves_other_numbers_alone(text: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """A possible NIK without a card's label, parts of longer numbers and failed checks are no cards."""
    assert values(CARD, text) == []
