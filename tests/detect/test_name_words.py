from __future__ import annotations

from guardrail.detect import name_words


def test_words_are_lower_case_without_full_stops() -> None:
    """Look-ups fold to that form, so a word in any other form would be dead."""
    for name in name_words.__all__:
        assert all(word == word.lower().strip(".") and word.isascii() for word in getattr(name_words, name))


def test_no_title_or_particle_is_shut_out_of_names() -> None:
    """A particle inside a name would cut it if it were listed as never part of a name."""
    assert not name_words.PARTICLES & name_words.NOT_NAMES
