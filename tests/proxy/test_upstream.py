"""The HTTP client before real sockets: what is sent, what is accepted, and which failure has which code."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from socket import socket
from typing import Any

import aiohttp
import pytest
from yarl import URL

from guardrail import __version__
from guardrail.core.errors import ErrorCode, RequestRefused, UpstreamFault
from guardrail.dialects.target import Target
from guardrail.proxy.upstream import HttpUpstream, HttpUpstreams, Timeouts, UpstreamSpec, UpstreamTransport
from tests.support.scripted import (
    Close,
    Pause,
    Received,
    Reset,
    Script,
    ScriptedUpstream,
    Stall,
    Step,
    chunk,
    head,
    scripted_upstream,
    sse_answer,
    whole_answer,
)

CHAT = "/v1/chat/completions"
OK = whole_answer(b'{"a":1}')


@asynccontextmanager
async def _service(*scripts: Script, path: str = "", **spec: Any) -> AsyncIterator[tuple[HttpUpstream, ScriptedUpstream]]:
    with scripted_upstream(*scripts) as server:
        upstream = HttpUpstream(UpstreamSpec("uji", server.base_url + path, **spec))
        try:
            yield upstream, server
        finally:
            await upstream.aclose()


async def _read(upstream: HttpUpstream, body: bytes = b"{}") -> bytes:
    answer = await upstream.send(Target("POST", CHAT), body)
    try:
        return await answer.read()
    finally:
        await answer.aclose()


async def test_only_listed_headers_are_sent() -> None:
    """What guardrail says of itself, and nothing that a caller could have put there: the list is complete."""
    async with _service([OK], api_key="sk-layanan") as (upstream, server):
        assert await _read(upstream, b'{"x":1}') == b'{"a":1}'
        (request,) = server.requests
    names = [line.partition(":")[0].lower() for line in request.raw_head.decode().splitlines()[1:] if line]
    assert sorted(names) == ["accept", "accept-encoding", "authorization", "content-length", "content-type", "host", "user-agent"]
    assert request.header("authorization") == ["Bearer sk-layanan"]
    assert request.header("accept-encoding") == ["identity"]
    assert request.header("user-agent") == [f"guardrail/{__version__}"]
    assert (request.method, request.body, request.header("content-type")) == ("POST", b'{"x":1}', ["application/json"])


async def test_without_a_key_none_is_sent() -> None:
    """Services on premise need none; a GET has no body and no content type."""
    async with _service([OK]) as (upstream, server):
        answer = await upstream.send(Target("GET", "/v1/models"), b"")
        assert await answer.read() == b'{"a":1}'
        (request,) = server.requests
    assert (request.method, request.target, request.body) == ("GET", "/v1/models", b"")
    assert request.header("authorization") + request.header("content-type") + request.header("transfer-encoding") == []


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("", CHAT),
        ("/", CHAT),
        ("/v1", CHAT),
        ("/v1/", CHAT),
        ("/openai", "/openai" + CHAT),
        ("/openai/v1", "/openai" + CHAT),
        ("/v1beta", "/v1beta" + CHAT),
        ("/a%2Fb", "/a%2Fb" + CHAT),
    ],
)
async def test_the_base_url_may_hold_the_version(path: str, target: str) -> None:
    """With or without ``/v1`` the same address is called, and what is written in it stays as written."""
    async with _service([OK], path=path) as (upstream, server):
        await _read(upstream)
        assert server.requests[0].target == target


@pytest.mark.parametrize("size", [0, 1, 1 << 19, (1 << 19) + 1, 2_000_003])
async def test_bodies_of_any_size_arrive_whole(size: int) -> None:
    """With their length declared, byte for byte."""
    body = (b"0123456789abcdef" * (size // 16 + 1))[:size]
    async with _service([OK]) as (upstream, server):
        await _read(upstream, body)
        (request,) = server.requests
    assert (request.body == body, request.header("content-length"), request.header("transfer-encoding")) == (True, [str(size)], [])


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308, 304, 300])
async def test_redirects_are_not_followed(status: int) -> None:
    """Another address was not configured: nothing goes there, and the answer is refused."""
    with scripted_upstream([OK]) as elsewhere:
        location = ("location", f"{elsewhere.base_url}/curi")
        async with _service([head(status, location, ("content-length", "0"))]) as (upstream, _):
            with pytest.raises(UpstreamFault) as fault:
                await _read(upstream)
        assert fault.value.code is ErrorCode.UPSTREAM_INVALID
        assert elsewhere.connections == 0


@pytest.mark.parametrize("encoding", ["gzip", "br", "zstd", "deflate", "GZIP", "identity, gzip"])
async def test_packed_answers_are_refused(encoding: str) -> None:
    """What guardrail cannot read does not pass."""
    async with _service([head(200, ("content-encoding", encoding), ("content-length", "2")) + b"{}"]) as (upstream, _):
        with pytest.raises(UpstreamFault) as fault:
            await _read(upstream)
    assert fault.value.code is ErrorCode.UPSTREAM_INVALID


async def test_an_answer_said_to_be_identity_is_read() -> None:
    """The name of no packing is none."""
    async with _service([head(200, ("content-encoding", "Identity"), ("content-length", "2")) + b"{}"]) as (upstream, _):
        assert await _read(upstream) == b"{}"


@pytest.mark.parametrize("declared", [True, False])
async def test_an_oversize_answer_is_refused(declared: bool) -> None:
    """Whether its length is declared or only comes to light."""
    body = b"x" * 5000
    start = head(200, ("content-length", "5000")) if declared else head(200, ("transfer-encoding", "chunked"))
    cuts = [body[at : at + 1000] if declared else chunk(body[at : at + 1000]) for at in range(0, 5000, 1000)]
    async with _service([start, *cuts, b"" if declared else b"0\r\n\r\n"], max_answer_bytes=4999) as (upstream, _):
        with pytest.raises(UpstreamFault) as fault:
            await _read(upstream)
    assert (fault.value.code, fault.value.place) == (ErrorCode.UPSTREAM_INVALID, "size")


async def test_of_an_answers_headers_only_a_few_are_handed_on() -> None:
    """Cookies, servers' names and whatever a vendor invents stay behind."""
    kept = {"content-type": "application/json", "retry-after": "3", "openai-processing-ms": "12", "x-ratelimit-remaining-tokens": "9"}
    others = {
        "set-cookie": "a=b",
        "server": "x",
        "x-guardrail-action": "none",
        "openai-organization": "rahasia",
        "connection": "keep-alive",
    }
    names = [(name.title(), value) for name, value in {**kept, **others}.items()]
    async with _service([head(429, *names, ("content-length", "2")) + b"{}"]) as (upstream, _):
        answer = await upstream.send(Target("POST", CHAT), b"{}")
        assert (answer.status, dict(answer.headers)) == (429, kept)
        await answer.aclose()


