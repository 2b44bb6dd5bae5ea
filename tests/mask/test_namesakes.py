"""Names of one person belong together; nobody is taken for somebody else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.mask.namesakes import Namesakes

WORDS = st.lists(st.sampled_from(["Budi", "Santoso", "Siti", "Hartono", "Ayu", "a"]), min_size=1, max_size=4)
NAMES = st.lists(WORDS.map(" ".join), max_size=12)


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["Budi Santoso", "Budi", "BUDI SANTOSO", "Santoso, Budi"], ["Budi Santoso"] * 4),
        (["Budi", "Budi Santoso", "Santoso"], ["Budi"] * 3),
        (["Budi Santoso", "Budi Hartono", "Budi", "Hartono"], ["Budi Santoso", "Budi Hartono", "Budi", "Budi Hartono"]),
        (["Budi", "Siti", "Budi Siti"], ["Budi", "Siti", "Budi Siti"]),
        (["Budi Santoso", "Budi Hartono"], ["Budi Santoso", "Budi Hartono"]),
        (["王", "A", "123"], ["王", "A", "123"]),
    ],
)
def test_who_is_who(names: list[str], expected: list[str]) -> None:
    """A name is another form of an earlier one where its words are that one's, and only where one person fits."""
    namesakes = Namesakes()
    assert [namesakes.first(name) for name in names] == expected


@given(NAMES, NAMES)
def test_more_words_later_change_nothing_before(before: list[str], after: list[str]) -> None:
    """A conversation grows at its end, so what was said of its beginning stays."""
    short, long = Namesakes(), Namesakes()
    said = [short.first(name) for name in before]
    assert [long.first(name) for name in [*before, *after]][: len(before)] == said


def test_many_people_who_share_a_part_are_told_apart() -> None:
    """A list of thousands with one first name is read in linear time, and a name alone is nobody's."""
    namesakes = Namesakes()
    letters = [f"{chr(97 + i // 26 % 26)}{chr(97 + i % 26)}{chr(97 + i // 676)}x" for i in range(5_000)]
    assert [namesakes.first(f"Siti {word}") for word in letters] == [f"Siti {word}" for word in letters]
    assert namesakes.first("Siti") == "Siti"
    assert namesakes.first(letters[7]) == f"Siti {letters[7]}"
