"""What callers and services do wrong: each is told in OpenAI's shape, without the data, and recorded; nothing leaves that must not."""

from __future__ import annotations

import gzip
import json
import socket
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.support.canaries import assert_clean
from tests.support.chat import CHAT, DONE, Said, a_call, chat_answer, deltas, echo, piece
from tests.support.people import a_person
from tests.support.scripted import LAST_CHUNK, Close, Reset, Script, Stall, Step, chunk, head, sse_answer, whole_answer
from tests.support.server import CLIENT_KEY

from .house import DEAD, MAX_BODY, SLOW, House, outcome_of

RETRIES_HELP = {"upstream_unreachable", "upstream_timeout", "upstream_cut", "audit_unavailable", "overloaded"}


@dataclass(frozen=True, slots=True)
class Wrong:
    """A request that must not leave, and what its caller is told."""

    status: int
    code: str
    body: bytes
    path: str = CHAT
    headers: dict[str, str] = field(default_factory=dict)


def a_body(**more: Any) -> bytes:
    """A call that would be masked and sent, were nothing wrong with it."""
    return json.dumps(a_call(a_person().introduced(), **more)).encode()


def in_text(text: str) -> bytes:
    """A body whose text holds a person's values."""
    return text.replace("@", a_person().introduced()).encode()


