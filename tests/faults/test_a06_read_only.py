"""A6: the file system turns read-only, or was when the server starts. Expected: as A5; at start exit code 5 and a clear message."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.factories import a_config, spawn
from tests.faults.outages import DEADLINE, turned_read_only, unwritable
from tests.support.disks import fill, small_disk


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
@pytest.mark.parametrize("error", ["EROFS", "EIO"])
def test_a_disk_that_takes_no_writes_refuses_at_once_and_recovers(tmp_path: Path, error: str) -> None:
    """Nobody waits for the deadline, nothing leaves, readiness is red; when writes succeed again the log says what was."""
    found, records = unwritable(tmp_path, error)
    assert {(call.status, call.code) for call in found.refused} == {(503, "audit_unavailable")}
    assert max(call.took for call in found.refused) < DEADLINE / 2
    assert (found.left, found.not_ready) == (0, True)
    assert found.recovered is not None
    assert found.recovered < DEADLINE / 2
    (blocked,) = (record for record in records if record["ev"] == "audit.blocked")
    assert blocked["code"] == error
    assert int(str(blocked["refused"])) >= len(found.refused)


def test_a_file_system_that_turns_read_only_refuses_at_once(tmp_path: Path) -> None:
    """A real one, broken under the writer as a failing disk breaks it."""
    found, said = turned_read_only(tmp_path)
    assert {(call.status, call.code) for call in found.refused} == {(503, "audit_unavailable")}
    assert max(call.took for call in found.refused) < DEADLINE / 2
    assert (found.left, found.not_ready) == (0, True)
    assert '"code": "EROFS"' in said


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize(("code", "indonesian", "english"), [("EROFS", "hanya dapat dibaca", "read-only"), ("ENOSPC", "penuh", "is full")])
def test_on_such_a_disk_the_server_does_not_start(tmp_path: Path, workers: int, code: str, indonesian: str, english: str) -> None:
    """Exit 5, and why in both languages with the directory; it never listens."""
    with small_disk(tmp_path, "16m") as disk:
        if code == "EROFS":
            disk.remount("ro")
        else:
            fill(disk.path)
        more = f'[audit]\ndir = "{disk.path}"\n[server]\nworkers = {workers}\nport = 0\n'
        ended = spawn("serve", "--config", a_config(tmp_path, more))
    said = ended.stderr.decode()
    assert ended.returncode == 5
    assert f"guardrail: log audit di {disk.path} tidak dapat ditulis: " in said
    assert f"guardrail: the audit log in {disk.path} cannot be written: " in said
    assert (indonesian in said, english in said, said.count(f"({code})")) == (True, True, 2)
    assert "server.started" not in said
