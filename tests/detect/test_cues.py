from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.detect.cues import CUES, cue_before, cue_behind, cue_in
from guardrail.detect.explanation import Label, Side

TEXTS = st.lists(
    st.one_of(
        st.sampled_from(["NIK ", "no. ", "KTP-nya", "kata  sandi", "K\u212a", "\u017fim ", "e-mail", "İ", " ", "."]), st.text(max_size=4)
    )
)


def test_words_are_plain() -> None:
    """Lower-case letters and single spaces, as the search needs them."""
    assert all(re.fullmatch(r"[a-z]+(?: [a-z]+)*", word) for words in CUES.values() for word in words)


@pytest.mark.parametrize(
    ("text", "entity", "word", "distance"),
    [
        ("NIK: 33", "ID_NIK", "nik", 2),
        ("KTP-nya 33", "ID_NIK", "ktp", 5),
        ("NIK 1 lalu KTP 33", "ID_NIK", "ktp", 1),
        ("Nomor Induk Kependudukan = 33", "ID_NIK", "nomor induk kependudukan", 3),
        ("nohp 33", "PHONE_NUMBER", "nohp", 1),
        ("kata sandi: x", "SECRET", "kata sandi", 2),
        ("a.n. x", "PERSON", "a n", 2),
    ],
)
def test_the_nearest_word_before(text: str, entity: str, word: str, distance: int) -> None:
    """The word as the table has it, whatever stands in the text, and the characters between it and the value."""
    assert cue_before(text, entity, len(text.rstrip("3x"))) == Label(entity, word, Side.BEFORE, distance)


def test_out_of_reach() -> None:
    """Behind the floor, beyond sixty characters, on the next line, or of an entity without words: none."""
    assert cue_before("NIK 33", "ID_NIK", 4, floor=3) is None
    assert cue_before("NIK" + " " * 61 + "33", "ID_NIK", 64) is None
    assert cue_behind("33\nNIK", "ID_NIK", 2) is None
    assert cue_before("NIK 33", "ID_KARTU", 4) is None
    assert cue_behind("33 NIK", "ID_KARTU", 2) is None


def test_behind_and_in_headings() -> None:
    """In brackets behind a value, or over its column."""
    assert cue_behind("33 (NIK)", "ID_NIK", 2) == Label("ID_NIK", "nik", Side.BEHIND, 2)
    assert cue_in("no. ktp", "ID_NIK", Side.HEADING) == Label("ID_NIK", "ktp", Side.HEADING, 0)
    assert cue_in("alamat", "ID_NIK", Side.FIELD) is None


@given(TEXTS.map("".join), st.sampled_from(sorted(CUES)))
def test_only_words_of_the_table_are_shown(text: str, entity: str) -> None:
    """No slice of any text ever becomes a label."""
    for label in (cue_before(text, entity, len(text)), cue_behind(text, entity, 0)):
        assert label is None or (label.word in CUES[entity] and label.distance >= 0)
