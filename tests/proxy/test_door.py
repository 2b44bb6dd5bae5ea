"""The door by a clock that stands still: who is too slow, what they are told, and when their connection is gone.

Real sockets are in ``tests/hostile/test_p04_door.py``.
"""

from __future__ import annotations

import asyncio
import json
import socket
import struct
import sys
from collections.abc import Callable, Coroutine
from typing import Any, cast

import pytest
from starlette.types import Receive, Scope, Send
from structlog.testing import capture_logs
from uvicorn.config import Config
from uvicorn.server import ServerState

from guardrail.core.errors import ErrorCode
from guardrail.proxy.door import Hall, StrictProtocol

HEAD = b"POST / HTTP/1.1\r\nHost: x\r\n"
SMALL = HEAD + b"Content-Length: 2\r\n\r\n{}"


class Clock:
    """As much of a loop as a connection asks for, whose time goes on only when it is told to; it starts no tasks."""

    def __init__(self) -> None:
        self.now = 1000.0
        self._timers: list[asyncio.TimerHandle] = []

    def time(self) -> float:
        return self.now

    def get_debug(self) -> bool:
        return False

    def call_later(self, delay: float, callback: Callable[..., object], *args: Any, **_: Any) -> asyncio.TimerHandle:
        timer = asyncio.TimerHandle(self.now + delay, callback, args, cast(asyncio.AbstractEventLoop, self))
        self._timers.append(timer)
        return timer

    def _timer_handle_cancelled(self, timer: asyncio.TimerHandle) -> None:
        self._timers.remove(timer)

    def create_task(self, coro: Coroutine[Any, Any, None], **_: Any) -> asyncio.Future[None]:
        coro.close()
        return asyncio.Future(loop=cast(asyncio.AbstractEventLoop, self))

    @property
    def idle(self) -> bool:
        return not self._timers

    def go_on(self, seconds: float) -> None:
        end = self.now + seconds
        while due := [timer for timer in self._timers if timer.when() <= end]:
            timer = min(due, key=lambda one: one.when())
            self._timers.remove(timer)
            self.now = timer.when()
            timer._run()
        self.now = end


class Line(asyncio.Transport):
    """A connection whose other end takes everything, and says nothing by itself."""

    def __init__(self, half_closes: bool = True, held: socket.socket | None = None) -> None:
        super().__init__({"socket": held})
        self.written = b""
        self.ended = self.aborted = self.closed = self.paused = False
        self._half_closes = half_closes

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written += data

    def can_write_eof(self) -> bool:
        return self._half_closes

    def write_eof(self) -> None:
        self.ended = True

    def is_closing(self) -> bool:
        return self.closed or self.aborted

    def close(self) -> None:
        self.closed = True

    def abort(self) -> None:
        self.aborted = True

    def pause_reading(self) -> None:
        self.paused = True

    def resume_reading(self) -> None:
        self.paused = False


class Strict(StrictProtocol):
    """The same, with an eye on the clock every second."""

    look_seconds = 1.0


async def _app(scope: Scope, receive: Receive, send: Send) -> None:
    """Never started: tests answer for it."""


def connected(line: Line | None = None, keep_alive: int = 1000, hall: Hall | None = None) -> tuple[Strict, Clock, Line]:
    clock, line = Clock(), line or Line()
    config = Config(_app, log_config=None, timeout_keep_alive=keep_alive, ws="none", lifespan="off")
    door = Strict(config, ServerState(), {} if hall is None else {"hall": hall}, cast(asyncio.AbstractEventLoop, clock))
    door.connection_made(line)
    return door, clock, line


async def say(door: Strict, status: int = 200, last: bool = True) -> None:
    await door.cycle.send({"type": "http.response.start", "status": status, "headers": [(b"content-length", b"2")]})
    await door.cycle.send({"type": "http.response.body", "body": b"{}" if last else b"{", "more_body": not last})


def code_of(answer: bytes) -> str:
    head, _, body = answer.partition(b"\r\n\r\n")
    error = json.loads(body)["error"]
    return f"{head.split()[1].decode()} {error['code']}"


