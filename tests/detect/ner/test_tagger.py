from __future__ import annotations

from itertools import pairwise, permutations, product
from math import exp, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.detect.ner import tagger as tagger_module
from guardrail.detect.ner.features import CASED, EDGE, OFFSETS, features_of, gist_of, pair_of
from guardrail.detect.ner.lexicon import Lexicon
from guardrail.detect.ner.model import LABELS, Model
from guardrail.detect.ner.tagger import FAINT, Tagger
from tests.support.kept import kept_by

LEXICON = Lexicon({"rapat": "l+ 1 2 ", "hadir": "l+ 1 2 "})
TRANSITIONS = (-1.0, 2.0, -0.5, -1.5, 1.5, 0.2, 0.3, -5.0, 1.0)
MODEL = Model(TRANSITIONS, {"0sAa": (2.0, 1.5), "0wrapat": (-3.0, -2.0), "-1sAa": (-1.0, 2.0), "1sAa": (0.5, -0.25), "<Aa|Aa": (-0.5, 1.0)})


def _by_hand(words: list[str], start: int, end: int) -> float:
    """Probability that the words are in one name at most partly: the least of 1 - P(O), by going through every labelling."""
    padded = [EDGE, EDGE, *words, EDGE, EDGE]
    gists = [gist_of(word, LEXICON.find(word.lower()), CASED) for word in padded]
    scores = []
    for at in range(2, len(padded) - 2):
        features = [
            feature
            for offset in OFFSETS
            for feature in features_of(padded[at + offset], LEXICON.find(padded[at + offset].lower()), offset, CASED)
        ]
        features += [pair_of(gists[at], gists[at + 1])[0], pair_of(gists[at - 1], gists[at])[1]]
        weights = [MODEL.weights.get(feature, (0.0, 0.0)) for feature in features]
        scores.append((sum(first for first, _ in weights), sum(later for _, later in weights), 0.0))
    total, inside = 0.0, [0.0] * len(words)
    for labels in product(range(3), repeat=len(words)):
        path = [2, *labels, 2]
        value = exp(sum(scores[at][label] for at, label in enumerate(labels)) + sum(TRANSITIONS[3 * a + b] for a, b in pairwise(path)))
        total += value
        for at, label in enumerate(labels):
            inside[at] += value if LABELS[label] != "O" else 0.0
    return min(inside[start:end]) / total


def test_scores_are_the_marginals_of_the_model() -> None:
    """What is summed step by step is what summing over every labelling gives."""
    words = ["rapat", "Fiktifan", "Sardiwan", "hadir"]
    for name in Tagger(MODEL, LEXICON).names(" ".join(words)):
        start, end = " ".join(words)[: name.start].count(" "), " ".join(words)[: name.end].count(" ") + 1
        assert name.score == pytest.approx(_by_hand(words, start, end), abs=2e-3)
    assert Tagger(MODEL, LEXICON).names(" ".join(words))


def test_text_of_ordinary_words_has_no_names() -> None:
    """Without a candidate nothing is computed."""
    assert Tagger(MODEL, LEXICON).names("rapat hadir, Rapat hadir") == []


def test_uncertain_words_beside_a_sure_name_are_left_out() -> None:
    """The surest word of a stretch says how sure the others must be; where nothing is sure, what is faint stands for itself."""
    model = Model([0.0] * 9, {"0wfiktifan": (6.0, 6.0), "0wsardiwan": (-1.5, -1.5)})
    (name,) = Tagger(model, LEXICON).names("Fiktifan Sardiwan")
    assert (name.start, name.end) == (0, 8)
    faint = Tagger(model, LEXICON).names("Sardiwan")
    assert [(found.start, found.end) for found in faint] == [(0, 8)]
    assert faint[0].score < 0.5


@given(st.lists(st.sampled_from(["rapat", "Fiktifan", "Budi", "S.", ",", "hadir", "\n", "00", "nama_ibu", "\t", "e"]), max_size=30))
def test_names_rise_and_never_meet(words: list[str]) -> None:
    """Names stand apart, hold no line end and no number, and have a score that is a probability."""
    text = " ".join(words)
    names = Tagger(MODEL, LEXICON).names(text)
    assert all(FAINT <= name.score <= 1.000001 for name in names)
    assert all(left.end <= right.start for left, right in pairwise(names))
    assert not any(mark in text[name.start : name.end] for name in names for mark in ("\n", "0", "_"))


def test_weights_without_bounds_do_no_harm() -> None:
    """However sure the model is, nothing overflows."""
    model = Model([0.0] * 9, {"0sAa": (64.0, 64.0), "0wfiktifan": (64.0, 64.0), "-1sAa": (64.0, 64.0), "<Aa|Aa": (64.0, 64.0)})
    assert Tagger(model, LEXICON).names("Fiktifan Fiktifan Fiktifan " * 50)


def test_log_odds_of_a_lone_word() -> None:
    """One word between edges: the score follows from its weights and the way in and out of a name."""
    (name,) = Tagger(Model(TRANSITIONS, {"0wfiktifan": (1.0, -9.0)}), LEXICON).names("Fiktifan")
    begun = 1.0 + TRANSITIONS[6] + TRANSITIONS[2]
    outside = 2 * TRANSITIONS[8]
    assert log(name.score / (1 - name.score)) == pytest.approx(begun - outside, abs=0.01)


def test_what_is_too_long_for_a_word_is_not_remembered() -> None:
    """It would be a caller's memory, not the server's."""
    tagger = Tagger(MODEL, LEXICON)
    assert kept_by(lambda number: tagger.names("Fiktifan " + "xY" * 2_000 * number), 20) < 100_000


def test_pairs_of_neighbours_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many there are, and whether they are remembered or not, the same is found."""
    words = ["Fiktifan", "Sardiwan", "rapat", "hadir", "Budi", ",", "A.", "12", "MUSYAWARAH"]
    text = " ".join(map(" ".join, permutations(words, 3)))
    expected = Tagger(MODEL, LEXICON).names(text)
    monkeypatch.setattr(tagger_module, "_PAIRS_KEPT", 5)
    monkeypatch.setattr(tagger_module, "_GISTS_KEPT", 3)
    assert Tagger(MODEL, LEXICON).names(text) == expected
    assert expected
