"""The scripted upstream keeps and sends exact bytes, and breaks off in every way a network does."""

from __future__ import annotations

import asyncio
import socket

import pytest

from tests.support.scripted import Close, Pause, Received, Reset, Stall, chunk, scripted_upstream, sse_answer, whole_answer

REQUEST = b"POST /v1/x HTTP/1.1\r\nHost: h\r\nX-Dua: a\r\nx-dua: b\r\nContent-Length: 4\r\n\r\nhalo"


def dial(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=10)


def read_all(client: socket.socket) -> bytes:
    pieces = []
    while piece := client.recv(65536):
        pieces.append(piece)
    return b"".join(pieces)


def test_exact_bytes_both_ways() -> None:
    """The request is kept as it stood on the wire and the answer arrives as it was scripted."""
    with scripted_upstream([whole_answer(b"{}"), Close()]) as upstream, dial(upstream.port) as client:
        client.sendall(REQUEST)
        assert read_all(client) == whole_answer(b"{}")
    (request,) = upstream.requests
    assert (request.raw, request.body, request.method, request.target) == (REQUEST, b"halo", "POST", "/v1/x")
    assert request.header("X-DUA") == ["a", "b"]


def test_cuts_arrive_apart() -> None:
    """Each cut of a stream is one read of a client that reads promptly."""
    with scripted_upstream([*sse_answer(b"data: [[NI", b"K_7F]]\n\n"), Close()], cut_gap=0.05) as upstream, dial(upstream.port) as client:
        client.sendall(REQUEST)
        reads = []
        while piece := client.recv(65536):
            reads.append(piece)
    assert reads[1:] == [chunk(b"data: [[NI"), chunk(b"K_7F]]\n\n"), b"0\r\n\r\n"]


def test_chunked_request_is_unframed() -> None:
    """A chunked body is kept both as sent and without its framing."""
    sent = chunk(b"ha") + chunk(b"lo") + b"0\r\n\r\n"
    with scripted_upstream([whole_answer(b"{}"), Close()]) as upstream, dial(upstream.port) as client:
        client.sendall(b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + sent[:7])
        client.sendall(sent[7:])
        read_all(client)
    assert (upstream.requests[0].body, upstream.requests[0].raw_body) == (b"halo", sent)


def test_scripts_follow_requests_on_one_connection() -> None:
    """Requests take the scripts in turn, the last one again and again; a script may look at its request."""

    def echo(request: Received) -> list[bytes]:
        return [whole_answer(request.body)]

    with scripted_upstream([whole_answer(b"satu")], echo) as upstream, dial(upstream.port) as client:
        for expected in (b"satu", b"halo", b"halo"):
            client.sendall(REQUEST)
            assert client.recv(65536) == whole_answer(expected)
    assert (len(upstream.requests), upstream.connections) == (3, 1)


def test_reset_is_a_reset() -> None:
    """A reset reaches the client as an error, not as an orderly end."""
    with scripted_upstream([Pause(0.01), Reset()]) as upstream, dial(upstream.port) as client:
        client.sendall(REQUEST)
        with pytest.raises(ConnectionResetError):
            read_all(client)


async def test_client_that_leaves_is_counted() -> None:
    """While the upstream stalls, the client's going away is seen."""
    with scripted_upstream([Stall()]) as upstream:
        _, writer = await asyncio.open_connection("127.0.0.1", upstream.port)
        writer.write(REQUEST)
        await asyncio.to_thread(upstream.wait_for_requests, 1)
        assert upstream.disconnects == 0
        writer.close()
        await writer.wait_closed()
        await asyncio.to_thread(upstream.wait_for_disconnects, 1)


def test_stalled_server_stops_with_the_block() -> None:
    """A client that still waits does not keep the test from ending: it is cut off."""
    with scripted_upstream([Stall()]) as upstream:
        client = dial(upstream.port)
        client.sendall(REQUEST)
        upstream.wait_for_requests(1)
    with client:
        assert client.recv(1) == b""


def test_no_script_is_a_mistake() -> None:
    """An upstream without a script is refused rather than silent."""
    with pytest.raises(ValueError, match="Stall"), scripted_upstream():
        pass
