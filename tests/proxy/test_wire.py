"""The strict reading of a connection: what passes is framed in one way only, however it is cut."""

from __future__ import annotations

import itertools
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.core.errors import ErrorCode, RequestRefused
from guardrail.proxy.wire import LONGEST_HEAD, LONGEST_TARGET, MOST_FIELDS, Stage, Wire
from tests.hostile.requests import BAD, GOOD, a_head


@pytest.mark.parametrize("case", GOOD)
def test_plain_requests_pass_as_they_are(case: str) -> None:
    """Byte for byte, and nothing is expected behind them."""
    wire = Wire()
    assert wire.feed(GOOD[case]) == GOOD[case]
    assert wire.stage is Stage.ANSWER


@given(case=st.sampled_from(sorted(GOOD)), cuts=st.lists(st.integers(0, 400), max_size=8))
def test_cutting_changes_nothing(case: str, cuts: list[int]) -> None:
    """The parser sees the same bytes however they came, a head only when it is whole."""
    data = GOOD[case]
    wire, seen = Wire(), b""
    edges = sorted({0, len(data), *(cut for cut in cuts if cut < len(data))})
    for begin, end in itertools.pairwise(edges):
        seen += wire.feed(data[begin:end])
        assert seen == b"" or b"\r\n\r\n" in seen
    assert (seen, wire.stage) == (data, Stage.ANSWER)


def _refusal(data: bytes, step: int) -> tuple[str, str]:
    wire = Wire()
    try:
        for at in range(0, len(data), step):
            wire.feed(data[at : at + step])
    except RequestRefused as refused:
        return str(refused.code), refused.place
    return "", ""


@pytest.mark.parametrize("case", BAD)
def test_what_can_be_read_in_two_ways_is_refused(case: str) -> None:
    """In one piece, and in small ones."""
    data, code = BAD[case]
    assert code in set(ErrorCode)
    assert _refusal(data, len(data))[0] == code
    for step in (1, 7) if len(data) < 1000 else (1000,):
        assert _refusal(data, step)[0] == code


PLACES = {
    "a long head": ("headers", "headers"),
    "a head without an end": ("headers", "headers"),
    "many fields": ("headers", "headers"),
    "a long target": ("target", "target"),
    "a target without an end": ("target", "target"),
    "a lone line feed": ("request_line", "request_line"),
    "a small method": ("head", "request_line"),
    "no colon": ("head", "head"),
    "version 1.0": ("head", "head"),
    "two lengths": ("framing", "framing"),
    "trailers announced": ("framing", "framing"),
    "trailers accepted": ("framing", "framing"),
    "length and chunks": ("framing", "framing"),
    "gzip": ("framing", "framing"),
    "a padded length": ("framing", "framing"),
    "a websocket": ("upgrade", "upgrade"),
    "no host": ("head", "head"),
    "no host beside others": ("host", "host"),
    "an odd host": ("host", "host"),
    "another expectation": ("expect", "expect"),
    "a chunk that is longer": ("chunk", "chunk"),
    "a signed chunk": ("chunk", "chunk"),
    "a second request": ("pipelined", "pipelined"),
}
"""What the record says of where the fault was, for each that came at once, and in pieces."""


@pytest.mark.parametrize("case", PLACES)
def test_a_refusal_says_where(case: str) -> None:
    """A word of ours, never the caller's."""
    data = a_head(b"Transfer-Encoding: gzip") if case == "gzip" else BAD[case][0]
    assert (_refusal(data, len(data))[1], _refusal(data, 7 if len(data) < 1000 else 1000)[1]) == PLACES[case]


LONGEST_LINE = b"GET /" + b"a" * (LONGEST_TARGET - len(b"GET / HTTP/1.1")) + b" HTTP/1.1\r\n"
FEW_FIELDS = a_head()[:-2] + b"y: " + b"b" * (LONGEST_HEAD - len(a_head()) - len(b"y: \r\n")) + b"\r\n\r\n"


@pytest.mark.parametrize("head", [a_head(*[b"x: a"] * (MOST_FIELDS - 1), line=LONGEST_LINE), FEW_FIELDS], ids=["fields", "bytes"])
def test_what_is_just_short_enough_passes(head: bytes) -> None:
    """As long a line, as many fields, and as many bytes as there may be; whole and in pieces."""
    for step in (len(head), 1000):
        wire = Wire()
        assert b"".join(wire.feed(head[at : at + step]) for at in range(0, len(head), step)) == head


@pytest.mark.parametrize(
    ("head", "place"),
    [
        (a_head(line=LONGEST_LINE.replace(b"/", b"/a", 1)), "target"),
        (a_head(*[b"x: a"] * MOST_FIELDS), "headers"),
        (FEW_FIELDS.replace(b"y: ", b"y: b"), "headers"),
    ],
    ids=["line", "fields", "bytes"],
)
def test_what_is_one_longer_does_not(head: bytes, place: str) -> None:
    """One byte of a line or a head, one field."""
    assert _refusal(head, len(head))[1] == place


