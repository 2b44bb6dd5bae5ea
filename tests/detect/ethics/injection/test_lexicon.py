from __future__ import annotations

from guardrail.detect.ethics.injection.lexicon import GROUPS, STRONG, WORDS


def test_a_word_plays_one_part() -> None:
    """Patterns read one letter a word."""
    assert sum(len(words.split()) for words in GROUPS.values()) == len(WORDS)


def test_words_are_in_lower_case_where_capitals_tell_nothing() -> None:
    """Texts are folded before words are looked up; ``DAN`` is no "dan"."""
    assert {word for word in WORDS if word != word.lower()} <= set(GROUPS["dan"].split())
    assert WORDS["DAN"] != WORDS["dan"]


def test_words_that_are_looked_for_under_a_disguise_are_long() -> None:
    """A short one would be found by chance."""
    assert min(map(len, STRONG)) >= 6
    assert {"abaikan", "ignore", "instruksi"} <= STRONG
