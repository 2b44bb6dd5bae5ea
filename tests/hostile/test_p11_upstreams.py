"""P11: an AI service that is silent, slow, cut off, endless or no AI service -> the caller waits a bounded time and is told the right code
in its vendor's shape; the call's slot is free again, and its outcome is on record.

The services of these tests have half a second for a word and one and a half for all of them.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import pytest

from guardrail.core.errors import ErrorCode
from tests.support.chat import CHAT, DONE, Said, a_call, chat_answer, piece
from tests.support.people import a_person
from tests.support.scripted import LAST_CHUNK, Close, Pause, Reset, Stall, Step, chunk, head, whole_answer

from .place import Place

ENOUGH: Final = 15.0
"""Seconds of a call, with what a busy machine takes."""
JSON: Final = ("content-type", "application/json")
SSE: Final = head(200, ("content-type", "text/event-stream"), ("transfer-encoding", "chunked"))
CHUNKED: Final = head(200, JSON, ("transfer-encoding", "chunked"))
LENGTH: Final = head(200, JSON, ("content-length", "9999"))
HTML: Final = b"<html><body>Masuk dahulu</body></html>"
MIB: Final = chunk(b" " * (1 << 20))


def drips(*data: bytes, times: int = 12) -> list[Step]:
    """Now and then a little, oftener than the limit on silence, for longer than the limit on all."""
    return [step for _ in range(times) for part in data for step in (part, Pause(0.25))]


WHOLE: Final[dict[str, tuple[list[Step], int, str]]] = {
    "silent": ([Stall()], 504, "upstream_timeout"),
    "a head a byte at a time": (drips(*(b"%c" % char for char in b"HTTP/1.1 200 OK"), times=1), 504, "upstream_timeout"),
    "a head without end": ([head(200, JSON)[:-2], *drips(b"x-a: b\r\n")], 504, "upstream_timeout"),
    "half a head": ([head(200, JSON)[:-9], Close()], 502, "upstream_cut"),
    "half a head, reset": ([head(200, JSON)[:-9], Reset()], 502, "upstream_cut"),
    "a flood of 100": ([b"HTTP/1.1 100 Continue\r\n\r\n" * 500, *drips(b"HTTP/1.1 100 Continue\r\n\r\n" * 500)], 504, "upstream_timeout"),
    "told to wait, and nothing more": ([b"HTTP/1.1 100 Continue\r\n\r\n", Stall()], 504, "upstream_timeout"),
    "early hints without end": (drips(b"HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n"), 504, "upstream_timeout"),
    "another protocol": (
        [b"HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n", Stall()],
        502,
        "upstream_invalid_answer",
    ),
    "a body that stops": ([LENGTH, b'{"choices"', Stall()], 504, "upstream_timeout"),
    "a body a byte at a time": ([LENGTH, *drips(b" ")], 504, "upstream_timeout"),
    "a body that is cut": ([LENGTH, b'{"choices"', Close()], 502, "upstream_cut"),
    "a body that is reset": ([LENGTH, b'{"choices"', Reset()], 502, "upstream_cut"),
    "chunks that are cut": ([CHUNKED, chunk(b'{"choices"'), Close()], 502, "upstream_cut"),
    "chunks without an end": ([CHUNKED, *([MIB] * 34)], 502, "upstream_invalid_answer"),
    "a length that is too short": ([head(200, JSON, ("content-length", "9")) + chat_answer("baik")], 502, "upstream_invalid_answer"),
    "two lengths": ([head(200, JSON, ("content-length", "9"), ("content-length", "8")) + b'{"a":"b"}'], 502, "upstream_invalid_answer"),
    "a length beside chunks": (
        [head(200, JSON, ("content-length", "9"), ("transfer-encoding", "chunked")) + chunk(b'{"a":"b"}') + LAST_CHUNK],
        502,
        "upstream_invalid_answer",
    ),
    "a length below zero": ([head(200, JSON, ("content-length", "-1")) + chat_answer("baik")], 502, "upstream_invalid_answer"),
    "a chunk that is none": ([CHUNKED + b"zz\r\n" + chat_answer("baik"), Stall()], 502, "upstream_invalid_answer"),
    "trailers without end": ([CHUNKED + chunk(chat_answer("baik")) + b"0\r\n" + b"x: y\r\n" * 100_000], 502, "upstream_invalid_answer"),
    "a head of megabytes": ([head(200, JSON, ("x-a", "a" * (5 << 20)))], 502, "upstream_invalid_answer"),
    "ten thousand fields": ([head(200, JSON, *[(f"x-{n}", "a") for n in range(10_000)])], 502, "upstream_invalid_answer"),
    "a status that is none": ([whole_answer(chat_answer("baik"), 999)], 502, "upstream_invalid_answer"),
    "a word alone": ([whole_answer(b'"Masuk"')], 502, "upstream_invalid_answer"),
    "a name twice": ([whole_answer(b'{"choices":["Masuk"],"choices":[]}')], 502, "upstream_invalid_answer"),
    "a page": ([whole_answer(HTML, content_type="text/html")], 502, "upstream_invalid_answer"),
    "a page that is said to be JSON": ([whole_answer(HTML)], 502, "upstream_invalid_answer"),
    "a page that is said to be a stream": ([whole_answer(HTML, content_type="application/x-ndjson")], 502, "upstream_invalid_answer"),
    "a redirect": ([head(307, ("location", "http://169.254.169.254/latest/"), ("content-length", "0"))], 502, "upstream_invalid_answer"),
    "a redirect to itself": ([head(308, ("location", CHAT), ("content-length", "0"))], 502, "upstream_invalid_answer"),
}
STREAMED: Final[dict[str, tuple[list[Step], str]]] = {
    "stops": ([Stall()], "upstream_timeout"),
    "comments without end": (drips(chunk(b": .\n\n")), "upstream_timeout"),
    "an event a byte at a time": (drips(chunk(b"d"), chunk(b"a")), "upstream_timeout"),
    "words without end": (drips(chunk(piece({"content": "lagi "}))), "upstream_timeout"),
    "is cut": ([Close()], "upstream_cut"),
    "is reset": ([Reset()], "upstream_cut"),
    "half an event, cut": ([chunk(b'data: {"choices":[{"ind'), Close()], "upstream_cut"),
    "half an event": ([chunk(b'data: {"choices":[{"ind'), LAST_CHUNK], "upstream_invalid_answer"),
    "no JSON": ([chunk(b"data: {\n\n"), LAST_CHUNK], "upstream_invalid_answer"),
    "half a character": ([chunk(b'data: "\xf0\x9f"\n\n'), LAST_CHUNK], "upstream_invalid_answer"),
    "a page": ([chunk(b"data: " + HTML + b"\n\n"), LAST_CHUNK], "upstream_invalid_answer"),
    "ten MiB of one event": ([chunk(b"data: " + b" " * (10 << 20))], "upstream_invalid_answer"),
    "a word alone": ([chunk(b'data: "Masuk"\n\n'), LAST_CHUNK], "upstream_invalid_answer"),
    "a name twice": ([chunk(b'data: {"choices":[],"choices":[]}\n\n'), LAST_CHUNK], "upstream_invalid_answer"),
    "a comment that others would read as data": ([chunk(": .\x85data: {}\n\n".encode()), LAST_CHUNK], "upstream_invalid_answer"),
    "a tree too deep": ([chunk(b"data: " + b"[" * 100_000 + b"\n\n"), LAST_CHUNK], "upstream_invalid_answer"),
}


@dataclass(frozen=True, slots=True)
class Vendor:
    """How a vendor is asked, and where its error says what."""

    path: str
    body: Callable[[str], dict[str, Any]]
    code: Callable[[Any], str]


VENDORS: Final = {
    "openai": Vendor(CHAT, lambda model: a_call("Halo", model=model), lambda tree: str(tree["error"]["code"])),
    "anthropic": Vendor(
        "/v1/messages",
        lambda model: {**a_call("Halo", model=model), "max_tokens": 9},
        lambda tree: str(tree["error"]["code"]) if tree["type"] == "error" else "",
    ),
    "gemini": Vendor(
        "/v1beta/models/{model}:generateContent",
        lambda model: {"contents": [{"role": "user", "parts": [{"text": "Halo"}]}]},
        lambda tree: str(ErrorCode[tree["error"]["details"][0]["reason"]]),
    ),
    "ollama": Vendor("/api/chat", lambda model: {**a_call("Halo", model=model), "stream": False}, lambda tree: str(tree["code"])),
}


FAULTS: Final[Mapping[str, list[Step]]] = {
    "upstream_timeout": [Stall()],
    "upstream_cut": [Reset()],
    "upstream_invalid_answer": WHOLE["a page"][0],
}


def _ask(place: Place, body: dict[str, Any], path: str = CHAT) -> Said:
    began = time.monotonic()
    said = place.call(body, path)
    assert time.monotonic() - began < ENOUGH
    return said


Asked: TypeAlias = Mapping[str, tuple[str, Said]]
"""By name of a case: the model that was asked for, and what was said."""


def _at_once(place: Place, calls: Mapping[str, tuple[str, Mapping[str, Any], str]]) -> Asked:
    """All cases wait together: most of their time is guardrail's patience."""
    with ThreadPoolExecutor(len(calls)) as pool:
        said = {name: (model, pool.submit(_ask, place, dict(body), path)) for name, (model, body, path) in calls.items()}
        return {name: (model, future.result()) for name, (model, future) in said.items()}


