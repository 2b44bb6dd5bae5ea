from __future__ import annotations

import pytest

from guardrail.detect.rewriting import rewrite
from guardrail.detect.spaced_letters import spaced_letters


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("N I K : 3373011708909001", "NIK : 3373011708909001"),
        ("nama saya B A G A S   W I C A K S O N O, mohon", "nama saya BAGAS WICAKSONO, mohon"),
        ("p a s s w o r d = Uji#Rahasia99", "password = Uji#Rahasia99"),
        ("kelas A B dan C", "kelas A B dan C"),
        ("3 3 7 3 0 1", "3 3 7 3 0 1"),
        ("huruf a, b, c", "huruf a, b, c"),
    ],
)
def test_letters_are_closed_up(text: str, expected: str) -> None:
    """Three single letters or more make a word; a wider gap parts two."""
    rewriting = rewrite(text, spaced_letters(text, []))
    assert (text if rewriting is None else rewriting.text) == expected
