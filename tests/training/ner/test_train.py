from __future__ import annotations

from guardrail.detect.ner.lexicon import Lexicon
from guardrail.detect.ner.tagger import Tagger
from training.ner.conll import Example
from training.ner.train import fit

LEXICON = Lexicon({"hadir": "l+ 1 2 ", "rapat": "l+ 1 2 ", "pak": "l+ 1 2 h"})
NAMES = ("Sardi", "Tukijo", "Fiktifan", "Budi", "Tiurma", "Wagiman")


def _texts() -> list[tuple[int, Example]]:
    return [(copy, (f"rapat Pak {name} hadir", [(10, 10 + len(name))])) for copy in range(6) for name in NAMES]


def test_learns_what_stands_behind_an_honorific() -> None:
    """A model of a few sentences finds a name that it never saw, by where it stands."""
    model = fit(LEXICON, _texts())
    text = "rapat Pak Sarimin hadir"
    assert [(name.start, name.end) for name in Tagger(model, LEXICON).names(text) if name.score > 0.5] == [(10, 17)]


def test_same_texts_same_model() -> None:
    """Training leaves nothing to chance."""
    assert fit(LEXICON, _texts()) == fit(LEXICON, _texts())
