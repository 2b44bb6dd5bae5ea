from __future__ import annotations

from guardrail.dialects.ndjson import NdjsonDecoder


def test_empty_lines_hold_nothing() -> None:
    """They go on as they came; a last line needs no end."""
    decoder = NdjsonDecoder()
    events = [*decoder.decode(b'\n \n{"a":1}\n{"b"'), *decoder.decode(b":2}"), *decoder.flush()]
    assert [(event.raw, event.data) for event in events] == [
        (b"\n", None),
        (b" \n", None),
        (b'{"a":1}\n', '{"a":1}'),
        (b'{"b":2}', '{"b":2}'),
    ]
