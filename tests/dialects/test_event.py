from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.core.errors import UpstreamFault
from guardrail.dialects.dialect import Framing
from guardrail.dialects.event import MAX_EVENT_BYTES, Event
from guardrail.dialects.framing import CODECS, MEDIA_TYPES

EVENTS = ['{"a":"satu"}', '{"a":"{\\"b\\":[\\"]}\\\\\\"\\"]}","c":[1,{"d":"é😀"}]}', '{"a":{}}']
STREAMS = {
    Framing.SSE: "".join(f"data: {event}\n\n" for event in EVENTS).encode(),
    Framing.NDJSON: "".join(f"{event}\r\n" for event in EVENTS).encode(),
    Framing.ARRAY: ("[" + "\n,\r\n".join(EVENTS) + "]\n").encode(),
}


BROKEN = {Framing.SSE: b'data: "\xff"\n\n', Framing.NDJSON: b'"\xff"\n', Framing.ARRAY: b'{"a":"\xff"}'}


def read(framing: Framing, *pieces: bytes) -> list[Event]:
    decoder = CODECS[framing].decoder()
    return [event for piece in pieces for event in decoder.decode(piece)] + decoder.flush()


@pytest.mark.parametrize("framing", STREAMS)
def test_any_cutting_gives_the_same_events(framing: Framing) -> None:
    """Wherever the network cuts, also inside a character or an escape, the events are the same and no byte is lost."""
    stream = STREAMS[framing]
    whole = read(framing, stream)
    assert [event.data for event in whole if event.data] == EVENTS
    assert b"".join(event.raw for event in whole) == stream
    for cut in range(len(stream) + 1):
        assert read(framing, stream[:cut], stream[cut:]) == whole
    assert read(framing, *(bytes([byte]) for byte in stream)) == whole


def read_to_the_break(framing: Framing, pieces: Iterable[bytes]) -> tuple[list[Event], bool]:
    """The events, and whether something stood behind them that is none."""
    decoder = CODECS[framing].decoder()
    events = []
    try:
        for piece in pieces:
            for event in decoder.decode(piece):
                events.append(event)
        events += decoder.flush()
    except UpstreamFault:
        return events, True
    return events, False


@given(st.sampled_from(list(STREAMS)), st.integers(0, 3), st.booleans(), st.lists(st.integers(0, 100), max_size=6))
def test_what_is_broken_takes_no_event_with_it(framing: Framing, at: int, endless: bool, cuts: list[int]) -> None:
    """Wherever the network cuts, also nowhere: the events before the broken one come out, then the fault, and nothing behind it."""
    whole = [event.raw for event in read(framing, STREAMS[framing])]
    broken = b'{"a":"' + b"x" * MAX_EVENT_BYTES if endless else BROKEN[framing]
    stream = b"".join([*whole[:at], broken, *whole[at:]])
    edges = [0, *sorted(cuts), len(stream)]
    events, broke = read_to_the_break(framing, (stream[start:end] for start, end in pairwise(edges)))
    assert broke
    assert [event.data for event in events] == EVENTS[:at]


@pytest.mark.parametrize("framing", STREAMS)
def test_an_event_written_anew_is_read_as_it_was_written(framing: Framing) -> None:
    """Other data takes the place of the old; what stands around it stays."""
    codec = CODECS[framing]
    again = b"".join(codec.encode(event, b'{"x":1}') if event.data else event.raw for event in read(framing, STREAMS[framing]))
    assert [event.data for event in read(framing, again) if event.data] == ['{"x":1}'] * 3


@pytest.mark.parametrize("framing", STREAMS)
@pytest.mark.parametrize("first", [True, False])
def test_one_more_event_at_the_end(framing: Framing, first: bool) -> None:
    """An error can be said after any event, and before all of them."""
    begun = b"" if first else STREAMS[framing].rstrip(b"]\n") + {Framing.SSE: b"\n\n", Framing.NDJSON: b"\n", Framing.ARRAY: b""}[framing]
    events = read(framing, begun + CODECS[framing].append(b'{"error":"x"}', first))
    assert [event.data for event in events if event.data] == ([] if first else EVENTS) + ['{"error":"x"}']


@pytest.mark.parametrize("framing", STREAMS)
def test_an_event_without_end_is_refused(framing: Framing) -> None:
    """More than a mebibyte is no event, and neither is what is no UTF-8."""
    with pytest.raises(UpstreamFault):
        read(framing, STREAMS[framing][:10] + b"x" * (MAX_EVENT_BYTES + 1))
    with pytest.raises(UpstreamFault):
        read(framing, b"[" * (framing is Framing.ARRAY) + BROKEN[framing])


def test_every_framing_has_a_media_type() -> None:
    """An answer says how it is framed."""
    assert MEDIA_TYPES.keys() == CODECS.keys()
