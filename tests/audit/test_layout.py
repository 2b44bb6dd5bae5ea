"""File names say which writer and where in its log; locks say who is alive."""

from __future__ import annotations

import errno
import fcntl
from pathlib import Path

import pytest

from guardrail.audit.layout import (
    CHECKPOINTS,
    RECORDS,
    is_alive,
    segment_path,
    segments_of,
    start_lock,
    strangers,
    sync_directory,
    vkey_path,
    writers,
)

ONE, TWO = "1" * 32, "2" * 32


def test_segments_are_found_in_order_and_by_kind(tmp_path: Path) -> None:
    """Order is by number; other files of the directory are not ours."""
    for first in (10_000, 0, 999_999_999_999_9, 5):
        segment_path(tmp_path, ONE, first, RECORDS).touch()
    segment_path(tmp_path, ONE, 1, CHECKPOINTS).touch()
    segment_path(tmp_path, TWO, 0, RECORDS).touch()
    (tmp_path / f"{ONE}-x.jsonl").touch()
    (tmp_path / "notes.jsonl").touch()
    assert [segment.first for segment in segments_of(tmp_path, ONE, RECORDS)] == [0, 5, 10_000, 9_999_999_999_999]
    assert [segment.first for segment in segments_of(tmp_path, ONE, CHECKPOINTS)] == [1]


def test_any_of_its_files_makes_a_writer_known(tmp_path: Path) -> None:
    """A log of which only the checkpoints are left must not be overlooked."""
    segment_path(tmp_path, TWO, 1, CHECKPOINTS).touch()
    vkey_path(tmp_path, ONE).touch()
    (tmp_path / "README").touch()
    assert writers(tmp_path) == [ONE, TWO]


def test_what_no_audit_log_makes_is_a_stranger(tmp_path: Path) -> None:
    """Whatever its name holds, it is shown in one line of printable ASCII."""
    segment_path(tmp_path, TWO, 1, CHECKPOINTS).touch()
    vkey_path(tmp_path, ONE).touch()
    for name in ("roster", ".lock", ".ballast", "evil.jsonl", "a\nb\x1b", f"{ONE}-1.jsonl"):
        (tmp_path / name).touch()
    assert strangers(tmp_path) == [f"{ONE}-1.jsonl", "a\\nb\\x1b", "evil.jsonl"]


def test_a_writer_is_alive_as_long_as_its_lock_is_held(tmp_path: Path) -> None:
    """The kernel gives the lock back when the process ends, however it ends."""
    path = vkey_path(tmp_path, ONE)
    assert not is_alive(tmp_path, ONE)
    with path.open("w") as file:
        assert not is_alive(tmp_path, ONE)
        fcntl.flock(file, fcntl.LOCK_EX)
        assert is_alive(tmp_path, ONE)
    assert not is_alive(tmp_path, ONE)


def test_one_writer_starts_at_a_time(tmp_path: Path) -> None:
    """The second waits for as long as it is told, then gives up with a named error."""
    with start_lock(tmp_path), pytest.raises(OSError, match="start lock") as caught, start_lock(tmp_path, patience=0.05):
        raise AssertionError("two writers start at once")
    assert caught.value.errno == errno.ETIMEDOUT
    with start_lock(tmp_path, patience=0):
        sync_directory(tmp_path)
