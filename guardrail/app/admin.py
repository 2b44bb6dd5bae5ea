"""The operators' port: ``/metrics``, ``/livez``, ``/readyz``. Each worker listens on it, and whichever is asked tells the sum of all."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import structlog
from starlette.routing import Route, Router
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.config import Config
from uvicorn.server import ServerState

from guardrail.proxy.door import StrictProtocol
from guardrail.proxy.health import Health, State
from guardrail.proxy.metrics import content_type, expose
from guardrail.proxy.metrics.cells import told_by_all

__all__ = ["Metrics", "admin_app", "operators"]

_log = structlog.get_logger(__name__)


class Metrics:
    """What all workers of a folder have counted. ``refresh`` puts down how this one is now; the others do so each second."""

    def __init__(self, folder: Path, refresh: Callable[[], None]) -> None:
        self._folder = folder
        self._refresh = refresh

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._refresh()
        accept = next((value for name, value in scope["headers"] if name == b"accept"), b"").decode("latin-1")
        media_type = content_type(accept)
        body = await asyncio.to_thread(lambda: expose(told_by_all(self._folder), media_type))
        headers = [(b"content-type", media_type.encode("ascii")), (b"content-length", b"%d" % len(body)), (b"cache-control", b"no-store")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})


def admin_app(metrics: Metrics, state: Callable[[], State]) -> ASGIApp:
    """These three paths and no other."""
    routes = [
        Route("/metrics", metrics, methods=["GET"]),
        Route("/livez", Health(State), methods=["GET"]),
        Route("/readyz", Health(state), methods=["GET"]),
    ]
    return Router(routes, redirect_slashes=False)


@asynccontextmanager
async def operators(app: ASGIApp, host: str, port: int) -> AsyncIterator[int]:
    """Serve ``app`` until the block ends, also while calls are drained; gives the port. Sister processes may share it.

    Raises ``OSError`` where the address is taken by somebody else.
    """
    config = Config(
        app, http=StrictProtocol, ws="none", lifespan="off", log_config=None, access_log=False, server_header=False, proxy_headers=False
    )
    config.load()
    state = ServerState()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: StrictProtocol(config, state, {}), host, port, reuse_port=True)
    bound: int = server.sockets[0].getsockname()[1]
    _log.info("admin.bound", host=host, port=bound)
    try:
        yield bound
    finally:
        server.close()
        for connection in list(state.connections):
            connection.transport.abort()
        await server.wait_closed()
