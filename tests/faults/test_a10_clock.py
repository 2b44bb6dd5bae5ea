"""A10: the wall clock is a year off, is put forward and back in mid-run, meets a leap second and the end of summer time.

Expected: everything verifies, order is by sequence, and a clock that was set is recorded. The clocks are libfaketime's.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from guardrail.audit.log import SegmentedLog
from guardrail.audit.verify import verify
from tests.audit.factories import SIGNER, TENANT, VKEY, an_intent, serve

_ROOT = Path(__file__).parents[2]
_LIBRARY = next((path for path in Path("/usr/lib").glob("*/faketime/libfaketime.so.1")), None)
_DAY = 86_400
_YEAR = 365 * _DAY
faked = pytest.mark.skipif(_LIBRARY is None, reason="libfaketime is not installed")


def told(directory: Path, clocks: Sequence[str], zone: str = "UTC") -> list[dict[str, Any]]:
    """Records of a writer that calls once under each of the clocks (as libfaketime's file names them), in order."""
    setting = directory.with_name("clock")
    setting.write_text(clocks[0])
    fake = {"FAKETIME_TIMESTAMP_FILE": str(setting), "FAKETIME_NO_CACHE": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1", "TZ": zone}
    environment = os.environ | fake | {"LD_PRELOAD": str(_LIBRARY)}
    command = [sys.executable, "-m", "tests.faults.clock", str(directory), SIGNER.skey]
    with subprocess.Popen(command, cwd=_ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdin is not None
        assert writer.stdout is not None
        assert writer.stdout.readline() == "started\n"
        for clock in clocks:
            setting.write_text(clock)
            writer.stdin.write("call\n")
            writer.stdin.flush()
            assert writer.stdout.readline() == "called\n"
        writer.stdin.close()
        assert writer.wait() == 0
    assert verify(directory, VKEY).ok
    found = [json.loads(line) for path in sorted(directory.glob("*.jsonl")) for line in path.read_bytes().splitlines()]
    assert [record["seq"] for record in found] == list(range(len(found)))
    return found


def jumps(found: list[dict[str, Any]]) -> list[tuple[bool, int]]:
    """Whether back, and by how many days."""
    return [(record["back"], round(record["by_us"] / 1e6 / _DAY)) for record in found if record["ev"] == "clock.jump"]


@faked
@pytest.mark.parametrize("offset", ["+1y", "-1y"])
def test_a_clock_that_is_a_year_off_is_no_jump(tmp_path: Path, offset: str) -> None:
    """Nobody set it while the log was written; nothing can tell."""
    found = told(tmp_path / "audit", [offset] * 3)
    assert jumps(found) == []
    away = (datetime.fromisoformat(found[0]["t"]).timestamp() - (tmp_path / "audit").stat().st_mtime) / _DAY
    assert round(abs(away)) in (365, 366)


@faked
def test_a_clock_that_is_set_in_mid_run_is_recorded(tmp_path: Path) -> None:
    """Before the first record that has the new time: by how much, and in which direction; times go back, sequences do not."""
    found = told(tmp_path / "audit", ["+0d", "+365d", "+365d", "-365d", "+0d"])
    assert jumps(found) == [(False, 365), (True, 730), (False, 365)]
    events = [record["ev"] for record in found]
    at = events.index("clock.jump")
    assert events[at - 1 : at + 2] == ["call.outcome", "clock.jump", "call.intent"]
    times = [record["t"] for record in found]
    assert times != sorted(times)


@faked
def test_a_leap_second_is_no_jump(tmp_path: Path) -> None:
    """POSIX repeats a second: the clock goes back by one."""
    assert jumps(told(tmp_path / "audit", ["+0", "+0", "-1", "-1"])) == []


@faked
@pytest.mark.parametrize("moment", ["2026-10-25 02:59:59", "2026-03-29 01:59:59"], ids=["end", "begin"])
def test_summer_time_is_no_jump(tmp_path: Path, moment: str) -> None:
    """Records are in UTC: an hour that comes twice, or never, does not exist there."""
    found = told(tmp_path / "audit", [f"@{moment}"] * 4, zone="Europe/Berlin")
    assert jumps(found) == []
    assert all(record["t"].endswith("Z") for record in found)


def test_clocks_may_run_backwards(tmp_path: Path) -> None:
    """Order is by sequence, never by time; every batch then says that its clock was set."""
    times = iter(range(10**18, 0, -(10**15)))

    async def story(log: SegmentedLog) -> None:
        for _ in range(5):
            await log.append(an_intent(), TENANT)

    serve(tmp_path, story, now_ns=lambda: next(times))
    report = verify(tmp_path, VKEY)
    assert (report.ok, report.intents) == (True, 5)
    assert b'"ev":"clock.jump"' in b"".join(path.read_bytes() for path in tmp_path.glob("*.jsonl"))