@pytest.mark.parametrize(("longer", "place"), [(0, "headers"), (1, "target")])
def test_an_endless_head_is_told_what_was_too_long_in_it(longer: int, place: str) -> None:
    """Its target where that alone is too long."""
    head = b"GET /" + b"a" * (LONGEST_TARGET - 1 + longer) + b" HTTP/1.1\r\nx: " + b"a" * LONGEST_HEAD
    assert _refusal(head, len(head))[1] == place


def test_what_can_become_no_head_is_refused_before_its_end() -> None:
    """A lone line feed, also behind a carriage return that came before; letters that begin no method. A line end that is cut is none."""
    for pieces in ([b"GET / HTTP/1.1\n"], [b"GET / HTTP/1.1\r\nHost: x\r\n", b"A: b\n"], [b"GET / HTTP/1.1", b"\n"], [b"g"]):
        wire = Wire()
        with pytest.raises(RequestRefused, match="malformed_request"):
            for piece in pieces:
                assert wire.feed(piece) == b""
    wire = Wire()
    for piece in (b"GET / HTTP/1.1\r", b"\nHost: x\r", b"\nA: b\r\n", b"B: c\r\n"):
        assert wire.feed(piece) == b""
    assert wire.feed(b"\r\n").endswith(b"B: c\r\n\r\n")


def test_a_request_has_begun_from_its_first_byte_to_its_last() -> None:
    """Between two requests nothing has; while an answer is awaited, neither."""
    wire = Wire()
    assert not wire.begun
    wire.feed(b"POST / HTTP/1.1\r\n")
    assert wire.begun
    wire.feed(b"Host: x\r\nContent-Length: 2\r\n\r\n")
    assert wire.begun
    wire.feed(b"{}")
    assert not wire.begun


def test_a_head_that_is_refused_is_never_seen() -> None:
    """What the parser has seen when a connection is refused began with a head that is good by itself."""
    for data, _ in BAD.values():
        wire, seen, step = Wire(), b"", 5 if len(data) < 1000 else 1000
        with suppress(RequestRefused):
            for at in range(0, len(data), step):
                seen += wire.feed(data[at : at + step])
        head, end, _ = seen.partition(b"\r\n\r\n")
        assert not seen or Wire().feed(head + end) == head + end


def test_the_next_request_comes_after_the_answer() -> None:
    """On the same connection, read as strictly."""
    wire = Wire()
    wire.feed(GOOD["a length"])
    with pytest.raises(RequestRefused):
        wire.feed(b"G")
    wire = Wire()
    for case in GOOD.values():
        assert wire.feed(case) == case
        wire.answered()
        assert wire.stage is Stage.HEAD


@given(case=st.sampled_from(["a length", "chunks"]), at=st.integers(0, 60), cut=st.integers(1, 60))
def test_an_answer_may_come_early(case: str, at: int, cut: int) -> None:
    """The rest of the body still belongs to the request that was answered; the next one may come right behind it."""
    head, end, body = GOOD[case].partition(b"\r\n\r\n")
    wire, at = Wire(), min(at, len(body) - 1)
    wire.feed(head + end + body[:at])
    wire.answered()
    data = body[at:] + GOOD[case]
    seen = b"".join(wire.feed(data[begin : begin + cut]) for begin in range(0, len(data), cut))
    assert (seen, wire.stage) == (data, Stage.ANSWER)


@given(st.binary(max_size=300))
def test_whatever_comes_is_read_or_refused(data: bytes) -> None:
    """No other error, and no byte that did not come."""
    wire = Wire()
    try:
        assert data.startswith(wire.feed(data))
    except RequestRefused as refused:
        assert refused.code in set(ErrorCode)


@pytest.mark.parametrize(("size", "refused"), [(1, True), (63, True), (64, False), (4096, False)])
def test_a_body_in_crumbs_is_refused(size: int, refused: bool) -> None:
    """Each chunk costs the same to be read: beyond a thousand, they have 64 bytes on average."""
    unit = b"%x\r\n" % size + b"x" * size + b"\r\n"
    assert _refusal(a_head(b"Transfer-Encoding: chunked") + unit * 70_000, 1 << 16) == (
        ("malformed_request", "chunk") if refused else ("", "")
    )


@pytest.mark.parametrize(("count", "refused"), [(1040, False), (1041, True)])
def test_crumbs_are_counted_exactly(count: int, refused: bool) -> None:
    """1,024, and sixteen more for a kilobyte."""
    crumbs = a_head(b"Transfer-Encoding: chunked") + b"1\r\nx\r\n" * count
    assert _refusal(crumbs, len(crumbs)) == (("malformed_request", "chunk") if refused else ("", ""))


def test_a_thousand_small_chunks_are_many_but_fair() -> None:
    """Who writes as it comes sends some of them; those of one request are not counted for the next."""
    wire = Wire()
    for _ in range(3):
        wire.feed(a_head(b"Transfer-Encoding: chunked") + b"1\r\nx\r\n" * 1023 + b"0\r\n\r\n")
        assert wire.stage is Stage.ANSWER
        wire.answered()
