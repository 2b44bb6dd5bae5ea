from __future__ import annotations

import pytest

from guardrail.detect.health_phrases import read_phrase
from guardrail.detect.health_words import Sureness


@pytest.mark.parametrize(
    ("text", "phrase", "sureness"),
    [
        ("diabetes melitus tipe 2 sejak", "diabetes melitus tipe 2", Sureness.SURE),
        ("DM + HT ;", "DM + HT", Sureness.SURE),
        ("patah tulang tangan kiri.", "patah tulang tangan kiri", Sureness.SURE),
        ("amlodipin 5 mg malam", "amlodipin 5 mg", Sureness.MEDICINE),
        ("hamil 8 bulan,", "hamil 8 bulan", Sureness.LAY),
        ("gula pasir", "gula", Sureness.TIED),
        ("nyeri dada dan", "nyeri dada", Sureness.SURE),
    ],
)
def test_reads_the_longest(text: str, phrase: str, sureness: Sureness) -> None:
    """The longest term with its modifiers and what is joined to it."""
    found = read_phrase(text, 0)
    assert found is not None
    assert (text[: found.end], found.sureness) == (phrase, sureness)


def test_other_words_are_none() -> None:
    """A word that no list has begins no phrase."""
    assert read_phrase("rapat koordinasi", 0) is None
