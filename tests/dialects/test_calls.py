"""Which function the arguments of an answer are for, whole and streamed, in each vendor's shape."""

from __future__ import annotations

from typing import Any

import pytest

from guardrail.dialects.anthropic import ANTHROPIC
from guardrail.dialects.calls import Calls
from guardrail.dialects.dialect import Dialect
from guardrail.dialects.leaves import answer_texts
from guardrail.dialects.openai_chat import OPENAI_CHAT
from guardrail.dialects.openai_responses import OPENAI_RESPONSES


def _chat_call(name: str, text: str) -> dict[str, Any]:
    return {"type": "function", "function": {"arguments": text, "name": name}}


def _chat_delta(index: int, **function: str) -> dict[str, Any]:
    return {"choices": [{"index": 0, "delta": {"tool_calls": [{"index": index, "function": function}]}}]}


def _response_item(at: int, name: str) -> dict[str, Any]:
    item = {"type": "function_call", "id": f"fc_{at}", "name": name, "arguments": ""}
    return {"type": "response.output_item.added", "output_index": at, "item": item}


def _response_delta(at: int, text: str) -> dict[str, Any]:
    return {"type": "response.function_call_arguments.delta", "item_id": f"fc_{at}", "output_index": at, "delta": text}


def _block(at: int, name: str) -> dict[str, Any]:
    return {"type": "content_block_start", "index": at, "content_block": {"type": "tool_use", "id": "t", "name": name, "input": {}}}


def _block_delta(at: int, text: str) -> dict[str, Any]:
    return {"type": "content_block_delta", "index": at, "delta": {"type": "input_json_delta", "partial_json": text}}


def restorable(dialect: Dialect, *trees: Any, streamed: bool = True) -> dict[str, bool]:
    """Text -> whether values may stand in it, where only ``boleh`` may get them."""
    calls = Calls(lambda name: name == "boleh")
    found = [text for tree in trees for text in answer_texts(tree, dialect, streamed, calls)]
    return {text.leaf.text: text.restorable for text in found if text.leaf.text}


@pytest.mark.parametrize(
    ("dialect", "tree"),
    [
        (
            OPENAI_CHAT,
            {"choices": [{"message": {"tool_calls": [_chat_call("boleh", "{1"), _chat_call("lain", "{2")], "content": "hai"}}]},
        ),
        (
            OPENAI_RESPONSES,
            {
                "output": [
                    {"type": "function_call", "name": "boleh", "arguments": "{1"},
                    {"type": "custom_tool_call", "name": "lain", "input": "{2"},
                    {"type": "message", "content": [{"type": "output_text", "text": "hai"}]},
                ]
            },
        ),
        (
            ANTHROPIC,
            {
                "content": [
                    {"type": "tool_use", "name": "boleh", "input": {"a": ["{1"]}},
                    {"type": "tool_use", "name": "lain", "input": {"name": "boleh", "b": {"name": "boleh", "c": "{2"}}},
                    {"type": "text", "text": "hai"},
                ]
            },
        ),
    ],
)
def test_a_whole_answer_names_the_function_beside_its_arguments(dialect: Dialect, tree: Any) -> None:
    """An argument that is called ``name`` names nothing, and prose is nobody's argument."""
    found = restorable(dialect, tree, streamed=False)
    assert (found["{1"], found["{2"], found["hai"]) == (True, False, True)
    assert found.get("boleh") in (None, False)


@pytest.mark.parametrize(
    ("dialect", "trees"),
    [
        (
            OPENAI_CHAT,
            [
                _chat_delta(0, name="boleh"),
                _chat_delta(1, name="lain", arguments="{0"),
                _chat_delta(0, arguments="{1"),
                _chat_delta(1, arguments="{2"),
            ],
        ),
        (OPENAI_RESPONSES, [_response_item(0, "boleh"), _response_item(1, "lain"), _response_delta(0, "{1"), _response_delta(1, "{2")]),
        (ANTHROPIC, [_block(0, "boleh"), _block(1, "lain"), _block_delta(1, "{2"), _block_delta(0, "{1")]),
    ],
)
def test_a_stream_names_the_function_before_its_arguments(dialect: Dialect, trees: list[Any]) -> None:
    """Calls that come interleaved are told apart by where they stand."""
    found = restorable(dialect, *trees)
    assert (found["{1"], found["{2"]) == (True, False)


@pytest.mark.parametrize(
    ("dialect", "tree"),
    [(OPENAI_CHAT, _chat_delta(0, arguments="{1")), (OPENAI_RESPONSES, _response_delta(0, "{1")), (ANTHROPIC, _block_delta(0, "{1"))],
)
def test_arguments_of_an_unknown_function_get_nothing(dialect: Dialect, tree: Any) -> None:
    """Where nobody has named the function, it is on no list."""
    assert restorable(dialect, tree) == {"{1": False}


def test_without_limits_everything_may_hold_values() -> None:
    """Nothing is asked where the policy lets every function have them."""
    assert [text.restorable for text in answer_texts(_chat_delta(0, arguments="{1"), OPENAI_CHAT, True)] == [True]
