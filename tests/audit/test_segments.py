"""Files of a log: turned when full, and never appended to again after a fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from guardrail.audit.layout import CHECKPOINTS, RECORDS, is_alive, segments_of
from guardrail.audit.segments import SegmentStore, make_directory
from guardrail.audit.store import StoreFault
from tests.audit.factories import VKEY
from tests.audit.faults import failing_once, largest_file

WRITER = "c" * 32


def contents(directory: Path, kind: str = RECORDS) -> dict[int, bytes]:
    return {segment.first: segment.path.read_bytes() for segment in segments_of(directory, WRITER, kind)}


def test_the_directory_is_private(tmp_path: Path) -> None:
    """Made with its parents, mode 0700; one that is there is taken as it is."""
    directory = tmp_path / "state" / "audit"
    make_directory(directory)
    make_directory(directory)
    assert directory.stat().st_mode & 0o777 == 0o700
    (tmp_path / "file").touch()
    with pytest.raises(StoreFault, match=r"EEXIST|ENOTDIR"):
        make_directory(tmp_path / "file")


def test_a_full_segment_is_followed_by_the_next(tmp_path: Path) -> None:
    """Named by the first sequence in it."""
    store = SegmentStore(tmp_path, WRITER, VKEY, segment_bytes=10)
    for seq in range(5):
        store.append(seq, b"12345\n")
    store.close()
    assert contents(tmp_path) == {0: b"12345\n" * 2, 2: b"12345\n" * 2, 4: b"12345\n"}


def test_after_a_fault_a_new_segment_goes_on(tmp_path: Path) -> None:
    """The failed batch is nowhere; the next has the same sequence in a new file."""
    store = SegmentStore(tmp_path, WRITER, VKEY, sync=failing_once())
    store.append(0, b"zero\n")
    with pytest.raises(StoreFault, match="EIO"):
        store.append(1, b"lost\n")
    store.append(1, b"one\n")
    store.close()
    assert contents(tmp_path) == {0: b"zero\n", 1: b"one\n"}


def test_a_first_batch_may_fail_any_number_of_times(tmp_path: Path) -> None:
    """A segment that stayed empty is made anew under its name."""
    store = SegmentStore(tmp_path, WRITER, VKEY)
    with largest_file(3):
        for _ in range(3):
            with pytest.raises(StoreFault, match="EFBIG"):
                store.append(0, b"lost\n")
    store.append(0, b"zero\n")
    store.close()
    assert contents(tmp_path) == {0: b"zero\n"}


def test_checkpoints_have_files_of_their_own_and_survive_faults_too(tmp_path: Path) -> None:
    """A checkpoint that failed is not half there, and the next has a new file."""
    store = SegmentStore(tmp_path, WRITER, VKEY)
    store.add_checkpoint(1, b"note\n")
    with largest_file(7), pytest.raises(StoreFault, match="EFBIG"):
        store.add_checkpoint(2, b"lost\n")
    store.add_checkpoint(3, b"next\n")
    store.close()
    assert contents(tmp_path, CHECKPOINTS) == {1: b"note\n", 3: b"next\n"}


def test_a_removed_segment_fails_the_batch_and_stays_visible(tmp_path: Path) -> None:
    """Service may go on in a new segment; the hole in the sequence is for ever."""
    store = SegmentStore(tmp_path, WRITER, VKEY)
    store.append(0, b"zero\n")
    segments_of(tmp_path, WRITER, RECORDS)[0].path.unlink()
    with pytest.raises(StoreFault, match="segment_missing"):
        store.append(1, b"lost\n")
    store.append(1, b"one\n")
    store.close()
    assert contents(tmp_path) == {1: b"one\n"}


def test_nothing_is_written_while_unacknowledged_bytes_may_stand(tmp_path: Path) -> None:
    """As long as the cut cannot be made certain (here: a folder has its name), every batch fails."""
    store = SegmentStore(tmp_path, WRITER, VKEY)
    store.append(0, b"zero\n")
    path = segments_of(tmp_path, WRITER, RECORDS)[0].path
    moved = path.rename(tmp_path / "moved")
    path.mkdir()
    for _ in range(3):
        with pytest.raises(StoreFault, match=r"segment_changed|EISDIR"):
            store.append(1, b"lost\n")
    path.rmdir()
    moved.rename(path)
    store.append(1, b"one\n")
    store.close()
    assert contents(tmp_path) == {0: b"zero\n", 1: b"one\n"}


def test_a_writer_is_alive_until_it_is_closed(tmp_path: Path) -> None:
    """Its key file is its lock."""
    store = SegmentStore(tmp_path, WRITER, VKEY)
    assert is_alive(tmp_path, WRITER)
    with pytest.raises(StoreFault, match="EEXIST"):
        SegmentStore(tmp_path, WRITER, VKEY)
    store.close()
    assert not is_alive(tmp_path, WRITER)


def test_a_store_that_cannot_be_made_leaves_no_half_key(tmp_path: Path) -> None:
    """An empty key file would look like tampering."""
    with largest_file(3), pytest.raises(StoreFault, match="EFBIG"):
        SegmentStore(tmp_path, WRITER, VKEY)
    assert list(tmp_path.iterdir()) == []
