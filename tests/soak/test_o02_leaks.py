"""O2: whatever becomes of calls, nothing of them is left.

Expected: as many descriptors, tasks and threads after a hundred calls that ended well, badly or were given up as after the first few.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from pathlib import Path
from typing import Any

import httpx
from structlog.testing import capture_logs

from guardrail.app.server import build
from guardrail.proxy.metrics import of_process
from guardrail.settings import dev_settings
from tests.app.serving import serving
from tests.support.chat import CHAT, a_call, echo
from tests.support.scripted import Reset, ScriptedUpstream, Stall, Step, scripted_upstream

KEY = {"authorization": "Bearer uji"}


def _script(request: Any) -> list[Step]:
    """Stalls, breaks off, or says back what it was told."""
    text = json.loads(request.body)["messages"][-1]["content"]
    return [Stall()] if "Tunggu" in text else [Reset()] if "Putus" in text else list(echo(request))


async def _round(client: httpx.AsyncClient, upstream: ScriptedUpstream) -> Counter[int]:
    """Fourteen calls at once; those that never end are given up when the service has them. Statuses of the others."""
    asked = [a_call("Siti, NIK 3374011708909001"), a_call("Halo", stream=True), a_call("Putus"), a_call("Halo", tidak=1e300), {}]
    headers = [KEY, KEY, KEY, {}, KEY]
    before = len(upstream.requests)
    given_up = [asyncio.ensure_future(client.post(CHAT, json=a_call("Tunggu", stream=bool(n % 2)), headers=KEY)) for n in range(4)]
    ended = [client.post(CHAT, json=body, headers=head) for body, head in zip(asked, headers, strict=True) for _ in range(2)]
    statuses = Counter([answer.status_code for answer in await asyncio.gather(*ended)])
    await asyncio.to_thread(upstream.wait_for_requests, before + 4 + 2 * 3, 60)
    for call in given_up:
        call.cancel()
    await asyncio.gather(*given_up, return_exceptions=True)
    await client.post(CHAT, json=a_call("Halo"), headers=KEY)  # a service that answers is not left alone
    return statuses


async def _settled(tasks: int) -> dict[str, float]:
    """What is left as soon as the tasks are no more than these, or after ten seconds."""
    for _ in range(500):
        if len(asyncio.all_tasks()) <= tasks:
            break
        await asyncio.sleep(0.02)
    return {**of_process(), "tasks": len(asyncio.all_tasks())}


async def test_o2_calls_leave_nothing_behind(tmp_path: Path) -> None:
    """Descriptors, tasks, threads."""
    with capture_logs(), scripted_upstream(_script, cut_gap=0.0) as upstream:
        async with serving(build(dev_settings(upstream.base_url, tmp_path, "127.0.0.1", 0, admin_port=0))) as client:
            idle = len(asyncio.all_tasks())
            expected = await _round(client, upstream)
            first = await _settled(idle)
            statuses = [await _round(client, upstream) for _ in range(10)]
            last = await _settled(idle)
    assert statuses == [expected] * 10
    assert expected[200] == 4
    assert last["tasks"] == first["tasks"] == idle
    assert last["process_thread_count"] <= first["process_thread_count"] + 1
    assert last["process_open_fds"] <= first["process_open_fds"] + 2