@pytest.fixture(scope="module")
def whole(place: Place) -> Asked:
    models = {name: place.stage.on(script) for name, (script, _, _) in WHOLE.items()}
    text = a_person().introduced()
    return _at_once(place, {name: (model, a_call(text, model=model), CHAT) for name, model in models.items()})


@pytest.fixture(scope="module")
def streamed(place: Place) -> Asked:
    models = {name: place.stage.on([SSE, chunk(piece({"content": "Halo "})), Pause(0.1), *rest]) for name, (rest, _) in STREAMED.items()}
    return _at_once(place, {name: (model, a_call("Halo", model=model, stream=True), CHAT) for name, model in models.items()})


@pytest.fixture(scope="module")
def vendors(place: Place) -> Asked:
    calls = {}
    for name, vendor in VENDORS.items():
        for code, fault in FAULTS.items():
            model = place.stage.on(fault)
            calls[f"{name} {code}"] = (model, vendor.body(model), vendor.path.format(model=model))
    return _at_once(place, calls)


@pytest.mark.parametrize("name", WHOLE)
def test_p11_a_broken_answer_is_told_in_time(place: Place, whole: Asked, name: str) -> None:
    """With its code, sent once, and nothing of what came is passed on."""
    _, status, code = WHOLE[name]
    model, said = whole[name]
    assert (said.status, said.error["code"]) == (status, code)
    assert b"Masuk" not in said.body
    assert len(place.stage.received(model)) == 1
    assert place.outcomes(said.headers["x-guardrail-event-id"]) == [code]


