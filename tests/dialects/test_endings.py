"""Which texts an event ends, by vendor: all of its block, part, item or answer, and none of another's."""

from __future__ import annotations

from typing import Any

import pytest

from guardrail.core.text import Path
from guardrail.dialects.anthropic import ANTHROPIC
from guardrail.dialects.dialect import Dialect
from guardrail.dialects.endings import ended
from guardrail.dialects.leaves import answer_texts
from guardrail.dialects.openai_chat import OPENAI_CHAT
from guardrail.dialects.openai_responses import OPENAI_RESPONSES

_PART = {"output_index": 1, "item_id": "msg_1", "content_index": 0}


@pytest.mark.parametrize(
    ("dialect", "event", "begin"),
    [
        (ANTHROPIC, {"type": "content_block_stop", "index": 2}, ("index=2",)),
        (ANTHROPIC, {"type": "message_stop"}, ()),
        (ANTHROPIC, {"type": "content_block_delta", "index": 2}, None),
        (ANTHROPIC, {"type": ["content_block_stop"], "index": 2}, None),
        (OPENAI_RESPONSES, {"type": "response.output_text.done", **_PART}, ("output_index=1", "item_id=msg_1", "content_index=0")),
        (OPENAI_RESPONSES, {"type": "response.output_item.done", "output_index": 1}, ("output_index=1",)),
        (OPENAI_RESPONSES, {"type": "response.completed"}, ()),
        (OPENAI_RESPONSES, {"type": "response.output_text.delta", **_PART}, None),
        (OPENAI_RESPONSES, [1], None),
        # Google's and others' services say why they finish in every event, so there it ends nothing.
        (OPENAI_CHAT, {"choices": [{"index": 0, "finish_reason": "stop"}]}, None),
    ],
)
def test_an_event_ends_the_texts_it_stands_for(dialect: Dialect, event: Any, begin: Path | None) -> None:
    """Told by the type of the event, and by the places that it names."""
    assert ended(event, dialect) == begin


@pytest.mark.parametrize(
    ("dialect", "delta", "event"),
    [
        (ANTHROPIC, {"type": "content_block_delta", "index": 2, "delta": {"type": "text_delta", "text": "a"}}, {"index": 2}),
        (OPENAI_RESPONSES, {"type": "response.output_text.delta", **_PART, "delta": "a"}, _PART),
        (OPENAI_RESPONSES, {"type": "response.output_text.delta", **_PART, "delta": "a"}, {"output_index": 1}),
    ],
)
def test_its_texts_are_those_of_the_events_before(dialect: Dialect, delta: Any, event: dict[str, Any]) -> None:
    """The channels of the deltas begin as the event that ends them says; those beside them do not."""
    kind = "content_block_stop" if dialect is ANTHROPIC else "response.content_part.done"
    begin = ended({"type": kind, **event}, dialect)
    other = ended({"type": kind, **dict.fromkeys(event, 7)}, dialect)
    (text,) = answer_texts(delta, dialect, streamed=True)
    assert begin is not None
    assert other is not None
    assert text.channel[: len(begin)] == begin
    assert text.channel[: len(other)] != other
