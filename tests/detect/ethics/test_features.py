from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.detect.ethics.features import REACH, letter_keys, pair_keys, source_key, windows, word_keys


def test_forms_of_a_word_share_keys() -> None:
    """Its stem and most of its letters; a sign and a number have only themselves."""
    assert set(word_keys("putuskan")) & set(word_keys("diputuskan"))
    assert len(set(letter_keys("putuskan")) & set(letter_keys("diputuskan"))) > 5
    assert (len(word_keys("000")), letter_keys("000"), letter_keys("di")) == (1, (), ())


def test_pairs_and_sources_are_told_apart() -> None:
    """The order of two words counts, and so does whose text it is."""
    assert pair_keys(["satu", "dua", "satu"])[0] != pair_keys(["dua", "satu"])[0]
    assert pair_keys(["satu"]) == []
    assert len({source_key(source) for source in ("prompt", "response", "untrusted")}) == 3


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
    assert windows(ends) == expected


@given(st.lists(st.integers(1, 120), min_size=1, max_size=40))
def test_windows_cover_every_word_and_none_holds_another(lengths: list[int]) -> None:
    """Nothing is skipped, nothing is judged twice for nothing, and no window is too long."""
    ends = [sum(lengths[: at + 1]) for at in range(len(lengths))]
    found = windows(ends)
    covered = {word for begin, end in found for word in range(begin, end)}
    assert covered == set(range(ends[-1]))
    assert all(0 < end - begin <= REACH for begin, end in found)
    assert all(one[0] < other[0] and one[1] < other[1] for one, other in pairwise(found))
