"""The newest records, and no more of them than there is room for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.audit.postgres.ring import Ring

BATCHES = st.lists(st.integers(1, 5), max_size=12)


@given(BATCHES, st.integers(10, 200), st.integers(0, 60))
def test_what_is_kept_is_given_back_from_any_record_on(sizes: list[int], limit: int, seq: int) -> None:
    """Line for line, up to the newest; what is gone is older than the limit."""
    ring = Ring(limit)
    lines: list[bytes] = []
    for size in sizes:
        batch = [b"%06d\n" % (len(lines) + at) for at in range(size)]
        ring.add(len(lines), b"".join(batch))
        lines += batch
    assert ring.end == len(lines)
    kept = 7 * (ring.end - ring.begin)
    assert kept <= max(limit, 7 * (sizes[-1] if sizes else 0))
    if ring.begin <= seq:
        found = list(ring.since(seq))
        assert b"".join(stretch.data for stretch in found) == b"".join(lines[seq:])
        assert [stretch.first for stretch in found[:1]] == ([seq] if seq < len(lines) else [])
    assert ring.line(seq) == (b"%06d" % seq if ring.begin <= seq < ring.end else None)


def test_records_follow_one_another() -> None:
    """A gap would be sent to the server as if it had been none."""
    ring = Ring(100)
    ring.add(0, b"one\n")
    with pytest.raises(ValueError, match="do not follow"):
        ring.add(2, b"three\n")
