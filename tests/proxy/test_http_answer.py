"""An answer has an end, in bytes and in time, whatever the service does (P11)."""

from __future__ import annotations

import asyncio

import pytest

from guardrail.core.errors import ErrorCode, UpstreamFault
from guardrail.dialects.target import Target
from guardrail.proxy.upstream import HttpUpstream, Timeouts, UpstreamSpec
from tests.support.scripted import Pause, Script, Step, chunk, head, scripted_upstream

DRIP: list[Step] = [step for _ in range(200) for step in (chunk(b": .\n\n"), Pause(0.02))]
START = head(200, ("content-type", "text/event-stream"), ("transfer-encoding", "chunked"))


async def _read(script: Script, timeouts: Timeouts) -> bytes:
    with scripted_upstream(script) as server:
        upstream = HttpUpstream(UpstreamSpec("uji", server.base_url, timeouts=timeouts, max_answer_bytes=1000))
        try:
            answer = await upstream.send(Target("POST", "/v1/chat/completions"), b"{}")
            try:
                return await answer.read()
            finally:
                await answer.aclose()
        finally:
            await upstream.aclose()


async def test_an_answer_without_end_is_ended() -> None:
    """It never falls silent, and yet it has its time."""
    with pytest.raises(UpstreamFault) as fault:
        await _read([START, *DRIP], Timeouts(read=5.0, total=0.3))
    assert fault.value.code is ErrorCode.UPSTREAM_TIMEOUT


async def test_an_answer_within_its_time_is_whole() -> None:
    """The alarm of an answer that ended rings for nobody."""
    assert await _read([START, *DRIP[:10], b"0\r\n\r\n"], Timeouts(read=5.0, total=2.0)) == b": .\n\n" * 5
    await asyncio.sleep(0)


async def test_an_answer_too_large_is_refused_where_it_becomes_so() -> None:
    """Not when it has all been read."""
    with pytest.raises(UpstreamFault) as fault:
        await _read([START, *([chunk(b"x" * 600)] * 50)], Timeouts(read=5.0, total=5.0))
    assert (fault.value.code, fault.value.place) == (ErrorCode.UPSTREAM_INVALID, "size")
