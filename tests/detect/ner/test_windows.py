from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from guardrail.detect.ner.lexicon import Lexicon
from guardrail.detect.ner.windows import Candidates, windows
from tests.support.kept import kept_by

LEXICON = Lexicon(
    {
        "hadir": "l+ 1 2 ",
        "rapat": "m+ 1 2 ",
        "wahyu": "l+ 1 2 n",
        "nama": "l+ 1 2 cx",
        "bapak": "m+ 1 2 hx",
        "camat": "C- 1 2 ox",
    }
)


def test_words_that_may_be_of_a_name() -> None:
    """Unknown words, names that are also words, and honorifics; no ordinary word, however it is written."""
    candidates = Candidates(LEXICON)
    for _ in range(2):
        assert candidates.among("Rapat HADIR wahyu nama Bapak di Fiktif obet 123") == {"wahyu", "Bapak", "Fiktif", "obet"}


def test_ordinary_text_has_none() -> None:
    """A text of ordinary words is not looked into at all."""
    assert not Candidates(LEXICON).among("hadir rapat. Rapat hadir di nama 33")


def test_small_letters_tell_office_words_and_derived_verbs() -> None:
    """What is often written with a capital and is no name, and verbs that no list has, are ordinary in small letters."""
    assert Candidates(LEXICON).among("camat, Camat disusulkan Disusulkan berobet") == {"Camat", "Disusulkan", "berobet"}


@given(st.lists(st.sampled_from(["x", "Nama"]), max_size=40))
def test_windows_hold_every_candidate_and_its_neighbours(words: list[str]) -> None:
    """Windows rise, stay apart, and leave out nothing within two tokens of a candidate."""
    found = list(windows(words, {"Nama"}))
    assert all(start < end for start, end in found)
    assert all(left[1] < right[0] for left, right in itertools.pairwise(found))
    inside = {at for start, end in found for at in range(start, end)}
    near = {near for at, word in enumerate(words) if word == "Nama" for near in range(at - 2, at + 3) if 0 <= near < len(words)}
    assert near <= inside <= set(range(len(words)))


def test_what_is_remembered_is_bounded() -> None:
    """Of many chunks the last ones are, and all of them are told from each other as before."""
    candidates = Candidates(LEXICON)
    letters = str.maketrans("0123456789", "abcdefghij")
    assert kept_by(lambda number: candidates.among(f"hadir rapat F{number}".translate(letters)), 20_000) < 4_000_000
    assert candidates.among("Rapat HADIR wahyu nama Bapak di Fiktif obet 123") == {"wahyu", "Bapak", "Fiktif", "obet"}
