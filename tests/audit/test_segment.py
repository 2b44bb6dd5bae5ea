"""One file: durable or taken back. Faults are real: limits of the process, names that change, a sync that fails."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from guardrail.audit.segment import Segment
from guardrail.audit.store import StoreFault
from tests.audit.faults import failing_once, largest_file


def test_appended_bytes_are_in_a_private_file(tmp_path: Path) -> None:
    """Mode 0600, whatever the umask."""
    segment = Segment(tmp_path / "s")
    segment.append(b"one\n")
    segment.append(b"two\n")
    segment.close()
    assert (tmp_path / "s").read_bytes() == b"one\ntwo\n"
    assert (tmp_path / "s").stat().st_mode & 0o777 == 0o600


def test_a_name_that_is_taken_is_refused(tmp_path: Path) -> None:
    """Never append to what another process, or an attacker, put there."""
    (tmp_path / "s").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(StoreFault, match="EEXIST"):
        Segment(tmp_path / "s")
    with pytest.raises(StoreFault, match="ENOENT"):
        Segment(tmp_path / "missing" / "s")


def test_a_short_write_is_cut_back(tmp_path: Path) -> None:
    """Part of a batch reached the file: the batch fails, the part goes, what was durable stays."""
    segment = Segment(tmp_path / "s")
    segment.append(b"durable\n")
    with largest_file(12), pytest.raises(StoreFault, match="EFBIG"):
        segment.append(b"lost\n" * 10)
    assert (tmp_path / "s").stat().st_size == 12
    segment.retract()
    segment.close()
    assert (tmp_path / "s").read_bytes() == b"durable\n"


def test_after_a_failed_sync_nothing_is_taken_any_more(tmp_path: Path) -> None:
    """The next fdatasync would succeed and prove nothing: the descriptor is finished."""
    segment = Segment(tmp_path / "s", sync=failing_once())
    segment.append(b"durable\n")
    with pytest.raises(StoreFault, match="EIO"):
        segment.append(b"lost\n")
    with pytest.raises(StoreFault, match="segment_failed"):
        segment.append(b"later\n")
    segment.retract()
    segment.close()
    assert (tmp_path / "s").read_bytes() == b"durable\n"


def test_a_segment_of_which_nothing_is_durable_frees_its_name(tmp_path: Path) -> None:
    """Its successor has the same first sequence, so the same name."""
    segment = Segment(tmp_path / "s")
    with largest_file(2), pytest.raises(StoreFault, match="EFBIG"):
        segment.append(b"lost\n")
    segment.retract()
    segment.close()
    assert not (tmp_path / "s").exists()


def _truncate(path: Path) -> None:
    os.truncate(path, 0)


def _replace(path: Path) -> None:
    path.rename(path.with_name("moved"))
    path.write_bytes(b"durable\n")
    path.chmod(0o600)


def _replace_by_link(path: Path) -> None:
    moved = path.rename(path.with_name("moved"))
    path.symlink_to(moved)


def _append(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"forged\n")


@pytest.mark.parametrize(
    ("attack", "code"),
    [
        (Path.unlink, "segment_missing"),
        (lambda path: path.rename(path.with_name("moved")), "segment_missing"),
        (_truncate, "segment_changed"),
        (_replace, "segment_changed"),
        (_replace_by_link, "segment_changed"),
        (_append, "segment_changed"),
        (lambda path: path.chmod(0o644), "segment_changed"),
        (lambda path: os.link(path, path.with_name("second")), "segment_changed"),
    ],
)
def test_a_file_that_somebody_touched_fails_the_next_batch(tmp_path: Path, attack: Callable[[Path], None], code: str) -> None:
    """Removed, moved, emptied, replaced, linked, opened to others: detected before the write, and left as evidence."""
    path = tmp_path / "s"
    segment = Segment(path)
    segment.append(b"durable\n")
    attack(path)
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    with pytest.raises(StoreFault, match=code):
        segment.append(b"lost\n")
    if not path.is_symlink():
        segment.retract()
    segment.close()
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before
