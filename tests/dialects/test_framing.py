"""Server-sent events: bytes to events and back, for any line ending and any cut."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guardrail.core.errors import ErrorCode, UpstreamFault
from guardrail.dialects.event import MAX_EVENT_BYTES, Event
from guardrail.dialects.framing import SseDecoder, encode_data

_LINES = st.sampled_from(
    ["data: {}", "data:x", "data", "data:  dua", ": ping", "id: 1", "event: potongan", "retry: 3", "lain: data", "data: é😀"]
)
_BLOCKS = st.lists(_LINES, max_size=4).map(lambda lines: "\n".join([*lines, ""]) + "\n")


def _read(*chunks: bytes) -> list[Event]:
    decoder = SseDecoder()
    return [event for chunk in chunks for event in decoder.decode(chunk)] + decoder.flush()


@st.composite
def _streams(draw: st.DrawFn) -> tuple[bytes, list[bytes]]:
    """A stream in one of the three line endings, and the same in pieces."""
    text = (
        draw(st.sampled_from(["", "\ufeff"]))
        + "".join(draw(st.lists(_BLOCKS, max_size=4)))
        + draw(st.sampled_from(["", "data: sisa", "\n"]))
    )
    whole = text.replace("\n", draw(st.sampled_from(["\n", "\r\n", "\r"]))).encode()
    cuts = sorted(draw(st.lists(st.integers(0, len(whole)), max_size=8)))
    return whole, [whole[start:end] for start, end in zip([0, *cuts], [*cuts, len(whole)], strict=True)]


@settings(max_examples=120, deadline=None)
@given(_streams())
def test_cuts_change_nothing(case: tuple[bytes, list[bytes]]) -> None:
    """However the network cuts a stream, inside a character or between CR and LF, the same events come out."""
    whole, pieces = case
    assert [event.data for event in _read(*pieces)] == [event.data for event in _read(whole)]
    assert [event.data for event in _read(*(whole[at : at + 1] for at in range(len(whole))))] == [event.data for event in _read(whole)]


@settings(max_examples=80, deadline=None)
@given(_streams())
def test_no_byte_is_lost(case: tuple[bytes, list[bytes]]) -> None:
    """The events of a stream are its bytes, but for empty lines that its end leaves over."""
    whole, pieces = case
    assert b"".join(event.raw for event in _read(*pieces)) == whole or whole.rstrip(b"\r\n") == b"".join(
        event.raw for event in _read(*pieces)
    ).rstrip(b"\r\n")


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"], ids=["lf", "crlf", "cr"])
def test_the_standards_rules(end: bytes) -> None:
    """One space is dropped, lines of data are joined by LF, other fields carry no data, a field without a colon is empty (9.2.6)."""
    lines = [
        b": sebentar",
        b"",
        b"data: a",
        b"data:  b",
        b"data:c",
        b"data",
        b"id: 7",
        b"dataset: x",
        b" data: y",
        b"",
        b"event: akhir",
        b"",
        b"data:",
        b"",
        b"",
    ]
    assert [event.data for event in _read(end.join(lines))] == [None, "a\n b\nc\n", None, ""]


def test_line_endings_may_be_mixed() -> None:
    """Each of the three ends a line wherever it stands; CR LF is one ending, never two."""
    assert [event.data for event in _read(b"data: a\r\ndata: b\n\rdata: c\r\r\ndata: d\n\n")] == ["a\nb", "c", "d"]


def test_a_byte_order_mark_before_the_stream_is_no_part_of_it() -> None:
    """The first field of a stream that begins with a BOM is read as the field it is."""
    assert [event.data for event in _read(b"\xef\xbb\xbfdata: a\n\ndata: b\n\n")] == ["a", "b"]


def test_an_event_is_given_as_soon_as_it_is_complete() -> None:
    """Nothing waits for the next event, except a CR that may be half of a CR LF."""
    decoder = SseDecoder()
    assert [event.data for event in decoder.decode(b"data: a\n\ndata: b")] == ["a"]
    assert list(decoder.decode(b"\r\n\r")) == []
    assert [event.data for event in decoder.decode(b"\n")] == ["b"]
    assert decoder.flush() == []


def test_the_last_event_may_lack_its_end() -> None:
    """What stands in an unterminated block is given at the end, once."""
    decoder = SseDecoder()
    assert list(decoder.decode(b"data: a\nid: 1")) == []
    assert [event.data for event in decoder.flush()] == ["a"]
    assert decoder.flush() == []


@pytest.mark.parametrize("cuts", [1, 7])
def test_an_oversize_event_is_refused(cuts: int) -> None:
    """Over 1 MiB, whether it comes at once or in pieces, finished or not."""
    event = b"data: " + b"x" * MAX_EVENT_BYTES + b"\n\n"
    size = len(event) // cuts + 1
    with pytest.raises(UpstreamFault) as fault:
        _read(*(event[at : at + size] for at in range(0, len(event), size)))
    assert fault.value.code is ErrorCode.UPSTREAM_INVALID


def test_large_events_within_the_limit_pass() -> None:
    """Many of them in one chunk are not one oversize event."""
    event = b"data: " + b"x" * (MAX_EVENT_BYTES // 2) + b"\n\n"
    assert len(_read(event * 5)) == 5


@pytest.mark.parametrize("data", [b"\xff", b"\xc3", b"\xed\xa0\x80", b"a\x80b"])
def test_data_that_is_not_utf_8_is_refused(data: bytes) -> None:
    """What cannot be read is not given out, not even with replacement characters."""
    with pytest.raises(UpstreamFault) as fault:
        _read(b"data: " + data + b"\n\n")
    assert (fault.value.code, str(fault.value)) == (ErrorCode.UPSTREAM_INVALID, "upstream_invalid_answer at event")


def test_an_event_does_not_print_its_data() -> None:
    """Neither its text nor its bytes reach a log through its repr."""
    assert "Rahasia" not in repr(_read(b"data: Rahasia\n\n"))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
def test_other_lines_stay_when_data_changes(end: str) -> None:
    """Names, ids and comments keep their order and their text; several lines of data become one."""
    raw = end.join(["event: potongan", "data: {", ": sebentar", "data: }", "id: 7", "", ""]).encode()
    assert encode_data(_read(raw)[0], b'{"a":1}') == b'event: potongan\ndata: {"a":1}\n: sebentar\nid: 7\n\n'


@settings(max_examples=80, deadline=None)
@given(
    _BLOCKS.filter(lambda block: "data" in block),
    st.dictionaries(st.text("ab", max_size=2), st.text("x\n\r\u2028 é", max_size=4), max_size=3),
)
def test_changed_data_reads_back(block: str, tree: dict[str, str]) -> None:
    """An event with other data is one event, with that data, and with the comments, names and ids it had."""
    events = [event for event in _read(block.encode()) if event.data is not None]
    for event in events:
        data = json.dumps(tree, ensure_ascii=False)
        again = _read(encode_data(event, data.encode()))
        assert [one.data for one in again] == [data]
        assert _others(again[0].raw) == _others(event.raw)


def _others(raw: bytes) -> list[bytes]:
    return [line for line in raw.splitlines() if line and line.partition(b":")[0] != b"data"]


@pytest.mark.parametrize("gap", ["\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029", "\x00"])
@pytest.mark.parametrize("field", [": a{}data: {{}}", "id: a{}data: {{}}", "event: a{}b", "lain: {}"])
def test_a_line_that_others_would_cut_is_refused(field: str, gap: str) -> None:
    """Readers that end lines as Python's ``splitlines`` does would find data there that nobody looked into."""
    with pytest.raises(UpstreamFault) as fault:
        _read(field.format(gap).encode() + b"\n\n")
    assert (fault.value.code, fault.value.place) == (ErrorCode.UPSTREAM_INVALID, "event")


def test_data_may_hold_what_others_would_cut() -> None:
    """It is looked into whole, wherever it is cut."""
    assert [event.data for event in _read('data: {"a":"b\u2028c"}\n\n'.encode())] == ['{"a":"b\u2028c"}']