@pytest.mark.parametrize("sent", [b"", b"P", HEAD])
def test_a_head_has_ten_seconds_from_the_connection(sent: bytes) -> None:
    """Whatever of it has come, and whenever that was; then the client is told, has two seconds to read it, and is gone."""
    door, clock, line = connected()
    clock.go_on(9.5)
    if sent:
        door.data_received(sent)
    assert (line.written, line.aborted) == (b"", False)
    with capture_logs() as logs:
        clock.go_on(0.5)
    assert code_of(line.written) == "408 request_too_slow"
    assert logs == [{"event": "request.refused", "code": "request_too_slow", "where": "head", "log_level": "warning"}]
    clock.go_on(1)
    assert not line.aborted
    clock.go_on(1)
    assert line.aborted
    assert line.written.count(b"HTTP/1.1") == 1


def test_a_body_has_thirty_seconds_and_what_it_takes_at_eight_kib_a_second() -> None:
    """From the request's beginning."""
    door, clock, line = connected()
    head = HEAD + b"Content-Length: 1000000\r\n\r\n"
    door.data_received(head)
    clock.go_on(20)
    door.data_received(b"x" * (8 << 10) * 5)
    door.data_received(b"x" * ((8 << 10) * 5 - len(head)))
    clock.go_on(19)
    assert line.written == b""
    with capture_logs() as logs:
        clock.go_on(1)
    assert code_of(line.written) == "408 request_too_slow"
    assert logs == [{"event": "request.refused", "code": "request_too_slow", "where": "body", "log_level": "warning"}]


def test_a_body_that_does_not_come_at_all_has_thirty_seconds() -> None:
    """Its head adds almost nothing."""
    door, clock, line = connected()
    door.data_received(HEAD + b"Content-Length: 1000000\r\n\r\n")
    clock.go_on(30)
    assert line.written == b""
    clock.go_on(1)
    assert code_of(line.written) == "408 request_too_slow"


async def test_each_request_of_a_connection_has_its_own_time() -> None:
    """It begins with its first byte; what came for an earlier one does not count, and between two nobody is late."""
    door, clock, line = connected()
    door.data_received(HEAD + b"Content-Length: 1000000\r\n\r\n" + b"x" * 999_999)
    door.data_received(b"x")
    clock.go_on(100)
    await say(door)
    clock.go_on(100)
    assert line.written.endswith(b"\r\n\r\n{}")
    before = len(line.written)
    door.data_received(b"P")
    clock.go_on(9)
    door.data_received(HEAD[1:] + b"Content-Length: 1000000\r\n\r\n")
    clock.go_on(21)
    assert len(line.written) == before
    clock.go_on(1)
    assert code_of(line.written[before:]) == "408 request_too_slow"


async def test_a_later_head_has_ten_seconds_from_its_first_byte() -> None:
    """And the time for which a connection may be idle is over with it."""
    door, clock, line = connected(keep_alive=5)
    door.data_received(SMALL)
    await say(door)
    before = len(line.written)
    clock.go_on(4)
    door.data_received(b"P")
    clock.go_on(9)
    assert (line.closed, len(line.written)) == (False, before)
    clock.go_on(1)
    assert code_of(line.written[before:]) == "408 request_too_slow"


async def test_an_idle_connection_is_closed_without_a_word() -> None:
    """After its keep-alive time."""
    door, clock, line = connected(keep_alive=5)
    door.data_received(SMALL)
    await say(door)
    before = line.written
    clock.go_on(6)
    assert (line.closed, line.written) == (True, before)


def test_who_waits_for_an_answer_is_not_late() -> None:
    """However long the answer takes."""
    door, clock, line = connected()
    door.data_received(SMALL)
    clock.go_on(1000)
    assert (line.written, line.is_closing()) == (b"", False)


def test_a_client_that_takes_nothing_is_let_go_after_twenty_eight_seconds() -> None:
    """Of one wait, not of several together."""
    door, clock, line = connected()
    door.data_received(SMALL)
    door.pause_writing()
    assert door.flow.write_paused
    clock.go_on(20)
    door.resume_writing()
    assert not door.flow.write_paused
    clock.go_on(1)
    door.pause_writing()
    clock.go_on(27)
    assert not line.aborted
    with capture_logs() as logs:
        clock.go_on(1)
    assert line.aborted
    assert logs == [{"event": "client.slow", "code": "client_gone", "log_level": "warning"}]


@pytest.mark.skipif(sys.platform != "linux", reason="Linux alone bounds what a system keeps unsent")
def test_the_system_keeps_little_for_a_client_and_nothing_once_it_is_let_go() -> None:
    """128 KiB unsent; an end without them, as the client would take them never."""
    with socket.socket() as held:
        door, clock, _ = connected(Line(held=held))
        assert held.getsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT) == 128 << 10
        assert held.getsockopt(socket.SOL_SOCKET, socket.SO_LINGER, 8) == struct.pack("ii", 0, 0)
        door.data_received(SMALL)
        door.pause_writing()
        clock.go_on(28)
        assert held.getsockopt(socket.SOL_SOCKET, socket.SO_LINGER, 8) == struct.pack("ii", 1, 0)


