"""Applications on loopback, for as long as a block runs."""

from __future__ import annotations

import httpx
import pytest
from starlette.applications import Starlette
from starlette.types import Receive, Scope, Send

from guardrail.cli.sample_service import MODEL, sample_service
from guardrail.cli.servers import on_loopback
from guardrail.core.errors import GuardFault


def test_it_answers_inside_the_block_and_not_after_it() -> None:
    """The address is of this machine alone, and is free again at the end."""
    with on_loopback(sample_service()) as address:
        assert address.startswith("http://127.0.0.1:")
        assert httpx.get(f"{address}/v1/models").json()["data"][0]["id"] == MODEL
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{address}/v1/models")


def test_a_taken_port_is_told_with_its_number() -> None:
    """OSError names the address."""
    with on_loopback(Starlette()) as address:
        port = int(address.rpartition(":")[2])
        with pytest.raises(OSError, match=f"127.0.0.1:{port}"), on_loopback(Starlette(), port):
            pytest.fail("two servers on one port")


async def _dies(scope: Scope, receive: Receive, send: Send) -> None:
    await receive()
    await send({"type": "lifespan.startup.failed", "message": ""})


def test_an_application_that_does_not_start_is_a_fault() -> None:
    """Nobody waits for a server that will never answer."""
    with pytest.raises(GuardFault), on_loopback(_dies):
        pytest.fail("it does not start")