@pytest.mark.parametrize("name", STREAMED)
def test_p11_a_broken_stream_ends_well_formed(place: Place, streamed: Asked, name: str) -> None:
    """What came whole, then one event that says why, then the end."""
    code = STREAMED[name][1]
    _, said = streamed[name]
    first, *between, error, done, end = said.body.split(b"\n\n")
    assert (said.status, first + b"\n\n", done + b"\n\n", end) == (200, piece({"content": "Halo "}), DONE, b"")
    assert all(event == b": ." or b"lagi" in event for event in between)
    assert json.loads(error.removeprefix(b"data: "))["error"]["code"] == code
    assert place.outcomes(said.headers["x-guardrail-event-id"]) == [code]


@pytest.mark.parametrize("code", FAULTS)
@pytest.mark.parametrize("name", VENDORS)
def test_p11_each_vendor_is_told_in_its_own_shape(place: Place, vendors: Asked, name: str, code: str) -> None:
    """So that its SDK raises what it would raise there."""
    model, said = vendors[f"{name} {code}"]
    assert said.status in (502, 504)
    assert VENDORS[name].code(said.tree) == code
    assert len(place.stage.received(model)) == 1


@pytest.mark.parametrize("service", ["tuli", "sandi"])
def test_p11_who_cannot_be_reached_is_left(place: Place, service: str) -> None:
    """Nobody accepts, or nobody speaks TLS: 502 after the time to connect, once more tried."""
    said = _ask(place, a_call("Halo", model=place.stage.on([Stall()], service)))
    assert said.status == 502
    assert said.error["code"] in ("upstream_unreachable", "upstream_untrusted")
    assert place.outcomes(said.headers["x-guardrail-event-id"]) == [said.error["code"]]


def test_p11_a_service_that_is_stopped_and_goes_on(place: Place) -> None:
    """``kill -STOP``: 504 in time, for a connection that was good before and for new ones; after ``kill -CONT`` it answers again."""
    body = a_call("Halo", model="beku-1")
    assert _ask(place, body).status == 200
    with place.stoppable.stopped():
        for _ in range(3):
            said = _ask(place, body)
            assert (said.status, said.error["code"]) == (504, "upstream_timeout")
            assert place.outcomes(said.headers["x-guardrail-event-id"]) == ["upstream_timeout"]
    assert _ask(place, body).status == 200


def test_p11_slots_are_back(place: Place) -> None:
    """More broken calls than a client has slots, and it has all of them."""
    model = place.stage.on([Close()])
    for _ in range(70):
        assert place.call(a_call("Halo", model=model)).status in (502, 503)
    assert place.call(a_call("Halo")).status == 200


def test_p11_an_answer_that_nobody_asked_for_is_nobodys(place: Place) -> None:
    """Two answers to one call: the second is not taken for the answer to the next call, which is another caller's."""
    stray = place.stage.on([whole_answer(chat_answer("baik")), Pause(0.05), whole_answer(chat_answer("milik orang lain"))])
    assert b"baik" in place.call(a_call("Halo", model=stray)).body
    time.sleep(0.3)
    following = place.stage.on([whole_answer(chat_answer("milik sendiri"))], stray.partition("-")[0])
    assert b"milik sendiri" in place.call(a_call("Halo", model=following)).body
    assert len(place.stage.received(following)) == 1


def test_p11_headers_that_cannot_be_written_are_left_out(place: Place) -> None:
    """Control characters in them would end the caller's connection without a word."""
    odd = [("retry-after", "a\x01b"), ("x-ratelimit-limit", "\x1b[2J"), ("set-cookie", "a=b")]
    body = chat_answer("baik")
    said = place.call(a_call("Halo", model=place.stage.on([head(200, JSON, *odd, ("content-length", str(len(body)))) + body])))
    assert (said.status, said.body) == (200, body)
    assert not {"retry-after", "x-ratelimit-limit", "set-cookie"} & said.headers.keys()
