"""An AI service's answer as it comes: bounded in bytes and in time, whatever the service does."""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import AsyncIterator
from typing import Final

import aiohttp

from guardrail.core.errors import ErrorCode, UpstreamFault

__all__ = ["TRANSPORT_ERRORS", "HttpAnswer", "fault_of"]

_KEPT_HEADERS: Final = frozenset({b"content-type", b"retry-after", b"openai-processing-ms", b"openai-version", b"mcp-session-id"})
"""Of an answer's headers only these are looked at or handed on; the vendors' ``*ratelimit-*`` besides."""
_PLAIN: Final = re.compile(rb"[!-~](?:[ -~]{0,254}[!-~])?").fullmatch
"""Values that may be handed on: one of control characters would end the caller's connection instead of an answer."""
_PIECE: Final = 64 << 10
"""Bytes that are given on at once: every two of them may be an event that takes a hundred times as many to be looked into."""
TRANSPORT_ERRORS: Final = (aiohttp.ClientError, TimeoutError, OSError)


class HttpAnswer:
    """An answer whose body is still on the wire. ``limit`` is in bytes; ``silence`` between two pieces and ``total`` in seconds."""

    def __init__(self, response: aiohttp.ClientResponse, limit: int, silence: float, total: float) -> None:
        self._response = response
        self._limit = limit
        self._silence = silence
        self._ends = asyncio.get_running_loop().time() + total
        self._heard = False
        self._alarm: asyncio.TimerHandle | None = None
        self.status = response.status
        self.encoding = ""
        self.headers: dict[str, str] = {}
        for raw, value in response.raw_headers:
            name = raw.lower()
            if name in _KEPT_HEADERS or name.startswith((b"x-ratelimit-", b"anthropic-ratelimit-")):
                if _PLAIN(value):
                    self.headers[name.decode("latin-1")] = value.decode("latin-1")
            elif name == b"content-encoding" and self.encoding in ("", "identity"):
                self.encoding = value.decode("latin-1").strip().lower()

    async def chunks(self) -> AsyncIterator[bytes]:
        content = self._response.content
        self._listen()
        try:
            while chunk := await content.read(_PIECE):
                self._heard = True
                yield chunk
        except TRANSPORT_ERRORS as error:
            raise fault_of(error) from None

    def _listen(self) -> None:
        """One alarm an answer. aiohttp's own limit is gone once a chunk size made no sense; such an answer would never end."""
        loop = asyncio.get_running_loop()
        self._heard = False
        self._alarm = loop.call_at(min(loop.time() + self._silence, self._ends), self._ring)

    def _ring(self) -> None:
        if self._heard and asyncio.get_running_loop().time() < self._ends:
            self._listen()
        else:
            self._response.content.set_exception(aiohttp.SocketTimeoutError())

    async def read(self) -> bytes:
        parts = []
        size = 0
        async for chunk in self.chunks():
            size += len(chunk)
            if size > self._limit:
                raise UpstreamFault(ErrorCode.UPSTREAM_INVALID, "size")
            parts.append(chunk)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    async def aclose(self) -> None:
        """A body read to its end gives its connection back; any other closes it, which cancels the call upstream."""
        if self._alarm is not None:
            self._alarm.cancel()
        if self._response.content.at_eof():
            self._response.release()
        else:
            self._response.close()


def fault_of(error: Exception) -> UpstreamFault:
    """The code for a transport error. Its message may hold addresses or bytes, so it goes no further than here."""
    if isinstance(error, aiohttp.ClientConnectorCertificateError | aiohttp.ClientConnectorSSLError | ssl.SSLError):
        return UpstreamFault(ErrorCode.UPSTREAM_UNTRUSTED, "tls")
    if isinstance(error, aiohttp.ConnectionTimeoutError | aiohttp.ClientConnectorError):
        return UpstreamFault(ErrorCode.UPSTREAM_UNREACHABLE, "connect")
    if isinstance(error, TimeoutError):
        return UpstreamFault(ErrorCode.UPSTREAM_TIMEOUT, "read")
    if isinstance(error, aiohttp.ClientConnectionError | aiohttp.ClientPayloadError | OSError):
        return UpstreamFault(ErrorCode.UPSTREAM_CUT, "read")
    return UpstreamFault(ErrorCode.UPSTREAM_INVALID, "answer")
