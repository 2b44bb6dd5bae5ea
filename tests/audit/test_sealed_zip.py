"""A zip that shows by itself whether it is as it was written."""

from __future__ import annotations

import hashlib
import stat
import zipfile
from pathlib import Path

import pytest

from guardrail.audit.sealed_zip import SEAL, SealedZip


def a_zip(path: Path) -> str:
    made = SealedZip(path)
    made.add("a.txt", b"satu")
    with made.create("b/c.txt") as sink:
        for _ in range(1000):
            sink.write(b"x" * 3000)
    assert made.files == {"a.txt": hashlib.sha256(b"satu").hexdigest(), "b/c.txt": hashlib.sha256(b"x" * 3_000_000).hexdigest()}
    return made.seal()


def test_it_is_a_zip_that_ends_with_its_own_hash(tmp_path: Path) -> None:
    """Any tool opens it; its comment is the SHA-256 of what stands before; nobody else may read it."""
    path = tmp_path / "a.zip"
    whole = a_zip(path)
    data = path.read_bytes()
    assert whole == hashlib.sha256(data).hexdigest()
    assert data[-SEAL:].decode() == hashlib.sha256(data[:-SEAL]).hexdigest()
    with zipfile.ZipFile(path) as opened:
        assert opened.testzip() is None
        assert opened.namelist() == ["a.txt", "b/c.txt"]
        assert opened.comment == data[-SEAL:]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_same_contents_are_the_same_bytes(tmp_path: Path) -> None:
    """Two people can compare their exports."""
    assert a_zip(tmp_path / "a.zip") == a_zip(tmp_path / "b.zip")


def test_nothing_is_overwritten_and_nothing_half_is_left(tmp_path: Path) -> None:
    """An export is evidence; one that failed is none."""
    path = tmp_path / "a.zip"
    path.write_text("bukti lama")
    with pytest.raises(FileExistsError):
        SealedZip(path)
    other = SealedZip(tmp_path / "b.zip")
    with pytest.raises(ZeroDivisionError), other.create("a") as sink:
        sink.write(b"x")
        raise ZeroDivisionError
    other.discard()
    assert [each.name for each in tmp_path.iterdir()] == ["a.zip"]
