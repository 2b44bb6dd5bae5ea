"""P12, P13: callers that hang up, two thousand at a time or in every way -> the AI service's call ends within a second, every slot is free
again, and each call that left has one outcome, ``client_gone``. S6: a caller that takes nothing costs one MiB at most.
"""

from __future__ import annotations

import asyncio
import json
import random
import socket
import struct
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest

from guardrail.detect.detector import build_detector
from tests.support.chat import CHAT, a_call, chat_answer, piece, records
from tests.support.inprocess import ask, served
from tests.support.people import a_person
from tests.support.scripted import Pause, Received, Stall, Step, chunk, head, scripted_upstream, whole_answer
from tests.support.server import CLIENT_KEY

from .growth import Growth
from .place import Place, becomes

SSE: Final = head(200, ("content-type", "text/event-stream"), ("transfer-encoding", "chunked"))
HALO: Final = chunk(piece({"content": "Halo "}))
MUCH: Final = chunk(piece({"content": "x " * 4000}))
STAGES: Final[dict[str, list[Step]]] = {
    "before the first byte": [Stall()],
    "at the head": [SSE, Stall()],
    "after the first byte": [SSE, HALO, Stall()],
    "in half a token": [SSE, chunk(piece({"content": "[[NIK_7F"})), Stall()],
    "while it is written to": [SSE, *([MUCH] * 1500), Stall()],
}
WAYS: Final = ("a close", "a reset", "half a close")


def _asked(model: str) -> bytes:
    body = json.dumps(a_call(a_person().introduced(), model=model, stream=True)).encode()
    head = f"POST {CHAT} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer {CLIENT_KEY}\r\ncontent-type: application/json\r\n"
    return head.encode() + b"content-length: %d\r\n\r\n" % len(body) + body


@contextmanager
def _silent(place: Place, count: int) -> Iterator[list[socket.socket]]:
    """Callers that read little at a time."""
    callers = []
    host, port = place.server.base_url.removeprefix("http://").split(":")
    for _ in range(count):
        caller = socket.socket()
        caller.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        caller.connect((host, int(port)))
        caller.settimeout(10)
        callers.append(caller)
    try:
        yield callers
    finally:
        for caller in callers:
            caller.close()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("stage", STAGES)
def test_p13_who_hangs_up_ends_the_call(place: Place, stage: str, way: str) -> None:
    """At every stage, with a FIN, an RST, or by closing the one half: the service is let go within a second."""
    model = place.stage.on(STAGES[stage], "bebas")
    gone = place.upstream.disconnects
    before = len(place.recorded("call.outcome"))
    with _silent(place, 1) as (caller,):
        caller.sendall(_asked(model))
        becomes(lambda: bool(place.stage.received(model)), "the call")
        if stage != "before the first byte":
            assert caller.recv(9) == b"HTTP/1.1 "
        began = time.monotonic()
        if way == "half a close":
            caller.shutdown(socket.SHUT_WR)
        elif way == "a reset":
            caller.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            caller.close()
        else:
            caller.close()
        becomes(lambda: place.upstream.disconnects > gone, "the end of the service's call")
        assert time.monotonic() - began < 1, "0.02 to 0.06 s were measured on a busy machine"
    becomes(lambda: len(place.recorded("call.outcome")) > before, "the outcome")
    told = [record["code"] for record in place.recorded("call.outcome")[before:]]
    assert [code for code in told if code != "ok"] == ["client_gone"], "the last test's may come late"


def _scripted(request: Received) -> list[Step]:
    tree = json.loads(request.body)
    if not tree.get("stream"):
        return [whole_answer(chat_answer("baik"))]
    return random.choice([*list(STAGES.values())[:4], [SSE, HALO, Pause(0.01), HALO, Stall()]])


@pytest.mark.parametrize("count", [200, pytest.param(2000, marks=pytest.mark.slow)])
async def test_p12_cancelled_streams_give_back_all(tmp_path: Path, count: int) -> None:
    """Cancelled once, twice or three times at any moment, as a server does that stops: ten of ten calls succeed after them, every slot is
    free, and each intent has one outcome.
    """
    chance = random.Random(5)
    with scripted_upstream(_scripted, cut_gap=0.0) as upstream:
        async with served(build_detector(), upstream, tmp_path, audit_seconds=60.0) as transport:
            for _ in range(0, count, 50):
                tasks = [asyncio.ensure_future(ask(transport, a_person().introduced(), stream=True)) for _ in range(50)]
                for task in tasks:
                    await asyncio.sleep(chance.choice([0.0, 0.0, 0.002]))
                    for _ in range(chance.choice([1, 2, 3])):
                        task.cancel()
                        await asyncio.sleep(0)
                ended = await asyncio.gather(*tasks, return_exceptions=True)
                assert [end for end in ended if not isinstance(end, asyncio.CancelledError)] == []
            for _ in range(10):
                assert (await ask(transport, "Halo")).status_code == 200
            for _ in range(200):
                if upstream.open_connections <= 10:
                    break
                await asyncio.sleep(0.05)
            assert upstream.open_connections <= 10
    said = records(tmp_path / "audit")
    intents = Counter(record["exchange"] for record in said if record["ev"] == "call.intent")
    outcomes = Counter(record["exchange"] for record in said if record["ev"] == "call.outcome")
    assert intents == outcomes
    assert len(intents) > count // 4 + 10
    assert Counter(record["code"] for record in said if record["ev"] == "call.outcome") == {"client_gone": len(intents) - 10, "ok": 10}


def test_s6_a_caller_that_takes_nothing_costs_a_mib(place: Place) -> None:
    """Twenty of them, each with twelve megabytes on the way: the service waits, and the server does not grow for it. The first four bring
    along what any use brings: threads and their scratch space.
    """
    model = place.stage.on(STAGES["while it is written to"], "bebas")
    with _silent(place, 20) as callers:
        growth = Growth(place.server.process.pid)
        begun = _settled(growth, callers[:4], model)
        assert _settled(growth, callers[4:], model) - begun <= 16 << 20


def _settled(growth: Growth, callers: list[socket.socket], model: str) -> int:
    """The growth once these have begun to read and take no more."""
    for caller in callers:
        caller.sendall(_asked(model))
        assert caller.recv(9) == b"HTTP/1.1 "
    held = -1
    while held != (held := growth.bytes()):
        time.sleep(0.5)
    return held
