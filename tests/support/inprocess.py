"""The proxy around any detector, in process: for failures that no shipped detector has."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from guardrail.app.clock import SystemClock
from guardrail.app.policies import load_policies
from guardrail.audit.log import SegmentedLog
from guardrail.audit.note import NoteSigner
from guardrail.pipeline.guard import Guard
from guardrail.pipeline.ports import Detector
from guardrail.pipeline.rollout import Edition, Rollout
from guardrail.pipeline.vaults import EphemeralVaults
from guardrail.proxy.identity import DevKeys
from guardrail.proxy.refusals import Refusals
from guardrail.proxy.routes import ModelGate
from guardrail.proxy.upstream import HttpUpstreams, UpstreamSpec
from guardrail.settings import dev_settings

from .chat import CHAT, a_call
from .scripted import ScriptedUpstream

__all__ = ["ask", "served"]


@asynccontextmanager
async def served(
    detector: Detector, upstream: ScriptedUpstream, folder: Path, inline: bool = True, audit_seconds: float = 2.0
) -> AsyncIterator[httpx.AsyncBaseTransport]:
    """The gate around a guard with this detector, in process; all the rest is real."""
    audit = SegmentedLog(folder / "audit", NoteSigner("guardrail", Ed25519PrivateKey.from_private_bytes(b"k" * 32)), deadline=audit_seconds)
    audit.start()
    upstreams = HttpUpstreams([UpstreamSpec("hulu", upstream.base_url)])
    refusals = Refusals()
    guard = Guard(detector, audit, EphemeralVaults(lambda tenant: b"k" * 32), upstreams, SystemClock(), refusals, inline)
    policies = Rollout(Edition(load_policies(dev_settings(upstream.base_url, folder, "127.0.0.1", 0))))
    gate = ModelGate(guard, DevKeys, lambda: policies, refusals)
    try:
        yield httpx.ASGITransport(gate)
    finally:
        await upstreams.aclose()
        audit.close()


async def ask(transport: httpx.AsyncBaseTransport, text: str, **more: Any) -> httpx.Response:
    """One chat call, read to its end."""
    request = httpx.Request("POST", f"http://guardrail{CHAT}", json=a_call(text, **more), headers={"authorization": "Bearer uji"})
    response = await transport.handle_async_request(request)
    await response.aread()
    return response
