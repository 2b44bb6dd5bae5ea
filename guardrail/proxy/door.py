"""uvicorn's HTTP protocol behind a strict reading of the wire, with a time for everything that a peer may take long over.

uvicorn has no limit on how slowly a request may come or an answer be taken. ASGI middleware is too late for that: a request that never
becomes whole never reaches it.
"""

from __future__ import annotations

import asyncio
import socket
import struct
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

import structlog
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

from guardrail.core.errors import ErrorCode, RequestRefused
from guardrail.dialects.dialect import Failure
from guardrail.dialects.leaves import dump
from guardrail.dialects.openai_chat import openai_error

from .refusals import Refusals
from .wire import Stage, Wire

__all__ = ["Hall", "StrictProtocol"]

_log = structlog.get_logger(__name__)
_REFUSALS: Final = Refusals()
_EXTRA: Final = {ErrorCode.HTTP_VERSION: b"upgrade: HTTP/1.1\r\n", ErrorCode.TOO_SLOW: b"retry-after: 2\r\n"}
_AT_ONCE: Final = struct.pack("ii", 1, 0)
"""socket(7), SO_LINGER: no time for anything that was not taken yet."""
_UNSENT: Final = 128 << 10
"""Bytes for a client that the system keeps besides those on their way (tcp(7)): by itself it keeps four MiB for one that takes nothing."""


@dataclass(slots=True)
class Hall:
    """What all connections of one server have in common. It stands in the state of the lifespan as ``hall``."""

    refused: Callable[[ErrorCode], None] = lambda code: None
    """Hears of every request that never became a call."""
    connections: set[StrictProtocol] = field(default_factory=set)

    def abort(self) -> None:
        """Cut off whoever is still connected."""
        for connection in list(self.connections):
            connection.transport.abort()


class StrictProtocol(HttpToolsProtocol):
    """One connection. Seconds are checked every ``look_seconds``, so a limit may be overstepped by that much."""

    look_seconds = 4.0
    head_seconds = 10.0
    """From the connection, or the first byte of a later request, to the end of its head."""
    body_seconds = 30.0
    """For a body, besides what it takes at ``slowest``; once it has its answer, for what is left of it."""
    slowest = 8 << 10
    """Bytes a second."""
    drain_seconds = 28.0
    """For a client to take what waits for it."""
    linger_seconds = 2.0
    """In which a refused client may read why, before its connection is gone."""

    def __init__(
        self, config: Config, server_state: ServerState, app_state: dict[str, Any], _loop: asyncio.AbstractEventLoop | None = None
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._wire = Wire()
        self._hall: Hall = app_state.get("hall") or Hall()
        self._begun = self.loop.time()
        """When the request that is being read began; of a fresh connection, when it was made."""
        self._fresh = True
        self._received = 0
        self._answered_at = 0.0
        """When the request before got its answer."""
        self._waiting_since: float | None = None
        """Since when the client takes nothing, or too little, of what is written for it."""
        self._refused_at: float | None = None
        self._watch: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        line = self._line()
        if line is not None and sys.platform == "linux":
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, _UNSENT)
        self._hall.connections.add(self)
        self._watch = self.loop.call_later(self.look_seconds, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._watch is not None:
            self._watch.cancel()
        self._hall.connections.discard(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._refused_at is not None:
            return
        wire = self._wire
        if wire.stage is Stage.HEAD and not wire.begun and not self._fresh:
            self._begun = self.loop.time()
            self._unset_keepalive_if_required()
        self._fresh = False
        outlived = wire.outlived
        try:
            seen = wire.feed(data)
        except RequestRefused as refused:
            self._refuse(refused.code, refused.place)
            return
        if outlived and not wire.outlived:  # the next request may have begun behind the last byte of the old one's body
            self._begun, self._received = self.loop.time(), 0
        self._received = self._received + len(data) if wire.stage is Stage.BODY else 0
        if seen:
            super().data_received(seen)

    def send_400_response(self, msg: str) -> None:
        """Where the parser knows less than the reading before it: a method that nobody has."""
        self._refuse(ErrorCode.MALFORMED_REQUEST, "parser")

    def on_response_complete(self) -> None:
        self._wire.answered()
        self._answered_at = self.loop.time()
        super().on_response_complete()

    def pause_writing(self) -> None:
        self._waiting_since = self.loop.time()
        super().pause_writing()

    def resume_writing(self) -> None:
        self._waiting_since = None
        super().resume_writing()

    def _look(self) -> None:
        """Now and then: is anybody too slow?"""
        now = self.loop.time()
        self._watch = self.loop.call_later(self.look_seconds, self._look)
        if self.transport.is_closing():
            # What was written last is still to be taken; nobody waits for that for ever.
            self._waiting_since = self._waiting_since or now
        if self._refused_at is not None and now - self._refused_at >= self.linger_seconds:
            self.transport.abort()
        elif self._waiting_since is not None and now - self._waiting_since >= self.drain_seconds:
            _log.warning("client.slow", code=str(ErrorCode.CLIENT_GONE))
            self._reset()
        elif self._refused_at is None and not self.transport.is_closing() and self._is_late(now):
            self._refuse(ErrorCode.TOO_SLOW, "head" if self._wire.stage is Stage.HEAD else "body")

    def _is_late(self, now: float) -> bool:
        if self._wire.outlived:
            return now - self._answered_at >= self.body_seconds
        if self._wire.stage is Stage.BODY:
            return now - self._begun >= self.body_seconds + self._received / self.slowest
        return (self._fresh or self._wire.begun) and now - self._begun >= self.head_seconds

    def _reset(self) -> None:
        """End the connection with what was written for it: a system that only closes goes on waiting for a client to take that."""
        line = self._line()
        if line is not None:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
        self.transport.abort()

    def _line(self) -> socket.socket | None:
        line: socket.socket | None = self.transport.get_extra_info("socket")
        return line

    def _refuse(self, code: ErrorCode, place: str) -> None:
        """Say why, and hang up. The client may still be sending: its bytes are read and dropped, lest it never see the answer."""
        _log.warning("request.refused", code=str(code), where=place)
        self._hall.refused(code)
        self._refused_at = self.loop.time()
        self._unset_keepalive_if_required()
        if self._wire.outlived:  # a second answer to it would be taken for the answer to a request that is still to come
            self.transport.abort()
            return
        cycle: RequestResponseCycle | None = self.cycle
        if cycle is not None and not cycle.response_complete:
            begun = cycle.response_started
            cycle.disconnected = True
            cycle.message_event.set()
            if begun:
                self.transport.abort()
                return
        self.flow.resume_reading()
        self.transport.write(_answer(code))
        if self.transport.can_write_eof():
            self.transport.write_eof()


def _answer(code: ErrorCode) -> bytes:
    """A whole answer in OpenAI's shape, as nobody knows yet whose API the caller speaks."""
    status = _REFUSALS.status(code)
    body = dump(openai_error(Failure(code=code, status=status, sentence=_REFUSALS.words(code))))
    retry = b"" if _REFUSALS.retry_helps(code) else b"x-should-retry: false\r\n"
    return b"".join(
        [
            STATUS_LINE[status],
            b"content-type: application/json\r\ncontent-length: %d\r\n" % len(body),
            b"cache-control: no-store\r\nconnection: close\r\n",
            retry,
            _EXTRA.get(code, b""),
            b"\r\n",
            body,
        ]
    )
