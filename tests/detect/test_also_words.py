from __future__ import annotations

from guardrail.detect.also_words import ALSO_WORDS


def test_words_are_lower_case_letters() -> None:
    """They are compared with words of a text in lower case."""
    assert all(word.isalpha() and word.islower() for word in ALSO_WORDS)
