"""The ballast of a directory, on a real file system that is full, and shared by several processes."""

from __future__ import annotations

from pathlib import Path

import pytest

from guardrail.audit.disk import BALLAST_BYTES, Disk
from guardrail.audit.layout import BALLAST
from guardrail.audit.store import StoreFault
from tests.audit.faults import largest_file
from tests.support.disks import fill, small_disk


def ballast(directory: Path) -> int:
    """Bytes that it really takes."""
    return (directory / BALLAST).stat().st_blocks * 512


def test_the_ballast_takes_real_room_and_is_private(tmp_path: Path) -> None:
    """Preallocated, mode 0600, and gone with the last who needs it."""
    one, two = Disk(tmp_path / "audit"), Disk(tmp_path / "audit")
    one.open()
    two.open()
    assert ballast(tmp_path / "audit") >= BALLAST_BYTES
    assert (tmp_path / "audit" / BALLAST).stat().st_mode & 0o777 == 0o600
    one.close()
    one.close()
    assert (one.stands(), two.stands()) == (False, True)
    two.close()
    assert ballast(tmp_path / "audit") == 0


def test_what_one_gives_up_all_have_given_up(tmp_path: Path) -> None:
    """And whoever makes it again makes it for all; also after a person removed the file."""
    one, two = Disk(tmp_path), Disk(tmp_path)
    one.open()
    two.open()
    one.give_up()
    assert not two.stands()
    assert two.refill()
    assert one.stands()
    (tmp_path / BALLAST).unlink()
    assert not one.stands()
    assert one.refill()
    assert two.refill()
    assert (one.stands(), two.stands()) == (True, True)
    one.close()
    two.close()


def test_a_full_disk_has_no_room_until_there_is_more_than_the_ballast(tmp_path: Path) -> None:
    """Given up, the ballast's bytes can be written; they are not taken for room of their own."""
    with small_disk(tmp_path, "16m") as mounted:
        place = mounted.path
        disk = Disk(place)
        disk.open()
        assert disk.used_percent() in range(49, 60)
        filling = fill(place)
        assert disk.used_percent() == 100
        disk.give_up()
        (place / "written").write_bytes(b"x" * (1 << 20))
        assert not disk.refill()
        filling.unlink()
        assert disk.refill()
        disk.close()
        fill(place)
        with pytest.raises(StoreFault, match="ENOSPC"):
            Disk(place).open()
        assert ballast(place) == 0


def test_a_ballast_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    """A limit of the process, a link in its place, a directory that is a file."""
    with largest_file(100), pytest.raises(StoreFault, match="EFBIG"):
        Disk(tmp_path).open()
    (tmp_path / BALLAST).unlink()
    (tmp_path / BALLAST).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(StoreFault, match="ELOOP"):
        Disk(tmp_path).open()
    (tmp_path / "file").touch()
    with pytest.raises(StoreFault, match=r"EEXIST|ENOTDIR"):
        Disk(tmp_path / "file").open()
    gone = Disk(tmp_path / "gone")
    assert not gone.refill()
    gone.give_up()
    with pytest.raises(FileNotFoundError):
        gone.used_percent()
