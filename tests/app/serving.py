"""An application of its own in the process of a test: configured, driven through its life, and called."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
from starlette.types import ASGIApp, Message

from tests.support.chat import CHAT, a_call

__all__ = ["KEY", "becomes", "configured", "serving", "status_of"]

KEY = "kunci-loket-7f3kq9zd"


@asynccontextmanager
async def serving(app: ASGIApp) -> AsyncIterator[httpx.AsyncClient]:
    """The application between its start-up and its shut-down, as a server drives it, with a client that calls it."""
    asked, said = asyncio.Queue[Message](), asyncio.Queue[Message]()
    lifespan = asyncio.ensure_future(app({"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}, asked.get, said.put))
    await asked.put({"type": "lifespan.startup"})
    started = await said.get()
    assert started["type"] == "lifespan.startup.complete", started
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://guardrail") as client:
        yield client
    await asked.put({"type": "lifespan.shutdown"})
    assert (await said.get())["type"] == "lifespan.shutdown.complete"
    await lifespan


def configured(folder: Path, *keys: str, more: str = "") -> Path:
    file = folder / "guardrail.toml"
    hashes = [hashlib.sha256(key.encode()).hexdigest() for key in keys]
    clients = "".join(f'[[clients]]\nname = "k{n}"\ntenant = "jateng"\nkey_sha256 = "{known}"\n' for n, known in enumerate(hashes))
    file.write_text(f'[state]\ndir = "state"\n{more}\n[[upstreams]]\nname = "uji"\nbase_url = "http://127.0.0.1:9"\n{clients}')
    return file


async def status_of(client: httpx.AsyncClient, key: str) -> int:
    """502 for whoever is admitted, as there is no AI service; a service that was not there several times is no longer asked (503)."""
    status = (await client.post(CHAT, json=a_call("Halo"), headers={"authorization": f"Bearer {key}"})).status_code
    return 502 if status == 503 else status


async def becomes(client: httpx.AsyncClient, key: str, status: int) -> None:
    while await status_of(client, key) != status:
        await asyncio.sleep(0.05)
