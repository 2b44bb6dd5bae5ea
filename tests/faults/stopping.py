"""A server that is told to stop while hundreds of calls are under way."""

from __future__ import annotations

import asyncio
import json
import signal
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import aiohttp

from guardrail.audit.verify import verify
from tests.support.chat import CHAT, a_call, chat_answer, records
from tests.support.process import wait_until
from tests.support.scripted import Pause, Received, Stall, Step, scripted_upstream, whole_answer
from tests.support.server import CLIENT_KEY, configured_server

__all__ = ["DRAIN", "Stopped", "stopped"]

DRAIN = 5
"""Seconds that calls under way get."""


class Stopped(NamedTuple):
    """How it ended."""

    under_way: int
    seconds: float
    """From SIGTERM to the end of the process."""
    answered: int
    codes: Counter[str]
    """Of the outcomes."""
    left_open: int
    ok: bool
    closed: bool
    """The log has its ``writer.stop``."""


def slow(request: Received) -> Sequence[Step]:
    """Every second call is answered after two seconds; the others never are."""
    text = json.loads(request.body)["messages"][-1]["content"]
    return [Pause(2.0), whole_answer(chat_answer("Baik."))] if text.endswith("0.") else [Stall()]


def stopped(folder: Path, calls: int) -> Stopped:
    """SIGTERM when so many calls have reached the AI service."""
    with scripted_upstream(slow, cut_gap=0.0) as upstream:
        configuration = (
            f"[server]\ndrain_s = {DRAIN}\nmax_calls = {2 * calls}\nmax_calls_per_client = {2 * calls}\n"
            f'[[upstreams]]\nname = "uji"\nbase_url = "{upstream.base_url}"\n'
        )
        with configured_server(configuration, folder / "state") as server:

            async def press() -> tuple[float, int]:
                limit = aiohttp.TCPConnector(limit=0)
                headers = {"authorization": f"Bearer {CLIENT_KEY}"}
                async with aiohttp.ClientSession(server.base_url, headers=headers, connector=limit) as session:

                    async def one(number: int) -> int:
                        try:
                            async with session.post(CHAT, json=a_call(f"Salam {number % 2}.")) as response:
                                await response.read()
                                return response.status
                        except aiohttp.ClientError:
                            return 0

                    asked = [asyncio.ensure_future(one(number)) for number in range(calls)]
                    await asyncio.to_thread(upstream.wait_for_requests, calls, 60.0)
                    began = time.monotonic()
                    server.process.popen.send_signal(signal.SIGTERM)
                    await asyncio.to_thread(server.process.popen.wait)
                    seconds = time.monotonic() - began
                    return seconds, (await asyncio.gather(*asked)).count(200)

            wait_until(lambda: '"server.started"' in server.process.stderr(), server.process)
            seconds, answered = asyncio.run(press())
    audit = folder / "state" / "audit"
    report = verify(audit)
    codes = Counter(str(record["code"]) for record in records(audit, "call.outcome"))
    return Stopped(calls, seconds, answered, codes, report.dangling, report.ok, bool(records(audit, "writer.stop")))
