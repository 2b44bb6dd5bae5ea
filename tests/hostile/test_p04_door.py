"""The door on real sockets: slow, silent and broken peers are told why and let go; everybody else is served."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from guardrail.proxy.door import Hall, StrictProtocol

SIZE = 24 << 20
"""More than all buffers between a server and a client that does not read."""


class Hasty(StrictProtocol):
    """The same, in tenths of seconds."""

    look_seconds = 0.05
    head_seconds = 0.4
    body_seconds = 0.6
    slowest = 100_000
    drain_seconds = 0.5
    linger_seconds = 0.2


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    server = uvicorn.Server(
        uvicorn.Config(_app, port=0, http=Hasty, ws="none", lifespan="on", log_config=None, timeout_keep_alive=1, server_header=False)
    )
    listener = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield listener.getsockname()[1]
    server.should_exit = True
    thread.join()


_hall = Hall()
_ends: list[str] = []
"""How the application saw its calls end."""


async def _app(scope: Scope, receive: Receive, send: Send) -> None:
    """``/early`` answers before it reads; ``/large`` says much; everything else gives the size of the body."""
    if scope["type"] == "lifespan":
        scope["state"]["hall"] = _hall
        for said in ("startup", "shutdown"):
            assert (await receive())["type"] == f"lifespan.{said}"
            await send({"type": f"lifespan.{said}.complete"})
        return
    size = 0
    if scope["path"] != "/early":
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                _ends.append("gone")
                return
            size += len(message.get("body", b""))
            if not message.get("more_body"):
                break
    body = b"x" * SIZE if scope["path"] == "/large" else str(size).encode()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", str(len(body)).encode())]})
    for at in range(0, len(body), 1 << 16):
        await send({"type": "http.response.body", "body": body[at : at + (1 << 16)], "more_body": at + (1 << 16) < len(body)})
    _ends.append("whole")


@contextmanager
def dialled(port: int) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as client:
        yield client


def read_all(client: socket.socket) -> bytes:
    data = b""
    try:
        while part := client.recv(1 << 16):
            data += part
    except ConnectionResetError:
        data += b"<reset>"
    return data


def code_of(answer: bytes) -> str:
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"connection: close" in head
    error = json.loads(body)["error"]
    assert " | " in error["message"]
    return f"{head.split()[1].decode()} {error['code']}"


HEAD = b"POST / HTTP/1.1\r\nHost: x\r\n"


def test_good_requests_share_a_connection(port: int) -> None:
    """In pieces, in chunks, one after another."""
    with dialled(port) as client:
        for cut in (1, 7, 1000):
            for body in (b"Content-Length: 5\r\n\r\nhalo!", b"Transfer-Encoding: chunked\r\n\r\n5\r\nhalo!\r\n0\r\n\r\n"):
                data = HEAD + body
                for at in range(0, len(data), cut):
                    client.sendall(data[at : at + cut])
                assert client.recv(1000).endswith(b"\r\n\r\n5")


def test_continue_is_said(port: int) -> None:
    """To whom asks before it sends."""
    with dialled(port) as client:
        client.sendall(HEAD + b"Expect: 100-continue\r\nContent-Length: 2\r\n\r\n")
        assert client.recv(1000) == b"HTTP/1.1 100 Continue\r\n\r\n"
        client.sendall(b"{}")
        assert client.recv(1000).endswith(b"\r\n\r\n2")


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"GET / HTTP/1.0\r\nHost: x\r\n\r\n", "426 http_version_unsupported"),
        (HEAD + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400 malformed_request"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhalo!\r\nx\r\n", "400 malformed_request"),
        (HEAD + b"Upgrade: websocket\r\n\r\n", "400 upgrade_refused"),
        (HEAD + b"x: " + b"a" * 70_000 + b"\r\n\r\n", "431 headers_too_large"),
        (b"GET /" + b"a" * 70_000, "414 target_too_long"),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", "400 malformed_request"),
    ],
)
def test_a_broken_request_is_told_why(port: int, data: bytes, told: str) -> None:
    """In JSON, Indonesian first; then the connection ends."""
    with dialled(port) as client:
        client.sendall(data)
        assert code_of(read_all(client)) == told


def test_who_goes_on_sending_still_learns_why(port: int) -> None:
    """What comes behind a refusal is read and dropped: a reset would take the answer with it."""
    with dialled(port) as client:
        client.sendall(HEAD + b"Content-Length: 5, 6\r\n\r\n" + b"x" * 3_000_000)
        assert code_of(read_all(client)) == "400 malformed_request"


def test_an_early_answer_is_read_by_who_is_still_sending(port: int) -> None:
    """And the connection serves on once the body is there."""
    with dialled(port) as client:
        client.sendall(b"POST /early HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n")
        assert client.recv(1000).endswith(b"\r\n\r\n0")
        client.sendall(b"x" * 1_000_000)
        client.sendall(HEAD + b"Content-Length: 2\r\n\r\n{}")
        assert client.recv(1000).endswith(b"\r\n\r\n2")


@pytest.mark.parametrize("sent", [b"", b"P", HEAD, HEAD + b"X-A: b\r\n"])
def test_a_head_that_does_not_end_is_given_up(port: int, sent: bytes) -> None:
    """Nothing at all, or a byte now and then."""
    with dialled(port) as client:
        client.sendall(sent)
        assert code_of(read_all(client)) == "408 request_too_slow"


def test_a_head_a_byte_at_a_time_is_given_up(port: int) -> None:
    """Progress does not extend its time."""
    with dialled(port) as client, pytest.raises(OSError):
        for _ in range(200):
            client.sendall(b"A" if _ else HEAD + b"X: ")
            time.sleep(0.05)


@pytest.mark.parametrize("framing", [b"Content-Length: 500\r\n\r\nabc", b"Transfer-Encoding: chunked\r\n\r\n5\r\nab"])
def test_a_body_that_does_not_end_is_given_up(port: int, framing: bytes) -> None:
    """The application learns that its caller is gone."""
    before = _ends.count("gone")
    with dialled(port) as client:
        client.sendall(HEAD + framing)
        assert code_of(read_all(client)) == "408 request_too_slow"
    while _ends.count("gone") == before:
        time.sleep(0.01)


def test_a_long_body_at_a_fair_rate_is_waited_for(port: int) -> None:
    """Longer than the time for a body alone."""
    with dialled(port) as client:
        client.sendall(HEAD + b"Content-Length: 200000\r\n\r\n")
        for _ in range(20):
            client.sendall(b"x" * 10_000)
            time.sleep(0.05)
        assert client.recv(1000).endswith(b"\r\n\r\n200000")


@pytest.mark.parametrize("reads", [0, 10])
def test_a_client_that_does_not_take_its_answer_is_let_go(port: int, reads: int) -> None:
    """Not at all, or a few bytes now and then: nobody keeps 24 MB waiting."""
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.settimeout(20)
        client.connect(("127.0.0.1", port))
        client.sendall(b"POST /large HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")
        for _ in range(30):
            time.sleep(0.05)
            if reads:
                client.recv(reads)
        assert len(read_all(client)) < SIZE


def test_a_steady_reader_gets_everything(port: int) -> None:
    """However long it takes."""
    with dialled(port) as client:
        client.sendall(b"POST /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
        size = 0
        while part := client.recv(1 << 17):
            size += len(part)
            time.sleep(0.005)
        assert size > SIZE


def test_an_idle_connection_is_closed_without_a_word(port: int) -> None:
    """After its keep-alive time; it asked for nothing."""
    with dialled(port) as client:
        client.sendall(HEAD + b"Content-Length: 2\r\n\r\n{}")
        assert client.recv(1000).endswith(b"\r\n\r\n2")
        assert read_all(client) == b""


def test_a_second_request_before_the_answer_ends_both(port: int) -> None:
    """Nobody pipelines today but who wants to hide something."""
    with dialled(port) as client:
        client.sendall(HEAD + b"Content-Length: 2\r\n\r\n{}" + HEAD + b"Content-Length: 2\r\n\r\n{}")
        assert code_of(read_all(client)) == "400 malformed_request"


def test_a_hall_hears_of_refusals_and_cuts_off_who_is_still_there(port: int) -> None:
    """What never became a call, by code; and a server that ends waits for nobody who takes nothing."""
    heard: list[str] = []
    _hall.refused = lambda code: heard.append(code.value)
    with dialled(port) as broken, dialled(port) as idle:
        broken.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n")
        assert code_of(read_all(broken)) == "400 malformed_request"
        assert heard == ["malformed_request"]
        idle.sendall(HEAD + b"Content-Length: 1\r\n\r\n1")
        assert b"200 OK" in idle.recv(1 << 16)
        connection = next(iter(_hall.connections))
        connection.loop.call_soon_threadsafe(_hall.abort)
        assert read_all(idle) in (b"", b"<reset>")
    while _hall.connections:
        time.sleep(0.01)
