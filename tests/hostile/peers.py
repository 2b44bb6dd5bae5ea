"""Peers of guardrail that are no scripted service: one that accepts nobody, and one that is a process and can be stopped."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.process import Process, free_port, running, wait_until

__all__ = ["StoppableService", "a_deaf_port", "a_stoppable_service"]

_SERVICE = """
import http.server, sys
class Service(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_POST(self):
        self.rfile.read(int(self.headers["content-length"]))
        body = b'{"choices":[{"index":0,"message":{"role":"assistant","content":"baik"}}]}'
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Service).serve_forever()
"""


@contextmanager
def a_deaf_port() -> Iterator[int]:
    """A port whose queue is full: the system answers no more of those who knock."""
    with ExitStack() as stack:
        listener = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        port = int(listener.getsockname()[1])
        for _ in range(4):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(("127.0.0.1", port))
        yield port


@dataclass(frozen=True, slots=True)
class StoppableService:
    """An AI service in a process of its own."""

    base_url: str
    process: Process

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """As by ``kill -STOP``: the system goes on accepting connections for it."""
        with self.process.halted():
            yield


@contextmanager
def a_stoppable_service(logs: Path) -> Iterator[StoppableService]:
    port = free_port()
    with running([sys.executable, "-c", _SERVICE, str(port)], logs) as process:
        wait_until(lambda: _listens(port), process)
        yield StoppableService(f"http://127.0.0.1:{port}", process)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
