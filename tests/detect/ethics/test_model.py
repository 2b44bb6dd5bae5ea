from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from guardrail.detect.ethics.features import bounds, letter_keys, pair_keys, source_key, stem_key, word_key
from guardrail.detect.ethics.labels import LABELS
from guardrail.detect.ethics.model import Model, read_model, write_model
from guardrail.detect.ethics.words import cut

TEXT = "satu dua tiga. empat satu"


def a_model(seed: int = 1) -> Model:
    """Random weights for the features of ``TEXT`` but one word: what it says means nothing, how it comes to say it is all there."""
    rng = np.random.default_rng(seed)
    words = cut(TEXT).plain()
    known = [word for word in words if word != "dua"]
    keys = {source_key("prompt"), *map(word_key, known), *filter(None, map(stem_key, known)), *letter_keys(known)[0].tolist()}
    keys |= set(pairs(words)) - {0}
    count = len(keys)

    def halves(*shape: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
        return (rng.standard_normal(shape).astype(np.float16)).astype(np.float32)

    return Model(
        keys=np.array(sorted(keys), np.uint32),
        idf=np.abs(halves(count)) + np.float32(1),
        weights=rng.integers(-127, 128, (count, len(LABELS))).astype(np.int8),
        scale=np.full(count, 0.0078125, np.float32),
        bias=halves(len(LABELS)),
        thresholds=np.full(len(LABELS), 0.5, np.float32),
        unknown=np.array([3], np.float32),
    )


def pairs(words: list[str]) -> list[int]:
    ends = cut(" ".join(words)).ends
    return [int(key) for key in pair_keys(np.array([*map(word_key, words)], np.uint32), bounds(ends))]


def plainly(model: Model, words: list[str], label: int) -> float:
    """The odds of one window, by a loop over its features."""
    place = {int(key): row for row, key in enumerate(model.keys)}
    first = [source_key("prompt"), *filter(None, pairs(words)), *map(word_key, words), *filter(None, map(stem_key, words))]
    second = letter_keys(words)[0].tolist()
    odds = float(model.bias[label] - model.thresholds[label])
    for keys in (first, second):
        length = sum(float(model.idf[place[key]] if key in place else model.unknown[0]) ** 2 for key in keys) ** 0.5
        known = [place[key] for key in keys if key in place]
        odds += sum(float(model.weights[row, label]) * float(model.scale[row]) * float(model.idf[row]) for row in known) / length
    return odds


def test_a_window_is_scored_as_the_numbers_say() -> None:
    """Two bags, each weighed by its own length; what is not known makes the rest weigh less."""
    model, text = a_model(), cut(TEXT)
    scored = model.score(text, "prompt")
    assert scored.windows == [(0, 6)]
    for label in range(0, len(LABELS), 5):
        assert scored.scores[0, label] == pytest.approx(plainly(model, text.plain(), label), rel=1e-3)


def test_of_two_windows_each_has_its_own_words() -> None:
    """What is scored for a window is what its words alone would be."""
    long = ("satu tiga " * 20).strip() + ". " + "empat dua " * 20
    model, text = a_model(), cut(long)
    scored = model.score(text, "prompt")
    assert scored.windows == [(0, 41), (41, 81)]
    for row, (begin, end) in enumerate(scored.windows):
        assert scored.scores[row, 3] == pytest.approx(plainly(model, text.plain()[begin:end], 3), rel=1e-3)


def test_the_strongest_word_is_that_which_adds_most() -> None:
    """With the pair that it ends, within its own window."""
    model, text = a_model(), cut(TEXT)
    scored = model.score(text, "prompt")
    for label in range(len(LABELS)):
        adds = [0.0] * 6
        for at in range(6):
            for bag in (0, 1):
                adds[at] += float(scored.words[at, bag, label])
        assert scored.strongest(0, label) == adds.index(max(adds))


def test_what_is_remembered_changes_nothing() -> None:
    """A model that has seen other texts before says the same."""
    fresh, used = a_model(), a_model()
    for number in range(400):
        used.score(cut(f"kata{chr(97 + number % 26)}{chr(97 + number // 26)} satu lain"), "prompt")
    np.testing.assert_array_equal(fresh.score(cut(TEXT), "prompt").scores, used.score(cut(TEXT), "prompt").scores)


def test_a_text_without_words_has_no_windows() -> None:
    """Nothing is asked there."""
    scored = a_model().score(cut(""), "prompt")
    assert (scored.windows, scored.scores.shape) == ([], (0, len(LABELS)))


def test_what_is_written_is_read_and_says_the_same(tmp_path: Path) -> None:
    """The packaged form keeps what scores depend on, and the same model gives the same bytes."""
    write_model(a_model(), tmp_path / "one.gz")
    write_model(a_model(), tmp_path / "two.gz")
    assert (tmp_path / "one.gz").read_bytes() == (tmp_path / "two.gz").read_bytes()
    read = read_model(tmp_path / "one.gz")
    np.testing.assert_allclose(read.score(cut(TEXT), "prompt").scores, a_model().score(cut(TEXT), "prompt").scores, rtol=1e-3, atol=1e-3)


def test_a_damaged_file_is_no_model(tmp_path: Path) -> None:
    """It raises; it never becomes a model that says nothing."""
    write_model(a_model(), tmp_path / "one.gz")
    (tmp_path / "one.gz").write_bytes((tmp_path / "one.gz").read_bytes()[:400])
    with pytest.raises((OSError, EOFError, ValueError, KeyError)):
        read_model(tmp_path / "one.gz")


def test_a_model_of_other_labels_is_none() -> None:
    """What it says would be said of the wrong ones."""
    with pytest.raises(ValueError, match="labels"):
        replace(a_model(), weights=a_model().weights[:, 1:])