WRONG = {
    "malformed": Wrong(400, "malformed_json", in_text('{"model":"uji-0","messages":[{"role":"user","content":"@"]}')),
    "empty": Wrong(400, "malformed_json", b""),
    "not an object": Wrong(400, "malformed_json", in_text('["@"]')),
    "not utf-8": Wrong(400, "malformed_json", in_text('{"a":"@"}').replace(b"Nama", b"\xff\xfe\xfa")),
    "utf-16": Wrong(400, "malformed_json", in_text('{"a":"@"}').decode().encode("utf-16")),
    "byte order mark": Wrong(400, "malformed_json", b"\xef\xbb\xbf" + a_body()),
    "nan": Wrong(400, "malformed_json", in_text('{"a":"@","temperature":NaN}')),
    "lone surrogate": Wrong(400, "malformed_json", in_text('{"a":"@ \\ud800"}')),
    "duplicate key": Wrong(
        400, "duplicate_json_key", in_text('{"model":"uji-0","messages":[{"role":"user","content":"a","content":"@"}]}')
    ),
    "duplicate key, escaped": Wrong(400, "duplicate_json_key", in_text('{"a":"@","\\u0061":"b"}')),
    "too deep": Wrong(400, "json_too_deep", in_text('{"a":' + "[" * 201 + '"@"' + "]" * 201 + "}")),
    "far too deep": Wrong(400, "json_too_deep", b'{"a":' + b"[" * 100_000),
    "an image": Wrong(
        400,
        "content_not_inspectable",
        in_text(
            '{"model":"uji-0","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,@"}}]}]}'
        ),
    ),
    "data in a name": Wrong(400, "personal_data_in_identifier", in_text('{"model":"@","messages":[]}')),
    "unknown model": Wrong(404, "unknown_model", in_text('{"model":"tidak-ada","messages":[{"role":"user","content":"@"}]}')),
    "text": Wrong(415, "unsupported_media_type", a_body(), headers={"content-type": "text/plain"}),
    "no content type": Wrong(415, "unsupported_media_type", a_body(), headers={"content-type": ""}),
    "other charset": Wrong(415, "unsupported_media_type", a_body(), headers={"content-type": "application/json; charset=utf-16"}),
    "gzip": Wrong(415, "unsupported_content_encoding", gzip.compress(a_body()), headers={"content-encoding": "gzip"}),
    "too large": Wrong(413, "body_too_large", a_body(padding="x" * MAX_BODY)),
    "missing key": Wrong(401, "missing_or_unknown_key", a_body(), headers={"authorization": ""}),
    "unknown key": Wrong(401, "missing_or_unknown_key", a_body(), headers={"authorization": "Bearer " + "0" * 40}),
    "two keys": Wrong(401, "missing_or_unknown_key", a_body(), headers={"x-api-key": "lain"}),
    "basic auth": Wrong(401, "missing_or_unknown_key", a_body(), headers={"authorization": "Basic dWppOnVqaQ=="}),
    "unknown route": Wrong(404, "unknown_route", a_body(), path="/v1/foo"),
    "encoded path": Wrong(404, "unknown_route", a_body(), path="/v1/chat%2fcompletions"),
    "double slash": Wrong(404, "unknown_route", a_body(), path="//v1/chat/completions"),
    "trailing slash": Wrong(404, "unknown_route", a_body(), path=CHAT + "/"),
    "path with data": Wrong(404, "unknown_route", a_body(), path=f"/v1/{a_person().nik}"),
    "wrong method": Wrong(405, "method_not_allowed", a_body(), path="/v1/models"),
    "query string": Wrong(400, "unsupported_query", a_body(), path=f"{CHAT}?user={a_person().nik}"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_request_is_refused(house: House, name: str) -> None:
    """The caller learns what is wrong and what to do; nothing of the request is repeated, and nothing leaves."""
    wrong = WRONG[name]
    connections, requests = house.upstream.connections, len(house.upstream.requests)
    said = house.call(wrong.body, path=wrong.path, headers=wrong.headers)
    assert_refused(said, wrong.status, wrong.code)
    assert (house.upstream.connections, len(house.upstream.requests)) == (connections, requests)
    (record,) = outcome_of(house, said.headers["x-guardrail-event-id"])
    assert record["ev"] == ("auth.failed" if wrong.status == 401 else "call.blocked")
    assert (record["code"], record["status"]) == (wrong.code, wrong.status)


def assert_refused(said: Said, status: int, code: str) -> None:
    """OpenAI's error object, Indonesian first, with the event's number; whether to try again; no value, no foreign word."""
    assert (said.status, said.error["code"]) == (status, code)
    assert set(said.error) == {"message", "type", "param", "code"}
    assert said.error["type"] != "None"
    indonesian, english = said.error["message"].split(" | ")
    event_id = said.headers["x-guardrail-event-id"]
    assert indonesian.endswith(f"(Nomor kejadian: {event_id})")
    assert english.endswith(f"(Event id: {event_id})")
    assert said.headers.get("x-should-retry") == (None if code in RETRIES_HELP else "false")
    assert said.headers["content-type"] == "application/json"
    assert_clean(said.body + repr(sorted(said.headers.items())).encode(), "an error")


def test_a_chunked_body_over_the_limit_is_refused(house: House) -> None:
    """A body that does not say how large it is, is counted as it comes."""
    with socket.create_connection(("127.0.0.1", int(house.server.base_url.rpartition(":")[2])), timeout=20) as client:
        client.sendall(
            f"POST {CHAT} HTTP/1.1\r\nhost: a\r\nauthorization: Bearer {CLIENT_KEY}\r\n"
            "content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n".encode()
        )
        client.sendall(chunk(a_body()[:-2] + b'", "x": "' + b"x" * MAX_BODY) + chunk(b'"}') + LAST_CHUNK)
        answer = b""
        while b"body_too_large" not in answer and (part := client.recv(1 << 16)):
            answer += part
    assert answer.startswith(b"HTTP/1.1 413")
    assert b"body_too_large" in answer
    assert_clean(answer, "an error")


def test_a_body_that_breaks_off_is_recorded(house: House) -> None:
    """A caller that leaves in the middle of its request is on record, and nothing leaves."""
    requests = len(house.upstream.requests)
    with socket.create_connection(("127.0.0.1", int(house.server.base_url.rpartition(":")[2])), timeout=20) as client:
        body = a_body()
        client.sendall(
            f"POST {CHAT} HTTP/1.1\r\nhost: a\r\nauthorization: Bearer {CLIENT_KEY}\r\n"
            f"content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n".encode()
            + body[:-5]
        )
    # A later call on the same log is behind it.
    said = house.call(a_body(model=house.stage.on(echo)))
    assert said.status == 200
    assert len(house.upstream.requests) == requests + 1


HTML = b"<html><body>Masuk dahulu</body></html>"
SSE_HEAD = head(200, ("content-type", "text/event-stream"), ("transfer-encoding", "chunked"))
BROKEN: dict[str, tuple[Script, int, str]] = {
    "html": ([whole_answer(HTML, content_type="text/html")], 502, "upstream_invalid_answer"),
    "html error": ([whole_answer(HTML, 500, "text/html")], 502, "upstream_error"),
    "truncated json": ([whole_answer(b'{"choices":[{"mess')], 502, "upstream_invalid_answer"),
    "no json": ([whole_answer(b"Halo")], 502, "upstream_invalid_answer"),
    "length too long": ([head(200, ("content-type", "application/json"), ("content-length", "900")) + b"{}", Close()], 502, "upstream_cut"),
    "reset in the body": (
        [head(200, ("content-type", "application/json"), ("content-length", "900")) + b"{", Reset()],
        502,
        "upstream_cut",
    ),
    "reset at once": ([Reset()], 502, "upstream_cut"),
    "closed at once": ([Close()], 502, "upstream_cut"),
    "no http": ([b"SSH-2.0-OpenSSH_9.2\r\n", Close()], 502, "upstream_invalid_answer"),
    "redirect": ([head(302, ("location", "http://127.0.0.1:1/"), ("content-length", "0"))], 502, "upstream_invalid_answer"),
    "gzip": (
        [head(200, ("content-type", "application/json"), ("content-encoding", "gzip"), ("content-length", "3")) + b"abc"],
        502,
        "upstream_invalid_answer",
    ),
    "no content type": ([head(200, ("content-length", "2")) + b"{}"], 502, "upstream_invalid_answer"),
    "refuses our key": (
        [whole_answer(b'{"error":{"message":"Incorrect API key provided: sk-rahasia"}}', 401)],
        502,
        "upstream_refused_key",
    ),
    "forbids us": ([whole_answer(b'{"error":{"message":"no"}}', 403)], 502, "upstream_refused_key"),
    "event stream, not asked for, broken": ([SSE_HEAD, chunk(b"data: {\n\n"), LAST_CHUNK], 200, "upstream_invalid_answer"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_answer_is_not_passed_on(house: House, name: str) -> None:
    """What a service answers that cannot be read does not reach the caller, who is told so in the vendor's shape; the outcome says it."""
    script, status, code = BROKEN[name]
    model = house.stage.on(script)
    said = house.call(a_body(model=model))
    if status != 200:
        assert_refused(said, status, code)
    assert b"Masuk" not in said.body
    assert b"sk-rahasia" not in said.body
    intent, outcome = ended(house, said)
    assert (outcome["code"], outcome["ev"]) == (code, "call.outcome")
    assert intent["bytes_sent"] == len(house.stage.received(model)[0].body)
    assert len(house.stage.received(model)) == 1
    assert_clean(house.stage.received(model)[0].raw, "the upstream's request")


def ended(house: House, said: Said) -> list[dict[str, Any]]:
    """Intent and outcome of a call. The outcome is in line when the answer ends: the next record is behind it."""
    assert house.call(b"").status == 400
    return outcome_of(house, said.headers["x-guardrail-event-id"])


def test_an_upstream_that_is_down_is_told(house: House) -> None:
    """Nobody listens: 502, and trying again can help."""
    said = house.call(a_body(model=DEAD))
    assert_refused(said, 502, "upstream_unreachable")
    assert said.headers["retry-after"]
    assert [record["code"] for record in ended(house, said) if record["ev"] == "call.outcome"] == ["upstream_unreachable"]


@pytest.mark.parametrize("script", [[Stall()], [head(200, ("content-type", "application/json"), ("content-length", "9")) + b"{", Stall()]])
def test_a_slow_upstream_is_left(house: House, script: Sequence[Step]) -> None:
    """A service that says nothing, or stops in its body, for longer than the configured time ends as 504."""
    said = house.call(a_body(model=house.stage.on(script, SLOW)))
    assert_refused(said, 504, "upstream_timeout")
    assert [record["code"] for record in ended(house, said)[1:]] == ["upstream_timeout"]


@pytest.mark.parametrize("status", [400, 404, 422, 429, 500, 503])
def test_an_error_of_the_service_is_passed_on(house: House, status: int) -> None:
    """The service's own JSON error reaches the caller with its status, restored like any answer; the outcome calls it one."""
    person = a_person()

    def refuse(request: Any) -> Sequence[Step]:
        text = json.loads(request.body)["messages"][0]["content"]
        return [whole_answer(json.dumps({"error": {"message": f"bad: {text}", "type": "x", "param": None, "code": None}}).encode(), status)]

    said = house.call(a_call(person.introduced(), model=house.stage.on(refuse)))
    assert (said.status, said.error["message"]) == (status, f"bad: {person.introduced()}")
    outcome = ended(house, said)[-1]
    assert (outcome["code"], outcome["upstream_status"], outcome["restored"]) == ("upstream_error", status, 5)


STREAM_ENDS: dict[str, tuple[list[Step], str]] = {
    "malformed event": ([chunk(b"data: {\n\n"), LAST_CHUNK], "upstream_invalid_answer"),
    "reset": ([Reset()], "upstream_cut"),
    "closed": ([Close()], "upstream_cut"),
    "silence": ([Stall()], "upstream_timeout"),
}


@pytest.mark.parametrize("name", STREAM_ENDS)
def test_a_stream_that_breaks_off_ends_in_an_error_event(house: House, name: str) -> None:
    """What came whole is given out; then the vendor's error event and its end marker, so that no client takes it for an answer."""
    rest, code = STREAM_ENDS[name]
    model = house.stage.on([SSE_HEAD, chunk(piece({"content": "Halo "}) + piece({"content": "[[NIK_7F"})), *rest], SLOW)
    said = house.call(a_body(model=model, stream=True))
    assert said.status == 200
    *events, error, done, _ = said.body.split(b"\n\n")
    assert done == b"data: [DONE]"
    assert json.loads(error.removeprefix(b"data: "))["error"]["code"] == code
    assert "".join(deltas(b"\n\n".join(events))) == "Halo [[NIK_7F"
    assert_clean(error, "an error event")
    assert ended(house, said)[-1]["code"] == code


def test_a_broken_stream_does_not_hurt_the_next(house: House) -> None:
    """After every fault above the same server answers as before."""
    person = a_person()
    said = house.call(a_call(person.introduced(), model=house.stage.on(echo)))
    assert said.tree["choices"][0]["message"]["content"] == person.introduced()
    streamed = house.call(a_call(person.introduced(), model=house.stage.on(sse_answer(piece({"content": "a"}), DONE)), stream=True))
    assert "".join(deltas(streamed.body)) == "a"
    assert house.call(a_call("Halo", model=house.stage.on([whole_answer(chat_answer("a"))]))).status == 200
