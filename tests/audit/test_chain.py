"""Sequence, links and tree of a log; what is not committed never was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.audit.chain import Chain
from guardrail.audit.entry import NO_PREVIOUS, parse
from guardrail.audit.merkle import leaf_hash, root_of
from tests.audit.factories import an_intent, said

WRITER = "a" * 32


@given(st.lists(st.tuples(st.lists(st.sampled_from("abc"), min_size=1, max_size=5), st.booleans()), max_size=12))
def test_committed_batches_make_a_dense_chain(batches: list[tuple[list[str], bool]]) -> None:
    """However events are batched and whichever batches fail, sequences are dense, links hold, and the root is that of the lines."""
    chain = Chain(WRITER)
    lines: list[bytes] = []
    for tenants, succeeds in batches:
        batch = chain.batch([said(an_intent(), tenant) for tenant in tenants])
        assert batch.first_seq == len(lines) == chain.size
        if succeeds:
            chain.commit(batch)
            lines += batch.data.split(b"\n")[:-1]
    entries = [parse(line) for line in lines]
    assert [entry.seq for entry in entries] == list(range(len(entries)))
    assert [entry.prev for entry in entries] == [NO_PREVIOUS, *(leaf_hash(line).hex() for line in lines)][: len(lines)]
    for tenant in "abc":
        counted = [entry.tseq for entry in entries if entry.tenant == tenant]
        assert counted == list(range(len(counted)))
    assert chain.tree.root() == root_of([leaf_hash(line) for line in lines])


def test_time_is_utc_with_microseconds() -> None:
    """Nanoseconds are cut, not rounded into the next second."""
    chain = Chain(WRITER)
    times = [0, 999_999_999, 1_795_283_955_123_456_789]
    batch = chain.batch([said(an_intent())._replace(time=at, mono=at) for at in times])
    entries = [parse(line) for line in batch.data.splitlines()]
    assert [entry.time for entry in entries] == [
        "1970-01-01T00:00:00.000000Z",
        "1970-01-01T00:00:00.999999Z",
        "2026-11-21T17:59:15.123456Z",
    ]
    assert [entry.mono for entry in entries] == times


def test_a_batch_that_does_not_follow_is_refused() -> None:
    """The same batch twice, an older one, or none at all."""
    chain = Chain(WRITER)
    batch = chain.batch([said(an_intent())])
    chain.commit(batch)
    with pytest.raises(ValueError, match="follow"):
        chain.commit(batch)
    with pytest.raises(ValueError, match="follow"):
        chain.commit(chain.batch([]))
