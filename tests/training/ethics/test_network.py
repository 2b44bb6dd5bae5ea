from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from training.ethics.labels import LABELS
from training.ethics.network import Network, read_network, windows, write_network
from training.ethics.words import BUCKETS, cut


def a_network(seed: int = 1) -> Network:
    """Random weights: what it says means nothing, how it comes to say it is all there."""
    rng = np.random.default_rng(seed)

    def normal(*shape: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
        return rng.standard_normal(shape).astype(np.float16).astype(np.float32)

    vectors = rng.integers(-127, 128, (BUCKETS, 4)).astype(np.int8)
    scale = np.full(4, 0.0078125, np.float32)
    count = len(LABELS)
    return Network(
        vectors, scale, normal(12, 6), normal(6), normal(12, 5), normal(5), normal(5, count), normal(count), np.full(count, 0.5, np.float32)
    )


def test_what_is_written_is_read_and_says_the_same(tmp_path: Path) -> None:
    """The packaged form keeps what scores depend on, and the same network gives the same bytes."""
    network, text = a_network(), cut("Tolong putuskan. Siapa yang dicoret?\nTerima kasih")
    write_network(network, tmp_path / "one.gz")
    write_network(a_network(), tmp_path / "two.gz")
    assert (tmp_path / "one.gz").read_bytes() == (tmp_path / "two.gz").read_bytes()
    np.testing.assert_allclose(read_network(tmp_path / "one.gz").score(text, "<prompt>"), network.score(text, "<prompt>"), rtol=1e-4)


def test_a_cut_file_is_no_network(tmp_path: Path) -> None:
    """A damaged file raises; it never becomes a network that says nothing."""
    write_network(a_network(), tmp_path / "one.gz")
    (tmp_path / "one.gz").write_bytes((tmp_path / "one.gz").read_bytes()[:400])
    with pytest.raises((OSError, EOFError, ValueError, KeyError)):
        read_network(tmp_path / "one.gz")


@pytest.mark.parametrize(("sentences", "expected"), [(1, 1), (2, 3), (3, 6), (5, 12)])
def test_windows_are_runs_of_up_to_three_sentences(sentences: int, expected: int) -> None:
    """Every one of them, once; scores come in their order."""
    found = windows(sentences)
    assert len(found) == len(set(found)) == expected
    text = cut("satu dua. " * sentences)
    assert len(a_network().score(text, "<prompt>")) == expected


def test_a_window_is_scored_as_the_numbers_say() -> None:
    """Against a plain loop over the same weights: three words, strongest and mean of each filter, one hidden layer."""
    network, text = a_network(), cut("satu dua. tiga empat lima")
    words = [network.word(word) for word in ("<prompt>", *text.words)]
    zero = np.zeros_like(words[0])
    padded = [zero, *words, zero]
    seen = np.array([np.maximum(np.concatenate(padded[i : i + 3]) @ network.filters + network.filters_bias, 0) for i in range(len(words))])
    ends = [0, *(end + 1 for end in text.ends)]
    for row, (begin, end) in enumerate(windows(2)):
        part = seen[ends[begin] : ends[end]]
        hidden = np.maximum(np.concatenate([part.max(axis=0), part.mean(axis=0)]) @ network.hidden + network.hidden_bias, 0)
        expected = 1 / (1 + np.exp(-(hidden @ network.outputs + network.outputs_bias)))
        np.testing.assert_allclose(network.score(text, "<prompt>")[row], expected, rtol=1e-4)
