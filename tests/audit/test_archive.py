"""A directory that logs are begun in."""

from __future__ import annotations

from pathlib import Path

import pytest

from guardrail.audit.archive import DirectoryArchive, archive_of
from guardrail.audit.layout import start_lock
from guardrail.audit.store import StoreFault
from tests.audit.factories import VKEY

ONE = "1" * 32


def test_a_path_is_the_archive_of_its_directory(tmp_path: Path) -> None:
    """Whoever holds an archive may hand it on as it is."""
    archive = archive_of(tmp_path)
    assert isinstance(archive, DirectoryArchive)
    assert archive_of(archive) is archive


def test_the_directory_is_made_when_the_first_writer_starts(tmp_path: Path) -> None:
    """And is nobody else's to look into."""
    archive = DirectoryArchive(tmp_path / "audit")
    with archive.starting():
        store = archive.open(ONE, VKEY)
        assert archive.is_alive(ONE)
    assert (tmp_path / "audit").stat().st_mode & 0o777 == 0o700
    store.append(0, b"one\n")
    store.close()
    assert not archive.is_alive(ONE)
    with pytest.raises(StoreFault, match="EEXIST"):
        archive.open(ONE, VKEY)


def test_writers_start_one_after_the_other(tmp_path: Path) -> None:
    """The start lock is held for as long as one does."""
    with archive_of(tmp_path).starting(), pytest.raises(OSError, match="start lock"), start_lock(tmp_path, patience=0.01):
        pytest.fail("two writers start at once")
    with start_lock(tmp_path, patience=0.01):
        pass


def test_what_the_disk_says_is_a_store_fault(tmp_path: Path) -> None:
    """A code, and no path."""
    (tmp_path / "audit").touch()
    with pytest.raises(StoreFault, match=r"^EEXIST$"), archive_of(tmp_path / "audit").starting():
        pytest.fail("a file is no directory")
