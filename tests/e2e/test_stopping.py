"""Servers are stopped, and their workers and supervisors killed: callers are told, records are whole, nobody holds the port.

Expected: O3 a killed worker is replaced and its calls are closed as unknown; a killed supervisor leaves no orphan.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import aiohttp
import pytest

from guardrail.audit.verify import verify
from tests.support.chat import CHAT, a_call, call, chat_answer, echo, piece, records
from tests.support.people import a_person
from tests.support.process import free_port, wait_until
from tests.support.scripted import Pause, Received, Stall, Step, scripted_upstream, sse_answer, whole_answer
from tests.support.server import CLIENT_KEY, GuardrailServer, configured_server

START_SECONDS = 240.0
"""A loaded machine takes long to start three processes."""


def _never_ends(request: Received) -> Sequence[Step]:
    """A stream that says one thing and then nothing; an answer that never begins; one that takes a second."""
    tree = json.loads(request.body)
    if tree.get("stream"):
        return [*sse_answer(piece({"content": "Baik. "}))[:-1], Stall()]
    text = tree["messages"][-1]["content"]
    return [Pause(1.0), whole_answer(chat_answer("Baik."))] if "Salam" in text else [Stall()]


async def _ask(session: aiohttp.ClientSession, text: str, stream: bool = False) -> tuple[int, bytes]:
    """Status and body; 0 where the connection broke off."""
    try:
        async with session.post(CHAT, json=a_call(text, stream=stream)) as response:
            return response.status, await response.read()
    except aiohttp.ClientError:
        return 0, b""


def _ready(port: int) -> int:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=10) as answer:
            status: int = answer.status
            return status
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code


def _metrics(port: int) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
        told: str = answer.read().decode()
        return told


def _number(told: str, series: str) -> float:
    """Of one sample; 0 where there is none."""
    return next((float(line.rpartition(" ")[2]) for line in told.splitlines() if line.rpartition(" ")[0] == series), 0.0)


def _takes(port: int) -> bool:
    """Whether anybody listens there."""
    with socket.socket() as caller:
        return caller.connect_ex(("127.0.0.1", port)) == 0


def _alive(pid: int) -> bool:
    """A zombie that nobody has waited for has ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("latin-1").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _workers(server: GuardrailServer) -> list[int]:
    lines = [json.loads(line) for line in server.process.stderr().splitlines()]
    return [line["pid"] for line in lines if line["event"] == "server.started"]


