"""P4: slow heads, bodies and readers -> let go within 15 s (heads) and 35 s (bodies, readers); good callers meanwhile wait at most twice as
long as before. By peers of our own, and by slowhttptest where it is installed.
"""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from statistics import quantiles
from typing import Any, Final

import pytest

from tests.support.chat import CHAT, chat_answer, records
from tests.support.scripted import Received, ScriptedUpstream, Stall, Step, chunk, head, scripted_upstream, whole_answer
from tests.support.server import CLIENT_KEY, GuardrailServer, configured_server

from .place import a_call, becomes
from .slow_callers import begun, ended

_CONFIGURATION: Final = """
[server]
max_calls = 2000
max_calls_per_client = 1500
[[upstreams]]
name = "uji"
base_url = "{address}/v1"
"""
_GOOD: Final = a_call()
WITHIN: Final = {"head": 15.0, "body": 35.0, "reader": 35.0}
"""Seconds."""
_LIST: Final = whole_answer(json.dumps({"models": [], "x": [0.25] * 150_000}).encode())
CODES: Final = {"head": "request_too_slow", "body": "request_too_slow"}
_MUCH: Final[list[Step]] = [
    head(200, ("content-type", "text/event-stream"), ("transfer-encoding", "chunked")),
    *([chunk(b": " + b"x" * 100_000 + b"\n\n")] * 30),  # three times of what may be fetched
    Stall(),
]


@dataclass(frozen=True, slots=True)
class Room:
    """A server that has a place for each of them: nobody is turned away for being one too many."""

    server: GuardrailServer
    upstream: ScriptedUpstream

    @property
    def port(self) -> int:
        return int(self.server.base_url.rpartition(":")[2])

    def outcomes(self) -> Counter[str]:
        return Counter(record["code"] for record in self._ended())

    def fetched(self) -> list[int]:
        """Bytes that were fetched for each caller who did not take them all."""
        return [record["bytes_received"] for record in self._ended() if record["code"] == "client_gone"]

    def _ended(self) -> list[dict[str, Any]]:
        return records(self.server.state_dir / "audit", "call.outcome")


def _said(request: Received) -> list[Step]:
    if request.method == "GET":
        return [_LIST]
    return _MUCH if b'"stream"' in request.body else [whole_answer(chat_answer("baik"))]


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with ExitStack() as stack:
        upstream = stack.enter_context(scripted_upstream(_said, cut_gap=0.0))
        folder = tmp_path_factory.mktemp("lambat")
        yield Room(stack.enter_context(configured_server(_CONFIGURATION.format(address=upstream.base_url), folder / "state")), upstream)


async def _good(port: int) -> float:
    """Seconds of one good call."""
    began = time.monotonic()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(_GOOD.replace(b"Content-Type", b"Connection: close\r\nContent-Type", 1))
    answer = await reader.read()
    writer.close()
    assert answer.startswith(b"HTTP/1.1 200")
    return time.monotonic() - began


async def _p99(port: int, calls: int) -> float:
    return quantiles([await _good(port) for _ in range(calls)], n=100)[98]


@pytest.mark.parametrize(
    ("count", "kinds", "calls"),
    [(40, ["head"], 100), pytest.param(1000, [*["head"] * 5, *["body"] * 4, "reader"], 1000, marks=pytest.mark.slow)],
)
async def test_p04_slow_callers_are_let_go(room: Room, count: int, kinds: list[str], calls: int) -> None:
    """Each within its time, and told why where it can still be told; a good caller hardly notices them, and each call that left has its
    outcome. (Two seconds are the machine's.)"""
    sent, before = len(room.upstream.requests), room.outcomes()
    alone = await _p99(room.port, calls)
    slow = await begun(room.port, count, kinds)
    await asyncio.sleep(1)
    among = await _p99(room.port, calls)
    longest: dict[str, float] = dict.fromkeys(kinds, 0.0)
    for kind, endured, code in await ended(slow):
        longest[kind] = max(longest[kind], endured)
        assert kind == "reader" or code == CODES[kind]
    again = await _p99(room.port, calls)
    readers = sum(kinds[number % len(kinds)] == "reader" for number in range(count))
    becomes(lambda: (room.outcomes() - before).total() == 3 * calls + readers, "an outcome for each call")
    assert room.outcomes() - before == Counter({"ok": 3 * calls, "client_gone": readers}) - Counter()
    assert len(room.upstream.requests) == sent + 3 * calls + readers
    assert all(fetched <= 1 << 20 for fetched in room.fetched()), "of what nobody takes little is fetched"
    print(f"{count} slow callers, endured at most: {', '.join(f'{kind} {seconds:.1f} s' for kind, seconds in longest.items())}")
    print(f"p99 of good calls: {alone * 1e3:.1f} ms before, {among * 1e3:.1f} ms among them, {again * 1e3:.1f} ms after")
    assert all(seconds < WITHIN[kind] + 2 for kind, seconds in longest.items())
    if count == 1000:
        assert among <= 2 * max(alone, again)


_NAMED: Final = "application/json\r\nAuthorization: Bearer " + CLIENT_KEY
"""The tool has no word for a key; it puts this into its request as it is."""
SLOWHTTPTEST: Final[dict[str, list[str]]] = {
    "head": ["-H", "-c", "1000"],
    "body": ["-B", "-c", "1000", "-s", "100000", "-t", "POST", "-f", _NAMED],
    "reader": ["-X", "-c", "100", "-k", "1", "-w", "512", "-y", "1024", "-n", "1", "-z", "1024"],
}


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("slowhttptest") is None, reason="slowhttptest is not installed")
@pytest.mark.parametrize("kind", SLOWHTTPTEST)
async def test_p04_slowhttptest_finds_the_service_available(room: Room, kind: str) -> None:
    """The connections of an attacker's own tool: none is left after its time, and whoever asks meanwhile is served."""
    began = time.monotonic()
    path = f"/v1beta/models?key={CLIENT_KEY}" if kind == "reader" else CHAT
    options = ["-r", "200", "-i", "1", "-l", "60", "-p", "5", "-u", room.server.base_url + path]
    tool = await asyncio.create_subprocess_exec(
        "slowhttptest", *SLOWHTTPTEST[kind], *options, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    ended: asyncio.Future[Any] = asyncio.ensure_future(tool.communicate())
    while not ended.done():
        await _good(room.port)
        await asyncio.wait([ended], timeout=0.5)
    told = re.sub(rb"\x1b\[[0-9;]*[A-Za-z]", b"", (await ended)[0])
    took = time.monotonic() - began
    print(f"slowhttptest, {kind}: none left after {took:.1f} s")
    assert b"No open connections left" in told
    assert set(re.findall(rb"service available: *(YES|NO)", told)) <= {b"YES"}
    assert took < WITHIN[kind] + 7, "five seconds to open them, and two of its own clock"
