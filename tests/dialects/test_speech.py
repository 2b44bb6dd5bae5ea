"""Where readers read: which texts of which dialect, whose answer they belong to, when it is over, and who asks for JSON."""

from __future__ import annotations

from typing import Any

import pytest

from guardrail.dialects.anthropic import ANTHROPIC
from guardrail.dialects.dialect import Dialect
from guardrail.dialects.gemini import GEMINI
from guardrail.dialects.leaves import answer_texts
from guardrail.dialects.ollama import OLLAMA
from guardrail.dialects.openai_chat import OPENAI_CHAT
from guardrail.dialects.openai_completions import OPENAI_COMPLETIONS
from guardrail.dialects.openai_responses import OPENAI_RESPONSES

CALL = {"id": "c", "type": "function", "function": {"name": "cari", "arguments": "{}"}}
MESSAGE = {"type": "message", "content": [{"type": "output_text", "text": "Baik."}]}
THOUGHT = {
    "type": "reasoning",
    "summary": [{"type": "summary_text", "text": "Pikir."}],
    "content": [{"type": "reasoning_text", "text": "P."}],
}

WHOLE: list[tuple[Dialect, Any, list[tuple[Any, ...]]]] = [
    (
        OPENAI_CHAT,
        {"choices": [{"index": 1, "message": {"content": "Baik.", "reasoning_content": "Pikir.", "tool_calls": [CALL]}}]},
        [("Baik.", 1, (1,))],
    ),
    (OPENAI_COMPLETIONS, {"choices": [{"index": 0, "text": "Baik."}]}, [("Baik.", 0, (0,))]),
    (OPENAI_RESPONSES, {"output": [THOUGHT, MESSAGE]}, [("Baik.", 0, (1, 0))]),
    (
        ANTHROPIC,
        {
            "content": [
                {"type": "thinking", "thinking": "Pikir."},
                {"type": "text", "text": "Baik."},
                {"type": "tool_use", "input": {"a": "b"}},
            ]
        },
        [("Baik.", 0, (1,))],
    ),
    (
        GEMINI,
        {"candidates": [{"content": {"parts": [{"text": "Pikir.", "thought": True}, {"text": "Baik."}]}}, {"index": 1, "content": {}}]},
        [("Baik.", 0, (0, 1))],
    ),
    (OLLAMA, {"message": {"role": "assistant", "content": "Baik.", "thinking": "Pikir."}, "done": True}, [("Baik.", 0, ())]),
    (OLLAMA, {"response": "Baik.", "done": True}, [("Baik.", 0, ())]),
]

_AT = {"output_index": 1, "item_id": "m", "content_index": 0}
EVENTS: list[tuple[Dialect, Any, list[tuple[Any, ...]]]] = [
    (OPENAI_CHAT, {"choices": [{"index": 1, "delta": {"content": "Ba"}}]}, [("Ba", 1, (1,))]),
    (OPENAI_RESPONSES, {"type": "response.output_text.delta", **_AT, "delta": "Ba"}, [("Ba", 0, (1, 0))]),
    (OPENAI_RESPONSES, {"type": "response.output_text.done", **_AT, "text": "Baik."}, [("Baik.", 0, (1, 0))]),
    (
        OPENAI_RESPONSES,
        {"type": "response.content_part.done", **_AT, "part": {"type": "output_text", "text": "Baik."}},
        [("Baik.", 0, (1, 0))],
    ),
    (OPENAI_RESPONSES, {"type": "response.output_item.done", "output_index": 1, "item": MESSAGE}, [("Baik.", 0, (1, 0))]),
    (OPENAI_RESPONSES, {"type": "response.output_item.done", "output_index": 0, "item": THOUGHT}, []),
    (OPENAI_RESPONSES, {"type": "response.completed", "response": {"output": [THOUGHT, MESSAGE]}}, [("Baik.", 0, (1, 0))]),
    (OPENAI_RESPONSES, {"type": "response.reasoning_text.delta", **_AT, "delta": "Pikir."}, []),
    (ANTHROPIC, {"type": "content_block_delta", "index": 2, "delta": {"type": "text_delta", "text": "Ba"}}, [("Ba", 0, (2,))]),
    (ANTHROPIC, {"type": "content_block_delta", "index": 2, "delta": {"type": "thinking_delta", "thinking": "Pikir."}}, []),
]


