"""The strict reading of a connection: what passes is framed in one way only, however it is cut."""

from __future__ import annotations

import itertools
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.core.errors import ErrorCode, RequestRefused
from guardrail.proxy.wire import Stage, Wire
from tests.hostile.requests import BAD, GOOD


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


def _refusal(data: bytes, step: int) -> str:
    wire = Wire()
    try:
        for at in range(0, len(data), step):
            wire.feed(data[at : at + step])
    except RequestRefused as refused:
        return str(refused.code)
    return ""


@pytest.mark.parametrize("case", BAD)
def test_what_can_be_read_in_two_ways_is_refused(case: str) -> None:
    """In one piece, and in small ones."""
    data, code = BAD[case]
    assert code in set(ErrorCode)
    assert _refusal(data, len(data)) == code
    assert _refusal(data, 7 if len(data) < 1000 else 1000) == code


def test_a_head_that_is_refused_is_never_seen() -> None:
    """What the parser has seen when a connection is refused began with a head that is good by itself."""
    for data, _ in BAD.values():
        wire, seen = Wire(), b""
        with suppress(RequestRefused):
            for at in range(0, len(data), 5):
                seen += wire.feed(data[at : at + 5])
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
