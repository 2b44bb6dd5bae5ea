"""``kill -9`` under load, of a server and of a bare writer, at moments that nobody chose."""

from __future__ import annotations

import asyncio
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import aiohttp

from guardrail.audit.log import SegmentedLog
from guardrail.audit.note import NoteSigner
from guardrail.audit.verify import verify
from tests.audit.reading import entries_of_torn
from tests.support.chat import CHAT, a_call, echo, records
from tests.support.people import a_person
from tests.support.scripted import ScriptedUpstream, scripted_upstream
from tests.support.server import GuardrailServer, guardrail_server

__all__ = ["Kills", "Load", "server_kills", "writer_kills"]

_ROOT = Path(__file__).parents[2]
_FEWEST, _MOST = 8, 64
"""Callers, and tasks that append, at once."""


class Kills(NamedTuple):
    """What is found when all rounds are over. Everything but ``rounds``, ``acknowledged`` and ``closed`` must be 0."""

    rounds: int
    acknowledged: int
    """Calls that were answered, or records that were said to be durable."""
    lost: int
    """Of these, such as are not in the verified log."""
    unrecorded: int
    """Bodies that the AI service received and whose intent is nowhere."""
    breaks: int
    left_open: int
    closed: int
    """Calls whose end nobody lived to see, closed as unknown by the next writer."""


class Load:
    """Calls whose bodies all differ in length, so that a record of a length is the record of one call."""

    def __init__(self) -> None:
        self._length = 0
        self._people = [a_person() for _ in range(50)]
        self.answered: set[str] = set()
        """Events, as the answers name them."""

    def _body(self) -> dict[str, object]:
        self._length += 1
        person = self._people[self._length % len(self._people)]
        return a_call(f"NIK {person.nik} " + "a" * 2 * (self._length % 3000), user=f"u{self._length}", stream=self._length % 2 == 0)

    async def press(self, server: GuardrailServer, callers: int, seconds: float) -> None:
        """Call without a pause from many sides, and kill the server in the middle of it, so long after its first answer."""
        before = len(self.answered)
        async with aiohttp.ClientSession(server.base_url, headers={"authorization": "Bearer uji"}) as session:
            calling = [asyncio.ensure_future(self._call(session)) for _ in range(callers)]
            while len(self.answered) == before and not all(each.done() for each in calling):
                await asyncio.sleep(0.01)
            await asyncio.sleep(seconds)
            await asyncio.to_thread(server.process.kill)
            await asyncio.gather(*calling)

    async def _call(self, session: aiohttp.ClientSession) -> None:
        with suppress(aiohttp.ClientError):
            while True:
                async with session.post(CHAT, json=self._body()) as response:
                    assert response.status == 200
                    await response.read()
                    self.answered.add(response.headers["x-guardrail-event-id"])


def server_kills(folder: Path, rounds: int, seed: int = 9) -> Kills:
    """Servers one after the other on the same state, each killed under load, before an AI service that keeps what it received."""
    chance, load, state = random.Random(seed), Load(), folder / "state"
    audit = state / "audit"
    breaks = unrecorded = 0
    with scripted_upstream(echo, cut_gap=0.0) as upstream:
        for _ in range(rounds):
            with guardrail_server(upstream.base_url, state) as server:
                asyncio.run(load.press(server, chance.randint(_FEWEST, _MOST), chance.uniform(0.1, 0.6)))
        with guardrail_server(upstream.base_url, state):
            pass
        unrecorded = _unrecorded(audit, upstream)
    report = verify(audit)
    intents = {record["exchange"]: record["id"] for record in records(audit, "call.intent")}
    known = set(intents) | set(intents.values())
    closed = [record["code"] for record in records(audit, "call.outcome")].count("unknown")
    breaks = len(report.breaks) + abs(report.intents - report.outcomes)
    return Kills(rounds, len(load.answered), len(load.answered - known), unrecorded, breaks, report.dangling, closed)


def _unrecorded(audit: Path, upstream: ScriptedUpstream) -> int:
    """Bodies beyond those that an intent speaks of, length by length."""
    sent = [len(request.body) for request in upstream.requests]
    spoken = [int(record["bytes_sent"]) for record in records(audit, "call.intent")]
    return sum(max(0, sent.count(size) - spoken.count(size)) for size in set(sent))


def writer_kills(folder: Path, rounds: int) -> Kills:
    """Bare writers one after the other in the same directory, each killed while 8 to 64 tasks append."""
    signer = NoteSigner.generate("guardrail.test/killed")
    chance = random.Random(rounds)
    told: set[tuple[str, int, str]] = set()
    for _ in range(rounds):
        told |= _killed_while_appending(folder, signer, chance)
    log = SegmentedLog(folder, signer)
    log.start()
    log.close()
    report = verify(folder, signer.verifier.vkey)
    found = [(log.writer, entry) for log in report.logs for entry in entries_of_torn(folder, log.writer)]
    written = {(writer, entry.seq, entry.id) for writer, entry in found}
    closed = sum(b'"code":"unknown"' in entry.fields for _, entry in found)
    breaks = len(report.breaks) + abs(len(report.logs) - rounds - 1)
    return Kills(rounds, len(told), len(told - written), 0, breaks, report.dangling, closed)


def _killed_while_appending(directory: Path, signer: NoteSigner, chance: random.Random) -> set[tuple[str, int, str]]:
    command = [sys.executable, "-m", "tests.faults.appender", str(directory), signer.skey, str(chance.randint(_FEWEST, _MOST))]
    with subprocess.Popen(command, cwd=_ROOT, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        first = child.stdout.readline()
        time.sleep(chance.uniform(0.0, 0.25))
        child.send_signal(signal.SIGKILL)
        said = [first, *child.stdout.read().splitlines(keepends=True)]
    return {(writer, int(seq), event) for writer, seq, event in (line.split() for line in said if line.endswith("\n"))}
