"""The one file that knows the HTTP client: httpx over the aiohttp transport, called directly below ``httpx.AsyncClient``.

httpx's own connection pool loses its slots for good when streams are cancelled; this transport does not. No redirects, no
environment proxies, no cookies, identity encoding: what guardrail cannot read does not pass.
"""

from __future__ import annotations

import asyncio
import fnmatch
import ssl
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

import aiohttp
import httpx
from httpx_aiohttp import AiohttpTransport

from guardrail import __version__
from guardrail.core.errors import ErrorCode, RequestRefused, UpstreamFault

__all__ = ["HttpUpstream", "HttpUpstreams", "Timeouts", "UpstreamSpec"]

_KEPT_HEADERS: Final = frozenset({"content-type", "retry-after", "openai-processing-ms", "openai-version"})
"""Of an answer's headers only these are looked at or handed on; ``x-ratelimit-*`` besides."""
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
    timeouts: Timeouts = Timeouts()
    max_answer_bytes: int = 32 << 20

    def serves(self, model: str) -> bool:
        return not self.models or any(fnmatch.fnmatchcase(model, pattern) for pattern in self.models)


class HttpAnswer:
    """An answer whose body is still on the wire."""

    def __init__(self, response: httpx.Response, limit: int) -> None:
        self._response = response
        self._limit = limit
        self.status = response.status_code
        self.headers: Mapping[str, str] = {
            name: value
            for name, value in ((raw.decode("latin-1").lower(), text.decode("latin-1")) for raw, text in response.headers.raw)
            if name in _KEPT_HEADERS or name.startswith("x-ratelimit-")
        }

    async def chunks(self) -> AsyncIterator[bytes]:
        try:
            async for chunk in self._response.stream:  # type: ignore[union-attr]
                yield chunk
        except (httpx.HTTPError, aiohttp.ClientError, TimeoutError, OSError) as error:
            raise _fault(error, ErrorCode.UPSTREAM_CUT) from None

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
        await self._response.stream.aclose()  # type: ignore[union-attr]


class HttpUpstream:
    """One AI service over HTTP. Holds its connection pool; must be made inside the event loop that uses it."""

    def __init__(self, spec: UpstreamSpec) -> None:
        self._spec = spec
        self.name = spec.name
        self.region = spec.region
        parts = urlsplit(spec.base_url)
        # Clients give the base URL with or without the version; routes always carry it.
        self._base = f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/').removesuffix('/v1')}"
        self._headers = {
            "accept": "application/json, text/event-stream",
            "accept-encoding": "identity",
            "user-agent": f"guardrail/{__version__}",
        }
        if spec.api_key is not None:
            self._headers["authorization"] = f"Bearer {spec.api_key}"
        self._extensions = {"timeout": {"connect": spec.timeouts.connect, "read": spec.timeouts.read, "pool": None}}
        self._transport = AiohttpTransport(client=self._session, trust_env=False)
        self._urls: dict[str, httpx.URL] = {}

    def _session(self) -> aiohttp.ClientSession:
        context = ssl.create_default_context()
        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=60, ssl=context, ttl_dns_cache=60),
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,
            auto_decompress=False,
            skip_auto_headers=("user-agent", "content-type", "accept", "accept-encoding"),
            requote_redirect_url=False,
        )

    async def send(self, method: str, path: str, body: bytes) -> HttpAnswer:
        """Send one inspected request. Raises ``UpstreamFault``: unreachable, too slow, cut, or an answer that must not be followed."""
        url = self._urls.get(path)
        if url is None:
            url = self._urls.setdefault(path, httpx.URL(self._base + path))
        headers = self._headers
        if method == "POST":
            headers = {**headers, "content-type": "application/json", "content-length": str(len(body))}
        if len(body) > _LARGE_BODY:
            request = httpx.Request(method, url, headers=headers, stream=_Pieces(body), extensions=self._extensions)
        else:
            request = httpx.Request(method, url, headers=headers, content=body or None, extensions=self._extensions)
        try:
            response = await self._transport.handle_async_request(request)
        except (httpx.HTTPError, aiohttp.ClientError, TimeoutError, OSError) as error:
            raise _fault(error, ErrorCode.UPSTREAM_UNREACHABLE) from None
        answer = HttpAnswer(response, self._spec.max_answer_bytes)
        encoding = response.headers.get("content-encoding", "identity").lower()
        if encoding != "identity" or not (200 <= answer.status < 300 or answer.status >= 400):
            await answer.aclose()
            raise UpstreamFault(ErrorCode.UPSTREAM_INVALID, "headers")
        return answer

    async def aclose(self) -> None:
        await self._transport.aclose()


class HttpUpstreams:
    """All configured services, in the order of the configuration: the first that serves a model gets the call."""

    def __init__(self, specs: Sequence[UpstreamSpec]) -> None:
        self._all = tuple((spec, HttpUpstream(spec)) for spec in specs)

    def route(self, model: str) -> HttpUpstream:
        for spec, upstream in self._all:
            if not model or spec.serves(model):
                return upstream
        raise RequestRefused(ErrorCode.UNKNOWN_MODEL, "model")

    async def aclose(self) -> None:
        await asyncio.gather(*(upstream.aclose() for _, upstream in self._all))


class _Pieces(httpx.AsyncByteStream):
    """A large body in pieces of 64 KiB."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for start in range(0, len(self._body), 1 << 16):
            yield self._body[start : start + (1 << 16)]


def _fault(error: Exception, otherwise: ErrorCode) -> UpstreamFault:
    """The code for a transport error. Its message may hold addresses or bytes, so it goes no further than here."""
    cause = error.__cause__ if isinstance(error, httpx.HTTPError) and error.__cause__ is not None else error
    if isinstance(cause, aiohttp.ConnectionTimeoutError | aiohttp.ClientConnectorError):
        return UpstreamFault(ErrorCode.UPSTREAM_UNREACHABLE, "connect")
    if isinstance(cause, TimeoutError | httpx.TimeoutException):
        return UpstreamFault(ErrorCode.UPSTREAM_TIMEOUT, "read")
    if isinstance(cause, aiohttp.ServerDisconnectedError | aiohttp.ClientOSError | aiohttp.ClientPayloadError | ConnectionError):
        return UpstreamFault(ErrorCode.UPSTREAM_CUT, "read")
    if isinstance(cause, aiohttp.ClientResponseError):
        return UpstreamFault(ErrorCode.UPSTREAM_INVALID, "head")
    return UpstreamFault(otherwise, "transport")