def test_a_closed_connection_has_as_long_for_what_was_written_last() -> None:
    """From when it was seen to be closing; a wait that had begun goes on."""
    door, clock, line = connected()
    door.data_received(SMALL)
    line.close()
    clock.go_on(28)
    assert not line.aborted
    clock.go_on(1)
    assert line.aborted
    door, clock, line = connected()
    door.data_received(SMALL)
    door.pause_writing()
    clock.go_on(20)
    line.close()
    clock.go_on(8)
    assert line.aborted


def test_a_connection_that_is_closing_is_told_nothing() -> None:
    """It is not late any more."""
    _, clock, line = connected()
    line.close()
    clock.go_on(20)
    assert line.written == b""


@pytest.mark.parametrize("half_closes", [True, False])
def test_a_refused_client_reads_why(half_closes: bool) -> None:
    """What it still sends is dropped, its answer ends where the transport can say so, and nothing reaches the parser."""
    door, clock, line = connected(Line(half_closes))
    door.flow.pause_reading()
    with capture_logs() as logs:
        door.data_received(HEAD + b"Content-Length: 5, 6\r\n\r\n")
        door.data_received(b"x" * 100)
    assert code_of(line.written) == "400 malformed_request"
    assert logs == [{"event": "request.refused", "code": "malformed_request", "where": "framing", "log_level": "warning"}]
    assert (line.ended, line.paused, line.aborted) == (half_closes, False, False)
    assert door.cycle is None
    clock.go_on(1)
    assert not line.aborted
    clock.go_on(1)
    assert line.aborted


def test_a_refused_connection_does_not_wait_to_be_idle() -> None:
    """Its keep-alive timer would cut short what it still has to read."""
    door, clock, line = connected(keep_alive=1)
    door.timeout_keep_alive_task = clock.call_later(1, line.close)
    door.data_received(b"\x16\x03\x01")
    assert door.timeout_keep_alive_task is None


def test_half_a_head_reaches_no_parser() -> None:
    """A whole one does, once, and the application is told of its body as it comes."""
    door, _, _ = connected()
    door.data_received(HEAD)
    assert door.cycle is None
    door.data_received(b"Content-Length: 2\r\n\r\n{")
    assert (door.cycle.body, door.cycle.more_body) == (b"{", True)
    door.data_received(b"}")
    assert (door.cycle.body, door.cycle.more_body) == (b"{}", False)


