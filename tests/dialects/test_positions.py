"""What speaks of places in a text that changed is dropped, in every vendor's shape of it."""

from __future__ import annotations

from typing import Any

import pytest

from guardrail.dialects.positions import without_positions


@pytest.mark.parametrize(
    ("tree", "fitting"),
    [
        ({"logprobs": {"content": [{"token": "Budi"}]}, "x": 1}, {"logprobs": None, "x": 1}),
        ({"logprobs": [{"token": "Budi"}]}, {"logprobs": []}),
        ({"logprobsResult": {"chosenCandidates": []}}, {"logprobsResult": None}),
        ({"annotations": [{"start_index": 1, "end_index": 2}, {"type": "file_path"}]}, {"annotations": [{"type": "file_path"}]}),
        ({"annotations": [{"url_citation": {"start_index": 1, "end_index": 2}}]}, {"annotations": []}),
        ({"groundingSupports": [{"segment": {"endIndex": 9, "text": "x"}}], "n": [1]}, {"groundingSupports": [], "n": [1]}),
        ({"annotation": {"start_index": 5, "end_index": 9, "url": "u"}}, {"annotation": {"start_index": 0, "end_index": 0, "url": "u"}}),
        ({"deep": [{"a": {"logprobs": {}}}]}, {"deep": [{"a": {"logprobs": None}}]}),
        ("teks", "teks"),
    ],
)
def test_places_and_token_strings_go(tree: Any, fitting: Any) -> None:
    """Elements of lists that point into the text go; the rest stays as it came."""
    assert without_positions(tree) == fitting


def test_the_tree_itself_stays() -> None:
    """It may still be somebody's."""
    tree: Any = {"logprobs": {"content": []}}
    without_positions(tree)
    assert tree == {"logprobs": {"content": []}}
