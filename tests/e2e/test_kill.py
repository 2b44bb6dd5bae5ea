"""``kill -9`` under load: whatever left has its intent on the disk, the log proves itself, and the next start closes what was open."""

from __future__ import annotations

import asyncio
import random
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import aiohttp
import pytest

from guardrail.audit.verify import verify
from tests.support.chat import CHAT, a_call, echo, records
from tests.support.people import a_person
from tests.support.scripted import Received, ScriptedUpstream, scripted_upstream
from tests.support.server import GuardrailServer, guardrail_server

CALLERS = 16


class Load:
    """Calls whose bodies all differ in length, so that a record of a length is the record of one call."""

    def __init__(self) -> None:
        self._length = 0
        self._people = [a_person() for _ in range(50)]
        self.answered = 0

    def _body(self) -> dict[str, object]:
        self._length += 1
        person = self._people[self._length % len(self._people)]
        return a_call(f"NIK {person.nik} " + "a" * 2 * self._length, stream=self._length % 2 == 0)

    async def press(self, base_url: str, seconds: float, server: GuardrailServer) -> None:
        """Call without a pause from many sides, and kill the server in the middle of it."""
        async with aiohttp.ClientSession(base_url, headers={"authorization": "Bearer uji"}) as session:
            callers = [asyncio.ensure_future(self._call(session)) for _ in range(CALLERS)]
            await asyncio.sleep(seconds)
            await asyncio.to_thread(server.process.kill)
            await asyncio.gather(*callers)

    async def _call(self, session: aiohttp.ClientSession) -> None:
        with suppress(aiohttp.ClientError):
            while True:
                async with session.post(CHAT, json=self._body()) as response:
                    assert response.status == 200
                    await response.read()
                    self.answered += 1


def lengths(requests: list[Received]) -> list[int]:
    return [len(request.body) for request in requests]


@pytest.mark.parametrize("rounds", [3, pytest.param(100, marks=pytest.mark.slow)])
async def test_no_call_left_without_its_intent(rounds: int, tmp_path: Path) -> None:
    """After every kill each body that the service received has its ``call.intent``; the log verifies; the next start closes the rest."""
    chance, load, state = random.Random(9), Load(), tmp_path / "state"
    with scripted_upstream(echo, cut_gap=0.0) as upstream:
        for _ in range(rounds):
            with guardrail_server(upstream.base_url, state) as server:
                await load.press(server.base_url, chance.uniform(0.1, 0.6), server)
            assert_every_call_is_recorded(state / "audit", upstream)
        dangling = verify(state / "audit").dangling
        with guardrail_server(upstream.base_url, state):
            pass
    report = verify(state / "audit")
    assert report.breaks == ()
    assert (report.dangling, report.intents) == (0, report.outcomes)
    assert [record["code"] for record in records(state / "audit", "call.outcome")].count("unknown") >= dangling
    assert load.answered > rounds * CALLERS


def assert_every_call_is_recorded(audit: Path, upstream: ScriptedUpstream) -> None:
    report = verify(audit)
    assert report.breaks == ()
    sent = lengths(upstream.requests)
    assert len(sent) == len(set(sent))
    assert set(sent) <= {record["bytes_sent"] for record in records(audit, "call.intent")}


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The audit directory of a server that was killed under load and of one that came after it and ended in order."""
    state = tmp_path_factory.mktemp("ended") / "state"
    load = Load()
    with scripted_upstream(echo, cut_gap=0.0) as upstream:
        with guardrail_server(upstream.base_url, state) as server:
            asyncio.run(load.press(server.base_url, 0.3, server))
        with guardrail_server(upstream.base_url, state):
            pass
    assert verify(state / "audit").ok
    return state / "audit"


def places(file: Path) -> Iterator[tuple[int, int]]:
    """(position, line) to damage: the ends and the middle of the first, a middle and the last line."""
    lines = file.read_bytes().splitlines(keepends=True)
    starts = [sum(map(len, lines[:number])) for number in range(len(lines))]
    for number in sorted({0, len(lines) // 2, len(lines) - 1}):
        size = len(lines[number])
        for offset in sorted({0, 3, size // 3, size // 2, size - 12, size - 2, size - 1}):
            yield starts[number] + offset, number + 1


@pytest.mark.parametrize("mask", [0x01, 0x20, 0x80, 0xFF], ids=["lowest bit", "letter case", "highest bit", "every bit"])
def test_one_changed_byte_is_found(ended: Path, mask: int, tmp_path: Path) -> None:
    """A byte changed anywhere in the records, of the dead log or the living one, also in the last line, is found and its line named."""
    for file in sorted(ended.glob("*.jsonl")):
        for position, line in places(file):
            copy = tmp_path / "audit"
            shutil.copytree(ended, copy)
            data = bytearray(file.read_bytes())
            data[position] ^= mask
            (copy / file.name).write_bytes(data)
            named = [(found.file, found.line) for found in verify(copy).breaks]
            assert named
            if position < len(data) - 1:  # without its last line end a log is torn, and only its successor knows how long it was
                assert (file.name, line) in named
            shutil.rmtree(copy)


def test_a_lost_record_is_found(ended: Path, tmp_path: Path) -> None:
    """The last record, one in the middle, and the last ten: each loss is found."""
    for file in sorted(ended.glob("*.jsonl")):
        lines = file.read_bytes().splitlines(keepends=True)
        middle = len(lines) // 2
        for left in (lines[:-1], lines[:middle] + lines[middle + 1 :], lines[:-10], lines[1:], lines[:middle] + lines[middle - 1 :]):
            copy = tmp_path / "audit"
            shutil.copytree(ended, copy)
            (copy / file.name).write_bytes(b"".join(left))
            assert not verify(copy).ok
            shutil.rmtree(copy)


def test_the_load_was_real(ended: Path) -> None:
    """Every call had a value to mask, and there were many."""
    masked = [record["masked"] for record in records(ended, "call.intent")]
    assert masked == [{"ID_NIK": 1}] * len(masked)
    assert len(masked) > CALLERS
