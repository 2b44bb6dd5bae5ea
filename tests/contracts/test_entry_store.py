"""What every EntryStore must do, run against each implementation."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from guardrail.audit.layout import RECORDS, segments_of
from guardrail.audit.segments import SegmentStore
from guardrail.audit.store import EntryStore, StoreFault
from tests.audit.factories import VKEY

Open: TypeAlias = Callable[[Path, str], EntryStore]
Read: TypeAlias = Callable[[Path, str], bytes]
ONE, TWO = "1" * 32, "2" * 32


def open_segments(directory: Path, writer: str) -> EntryStore:
    return SegmentStore(directory, writer, VKEY, segment_bytes=64)


def read_segments(directory: Path, writer: str) -> bytes:
    return b"".join(segment.path.read_bytes() for segment in segments_of(directory, writer, RECORDS))


STORES = pytest.mark.parametrize(("open_store", "read"), [pytest.param(open_segments, read_segments, id="segments")])


@STORES
def test_what_was_appended_is_read_back_in_order(tmp_path: Path, open_store: Open, read: Read) -> None:
    """Byte for byte: the bytes are the leaves."""
    store = open_store(tmp_path, ONE)
    batches = [b"%d\n" % seq * 3 for seq in range(40)]
    for index, batch in enumerate(batches):
        store.append(index * 3, batch)
    store.close()
    assert read(tmp_path, ONE) == b"".join(batches)


@STORES
def test_logs_of_two_writers_do_not_meet(tmp_path: Path, open_store: Open, read: Read) -> None:
    """Any number of writers share one place."""
    one, two = open_store(tmp_path, ONE), open_store(tmp_path, TWO)
    for seq in range(20):
        one.append(seq, b"one\n")
        two.append(seq, b"two\n")
    one.close()
    two.close()
    assert (read(tmp_path, ONE), read(tmp_path, TWO)) == (b"one\n" * 20, b"two\n" * 20)


@STORES
def test_a_writer_has_one_owner(tmp_path: Path, open_store: Open, read: Read) -> None:
    """A second claim to the same log is refused, during the first one's life and after it."""
    store = open_store(tmp_path, ONE)
    with pytest.raises(StoreFault):
        open_store(tmp_path, ONE)
    store.append(0, b"one\n")
    store.close()
    with pytest.raises(StoreFault):
        open_store(tmp_path, ONE)
    assert read(tmp_path, ONE) == b"one\n"
