"""Tokens are read where each vendor writes them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.dialects.usage import Usage


@pytest.mark.parametrize(
    ("trees", "read", "written"),
    [
        ([{"usage": {"prompt_tokens": 12, "completion_tokens": 7, "total_tokens": 19}}], 12, 7),
        ([{"usage": None, "choices": []}, {"usage": {"prompt_tokens": 3, "completion_tokens": 4}}], 3, 4),
        ([{"type": "response.completed", "response": {"usage": {"input_tokens": 5, "output_tokens": 6}}}], 5, 6),
        (
            [
                {"type": "message_start", "message": {"usage": {"input_tokens": 5, "cache_read_input_tokens": 100, "output_tokens": 1}}},
                {"type": "message_delta", "usage": {"output_tokens": 42}},
            ],
            105,
            42,
        ),
        ([[{"usageMetadata": {"promptTokenCount": 8}}, {"usageMetadata": {"promptTokenCount": 8, "candidatesTokenCount": 9}}]], 8, 9),
        ([{"done": True, "prompt_eval_count": 26, "eval_count": 290}], 26, 290),
        ([{"choices": [{"message": {"content": "usage: 9"}}]}], 0, 0),
    ],
    ids=["chat", "chat stream", "responses", "anthropic stream", "gemini array", "ollama", "none"],
)
def test_tokens_are_found(trees: list[Any], read: int, written: int) -> None:
    """Whole, or event by event: the last number counts."""
    usage = Usage()
    for tree in trees:
        usage.see(tree)
    assert (usage.read, usage.written) == (read, written)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["usage", "message", "prompt_tokens", "eval_count", "a"]), inner),
)


@given(_JSON)
def test_whatever_a_service_says_the_numbers_fit_a_record(tree: Any) -> None:
    """Texts, negative and huge numbers count as nothing."""
    usage = Usage()
    usage.see(tree)
    assert 0 <= usage.read <= 2**53 - 1
    assert 0 <= usage.written <= 2**53 - 1