async def test_cookies_are_not_kept() -> None:
    """What one call was given no other call shows."""
    async with _service([head(200, ("set-cookie", "sesi=1"), ("content-length", "2")) + b"{}"], [OK]) as (upstream, server):
        await _read(upstream)
        await _read(upstream)
        assert server.requests[1].header("cookie") == []


@pytest.mark.parametrize("name", ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "HTTPS_PROXY"])
async def test_proxies_of_the_environment_are_ignored(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where bytes go stands in the configuration and nowhere else."""
    with scripted_upstream([OK]) as proxy:
        monkeypatch.setenv(name, proxy.base_url)
        async with _service([OK]) as (upstream, server):
            await _read(upstream)
            assert (len(server.requests), proxy.connections) == (1, 0)


@contextmanager
def _closed_port() -> Iterator[int]:
    with socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield bound.getsockname()[1]


async def test_nobody_there_is_unreachable() -> None:
    """A port where nobody listens."""
    with _closed_port() as port:
        upstream = HttpUpstream(UpstreamSpec("uji", f"http://127.0.0.1:{port}"))
        with pytest.raises(UpstreamFault) as fault:
            await _read(upstream)
        await upstream.aclose()
    assert fault.value.code is ErrorCode.UPSTREAM_UNREACHABLE
    assert str(port) not in str(fault.value)
    assert fault.value.__cause__ is None


@pytest.mark.parametrize(
    ("script", "code"),
    [
        ([Stall()], ErrorCode.UPSTREAM_TIMEOUT),
        ([head(200, ("content-length", "9")), b"{", Stall()], ErrorCode.UPSTREAM_TIMEOUT),
        ([head(200, ("transfer-encoding", "chunked")), chunk(b"{"), Stall()], ErrorCode.UPSTREAM_TIMEOUT),
        ([Close()], ErrorCode.UPSTREAM_CUT),
        ([Reset()], ErrorCode.UPSTREAM_CUT),
        ([head(200, ("content-length", "9")), b"{", Close()], ErrorCode.UPSTREAM_CUT),
        ([head(200, ("content-length", "9")), b"{", Reset()], ErrorCode.UPSTREAM_CUT),
        ([head(200, ("transfer-encoding", "chunked")), chunk(b"{"), Close()], ErrorCode.UPSTREAM_CUT),
        ([b"SSH-2.0-OpenSSH_9.2\r\n\r\n", Close()], ErrorCode.UPSTREAM_INVALID),
        ([b"HTTP/1.1 abc OK\r\n\r\n", Close()], ErrorCode.UPSTREAM_INVALID),
    ],
    ids=[
        "silent",
        "half length",
        "half chunks",
        "fin",
        "rst",
        "cut length",
        "rst in body",
        "cut chunks",
        "no http",
        "no status",
    ],
)
async def test_each_failure_has_its_code(script: list[Any], code: ErrorCode) -> None:
    """Too slow, cut, or nothing that is HTTP: told apart, and told without the words of any library."""
    async with _service(script, timeouts=Timeouts(connect=2.0, read=0.3)) as (upstream, _):
        with pytest.raises(UpstreamFault) as fault:
            await _read(upstream)
    assert fault.value.code is code
    assert fault.value.__cause__ is None


async def test_a_chunk_that_makes_no_sense_ends_the_answer() -> None:
    """Nothing of it is given out. With the head in one read it is no HTTP; in a read of its own the parser gives up in silence, and only
    the limit on silence ends the answer. How the network cuts it is for nobody to say.
    """
    parts = [head(200, ("transfer-encoding", "chunked")), b"zz\r\n"]
    for script in (parts, [b"".join(parts)], [parts[0], Pause(0.1), parts[1]]):
        async with _service([*script, Close()], timeouts=Timeouts(connect=2.0, read=0.3)) as (upstream, _):
            with pytest.raises(UpstreamFault) as fault:
                await _read(upstream)
        assert fault.value.code in (ErrorCode.UPSTREAM_TIMEOUT, ErrorCode.UPSTREAM_INVALID)
        assert fault.value.__cause__ is None


async def test_a_slow_answer_that_goes_on_is_no_timeout() -> None:
    """The limit is on silence, not on the whole: a stream may last longer than it."""
    cuts = [step for _ in range(8) for step in (chunk(b": .\n\n"), Pause(0.1))]
    start = head(200, ("content-type", "text/event-stream"), ("transfer-encoding", "chunked"))
    async with _service([start, *cuts, b"0\r\n\r\n"], timeouts=Timeouts(read=0.5)) as (upstream, _):
        assert await _read(upstream) == b": .\n\n" * 8


async def test_pieces_come_as_they_come() -> None:
    """A stream is not collected: the first piece is there while the service is still silent about the second."""
    async with _service([*sse_answer(b"data: 1\n\n")[:2], Stall()]) as (upstream, server):
        answer = await upstream.send(Target("POST", CHAT), b"{}")
        async for piece in answer.chunks():
            assert piece == b"data: 1\n\n"
            break
        await answer.aclose()
        await asyncio.to_thread(server.wait_for_disconnects, 1)


async def test_a_cancelled_call_hangs_up() -> None:
    """Whoever stops waiting for the head of an answer ends the call at the service."""
    async with _service([Stall()]) as (upstream, server):
        call = asyncio.ensure_future(upstream.send(Target("POST", CHAT), b"{}"))
        await asyncio.to_thread(server.wait_for_requests, 1)
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        await asyncio.to_thread(server.wait_for_disconnects, 1)


async def test_cancelled_streams_cost_no_connection() -> None:
    """After many streams that were let go in the middle, calls go on as before (httpx's own pool loses its slots here)."""

    def script(request: Received) -> list[Any]:
        return [*sse_answer(b"data: 1\n\n")[:2], Stall()] if json.loads(request.body) else [OK]

    async with _service(script) as (upstream, server):
        for _ in range(15):
            answers = await asyncio.gather(*(upstream.send(Target("POST", CHAT), b"[1]") for _ in range(10)))
            await asyncio.gather(*(answer.aclose() for answer in answers))
        assert await asyncio.gather(*(_read(upstream, b"[]") for _ in range(10))) == [b'{"a":1}'] * 10
        await asyncio.to_thread(server.wait_for_disconnects, 150)


async def test_an_answer_that_nobody_asked_for_is_nobodys() -> None:
    """What a service says behind its answer is not taken for the answer to the next call, which may be somebody else's."""
    stray: list[Step] = [OK, Pause(0.05), whole_answer(b'{"a":"punya orang lain"}')]
    async with _service(stray, [OK]) as (upstream, server):
        assert await _read(upstream) == b'{"a":1}'
        await asyncio.sleep(0.3)
        assert await _read(upstream) == b'{"a":1}'
        assert (len(server.requests), server.connections) == (2, 2)


@pytest.mark.parametrize("status", [600, 777, 999])
async def test_a_status_that_is_none_is_refused(status: int) -> None:
    """No server could write it to a caller (RFC 9110, 15)."""
    async with _service([head(status, ("content-type", "application/json"), ("content-length", "2")) + b"{}"]) as (upstream, _):
        with pytest.raises(UpstreamFault) as fault:
            await _read(upstream)
    assert (fault.value.code, fault.value.place) == (ErrorCode.UPSTREAM_INVALID, "headers")


@pytest.mark.parametrize("value", [b"a\x01b", b"\x1b[2J", b"a\tb", b"\xe9", b"a" * 257])
async def test_a_header_that_cannot_be_written_is_left_out(value: bytes) -> None:
    """The caller gets the answer without it, and not the end of the connection."""
    odd = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nretry-after: " + value + b"\r\ncontent-length: 2\r\n\r\n{}"
    async with _service([odd]) as (upstream, _):
        answer = await upstream.send(Target("POST", CHAT), b"{}")
        assert answer.headers == {"content-type": "application/json"}
        await answer.aclose()


async def test_two_encodings_are_not_one() -> None:
    """The one that says less does not hide the other."""
    twice = (("content-encoding", "gzip"), ("content-encoding", "identity"), ("content-length", "2"))
    async with _service([head(200, *twice) + b"{}"]) as (upstream, _):
        with pytest.raises(UpstreamFault):
            await _read(upstream)


async def test_a_read_answer_gives_its_connection_back() -> None:
    """One connection serves many calls, one after the other."""
    async with _service([OK]) as (upstream, server):
        for _ in range(10):
            await _read(upstream)
        assert server.connections == 1


@pytest.mark.parametrize(
    ("models", "model", "serves"),
    [
        ((), "apa-saja", True),
        (("gpt-4*",), "gpt-4o", True),
        (("gpt-4*",), "GPT-4o", False),
        (("gpt-4*",), "xgpt-4", False),
        (("a", "b"), "b", True),
        (("a", "b"), "c", False),
        (("gpt-?",), "gpt-4", True),
        (("gpt-?",), "gpt-4o", False),
    ],
)
async def test_the_first_service_that_serves_a_model_gets_the_call(models: tuple[str, ...], model: str, serves: bool) -> None:
    """Patterns fit whole names; where none fits, the model is unknown, and nothing falls through to a default."""
    specs = [UpstreamSpec("lain", "http://127.0.0.1:9", models=("khusus",)), UpstreamSpec("uji", "http://127.0.0.1:9", models=models)]
    upstreams = HttpUpstreams(specs)
    if serves:
        assert upstreams.route(model, "openai_chat").name == "uji"
    else:
        with pytest.raises(RequestRefused) as refused:
            upstreams.route(model, "openai_chat")
        assert refused.value.code is ErrorCode.UNKNOWN_MODEL
    assert upstreams.route("khusus", "openai_chat").name == "lain"
    assert upstreams.route("", "openai_chat").name == "lain"
    await upstreams.aclose()


def test_the_key_of_a_service_is_not_printed() -> None:
    """Neither by the specification nor by anything made of it."""
    spec = UpstreamSpec("uji", "http://127.0.0.1:9", "sk-layanan")
    assert "sk-layanan" not in repr(spec) + str(spec)


async def test_a_call_without_a_model_goes_where_its_dialect_is_named() -> None:
    """Tools of MCP need not be listed first, and models stay with whoever serves them first."""
    specs = [UpstreamSpec("ai", "http://127.0.0.1:9"), UpstreamSpec("alat", "http://127.0.0.1:9", dialects=("mcp", "openai_chat"))]
    upstreams = HttpUpstreams(specs)
    assert upstreams.route("", "mcp").name == "alat"
    assert upstreams.route("", "ollama").name == "ai"
    assert upstreams.route("gpt-4", "openai_chat").name == "ai"
    await upstreams.aclose()


async def test_every_service_of_a_dialect_is_asked_for_models() -> None:
    """One alone as it is, several as one, none is unknown."""
    specs = [UpstreamSpec("a", "http://127.0.0.1:9", models=("a*",)), UpstreamSpec("b", "http://127.0.0.1:9", dialects=("openai_chat",))]
    upstreams = HttpUpstreams(specs)
    assert upstreams.every("ollama").name == "a"
    assert upstreams.every("openai_chat").name == "every:openai_chat"
    await upstreams.aclose()
    only = HttpUpstreams([UpstreamSpec("alat", "http://127.0.0.1:9", dialects=("mcp",))])
    with pytest.raises(RequestRefused) as refused:
        only.every("openai_chat")
    assert refused.value.code is ErrorCode.UNKNOWN_MODEL
    await only.aclose()


async def test_who_asks_is_told_which_services_are_left_alone() -> None:
    """By name, for operators."""
    with scripted_upstream([Reset()]) as broken:
        upstreams = HttpUpstreams([UpstreamSpec("rusak", broken.base_url), UpstreamSpec("lain", "http://127.0.0.1:9")])
        assert upstreams.paused == {"rusak": False, "lain": False}
        for _ in range(5):
            with pytest.raises(UpstreamFault):
                await upstreams.route("m", "openai_chat").send(Target("POST", CHAT), b"{}")
        assert upstreams.paused == {"rusak": True, "lain": False}
        await upstreams.aclose()


async def test_a_service_that_cannot_be_reached_is_left_alone() -> None:
    """After five failures the next call is refused at once; the service is not asked (P15)."""
    async with _service(*([[Reset()]] * 5), [OK]) as (upstream, server):
        for _ in range(5):
            with pytest.raises(UpstreamFault):
                await _read(upstream)
        with pytest.raises(UpstreamFault) as fault:
            await _read(upstream)
        assert (fault.value.code, len(server.requests)) == (ErrorCode.UPSTREAM_PAUSED, 5)


@pytest.mark.parametrize("script", [[Close()], [Reset()], [head(200, ("content-length", "9")), b"{", Close()]], ids=["fin", "rst", "cut"])
async def test_what_was_written_is_not_written_twice(script: list[Any]) -> None:
    """A model call costs money and may have effects: only a connection that never came about is tried again (P14)."""
    async with _service([OK], script, [OK]) as (upstream, server):
        await _read(upstream)  # the next call goes out on a connection that was good
        with pytest.raises(UpstreamFault):
            await _read(upstream)
        assert len(server.requests) == 2


async def test_a_connection_that_does_not_come_about_is_tried_again() -> None:
    """Once more, as nothing was written: a service that begins to listen between the two gets the call."""
    with scripted_upstream([OK]) as server, _closed_port() as port:
        upstream = HttpUpstream(UpstreamSpec("uji", f"http://127.0.0.1:{port}"))
        transport = upstream._transport
        addresses = [URL(f"http://127.0.0.1:{port}{CHAT}"), URL(f"{server.base_url}{CHAT}")]

        class Moving(UpstreamTransport):
            async def exchange(self, method: str, url: URL, headers: Mapping[str, str], body: bytes) -> aiohttp.ClientResponse:
                return await transport.exchange(method, addresses.pop(0), headers, body)

        upstream._transport = Moving(Timeouts())
        assert await _read(upstream) == b'{"a":1}'
        assert (len(server.requests), addresses) == (1, [])
        await transport.aclose()
        await upstream.aclose()
