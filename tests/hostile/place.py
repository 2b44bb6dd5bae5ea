"""What a hostile peer finds: the server's door, and what came through it."""

from __future__ import annotations

import itertools
import json
import re
import socket
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from tests.support.canaries import CANARIES
from tests.support.chat import CHAT, Said, call, chat_answer, records
from tests.support.people import a_person
from tests.support.scripted import Received, Script, ScriptedUpstream, Step, whole_answer
from tests.support.server import CLIENT_KEY, GuardrailServer

from .peers import StoppableService

__all__ = ["OTHER_KEY", "SERVICES", "Place", "Stage", "Told", "a_body", "a_call", "becomes", "told"]

SERVICES: Final = tuple(f"hulu{number}" for number in range(48))
"""Names of services, each with a breaker of its own: a test that breaks one breaks none of the others. They have half a second for a
word, and one and a half for all of them."""


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


@dataclass(slots=True)
class Stage:
    """What the service plays, by the name of the model; "baik" to whoever asks for another."""

    _lock: threading.Lock = field(default_factory=threading.Lock)
    _scripts: dict[str, Script] = field(default_factory=dict)
    _received: defaultdict[str, list[Received]] = field(default_factory=lambda: defaultdict(list))
    _names: Any = field(default_factory=lambda: itertools.count())

    def on(self, script: Script, service: str = "") -> str:
        """The name of a new model that answers by this script, at a service of its own unless one is given."""
        with self._lock:
            number = next(self._names)
            model = f"{service or SERVICES[number % len(SERVICES)]}-{number}"
            self._scripts[model] = script
            return model

    def received(self, model: str) -> list[Received]:
        with self._lock:
            return list(self._received[model])

    def play(self, request: Received) -> list[Step]:
        if request.target == "/v1/models":
            return [whole_answer(b'{"object":"list","data":[]}')]
        named = re.search(rb'"model": ?"([a-z0-9-]+)"', request.body) or re.search(rb"/models/([a-z0-9-]+):", request.raw_head)
        model = named[1].decode() if named else ""
        with self._lock:
            self._received[model].append(request)
            script = self._scripts.get(model, [whole_answer(chat_answer("baik"))])
        return list(script(request) if callable(script) else script)


@dataclass(frozen=True, slots=True)
class Place:
    server: GuardrailServer
    upstream: ScriptedUpstream
    stage: Stage
    stoppable: StoppableService

    def call(self, body: dict[str, Any] | bytes, path: str = CHAT, **headers: str) -> Said:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return call(self.server.base_url, body, key=CLIENT_KEY, path=path, headers=named)

    def outcomes(self, event: str) -> list[str]:
        """Codes of the outcomes of one call, once there are any."""

        def told() -> list[str]:
            return [record["code"] for record in self.recorded("call.outcome") if record["exchange"] == event]

        becomes(lambda: bool(told()), "an outcome")
        return told()

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


def becomes(holds: Callable[[], bool], what: str, seconds: float = 20.0) -> None:
    """Raises ``AssertionError`` where it does not come true in time."""
    ends = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < ends, f"never came: {what}"
        time.sleep(0.02)


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