@pytest.mark.parametrize(("dialect", "tree", "spoken"), WHOLE)
def test_texts_for_a_reader_are_told_from_all_others(dialect: Dialect, tree: Any, spoken: list[tuple[Any, ...]]) -> None:
    """Whole: no thought, no argument; whose answer it is, and which text of it."""
    assert _spoken(dialect, tree, streamed=False) == spoken


@pytest.mark.parametrize(("dialect", "event", "spoken"), EVENTS)
def test_events_have_the_same_texts(dialect: Dialect, event: Any, spoken: list[tuple[Any, ...]]) -> None:
    """A copy of a text in a later event is known to be of the same text as its pieces."""
    assert _spoken(dialect, event, streamed=True) == spoken


def _spoken(dialect: Dialect, tree: Any, streamed: bool) -> list[tuple[Any, ...]]:
    speech = dialect.speech
    assert speech is not None
    texts = [text for text in answer_texts(tree, dialect, streamed) if speech.is_spoken(text)]
    return [(text.leaf.text, speech.answer(text), speech.key(text)) for text in texts]


@pytest.mark.parametrize(
    ("dialect", "event", "ended"),
    [
        (OPENAI_CHAT, {"choices": [{"index": 1, "delta": {}, "finish_reason": "stop"}, {"index": 0, "finish_reason": None}]}, [1]),
        (OPENAI_CHAT, {"choices": []}, []),
        (OPENAI_CHAT, {"choices": [{"index": 0, "delta": {}, "finish_reason": ""}]}, []),
        (OPENAI_CHAT, [], []),
        (GEMINI, {"candidates": [{"finishReason": "STOP"}]}, [0]),
        (GEMINI, {"candidates": [{"index": 1, "finish_reason": "STOP"}]}, [1]),
        (ANTHROPIC, {"type": "message_delta", "delta": {"stop_reason": "end_turn"}}, [0]),
        (ANTHROPIC, {"type": "content_block_stop", "index": 0}, []),
        (OPENAI_RESPONSES, {"type": "response.completed", "response": {}}, [0]),
        (OPENAI_RESPONSES, {"type": "response.output_text.done"}, []),
        (OLLAMA, {"done": False}, []),
        (OLLAMA, {"done": True}, [0]),
    ],
)
def test_an_event_tells_which_answers_are_over(dialect: Dialect, event: Any, ended: list[Any]) -> None:
    """Of answers side by side each by itself."""
    assert dialect.speech is not None
    assert list(dialect.speech.ended(event, dialect.tag)) == ended


@pytest.mark.parametrize(
    ("dialect", "request_", "data"),
    [
        (OPENAI_CHAT, {"response_format": {"type": "json_schema"}}, True),
        (OPENAI_CHAT, {"response_format": {"type": "text"}}, False),
        (OPENAI_CHAT, {}, False),
        (OPENAI_RESPONSES, {"text": {"format": {"type": "json_object"}}}, True),
        (GEMINI, {"generation_config": {"response_mime_type": "application/json"}}, True),
        (GEMINI, {"generationConfig": {"responseMimeType": "text/plain"}}, False),
        (ANTHROPIC, {"output_config": {"format": {"type": "json_schema"}}}, True),
        (OLLAMA, {"format": "json"}, True),
        (OLLAMA, {"format": {"type": "object"}}, True),
        (OLLAMA, {"format": ""}, False),
    ],
)
def test_who_asks_for_json_gets_no_words(dialect: Dialect, request_: dict[str, Any], data: bool) -> None:
    """As each vendor has it asked for."""
    assert dialect.speech is not None
    assert dialect.speech.wants_data(request_) is data
