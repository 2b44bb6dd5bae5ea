"""The one file that knows the HTTP client: httpx's aiohttp transport, called below ``httpx.AsyncClient``.

httpx's own connection pool loses its slots for good when streams are cancelled; this transport does not. No redirects, no
environment proxies, no cookies, identity encoding: what guardrail cannot read does not pass.
"""

from __future__ import annotations

import asyncio
import fnmatch
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

import aiohttp
from httpx_aiohttp import AiohttpTransport
from yarl import URL

from guardrail import __version__
from guardrail.core.errors import ErrorCode, RequestRefused, UpstreamFault
from guardrail.dialects.target import Target
from guardrail.pipeline.ports import Upstream

from .model_list import ModelList

__all__ = ["HttpUpstream", "HttpUpstreams", "Timeouts", "UpstreamSpec", "UpstreamTransport"]

_KEPT_HEADERS: Final = frozenset({b"content-type", b"retry-after", b"openai-processing-ms", b"openai-version", b"mcp-session-id"})
"""Of an answer's headers only these are looked at or handed on; the vendors' ``*ratelimit-*`` besides."""
_TRANSPORT_ERRORS: Final = (aiohttp.ClientError, TimeoutError, OSError)
_KEEP_ALIVE: Final = 15.0
"""Seconds an idle connection is kept: shorter than servers do, so that a call is seldom sent into one that they just closed."""
_LARGE_BODY: Final = 1 << 19
"""From here a body is sent in pieces, so that one large prompt does not hold up the event loop."""


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds: to connect, and between two reads (also before the first byte)."""

    connect: float = 5.0
    read: float = 120.0


@dataclass(frozen=True, slots=True)
class UpstreamSpec:
    """One AI service as configured. ``models`` are shell patterns; none means all. ``region`` is where it processes data."""

    name: str
    base_url: str
    api_key: str | None = field(default=None, repr=False)
    region: str = "luar-negeri"
    models: tuple[str, ...] = ()
    dialects: tuple[str, ...] = ()
    """What it speaks; none means that it is not known to be particular."""
    timeouts: Timeouts = Timeouts()
    max_answer_bytes: int = 32 << 20

    def serves(self, model: str, dialect: str) -> bool:
        if self.dialects and dialect not in self.dialects:
            return False
        return not model or not self.models or any(fnmatch.fnmatchcase(model, pattern) for pattern in self.models)


class HttpAnswer:
    """An answer whose body is still on the wire."""

    def __init__(self, response: aiohttp.ClientResponse, limit: int, silence: float) -> None:
        self._response = response
        self._limit = limit
        self._silence = silence
        self._heard = False
        self._alarm: asyncio.TimerHandle | None = None
        self.status = response.status
        self.encoding = ""
        self.headers: dict[str, str] = {}
        for raw, value in response.raw_headers:
            name = raw.lower()
            if name in _KEPT_HEADERS or name.startswith((b"x-ratelimit-", b"anthropic-ratelimit-")):
                self.headers[name.decode("latin-1")] = value.decode("latin-1")
            elif name == b"content-encoding":
                self.encoding = value.decode("latin-1").strip().lower()

    async def chunks(self) -> AsyncIterator[bytes]:
        content = self._response.content
        self._listen()
        try:
            while chunk := await content.readany():
                self._heard = True
                yield chunk
        except _TRANSPORT_ERRORS as error:
            raise _fault(error) from None

    def _listen(self) -> None:
        """One alarm an answer. aiohttp's own limit is gone once a chunk size made no sense; such an answer would never end."""
        self._heard = False
        self._alarm = asyncio.get_running_loop().call_later(self._silence, self._ring)

    def _ring(self) -> None:
        if self._heard:
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


class UpstreamTransport(AiohttpTransport):
    """httpx's transport over aiohttp, for every use of httpx; ``exchange`` is the same session below httpx's own models.

    Building httpx's request and response around a proxied call costs as much CPU again as the call itself.
    """

    def __init__(self, timeouts: Timeouts) -> None:
        self._timeout = aiohttp.ClientTimeout(total=None, sock_connect=timeouts.connect, sock_read=timeouts.read)
        super().__init__(client=self._session, trust_env=False)

    def _session(self) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=_KEEP_ALIVE, ssl=self.ssl_context, ttl_dns_cache=60),
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=self._timeout,
            trust_env=False,
            auto_decompress=False,
            skip_auto_headers=("user-agent", "content-type", "accept", "accept-encoding"),
        )

    async def exchange(self, method: str, url: URL, headers: Mapping[str, str], body: bytes) -> aiohttp.ClientResponse:
        """Send one request; the body of what comes back is not read yet. Raises aiohttp's errors."""
        if not isinstance(self.client, aiohttp.ClientSession):
            self.client = self._session()
        data = _pieces(body) if len(body) > _LARGE_BODY else body or None
        return await self.client.request(method, url, headers=headers, data=data, allow_redirects=False)


