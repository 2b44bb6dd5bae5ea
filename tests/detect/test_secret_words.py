from __future__ import annotations

from guardrail.detect import secret_words


def test_words_are_lower_case() -> None:
    """Look-up compares lower-case words: one in capitals could never be found."""
    for name in secret_words.__all__:
        words = getattr(secret_words, name)
        assert words
        assert all(word == word.lower() for word in words)
