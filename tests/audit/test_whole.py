"""A file is put whole or stays as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from guardrail.audit.whole import put_whole


def test_the_new_takes_the_place_of_the_old(tmp_path: Path) -> None:
    """With the mode asked for, also over what somebody who was killed left beside it."""
    path = tmp_path / "one"
    put_whole(path, b"old", 0o400)
    (tmp_path / "one.new").write_bytes(b"half of so")
    put_whole(path, b"new", 0o400)
    assert (path.read_bytes(), path.stat().st_mode & 0o777, list(tmp_path.iterdir())) == (b"new", 0o400, [path])


def test_what_cannot_be_written_leaves_the_old(tmp_path: Path) -> None:
    """Nothing of it is lost."""
    path = tmp_path / "one"
    put_whole(path, b"old")
    (tmp_path / "one.new").mkdir()
    with pytest.raises(OSError, match="directory"):
        put_whole(path, b"new")
    assert path.read_bytes() == b"old"
