"""A2: each system call of a writer's life fails or kills it. Expected: the next one starts, all verifies, no acknowledged record is lost,
and no call is left open.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.faults.syscalls import FAULTS, Phase, bad_result, points

pytestmark = pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
_SAMPLE = 61
"""Every so manyth point: a dozen of them, and of every sort of fault. `make faults` takes all."""


def test_the_matrix_is_whole(tmp_path: Path) -> None:
    """Both threads, every kind of file, every kind of call, and more than three hundred points."""
    found = points(tmp_path)
    assert len(found) >= 300
    assert {point.phase for point in found} == set(Phase)
    assert {point.fault for point in found} == set(FAULTS)
    assert {point.file for point in found} == {"records", "checkpoints", "roster", "key", "directory", "ballast", "start lock"}
    assert {"openat", "write", "fdatasync", "fsync", "fallocate", "ftruncate", "unlink"} <= {point.call for point in found}
    assert {point.call for point in found if point.after} >= {"openat", "ftruncate", "fsync", "unlink", "write"}


def test_no_fault_of_a_system_call_loses_what_was_acknowledged(tmp_path: Path) -> None:
    """A sample of the matrix, with names for what went wrong."""
    sample = points(tmp_path / "all")[::_SAMPLE]
    assert len({point.fault for point in sample}) == len(FAULTS)
    bad = {point: result for number, point in enumerate(sample) if (result := bad_result(tmp_path / str(number), point))}
    assert bad == {}