def test_a_request_that_goes_wrong_before_its_answer_is_told_why() -> None:
    """The application sees that its caller is gone."""
    door, _, line = connected()
    door.data_received(HEAD + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n")
    door.cycle.message_event.clear()
    door.data_received(b"x\r\n")
    assert code_of(line.written) == "400 malformed_request"
    assert door.cycle.disconnected and door.cycle.message_event.is_set()


def test_a_method_that_nobody_has_is_refused_by_the_parser() -> None:
    """Its reading knows them by name, ours by their letters."""
    door, _, line = connected()
    with capture_logs() as logs:
        door.data_received(b"AMBIL / HTTP/1.1\r\nHost: x\r\n\r\n")
    assert code_of(line.written) == "400 malformed_request"
    assert logs[0] == {"event": "request.refused", "code": "malformed_request", "where": "parser", "log_level": "warning"}


async def test_a_request_that_goes_wrong_behind_the_beginning_of_its_answer_is_cut_off() -> None:
    """Two answers on one connection would be read as one."""
    door, _, line = connected()
    door.data_received(HEAD + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n")
    await say(door, last=False)
    before = line.written
    door.data_received(b"x\r\n")
    assert (line.aborted, line.written, line.ended) == (True, before, False)
    assert door.cycle.disconnected


async def test_what_goes_wrong_behind_a_whole_answer_is_no_fault_of_that() -> None:
    """The next request is told why; the one before was served."""
    door, _, line = connected()
    door.data_received(SMALL)
    await say(door)
    before = len(line.written)
    door.data_received(b"get / HTTP/1.1\r\n\r\n")
    assert code_of(line.written[before:]) == "400 malformed_request"
    assert not door.cycle.disconnected and not line.aborted


async def test_requests_follow_one_another_and_never_overtake() -> None:
    """The second is read once the first has its answer, and refused before that."""
    door, _, line = connected()
    for _ in range(2):
        door.data_received(SMALL)
        await say(door)
    assert line.written.count(b"HTTP/1.1 200 OK") == 2
    door.data_received(SMALL)
    before = len(line.written)
    door.data_received(b"P")
    assert code_of(line.written[before:]) == "400 malformed_request"


def test_nobody_watches_a_connection_that_is_gone() -> None:
    """Nor is it counted any more; one that broke has nothing to close."""
    door, clock, _ = connected()
    assert (clock.idle, len(door.connections)) == (False, 1)
    door.connection_lost(None)
    assert (clock.idle, len(door.connections)) == (True, 0)
    door, _, line = connected()
    door.connection_lost(ConnectionResetError())
    assert not line.closed


def test_a_hall_hears_of_refusals_and_cuts_off_who_is_still_there() -> None:
    """By code; of those who are connected, whatever they do, and of nobody who is gone."""
    heard: list[ErrorCode] = []
    hall = Hall(heard.append)
    broken, _, _ = connected(hall=hall)
    gone, _, its_line = connected(hall=hall)
    _, _, idle = connected(hall=hall)
    broken.data_received(b"\x16")
    assert heard == [ErrorCode.MALFORMED_REQUEST]
    gone.connection_lost(None)
    assert len(hall.connections) == 2
    hall.abort()
    assert (idle.aborted, its_line.aborted) == (True, False)


@pytest.mark.parametrize(
    ("sent", "status", "extra"),
    [
        (b"GET / HTTP/1.0\r\nHost: x\r\n\r\n", b"426 Upgrade Required", b"x-should-retry: false\r\nupgrade: HTTP/1.1\r\n"),
        (HEAD + b"Upgrade: websocket\r\n\r\n", b"400 Bad Request", b"x-should-retry: false\r\n"),
        (b"", b"408 Request Timeout", b"retry-after: 2\r\n"),
    ],
)
def test_the_whole_answer(sent: bytes, status: bytes, extra: bytes) -> None:
    """In OpenAI's shape, not to be kept, closing, and saying whether to try again: byte for byte a head that others can read."""
    door, clock, line = connected()
    door.data_received(sent) if sent else clock.go_on(10)
    head, _, body = line.written.partition(b"\r\n\r\n")
    assert head + b"\r\n" == (
        b"HTTP/1.1 " + status + b"\r\ncontent-type: application/json\r\ncontent-length: %d\r\n" % len(body)
        + b"cache-control: no-store\r\nconnection: close\r\n" + extra
    )  # fmt: skip
    error = json.loads(body)["error"]
    assert " | " in error["message"] and error["type"] == "invalid_request_error"


@pytest.mark.parametrize("every", [0.5, 5.0])
async def test_what_is_left_of_a_body_that_was_answered_has_thirty_seconds(every: float) -> None:
    """However fast it comes: who was refused cannot hold a connection by sending on, and gets no second answer."""
    door, clock, line = connected()
    door.data_received(HEAD + b"Content-Length: 999999999\r\n\r\n{")
    clock.go_on(10)
    await say(door, 401)
    before = line.written
    for _ in range(int(30 / every) - 1):
        clock.go_on(every)
        door.data_received(b"x" * 100_000)
    clock.go_on(every - 0.1)
    assert not line.is_closing()
    clock.go_on(0.1)
    assert (line.aborted, line.written) == (True, before)


async def test_a_broken_rest_of_a_body_gets_no_second_answer() -> None:
    """A client, or a proxy before it, would take it for the answer to its next request."""
    door, _, line = connected()
    door.data_received(HEAD + b"Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n")
    await say(door, 401)
    before = line.written
    door.data_received(b"x\r\n")
    assert (line.aborted, line.written) == (True, before)


async def test_a_request_behind_one_that_was_answered_early_has_its_own_time() -> None:
    """Also where it begins with the last bytes of the other one's body."""
    door, clock, line = connected()
    door.data_received(HEAD + b"Content-Length: 5\r\n\r\n{")
    await say(door, 401)
    before = len(line.written)
    clock.go_on(20)
    door.data_received(b"1234" + HEAD + b"Content-Length: 9\r\n\r\n{")
    clock.go_on(29)
    assert len(line.written) == before
    clock.go_on(2)
    assert code_of(line.written[before:]) == "408 request_too_slow"
