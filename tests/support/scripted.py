"""An upstream that answers with exact bytes in exact cuts and keeps the exact bytes it was sent; it can stall, reset, or never answer.

It runs on its own event loop in its own thread, so tests of either colour, and blocking SDKs, can talk to it.
"""

from __future__ import annotations

import asyncio
import socket
import struct
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TypeAlias

__all__ = [
    "LAST_CHUNK",
    "Close",
    "Pause",
    "Received",
    "Reset",
    "Script",
    "ScriptedUpstream",
    "Stall",
    "Step",
    "chunk",
    "head",
    "scripted_upstream",
    "sse_answer",
    "whole_answer",
]

LAST_CHUNK = b"0\r\n\r\n"
_READ = 65536


@dataclass(frozen=True, slots=True)
class Pause:
    """Wait so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Stall:
    """Say nothing more until the client goes away or the test ends."""


@dataclass(frozen=True, slots=True)
class Reset:
    """End the connection with a TCP RST."""


@dataclass(frozen=True, slots=True)
class Close:
    """End the connection with a TCP FIN."""


Step: TypeAlias = bytes | Pause | Stall | Reset | Close
"""Bytes are one cut: written alone, with a moment of silence after it."""


@dataclass(frozen=True, slots=True)
class Received:
    """One request as it stood on the wire."""

    raw_head: bytes = field(repr=False)
    """Request line and header lines, with the empty line."""
    raw_body: bytes = field(repr=False)
    """As sent: with chunk sizes where it was chunked."""
    body: bytes = field(repr=False)
    """Without chunk framing."""

    @property
    def raw(self) -> bytes:
        return self.raw_head + self.raw_body

    @property
    def method(self) -> str:
        return self.raw_head.split(b" ", 1)[0].decode("latin-1")

    @property
    def target(self) -> str:
        return self.raw_head.split(b" ", 2)[1].decode("latin-1")

    def header(self, name: str) -> list[str]:
        """Every value of a header, in order; the name in any case."""
        lines = self.raw_head.decode("latin-1").split("\r\n")[1:]
        pairs = (line.partition(":") for line in lines if line)
        return [value.strip() for key, _, value in pairs if key.strip().lower() == name.lower()]


Script: TypeAlias = "Sequence[Step] | Callable[[Received], Sequence[Step]]"


class ScriptedUpstream:
    """What the server saw. Every reading is safe from any thread; ``wait_for_*`` block, so call them ``to_thread`` from a loop."""

    def __init__(self, scripts: Sequence[Script], cut_gap: float) -> None:
        self.port = 0
        self._scripts = scripts
        self._cut_gap = cut_gap
        self._changed = threading.Condition()
        self._requests: list[Received] = []
        self._connections = 0
        self._open = 0
        self._disconnects = 0

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def requests(self) -> list[Received]:
        """Every complete request, oldest first."""
        with self._changed:
            return list(self._requests)

    @property
    def connections(self) -> int:
        """Connections accepted so far."""
        with self._changed:
            return self._connections

    @property
    def open_connections(self) -> int:
        """Connections that neither side has ended."""
        with self._changed:
            return self._open

    @property
    def disconnects(self) -> int:
        """How often the client went away while its answer was still being given."""
        with self._changed:
            return self._disconnects

    def wait_for_requests(self, count: int, seconds: float = 10.0) -> None:
        self._wait(lambda: len(self._requests) >= count, f"{count} requests", seconds)

    def wait_for_disconnects(self, count: int, seconds: float = 10.0) -> None:
        self._wait(lambda: self._disconnects >= count, f"{count} disconnects", seconds)

    def _wait(self, reached: Callable[[], bool], what: str, seconds: float) -> None:
        with self._changed:
            if not self._changed.wait_for(reached, seconds):
                raise AssertionError(f"no {what} within {seconds:g} s")

    def _script_for(self, request: Received) -> Sequence[Step]:
        with self._changed:
            script = self._scripts[min(len(self._requests), len(self._scripts) - 1)]
            self._requests.append(request)
            self._changed.notify_all()
        return script(request) if callable(script) else script

    def _opened(self, change: int) -> None:
        with self._changed:
            self._open += change
            self._changed.notify_all()

    async def _serve(self, started: Callable[[asyncio.Event], None]) -> None:
        ended, connections = asyncio.Event(), set[asyncio.Task[None] | None]()

        async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            connections.add(asyncio.current_task())
            self._opened(1)
            try:
                with suppress(asyncio.CancelledError):
                    await self._converse(reader, writer)
                writer.transport.abort()
            finally:
                self._opened(-1)

        server = await asyncio.start_server(connected, "127.0.0.1", 0, limit=1 << 26)
        async with server:
            self.port = server.sockets[0].getsockname()[1]
            started(ended)
            await ended.wait()
            for task in connections:
                if task is not None:
                    task.cancel()
            await asyncio.gather(*(task for task in connections if task is not None), return_exceptions=True)

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with self._changed:
            self._connections += 1
            self._changed.notify_all()
        buffer = bytearray()
        while (request := await _read_request(reader, buffer)) is not None:
            play = asyncio.ensure_future(self._play(self._script_for(request), writer))
            gone = asyncio.ensure_future(_read_to_end(reader, buffer))
            try:
                await asyncio.wait((play, gone), return_when=asyncio.FIRST_COMPLETED)
                if not play.done() or isinstance(play.exception(), OSError):
                    with self._changed:
                        self._disconnects += 1
                        self._changed.notify_all()
                    return
                if not play.result():
                    return
            finally:
                play.cancel()
                gone.cancel()
                await asyncio.gather(play, gone, return_exceptions=True)

    async def _play(self, script: Sequence[Step], writer: asyncio.StreamWriter) -> bool:
        """Give one answer. True when the connection can carry another request."""
        for step in script:
            match step:
                case bytes():
                    writer.write(step)
                    await writer.drain()
                    await asyncio.sleep(self._cut_gap)
                case Pause(seconds):
                    await asyncio.sleep(seconds)
                case Stall():
                    await asyncio.Event().wait()
                case Reset():
                    lingering = struct.pack("ii", 1, 0)
                    writer.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, lingering)
                    writer.transport.abort()
                    return False
                case Close():
                    writer.close()
                    with suppress(OSError):
                        await writer.wait_closed()
                    return False
        return True


async def _read_request(reader: asyncio.StreamReader, buffer: bytearray) -> Received | None:
    """The next request, or None where the client ended the connection before one was complete."""
    while (end := buffer.find(b"\r\n\r\n")) < 0:
        if not await _read_more(reader, buffer):
            return None
    raw_head = bytes(buffer[: end + 4])
    parsed = Received(raw_head, b"", b"")
    while True:
        rest = bytes(buffer[len(raw_head) :])
        if "chunked" in ",".join(parsed.header("transfer-encoding")).lower():
            taken = _unchunk(rest)
        else:
            length = int((parsed.header("content-length") or ["0"])[0])
            taken = (length, rest[:length]) if len(rest) >= length else None
        if taken is not None:
            size, body = taken
            del buffer[: len(raw_head) + size]
            return Received(raw_head, rest[:size], body)
        if not await _read_more(reader, buffer):
            return None


async def _read_more(reader: asyncio.StreamReader, buffer: bytearray) -> bool:
    try:
        data = await reader.read(_READ)
    except OSError:
        return False
    buffer += data
    return bool(data)


async def _read_to_end(reader: asyncio.StreamReader, buffer: bytearray) -> None:
    """Returns when the client is gone; keeps what it sent meanwhile."""
    while await _read_more(reader, buffer):
        pass


def _unchunk(data: bytes) -> tuple[int, bytes] | None:
    """(size on the wire, body), or None while the last chunk is missing. Trailers are not expected from any client."""
    at, body = 0, bytearray()
    while (line_end := data.find(b"\r\n", at)) >= 0:
        size = int(data[at:line_end].split(b";")[0], 16)
        start = line_end + 2
        if len(data) < start + size + 2:
            return None
        body += data[start : start + size]
        at = start + size + 2
        if size == 0:
            return at, bytes(body)
    return None


def head(status: int = 200, *headers: tuple[str, str]) -> bytes:
    """Status line, header lines and the empty line."""
    lines = [f"HTTP/1.1 {status} Status", *(f"{name}: {value}" for name, value in headers)]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def whole_answer(body: bytes, status: int = 200, content_type: str = "application/json") -> bytes:
    """A complete answer with its length."""
    return head(status, ("content-type", content_type), ("content-length", str(len(body)))) + body


def chunk(data: bytes) -> bytes:
    """One chunk of a chunked body."""
    return b"%x\r\n%b\r\n" % (len(data), data)


def sse_answer(*cuts: bytes) -> list[Step]:
    """A chunked event stream whose body arrives in exactly these cuts, and then ends well."""
    start = head(200, ("content-type", "text/event-stream"), ("transfer-encoding", "chunked"))
    return [start, *(chunk(cut) for cut in cuts), LAST_CHUNK]


@contextmanager
def scripted_upstream(*scripts: Script, cut_gap: float = 0.001) -> Iterator[ScriptedUpstream]:
    """Serve: the first request gets the first script and so on; those after the last script get the last one again.

    ``cut_gap`` is the silence in seconds after each cut, so that a receiver that reads promptly sees the same cuts.
    """
    if not scripts:
        raise ValueError("an upstream without a script would be silent by accident: give it [Stall()]")
    upstream = ScriptedUpstream(scripts, cut_gap)
    started = threading.Event()
    stop: list[Callable[[], object]] = []

    def on_started(ended: asyncio.Event) -> None:
        loop = asyncio.get_running_loop()
        stop.append(lambda: loop.call_soon_threadsafe(ended.set))
        started.set()

    thread = threading.Thread(target=lambda: asyncio.run(upstream._serve(on_started)), name="scripted-upstream", daemon=True)
    thread.start()
    try:
        if not started.wait(10):
            raise RuntimeError("the scripted upstream did not start")
        yield upstream
    finally:
        for ask in stop:
            ask()
        thread.join(10)
