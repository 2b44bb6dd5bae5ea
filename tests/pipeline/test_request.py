"""A request is read in one way or not at all."""

from __future__ import annotations

import pytest

from guardrail.core.errors import ErrorCode, RequestRefused
from guardrail.dialects.mcp import MCP
from guardrail.dialects.openai_chat import OPENAI_CHAT
from guardrail.dialects.target import NOWHERE
from guardrail.pipeline.request import read_request


def test_every_text_of_a_body_is_a_leaf() -> None:
    """In the order of the body."""
    request = read_request(b'{"model":"m","messages":[{"role":"user","content":"Halo"}],"stop":["a"]}', OPENAI_CHAT, NOWHERE)
    assert [leaf.text for leaf in request.leaves] == ["m", "user", "Halo", "a"]
    assert request.members["model"] == "m"


def test_nothing_of_it_is_shown() -> None:
    """A request that gets into a message or a log tells nothing of its texts."""
    assert "Halo" not in repr(read_request(b'{"messages":["Halo"]}', OPENAI_CHAT, NOWHERE))


@pytest.mark.parametrize("body", [b"", b"[]", b'{"a":1,"a":2}', b'{"a":'])
def test_a_body_that_reads_in_two_ways_is_refused(body: bytes) -> None:
    """Two readers would see two texts."""
    with pytest.raises(RequestRefused):
        read_request(body, OPENAI_CHAT, NOWHERE)


def test_what_a_dialect_does_not_serve_is_refused() -> None:
    """One path may be for several things, of which some are not known."""
    with pytest.raises(RequestRefused) as refused:
        read_request(b'{"method":"other"}', MCP, NOWHERE)
    assert refused.value.code is ErrorCode.UNKNOWN_ROUTE
