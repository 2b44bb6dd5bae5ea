"""The one file that knows the HTTP client: httpx's aiohttp transport, called below ``httpx.AsyncClient``.

httpx's own connection pool loses its slots for good when streams are cancelled; this transport does not. No redirects, no
environment proxies, no cookies, identity encoding: what guardrail cannot read does not pass.
"""

from __future__ import annotations

import asyncio
import fnmatch
import ssl
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

import aiohttp
from aiohttp.client_reqrep import ConnectionKey
from aiohttp.connector import Connection
from aiohttp.tracing import Trace
from httpx_aiohttp import AiohttpTransport
from yarl import URL

from guardrail import __version__
from guardrail.core.errors import ErrorCode, RequestRefused, UpstreamFault
from guardrail.dialects.target import Target
from guardrail.pipeline.ports import Upstream

from .breaker import Breaker
from .http_answer import TRANSPORT_ERRORS, HttpAnswer, fault_of
from .model_list import ModelList
from .tls import tls_context

__all__ = ["HttpUpstream", "HttpUpstreams", "Timeouts", "UpstreamSpec", "UpstreamTransport"]

_KEEP_ALIVE: Final = 15.0
"""Seconds an idle connection is kept: shorter than servers do, so that a call is seldom sent into one that they just closed."""
_SLOWEST: Final = 64 << 10
"""Bytes a second at which a service must take a body."""
_LARGE_BODY: Final = 1 << 19
"""From here a body is sent in pieces, so that one large prompt does not hold up the event loop."""


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds: to connect, between two reads (also before the first byte, and for a head to become whole), and from the first byte of an
    answer to its last."""

    connect: float = 5.0
    read: float = 120.0
    total: float = 600.0


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
    tls: ssl.SSLContext | None = None
    """How the service is known; none means the public authorities."""

    def serves(self, model: str, dialect: str) -> bool:
        if self.dialects and dialect not in self.dialects:
            return False
        return not model or not self.models or any(fnmatch.fnmatchcase(model, pattern) for pattern in self.models)


class _Connector(aiohttp.TCPConnector):
    """Keeps connections, and uses none again on which something came while nobody asked: aiohttp would take what lies there for the answer
    to the next call, which may be somebody else's, and an error for that call's.
    """

    async def _get(self, key: ConnectionKey, traces: list[Trace]) -> Connection | None:
        while (kept := await super()._get(key, traces)) is not None:
            if kept.protocol is not None and not kept.protocol.should_close:
                return kept
            kept.close()
        return None


class UpstreamTransport(AiohttpTransport):
    """httpx's transport over aiohttp, for every use of httpx; ``exchange`` is the same session below httpx's own models.

    Building httpx's request and response around a proxied call costs as much CPU again as the call itself.
    """

    def __init__(self, timeouts: Timeouts, tls: ssl.SSLContext | None = None) -> None:
        self._tls = tls if tls is not None else tls_context()
        self._timeout = aiohttp.ClientTimeout(total=None, sock_connect=timeouts.connect, sock_read=timeouts.read)
        super().__init__(client=self._session, verify=self._tls, trust_env=False)

    def _session(self) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(
            connector=_Connector(limit=0, keepalive_timeout=_KEEP_ALIVE, ssl=self._tls, ttl_dns_cache=60),
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
        self._transport = UpstreamTransport(spec.timeouts, spec.tls)
        self._breaker = Breaker(time.monotonic)
        self._urls: dict[str, URL] = {}

    @property
    def paused(self) -> bool:
        """Whether it is left alone for a while, after failures."""
        return self._breaker.pauses

    async def send(self, target: Target, body: bytes) -> HttpAnswer:
        """Send one inspected request. Raises ``UpstreamFault``: unreachable, too slow, cut, or an answer that must not be followed.

        Where no connection came about nothing was written, and it is tried once more; nothing else is ever sent twice.
        """
        if not self._breaker.allows():
            raise UpstreamFault(ErrorCode.UPSTREAM_PAUSED, "circuit")
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
        waits = self._spec.timeouts
        try:
            # The HTTP client's own limit on silence is gone once it was told to wait (1xx), and each byte of a head begins it anew.
            async with asyncio.timeout(2 * waits.connect + waits.read + len(body) / _SLOWEST):
                response = await self._reach(target.method, url, headers, body)
        except TRANSPORT_ERRORS as error:
            self._breaker.failed()
            raise fault_of(error) from None
        self._breaker.answered()
        answer = HttpAnswer(response, self._spec.max_answer_bytes, self._spec.timeouts.read, self._spec.timeouts.total)
        if answer.encoding not in ("", "identity") or not (200 <= answer.status < 300 or 400 <= answer.status < 600):
            await answer.aclose()
            raise UpstreamFault(ErrorCode.UPSTREAM_INVALID, "headers")
        return answer

    async def _reach(self, method: str, url: URL, headers: Mapping[str, str], body: bytes) -> aiohttp.ClientResponse:
        try:
            return await self._transport.exchange(method, url, headers, body)
        except (aiohttp.ClientConnectorCertificateError, aiohttp.ClientConnectorSSLError):
            raise
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
            return await self._transport.exchange(method, url, headers, body)

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

    @property
    def paused(self) -> dict[str, bool]:
        """Which services are left alone for a while, by name."""
        return {spec.name: upstream.paused for spec, upstream in self._all}

    async def aclose(self) -> None:
        await asyncio.gather(*(upstream.aclose() for _, upstream in self._all))


async def _pieces(body: bytes) -> AsyncIterator[bytes]:
    """A large body in pieces of 64 KiB."""
    for start in range(0, len(body), 1 << 16):
        yield body[start : start + (1 << 16)]
