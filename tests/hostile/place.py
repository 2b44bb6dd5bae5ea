"""What a hostile peer finds: the server's door, and what came through it."""

from __future__ import annotations

import json
import re
import socket
from dataclasses import dataclass
from typing import Any

from tests.support.canaries import CANARIES
from tests.support.chat import records
from tests.support.people import a_person
from tests.support.scripted import ScriptedUpstream
from tests.support.server import CLIENT_KEY, GuardrailServer

__all__ = ["OTHER_KEY", "Place", "Told", "a_body", "a_call", "told"]


OTHER_KEY = CANARIES.add("kunci-lambat-" + "9zd7f3kq" * 4)
"""What a second client presents."""


@dataclass(frozen=True, slots=True)
class Told:
    """An answer as it stood on the wire."""

    status: int
    code: str
    closed: bool
    """The server ended the connection."""
    raw: bytes


@dataclass(frozen=True, slots=True)
class Place:
    server: GuardrailServer
    upstream: ScriptedUpstream

    def says(self, data: bytes, seconds: float = 30.0) -> Told:
        """Send exact bytes, stop sending, and read to the end of the connection."""
        with self.dial(seconds) as client:
            client.sendall(data)
            return told(client)

    def dial(self, seconds: float = 30.0) -> socket.socket:
        host, port = self.server.base_url.removeprefix("http://").split(":")
        return socket.create_connection((host, int(port)), timeout=seconds)

    def sent_on(self) -> int:
        """Requests that the AI service was sent so far."""
        return len(self.upstream.requests)

    def recorded(self, kind: str) -> list[dict[str, Any]]:
        return records(self.server.state_dir / "audit", kind)


def told(client: socket.socket) -> Told:
    """One answer, and whether the connection ended behind it. Waits for the end where the answer announces it."""
    data = b""
    while True:
        try:
            part = client.recv(1 << 16)
        except (ConnectionResetError, TimeoutError):
            part = b""
        data += part
        head, _, body = data.partition(b"\r\n\r\n")
        length = re.search(rb"\r\ncontent-length: ([0-9]+)", head)
        whole = length is not None and len(body) >= int(length[1]) and b"connection: close" not in head
        if not part or whole:
            break
    if not head:
        return Told(0, "", True, data)
    code = json.loads(body)["error"]["code"] if body.startswith(b'{"error"') else ""
    return Told(int(head.split()[1]), code, not part, data)


def a_body() -> bytes:
    """A call with a person's data, of which nothing may ever be seen unmasked."""
    return json.dumps({"model": "uji", "messages": [{"role": "user", "content": a_person().introduced()}]}).encode()


def a_call(path: str = "/v1/chat/completions", *fields: bytes, host: str = "127.0.0.1", method: str = "POST") -> bytes:
    """A whole good call, but for what is given."""
    body = a_body()
    head = [
        f"{method} {path} HTTP/1.1".encode("latin-1"),
        f"Host: {host}".encode("latin-1"),
        f"Authorization: Bearer {CLIENT_KEY}".encode(),
        b"Content-Type: application/json",
        b"Content-Length: %d" % len(body),
        *fields,
    ]
    return b"\r\n".join(head) + b"\r\n\r\n" + body
