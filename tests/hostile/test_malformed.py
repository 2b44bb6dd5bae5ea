"""Ten thousand bodies and a thousand requests that are nearly good -> each is refused with a reason, or read and masked: no crash, no 5xx,
and nothing reaches the AI service that should not. ``make hostile`` runs all of them, the default run a few hundred.
"""

from __future__ import annotations

import json
from contextlib import suppress
from itertools import count
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guardrail.core.errors import ErrorCode
from guardrail.dialects.leaves import parse
from tests.support.canaries import assert_clean
from tests.support.people import a_person
from tests.support.server import CLIENT_KEY

from .place import Place, told
from .requests import BAD
from .test_j1_json import CASES

PERSON: Final = a_person()
TEXT: Final = f"Tolong cek NIK {PERSON.nik} hari ini."
_NUMBERS: Final = count()
_USER: Final[dict[str, Any]] = {"role": "user", "content": TEXT}
APIS: Final[dict[str, dict[str, Any]]] = {
    "/v1/chat/completions": {"messages": [_USER], "temperature": 0.5, "stream": False, "tools": []},
    "/v1/messages": {"messages": [_USER], "max_tokens": 9, "system": "Ringkas."},
    "/v1/responses": {"input": [_USER], "store": False},
    "/v1/embeddings": {"input": [TEXT, "Halo"]},
    "/api/chat": {"messages": [_USER], "stream": False},
    "/v1/completions": {"prompt": TEXT, "logit_bias": {"50256": -100}},
}
_ODD: Final = [
    *(b'"', b"\\", b"{", b"}", b"[", b"]", b",", b":", b"\x00", b"\n", b"\xff", b"\xc0\xaf", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"NaN"),
    *(
        b"-",
        b"1e999",
        b"0x1",
        b"//",
        b"/*",
        b"null",
        b"\\u0000",
        b"\\ud800",
        b"\xe2\x80\xa8",
        b'"a":1,',
        b"'",
        b"\r\n\r\n",
        b"%00",
        b"[[NIK_7F3KQ9ZD]]",
    ),
]
_PLACE: Final = st.floats(0, 1, exclude_max=True)
_CHANGE: Final = st.tuples(st.sampled_from(["cut", "drop", "put", "put", "flip", "twice", "swap"]), _PLACE, _PLACE, st.sampled_from(_ODD))
_CHANGES: Final = st.lists(_CHANGE, min_size=1, max_size=4)
_FULL: Final = pytest.mark.slow
RELAXED: Final[dict[str, Any]] = {"deadline": None, "database": None, "suppress_health_check": [HealthCheck.too_slow]}


def _spoiled(data: bytes, changes: list[tuple[str, float, float, bytes]]) -> bytes:
    """With changes anywhere but beside the number: a number with one more digit is another one, and nobody's."""
    for kind, first, second, odd in changes:
        at, to = int(first * len(data)), int(second * len(data))
        held = data.find(PERSON.nik.encode())
        if held >= 0 and held - 8 <= at <= held + 24:
            at = held + 24
        if kind == "cut":
            data = data[:at]
        elif kind == "drop":
            data = data[:at] + data[at + 1 :]
        elif kind == "put":
            data = data[:at] + odd + data[at:]
        elif kind == "flip" and at < len(data):
            data = data[:at] + bytes([data[at] ^ 1 << (to % 8)]) + data[at + 1 :]
        elif kind == "twice":
            data = data[:at] + data[at : at + 9] + data[at:]
        elif kind == "swap":
            data = data[:at] + data[at + 1 : at + 2] + data[at : at + 1] + data[at + 2 :]
    return data


def _judged(place: Place, path: str, body: bytes) -> None:
    """One call, whatever it holds."""
    before = place.sent_on()
    said = place.call(body, path)
    sent = place.upstream.requests[before:]
    assert said.status < 500 or said.tree["error"]["code"] in ("upstream_invalid_answer", "upstream_error"), said.status
    if said.status in (200, 502):  # the service answers all of them in OpenAI's words
        (request,) = sent
        parse(request.body)
        assert_clean(request.raw, "what was sent")
    else:
        assert 400 <= said.status < 500
        assert sent == []
        assert b"error" in said.body
        assert said.headers["x-guardrail-event-id"]
    assert_clean(said.body if said.status != 200 else b"", "a refusal")


@pytest.mark.parametrize("examples", [120, pytest.param(10_000, marks=_FULL)])
def test_bodies_that_are_nearly_json(place: Place, examples: int) -> None:
    """Refused with 4xx and nothing sent, or masked and sent as JSON."""

    @settings(max_examples=examples, **RELAXED)
    @given(path=st.sampled_from(sorted(APIS)), changes=_CHANGES)
    def judge(path: str, changes: list[tuple[str, float, float, bytes]]) -> None:
        _judged(place, path, _spoiled(json.dumps({"model": "rusak", **APIS[path]}).encode(), changes))

    judge()


@pytest.mark.parametrize("step", [5, pytest.param(1, marks=_FULL)])
def test_the_json_suite_at_the_door(place: Place, step: int) -> None:
    """Each case as a body, and as a member of a good one: what the reader refuses, the server refuses."""
    for name in sorted(CASES)[::step]:
        if len(CASES[name]) < 10_000:
            _judged(place, "/v1/chat/completions", CASES[name])
            _judged(
                place,
                "/v1/chat/completions",
                json.dumps({"model": "rusak", **APIS["/v1/completions"]}).encode()[:-1] + b',"x":' + CASES[name] + b"}",
            )


def _request(model: str) -> tuple[bytes, bytes]:
    body = json.dumps({"model": model, "messages": [_USER]}).encode()
    head = "POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\n"
    return head.format(CLIENT_KEY).encode() + b"Accept: */*\r\nContent-Length: %d\r\n\r\n" % len(body), body


def _spoken(place: Place, data: bytes, model: str) -> None:
    """Exact bytes on a connection of their own. Where guardrail waits for more, nobody gives it any."""
    with place.dial(0.2) as client:
        client.sendall(data)
        with suppress(TimeoutError, ConnectionResetError):
            answer = told(client)
            assert answer.status < 500, answer.status
            assert answer.status in (0, 200) or answer.code in set(ErrorCode)
            assert_clean(b"" if answer.status == 200 else answer.raw, "a refusal")
    received = place.stage.received(model)
    assert len(received) <= 1
    for request in received:
        assert_clean(request.raw, "what was sent")
        parse(request.body)


@pytest.mark.parametrize("examples", [60, pytest.param(1_000, marks=_FULL)])
def test_requests_that_are_nearly_http(place: Place, examples: int) -> None:
    """Refused, left unanswered, or read in the one way there is: never more than one call, and never an unmasked one."""

    @settings(max_examples=examples, **RELAXED)
    @given(changes=_CHANGES)
    def judge(changes: list[tuple[str, float, float, bytes]]) -> None:
        model = f"mentah-{next(_NUMBERS)}"
        head, body = _request(model)
        _spoken(place, _spoiled(head, changes) + body, model)

    judge()
    assert place.call(json.dumps({"model": "rusak", **APIS["/v1/chat/completions"]}).encode()).status == 200


@pytest.mark.slow
def test_every_bad_request_in_every_bad_way(place: Place) -> None:
    """The table of framing with a change to each: still nothing is sent."""
    before = place.sent_on()
    for number, (data, _) in enumerate(BAD.values()):
        for odd in _ODD:
            if len(data) < 10_000:
                model = f"buruk-{number}"
                _spoken(place, data[: len(data) // 2] + odd + data[len(data) // 2 :], model)
    assert place.sent_on() == before
