"""Refusals as answers: in the framing that the caller asked for, each readable by the decoder of that framing."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from guardrail.core.errors import ErrorCode
from guardrail.dialects.dialect import Dialect, Failure, Framing, Route
from guardrail.dialects.framing import CODECS, MEDIA_TYPES
from guardrail.dialects.refusal import manner_of
from guardrail.dialects.registry import DIALECTS
from guardrail.dialects.target import aim

FAILURE = Failure(ErrorCode.BLOCKED, 400, "Ditahan “di sini”.", "0196f3c0", at=1_795_219_200, repeated={"id": 7, "method": "tools/call"})


def _declining() -> Iterator[tuple[Dialect, Route]]:
    for dialect in DIALECTS:
        for route in dialect.routes:
            if route.refusal is not None:
                yield dialect, route


_PLACES = [pytest.param(*pair, id=pair[1].id) for pair in _declining()]
_SSE = {"alt": "sse"}
_STREAMS = [(dialect, route, query) for dialect, route in _declining() for query in ({}, _SSE) if not query or route.framing]


def test_answers_decline_only_where_somebody_reads_them() -> None:
    """Chats and completions, on each vendor's paths; not vectors, counts, images, files or an answer that stands for a history."""
    assert {route.path for dialect, route in _declining() if not dialect.name.startswith("azure_")} == {
        "/v1/chat/completions",
        "/v1/completions",
        "/v1/responses",
        "/v1/messages",
        "/v1beta/models/{model}:generateContent",
        "/v1beta/models/{model}:streamGenerateContent",
        "/v1/models/{model}:generateContent",
        "/v1/models/{model}:streamGenerateContent",
        "/api/chat",
        "/api/generate",
        "/mcp",
    }
    assert sum(dialect.name.startswith("azure_") for dialect, _ in _declining()) == 6


@pytest.mark.parametrize(("dialect", "route"), _PLACES)
def test_a_whole_answer_is_one_object(dialect: Dialect, route: Route) -> None:
    """JSON with the sentence in it."""
    manner = manner_of(route, dialect, aim(route, dialect, "/", {}, {}, {}), False)
    assert manner is not None
    media_type, body = manner.say(FAILURE)
    assert media_type == "application/json"
    assert FAILURE.sentence in str(json.loads(body))


@pytest.mark.parametrize(("dialect", "route", "query"), _STREAMS)
def test_a_stream_has_the_framing_that_was_asked_for(dialect: Dialect, route: Route, query: dict[str, str]) -> None:
    """Its decoder reads it to the end, the vendor's end marker included; typed events are named by their type."""
    manner = manner_of(route, dialect, aim(route, dialect, "/", {}, query, {}), True)
    assert manner is not None
    media_type, body = manner.say(FAILURE)
    framing = Framing.SSE if query else route.framing or dialect.framing
    assert media_type == MEDIA_TYPES[framing]
    decoder = CODECS[framing].decoder()
    events = [*decoder.decode(body), *decoder.flush()]
    trees = [event.data for event in events if event.data is not None and event.data != dialect.done]
    assert any(FAILURE.sentence in str(json.loads(tree)) for tree in trees)
    if dialect.tag is not None:
        assert [event.raw.partition(b"\n")[0] for event in events] == [f"event: {json.loads(tree)['type']}".encode() for tree in trees]
    assert body.endswith(b"data: [DONE]\n\n") is (framing is Framing.SSE and dialect.tag is None and dialect.done is not None)


def test_where_answers_cannot_decline_there_is_no_manner() -> None:
    """Then the refusal stays an error."""
    for dialect in DIALECTS:
        for route in dialect.routes:
            if route.refusal is None:
                assert manner_of(route, dialect, aim(route, dialect, "/", {}, {}, {}), True) is None


@pytest.mark.parametrize(("dialect", "route"), _PLACES)
def test_the_name_of_the_model_is_not_the_callers(dialect: Dialect, route: Route) -> None:
    """What the caller sent is not said again, whatever stood there."""
    assert route.refusal is not None
    whole = route.refusal(FAILURE).whole
    assert {whole.get(name, "guardrail") for name in ("model", "modelVersion")} == {"guardrail"}
