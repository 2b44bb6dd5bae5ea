"""P15: one caller's storm -> that caller is told to wait, and another agency's calls are served as before."""

from __future__ import annotations

import json
import time
from contextlib import ExitStack
from statistics import quantiles
from typing import Final

import pytest

from tests.support.chat import CHAT, a_call, call, chat_answer
from tests.support.scripted import Stall, whole_answer

from .place import OTHER_KEY, Place, becomes, told
from .place import a_call as as_bytes

SLOTS: Final = 64
"""``max_calls_per_client`` of these tests."""


def _p99(place: Place, calls: int) -> float:
    took = []
    for _ in range(calls):
        began = time.monotonic()
        assert call(place.server.base_url, a_call("Halo"), key=OTHER_KEY).status == 200
        took.append(time.monotonic() - began)
    return quantiles(took, n=100)[98]


@pytest.mark.parametrize("calls", [30, pytest.param(500, marks=pytest.mark.slow)])
def test_p15_one_callers_storm_is_not_everybodys(place: Place, calls: int) -> None:
    """All its slots hang at a service that says nothing, and it goes on asking: it is refused at once, the other is served, and with the
    storm's end every slot is free."""
    model = place.stage.on([Stall()], "bebas")
    body = json.dumps(a_call("Halo", model=model)).encode()
    asked = as_bytes().partition(b"\r\n\r\n")[0]
    length = next(line for line in asked.split(b"\r\n") if line.startswith(b"Content-Length"))
    asked = asked.replace(length, b"Content-Length: %d" % len(body)) + b"\r\n\r\n" + body
    alone = _p99(place, calls)
    with ExitStack() as stack:
        storm = [stack.enter_context(place.dial()) for _ in range(SLOTS)]
        for one in storm:
            one.sendall(asked)
        becomes(lambda: len(place.stage.received(model)) == SLOTS, "a storm")
        for _ in range(20):
            with place.dial() as more:
                more.sendall(asked)
                answer = told(more)
                assert (answer.status, answer.code) == (503, "overloaded")
                assert b"retry-after: 2" in answer.raw
        among = _p99(place, calls)
        assert len(place.stage.received(model)) == SLOTS
    print(f"p99 of a quiet caller: {alone * 1e3:.1f} ms alone, {among * 1e3:.1f} ms in a storm")
    if calls == 500:
        assert among <= 2 * max(alone, _p99(place, calls))
    following = a_call("Halo", model=place.stage.on([whole_answer(chat_answer("baik"))], "bebas"))
    becomes(lambda: all(place.call(following, CHAT).status == 200 for _ in range(3)), "free slots")