@pytest.mark.parametrize("signals", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_who_is_served_when_the_server_stops_is_told(tmp_path: Path, signals: int) -> None:
    """Not ready at once; who can be answered is; a stream ends with the vendor's error, a call without an answer with its error; every
    end is in the log. A second signal does not wait for the time that calls were given."""
    admin = free_port()
    with scripted_upstream(_never_ends) as upstream:
        configuration = (
            f"[server]\nadmin_port = {admin}\ndrain_s = {3 if signals == 1 else 600}\n"
            f'[[upstreams]]\nname = "uji"\nbase_url = "{upstream.base_url}"\n'
        )
        with configured_server(configuration, tmp_path / "state", seconds=START_SECONDS) as server:

            async def story() -> tuple[float, list[tuple[int, bytes]]]:
                limit = aiohttp.TCPConnector(limit=0)
                key = {"authorization": f"Bearer {CLIENT_KEY}"}
                async with aiohttp.ClientSession(server.base_url, headers=key, connector=limit) as session:
                    asked = [_ask(session, "Salam."), _ask(session, "Apa kabar?", stream=True), _ask(session, "Apa kabar?")]
                    running = [asyncio.ensure_future(one) for one in asked]
                    await asyncio.to_thread(upstream.wait_for_requests, 3, 60.0)
                    assert await asyncio.to_thread(_ready, admin) == 200
                    began = time.monotonic()
                    server.process.popen.send_signal(signal.SIGTERM)
                    if signals == 1:
                        while await asyncio.to_thread(_ready, admin) == 200:
                            assert time.monotonic() - began < 2
                        assert _number(await asyncio.to_thread(_metrics, admin), 'guardrail_draining{worker="0"}') == 1
                    await running[0]
                    if signals == 2:
                        server.process.popen.send_signal(signal.SIGTERM)
                    answers = await asyncio.gather(*running)
                    await asyncio.to_thread(server.process.popen.wait, 60)
                    return time.monotonic() - began, answers

            wait_until(lambda: '"server.started"' in server.process.stderr(), server.process, START_SECONDS)
            seconds, (answered, streamed, silent) = asyncio.run(story())
        assert upstream.open_connections == 0
    assert seconds < 30
    assert answered[0] == 200
    assert streamed[0] == 200
    events = [line[6:] for line in streamed[1].decode().splitlines() if line.startswith("data: ")]
    assert json.loads(events[-2])["error"]["code"] == "server_stopping"
    assert events[-1] == "[DONE]"
    assert (silent[0], json.loads(silent[1])["error"]["code"]) == (503, "server_stopping")
    audit = tmp_path / "state" / "audit"
    assert Counter(record["code"] for record in records(audit, "call.outcome")) == {"ok": 1, "server_stopping": 2}
    report = verify(audit)
    assert (report.ok, report.dangling, len(records(audit, "writer.stop"))) == (True, 0, 1)


@pytest.mark.slow
def test_killed_workers_are_replaced_and_a_killed_supervisor_leaves_no_orphan(tmp_path: Path) -> None:
    """O3: counts go on from where they were, the log closes what the dead left open, and workers hear that their supervisor is dead."""
    person, admin = a_person(), free_port()
    with scripted_upstream(lambda request: [Stall()] if b"Tunggu" in request.body else echo(request)) as upstream:
        configuration = (
            f'[server]\nworkers = 2\nadmin_port = {admin}\ndrain_s = 1\n[[upstreams]]\nname = "uji"\nbase_url = "{upstream.base_url}"\n'
        )
        with configured_server(configuration, tmp_path / "state", seconds=START_SECONDS) as server:
            wait_until(lambda: len(_workers(server)) == 2, server.process, START_SECONDS)
            for _ in range(12):
                assert call(server.base_url, a_call(person.introduced()), key=CLIENT_KEY).status == 200
            told = _metrics(admin)
            assert _number(told, 'guardrail_findings_total{entity="ID_NIK",direction="request"}') == 12
            assert _number(told, 'guardrail_outcomes_total{code="ok"}') == 12
            assert {_number(told, f'guardrail_slots{{worker="{worker}"}}') for worker in (0, 1)} == {1024}
            for value in (person.nik, person.name, CLIENT_KEY):
                assert value not in told

            left = socket.create_connection(("127.0.0.1", int(server.base_url.rpartition(":")[2])))
            body = json.dumps(a_call("Tunggu sebentar.")).encode()
            left.sendall(
                f"POST {CHAT} HTTP/1.1\r\nhost: a\r\nauthorization: Bearer {CLIENT_KEY}\r\ncontent-type: application/json\r\n"
                f"content-length: {len(body)}\r\n\r\n".encode()
                + body
            )
            upstream.wait_for_requests(13, 60)
            first = set(_workers(server))
            for pid in first:
                os.kill(pid, signal.SIGKILL)
            wait_until(lambda: len(_workers(server)) == 4, server.process, START_SECONDS)
            left.close()
            assert call(server.base_url, a_call(person.introduced()), key=CLIENT_KEY).status == 200
            assert _number(_metrics(admin), 'guardrail_outcomes_total{code="ok"}') == 13

            port = int(server.base_url.rpartition(":")[2])
            heirs = set(_workers(server)) - first
            os.kill(server.process.pid, signal.SIGKILL)
            server.process.popen.wait()
            ends = time.monotonic() + 60
            while any(map(_alive, heirs)):
                assert time.monotonic() < ends, "an orphan lives on"
                time.sleep(0.05)
            assert not _takes(port)
            assert not _takes(admin)
    audit = tmp_path / "state" / "audit"
    assert Counter(record["code"] for record in records(audit, "call.outcome")) == {"ok": 13, "unknown": 1}
    report = verify(audit)
    assert (report.ok, report.dangling) == (True, 0)
