"""Lines of a directory: those that came since, and one of them again."""

from __future__ import annotations

from pathlib import Path

import pytest

from guardrail.audit.index_leaves import DirectoryLeaves, Mark
from guardrail.audit.layout import RECORDS, segments_of
from tests.audit.factories import write_log


def test_every_line_is_read_once_and_found_again(tmp_path: Path) -> None:
    """Over any number of segments; from any mark on come the others."""
    writer = write_log(tmp_path, 20, segment_bytes=3_000)
    assert len(segments_of(tmp_path, writer, RECORDS)) > 3
    leaves = DirectoryLeaves(tmp_path)
    assert leaves.writers() == [writer]
    every = list(leaves.after(writer, Mark()))
    stored = b"".join(segment.path.read_bytes() for segment in segments_of(tmp_path, writer, RECORDS)).splitlines()
    assert [leaf.line for leaf in every] == stored
    assert [leaf.seq for leaf in every] == list(range(len(stored)))
    for leaf in every:
        assert leaves.read(writer, leaf.seq, leaf.place) == leaf.line
        assert list(leaves.after(writer, leaf.end)) == every[leaf.seq + 1 :]


def test_what_is_not_there_is_none(tmp_path: Path) -> None:
    """Behind the end, of nobody, before the first."""
    writer = write_log(tmp_path, 3, segment_bytes=1_000)
    leaves = DirectoryLeaves(tmp_path)
    assert leaves.read("f" * 32, 0, 0) is None
    assert leaves.read(writer, 5, 1 << 20) is None
    segments_of(tmp_path, writer, RECORDS)[0].path.unlink()
    assert (leaves.first(writer), DirectoryLeaves(tmp_path).first(writer) > 0) == (0, True)
    assert DirectoryLeaves(tmp_path).read(writer, 0, 0) is None


def test_a_directory_that_is_none_is_an_error(tmp_path: Path) -> None:
    """Not an empty log."""
    with pytest.raises(OSError, match="No such file"):
        DirectoryLeaves(tmp_path / "tiada").writers()
