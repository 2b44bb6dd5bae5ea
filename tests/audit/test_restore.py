"""What came out of a backup is compared with what was kept elsewhere: nothing missing, or what is missing by name and number."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from guardrail.audit.note import NoteSigner, VerificationError
from guardrail.audit.restore import Kept, Missing, check_restored
from guardrail.audit.roster import read_roster
from tests.audit.factories import SIGNER, write_log

ROOT = SIGNER.verifier


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    """Of yesterday: one log that had ended, one that was being written. Beside it the same directory as it is today."""
    today, backup = tmp_path / "today", tmp_path / "backup"
    today.mkdir()
    write_log(today, calls=3)
    shutil.copytree(today, backup)
    write_log(today, calls=5)
    write_log(today, calls=2)
    return backup


def roster_of(directory: Path) -> bytes:
    return (directory / "roster").read_bytes()


def test_the_newest_backup_may_be_used(backup: Path, tmp_path: Path) -> None:
    """By the line, by a signed note, by a copy of the roster; also where it is newer than what was kept."""
    today = tmp_path / "today"
    for place in (today, backup):
        data = roster_of(place)
        roster = read_roster(data, ROOT)
        for kept in (roster.head.encode() + b"\n", roster.note, data):
            found = check_restored(today, ROOT, Kept.read(kept, ROOT))
            assert (found.usable, found.entries, found.missing) == (True, 0, ())


def test_an_older_backup_lacks_what_came_after_it(backup: Path, tmp_path: Path) -> None:
    """With a copy of the newer roster each log and its records are named; with its head alone they are only known to be missing."""
    data = roster_of(tmp_path / "today")
    found = check_restored(backup, ROOT, Kept.read(data, ROOT))
    sizes = {leaf.writer: leaf.size for leaf in read_roster(data, ROOT).leaves}
    later = sizes.keys() - {leaf.writer for leaf in read_roster(roster_of(backup), ROOT).leaves}
    assert not found.usable
    assert found.entries == 6
    assert set(found.missing) == {Missing(writer, sizes[writer]) for writer in later}
    assert [broken.reason for broken in found.report.breaks] == ["rolled_back"]
    alone = check_restored(backup, ROOT, Kept.read(read_roster(data, ROOT).note, ROOT))
    assert (alone.usable, alone.entries, alone.missing) == (False, 6, ())


def test_records_that_the_roster_itself_vouches_for_are_missed_too(tmp_path: Path) -> None:
    """Files of two days in one directory: a roster of today over segments of yesterday."""
    writer = write_log(tmp_path, calls=9, segment_bytes=2000)
    roster = roster_of(tmp_path)
    last = sorted(tmp_path.glob("*.jsonl"))[-1]
    gone = last.read_bytes().count(b"\n")
    last.unlink()
    found = check_restored(tmp_path, ROOT, Kept.read(roster, ROOT))
    assert (found.usable, found.missing) == (False, (Missing(writer, gone),))


def test_a_lost_roster_is_no_crash(backup: Path, tmp_path: Path) -> None:
    """Nothing of it can be used, and the copy elsewhere still says what there was."""
    (backup / "roster").unlink()
    found = check_restored(backup, ROOT, Kept.read(roster_of(tmp_path / "today"), ROOT))
    assert not found.usable
    assert found.entries == 9


@pytest.mark.parametrize("data", [b"", b"3 x\n", b"x\n\ny\n", b'{"v":1}\n', "3 é".encode()])
def test_what_is_no_roster_is_refused(data: bytes) -> None:
    """Neither a line, nor a note, nor a copy."""
    with pytest.raises(VerificationError):
        Kept.read(data, ROOT)


def test_a_copy_under_another_key_is_refused(backup: Path) -> None:
    """Only what the root key signed may judge its log."""
    with pytest.raises(VerificationError):
        Kept.read(roster_of(backup), NoteSigner.generate(SIGNER.name).verifier)
