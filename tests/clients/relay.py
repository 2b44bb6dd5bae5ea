"""A TCP relay before an AI service: it keeps every byte that guardrail sends there. It changes and understands nothing."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

__all__ = ["Relay", "relay_to"]

_READ = 65536


class Relay:
    """What passed. Safe to read from any thread."""

    def __init__(self) -> None:
        self.port = 0
        self._lock = threading.Lock()
        self._passed: list[bytearray] = []

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def taken(self) -> bytes:
        """Everything sent upstream since the last taking, one connection after another."""
        with self._lock:
            passed = b"\n".join(map(bytes, self._passed))
            for connection in self._passed:
                connection.clear()
            return passed

    def _connection(self) -> Callable[[bytes], None]:
        kept = bytearray()
        with self._lock:
            self._passed.append(kept)

        def keep(data: bytes) -> None:
            with self._lock:
                kept.extend(data)

        return keep

    async def _serve(self, target: int, started: Callable[[asyncio.Event], None]) -> None:
        ended, connections = asyncio.Event(), set[asyncio.Task[None] | None]()

        async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            connections.add(asyncio.current_task())
            with suppress(OSError, asyncio.CancelledError):
                service_reader, service_writer = await asyncio.open_connection("127.0.0.1", target)
                try:
                    forth = _pass_on(reader, service_writer, self._connection())
                    await asyncio.gather(forth, _pass_on(service_reader, writer, lambda _: None))
                finally:
                    service_writer.transport.abort()
            writer.transport.abort()

        server = await asyncio.start_server(connected, "127.0.0.1", 0)
        async with server:
            self.port = server.sockets[0].getsockname()[1]
            started(ended)
            await ended.wait()
            for task in connections:
                if task is not None:
                    task.cancel()
            await asyncio.gather(*(task for task in connections if task is not None), return_exceptions=True)


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, keep: Callable[[bytes], None]) -> None:
    """Until the sender has ended its half, which ends the receiver's."""
    while data := await reader.read(_READ):
        keep(data)
        writer.write(data)
        await writer.drain()
    writer.write_eof()


@contextmanager
def relay_to(port: int) -> Iterator[Relay]:
    """Relay a loopback port until the block ends."""
    relay = Relay()
    started = threading.Event()
    stop: list[Callable[[], object]] = []

    def on_started(ended: asyncio.Event) -> None:
        loop = asyncio.get_running_loop()
        stop.append(lambda: loop.call_soon_threadsafe(ended.set))
        started.set()

    thread = threading.Thread(target=lambda: asyncio.run(relay._serve(port, on_started)), name="relay", daemon=True)
    thread.start()
    try:
        if not started.wait(10):
            raise RuntimeError("the relay did not start")
        yield relay
    finally:
        for ask in stop:
            ask()
        thread.join(10)