class HttpUpstream:
    """One AI service over HTTP. Holds its connection pool; belongs to the event loop that first uses it."""

    def __init__(self, spec: UpstreamSpec) -> None:
        self._spec = spec
        self.name = spec.name
        self.region = spec.region
        parts = urlsplit(spec.base_url)
        # Clients give the base URL with or without the version; routes always carry it.
        self._base = f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/').removesuffix('/v1')}"
        self._headers = {
            "accept": "application/json, text/event-stream, application/x-ndjson",
            "accept-encoding": "identity",
            "user-agent": f"guardrail/{__version__}",
        }
        self._transport = UpstreamTransport(spec.timeouts)
        self._urls: dict[str, URL] = {}

    async def send(self, target: Target, body: bytes) -> HttpAnswer:
        """Send one inspected request. Raises ``UpstreamFault``: unreachable, too slow, cut, or an answer that must not be followed."""
        url = self._urls.get(target.path)
        if url is None:
            base = self._base.removesuffix("/v1beta") if target.path.startswith("/v1beta/") else self._base
            url = URL(base + target.path, encoded=True)
            if not target.words:  # of known routes only, so they are bounded
                self._urls[target.path] = url
        headers = {**self._headers, **dict(target.headers)}
        if self._spec.api_key is not None:
            bearer = target.credential == "authorization"
            headers[target.credential] = f"Bearer {self._spec.api_key}" if bearer else self._spec.api_key
        if target.has_body:
            headers |= {"content-type": target.content_type, "content-length": str(len(body))}
        try:
            response = await self._transport.exchange(target.method, url, headers, body)
            answer = HttpAnswer(response, self._spec.max_answer_bytes, self._spec.timeouts.read)
        except _TRANSPORT_ERRORS as error:
            raise _fault(error) from None
        if answer.encoding not in ("", "identity") or not (200 <= answer.status < 300 or answer.status >= 400):
            await answer.aclose()
            raise UpstreamFault(ErrorCode.UPSTREAM_INVALID, "headers")
        return answer

    async def aclose(self) -> None:
        await self._transport.aclose()


class HttpUpstreams:
    """All configured services, in the order of the configuration: the first that serves a model gets the call.

    A call that names no model goes to the first that is configured for its dialect by name, if one is: an AI service that is configured
    for nothing in particular would be asked for tools.
    """

    def __init__(self, specs: Sequence[UpstreamSpec]) -> None:
        self._all = tuple((spec, HttpUpstream(spec)) for spec in specs)

    def serving(self, model: str, dialect: str) -> tuple[HttpUpstream, ...]:
        """In order of the configuration; for a call without a model those first that are said to speak its dialect."""
        found = [(spec, upstream) for spec, upstream in self._all if spec.serves(model, dialect)]
        if not model and len(found) > 1:
            found.sort(key=lambda pair: dialect not in pair[0].dialects)
        return tuple([upstream for _, upstream in found])

    def route(self, model: str, dialect: str) -> HttpUpstream:
        for upstream in self.serving(model, dialect):
            return upstream
        raise RequestRefused(ErrorCode.UNKNOWN_MODEL, "model")

    def every(self, dialect: str) -> Upstream:
        """All that speak a dialect, asked for their models as one. Raises ``RequestRefused`` (``unknown_model``) where none does."""
        speaking = [upstream for spec, upstream in self._all if spec.serves("", dialect)]
        first = self.route("", dialect)
        if len(speaking) == 1:
            return first

        def serves(upstream: Upstream, model: str) -> bool:
            try:
                return self.route(model, dialect) is upstream
            except RequestRefused:
                return False

        return ModelList(dialect, [first, *(one for one in speaking if one is not first)], serves)

    async def aclose(self) -> None:
        await asyncio.gather(*(upstream.aclose() for _, upstream in self._all))


async def _pieces(body: bytes) -> AsyncIterator[bytes]:
    """A large body in pieces of 64 KiB."""
    for start in range(0, len(body), 1 << 16):
        yield body[start : start + (1 << 16)]


def _fault(error: Exception) -> UpstreamFault:
    """The code for a transport error. Its message may hold addresses or bytes, so it goes no further than here."""
    if isinstance(error, aiohttp.ConnectionTimeoutError | aiohttp.ClientConnectorError):
        return UpstreamFault(ErrorCode.UPSTREAM_UNREACHABLE, "connect")
    if isinstance(error, TimeoutError):
        return UpstreamFault(ErrorCode.UPSTREAM_TIMEOUT, "read")
    if isinstance(error, aiohttp.ClientConnectionError | aiohttp.ClientPayloadError | OSError):
        return UpstreamFault(ErrorCode.UPSTREAM_CUT, "read")
    return UpstreamFault(ErrorCode.UPSTREAM_INVALID, "answer")
