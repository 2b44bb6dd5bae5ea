from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.detect.ethics import known
from guardrail.detect.ethics.known import KnownWords, Rows
from tests.support.kept import kept_by


def counted(asked: list[str]) -> KnownWords:
    """Says of a word how long it is, and notes that it was asked."""

    def make(words: Sequence[str]) -> Rows:
        asked.extend(words)
        lengths = np.array([len(word) for word in words])
        return np.broadcast_to(lengths[:, None, None], (len(words), 2, 3)).astype(np.float32), lengths.astype(np.uint32)

    return KnownWords((2, 3), make)


@given(st.lists(st.lists(st.sampled_from(["Satu", "satu", "SATU", "dua", "yg", "yang", "a" * 40, "0"]), max_size=9), max_size=6))
def test_each_word_has_its_row_and_is_worked_out_once(texts: list[list[str]]) -> None:
    """However it is written, and in whatever order texts come."""
    asked: list[str] = []
    words = counted(asked)
    for text in texts:
        rows, keys = words.of(text)
        expected = [{"yg": 4, "a" * 40: 1}.get(word, len(word)) for word in text]
        assert keys.tolist() == expected
        assert rows[:, 1, 2].tolist() == expected
    assert len(asked) == len(set(asked))


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the bound all is forgotten and worked out again; overlong words are not kept."""
    monkeypatch.setattr(known, "_MOST", 10)
    asked: list[str] = []
    words = counted(asked)
    names = [f"kata{chr(97 + number)}" for number in range(22)]
    for name in names:
        words.of([name, "x" * 60 + name])
    assert asked.count("x") == 2
    assert words.of(["kataa"])[1].tolist() == [5]
    assert asked.count("kataa") == 2


def test_one_large_text_leaves_no_large_table() -> None:
    """Its words are forgotten with the next new one, and so is the place that they took."""
    words = KnownWords((2, 3), lambda words: (np.zeros((len(words), 2, 3), np.float32), np.zeros(len(words), np.uint32)))
    names = ["".join(chr(97 + int(digit)) for digit in f"{number:06}") for number in range(50_000)]

    def read(number: int) -> None:
        words.of(names if number == 1 else [f"kata{chr(97 + number)}"])

    assert kept_by(read, 2) < 200_000
