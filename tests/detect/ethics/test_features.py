from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.detect.ethics.features import REACH, bounds, letter_keys, pair_keys, source_key, stem_key, windows, word_key
from guardrail.detect.ethics.words import cut


def spans(ends: list[int]) -> list[tuple[int, int]]:
    """Windows as ranges of words."""
    at = bounds(ends)
    return [(at[first], at[last]) for first, last in windows(at)]


def test_forms_of_a_word_share_keys() -> None:
    """Its stem and most of its letters; a sign and a number have only themselves."""
    assert stem_key("putuskan") == stem_key("diputuskan")
    assert word_key("putuskan") != word_key("diputuskan")
    runs = [set(letter_keys([word])[0].tolist()) for word in ("putuskan", "diputuskan")]
    assert len(runs[0] & runs[1]) > 5
    assert stem_key("000") is stem_key("di") is None


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=12), max_size=6))
def test_runs_of_letters_are_those_of_each_word_alone(words: list[str]) -> None:
    """However many words are worked out at once; none spans two words."""
    keys, owners = letter_keys(words)
    for at, word in enumerate(words):
        assert sorted(keys[owners == at].tolist()) == sorted(letter_keys([word])[0].tolist())
        pieces = len(word) >= 3 and word[0].isalpha()
        assert len(letter_keys([word])[0]) == (sum(len(word) + 3 - size for size in (3, 4, 5)) if pieces else 0)


def test_pairs_and_sources_are_told_apart() -> None:
    """The order of two words counts, and so does whose text it is."""
    one, two = np.array([[7, 9], [9, 7]], np.uint32)
    assert pair_keys(one, [0, 2])[0] != pair_keys(two, [0, 2])[0]
    assert len(pair_keys(one[:1], [0, 1])) == 0
    assert len({source_key(source) for source in ("prompt", "response", "untrusted")}) == 3


def test_words_of_two_pieces_are_no_pair() -> None:
    """Its key is none that a feature has."""
    keys = np.array([5, 6, 7, 8], np.uint32)
    assert [bool(key) for key in pair_keys(keys, [0, 2, 4])] == [True, False, True]


@pytest.mark.parametrize(
    ("ends", "expected"),
    [
        ([5], [(0, 5)]),
        ([10, 20, 30], [(0, 30)]),
        ([30, 60, 90], [(0, 30), (30, 60), (60, 90)]),
        ([20, 40, 60], [(0, 40), (20, 60)]),
        ([100], [(0, 48), (48, 96), (96, 100)]),
    ],
)
def test_windows_are_whole_sentences_within_reach(ends: list[int], expected: list[tuple[int, int]]) -> None:
    """As many as fit, from each sentence on; a sentence beyond reach is cut."""
    assert spans(ends) == expected


@given(st.lists(st.integers(1, 120), min_size=1, max_size=40))
def test_windows_cover_every_word_and_none_holds_another(lengths: list[int]) -> None:
    """Nothing is skipped, nothing is judged twice for nothing, and no window is too long."""
    ends = [sum(lengths[: at + 1]) for at in range(len(lengths))]
    found = spans(ends)
    covered = {word for begin, end in found for word in range(begin, end)}
    assert covered == set(range(ends[-1]))
    assert all(0 < end - begin <= REACH for begin, end in found)
    assert all(one[0] < other[0] and one[1] < other[1] for one, other in pairwise(found))


def test_a_text_without_words_has_no_windows() -> None:
    """There is nothing to judge."""
    assert spans(cut("").ends) == []
