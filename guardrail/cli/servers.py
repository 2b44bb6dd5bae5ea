"""A port taken or its reason told, and ASGI applications on loopback for as long as a block runs, each on its own thread (for the demo)."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from guardrail.core.errors import ErrorCode, GuardFault

if TYPE_CHECKING:
    from starlette.types import ASGIApp
    from uvicorn import Server

__all__ = ["listening", "on_loopback"]

_HOST = "127.0.0.1"
_POLL_SECONDS = 0.01


@contextmanager
def on_loopback(app: ASGIApp, port: int = 0) -> Iterator[str]:
    """Serve ``app`` until the block ends; gives its address, ``http://127.0.0.1:PORT``. Port 0 takes a free one.

    Raises ``OSError`` when the port is taken, ``GuardFault`` when the application does not start.
    """
    import uvicorn

    with listening(_HOST, port) as listener:
        config = uvicorn.Config(
            app, lifespan="on", ws="none", log_config=None, access_log=False, server_header=False, timeout_graceful_shutdown=5
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=_run, args=(server, listener), daemon=True)
        thread.start()
        try:
            while not server.started:
                if not thread.is_alive():
                    raise GuardFault(ErrorCode.INTERNAL_ERROR, "startup")
                time.sleep(_POLL_SECONDS)
            yield f"http://{_HOST}:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


def _run(server: Server, listener: socket.socket) -> None:
    with suppress(SystemExit):  # how uvicorn says that the application did not start; `started` says so too
        server.run([listener])


def listening(host: str, port: int) -> socket.socket:
    """A socket bound to the address; port 0 takes a free one. Raises ``OSError`` that names the address: uvicorn would only exit."""
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise OSError(error.errno, error.strerror or "cannot be bound", f"{host}:{port}") from None
    return listener
