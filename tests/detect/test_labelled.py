from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from guardrail.detect.labelled import LabelledRecognizer
from guardrail.detect.recognizer import TriggeredRecognizer


class _Badge(LabelledRecognizer):
    ENTITY = "BADGE"
    TRIGGER = r"\blencana\b"
    VALUE = re.compile(r"[A-Z][0-9]{3}(?![0-9A-Za-z])")

    def accepts(self, value: str) -> bool:
        return value != "Z999"


class _SignedBadge(_Badge):
    SIGNED = True


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("lencana A123", ["A123"]),
        ("No. lencana : A123.", ["A123"]),
        ('"lencana": "A123"', ["A123"]),
        ("lencananya A123", []),
        ("lencana pemohon nomor A123", ["A123"]),
        ("lencana (lama) A123", ["A123"]),
        ("lencana kuning A123", []),
        ("lencana Z999", []),
        ("nama;lencana;unit\nRini;A123;x\nTono;B456;y", ["A123", "B456"]),
        ("| Nama | Lencana |\n|---|---|\n| Rini | A123 |\n| Tono | Z999 |", ["A123"]),
        ("INSERT INTO t (nama, lencana) VALUES ('Rini', 'A123'), ('Tono', 'B456')", ["A123", "B456"]),
    ],
)
def test_value_stands_behind_or_below_its_label(
    text: str, expected: list[str], values: Callable[[TriggeredRecognizer, str], list[str]]
) -> None:
    """On the same line with little between, in its column, or in its place in a row of SQL; and its structure must hold."""
    assert values(_Badge(), text) == expected


def test_everyday_words_need_a_sign(values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Without one a label and a word are a sentence."""
    assert values(_SignedBadge(), "lencana A123") == []
    assert values(_SignedBadge(), "lencana = A123") == ["A123"]
