"""P1-P3: requests framed in two ways, of other protocols or without end -> refused with a reason and closed; the service sees nothing."""

from __future__ import annotations

import pytest

from tests.support.server import CLIENT_KEY

from .growth import Growth
from .place import Place, a_body, a_call, told
from .requests import BAD, a_head

STATUS = {
    "malformed_request": 400,
    "upgrade_refused": 400,
    "http_version_unsupported": 426,
    "headers_too_large": 431,
    "target_too_long": 414,
}


@pytest.mark.parametrize("case", BAD)
def test_p01_p02_p03_what_can_be_read_in_two_ways_is_refused(place: Place, case: str) -> None:
    """With a good call hidden behind it: neither reaches the service."""
    data, code = BAD[case]
    before = place.sent_on()
    hidden = a_call()
    answer = place.says(data + hidden if b"\r\n\r\n" in data else data)
    assert (answer.status, answer.code, answer.closed) == (STATUS[code], code, True)
    assert place.sent_on() == before


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (a_head(b"x: " + b"a" * (5 << 20)), 431),
        (a_head(*[b"x: a"] * 10_000), 431),
        (a_head(line=b"GET /" + b"a" * (1 << 20) + b" HTTP/1.1\r\n"), 414),
        (a_head(b"Transfer-Encoding: chunked") + b"1\r\nx\r\n" * 1_000_000, 400),
    ],
    ids=["five megabytes", "ten thousand fields", "a megabyte of target", "a million crumbs"],
)
def test_p03_a_head_without_measure_is_not_kept(place: Place, data: bytes, status: int) -> None:
    """It is refused where it becomes too long; what follows is read and dropped, and the server does not grow."""
    place.says(data)
    growth = Growth(place.server.process.pid)
    for _ in range(4):
        assert place.says(data).status == status
    assert growth.bytes() <= 2 << 20


def test_p01_a_pipelined_request_is_refused_or_answered_alone(place: Place) -> None:
    """Zero or one of them reach the service, never both."""
    before = place.sent_on()
    answer = place.says(a_call() + a_call())
    assert answer.closed
    assert answer.raw.count(b"content-length: ") == 1
    assert place.sent_on() - before <= 1


def test_p01_chunks_are_read_as_they_should_be(place: Place) -> None:
    """A good call in chunks is masked and sent on with its length."""
    body = a_body()
    fields = (b"Authorization: Bearer " + CLIENT_KEY.encode(), b"Content-Type: application/json", b"Transfer-Encoding: chunked")
    head = a_head(*fields, host=b"Host: 127.0.0.1\r\n")
    chunks = b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in (body[:50], body[50:]))
    with place.dial() as client:
        client.sendall(head + chunks + b"0\r\n\r\n")
        assert told(client).status == 200
    received = place.upstream.requests[-1]
    assert b"transfer-encoding" not in received.raw_head.lower()
    assert b"[[NIK_" in received.body


def test_p01_a_method_that_nobody_has_is_refused_in_our_words(place: Place) -> None:
    """The parser behind the strict reading would say it in plain text, and not close what it calls closed."""
    answer = place.says(a_call(method="OST"))
    assert (answer.status, answer.code, answer.closed) == (400, "malformed_request", True)
