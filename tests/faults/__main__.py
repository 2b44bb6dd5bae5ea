"""The faults of `tests/faults` at full size, with a table of what was found: python -m tests.faults."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.faults.kills import Kills, server_kills, writer_kills
from tests.faults.outages import Outage, full, turned_read_only, unwritable
from tests.faults.stopping import stopped
from tests.faults.syscalls import Point, bad_result, points

_ROOT = Path(__file__).parents[2]
_OUTAGES = 5
_REFUSAL_SECONDS, _RECOVERY_SECONDS, _END_SECONDS = 0.1, 2.0, 10.0


class Row(NamedTuple):
    """One line of the table. ``good`` is the verdict, ``figures`` what was measured."""

    test: str
    size: str
    good: bool
    figures: str

    def __str__(self) -> str:
        return f"| {self.test} | {self.size} | {'ok' if self.good else 'BAD'} | {self.figures} |"


def kills(name: str, run: Callable[[Path, int], Kills], rounds: int, folder: Path) -> Row:
    found = run(folder, rounds)
    bad = (found.lost, found.unrecorded, found.breaks, found.left_open)
    what = (
        f"{found.acknowledged:,} acknowledged, {found.lost} lost; {found.unrecorded} sent without intent; {found.closed} closed as unknown"
    )
    return Row(f"A1 kill -9, {name}", f"{rounds} rounds, 8 to 64 at once", not any(bad), what)


def system_calls(folder: Path, step: int) -> Iterator[Row]:
    found = points(folder / "watched")[::step]
    results = {point: bad_result(folder / str(number), point) for number, point in enumerate(found)}
    for point, result in results.items():
        if result:
            print(f"  {point}: {result}", file=sys.stderr)
    by_call: dict[str, list[Point]] = {}
    for point in found:
        by_call.setdefault(point.call, []).append(point)
    for call, group in sorted(by_call.items()):
        bad = sum(bool(results[point]) for point in group)
        files = ", ".join(f"{file} {count}" for file, count in sorted(Counter(point.file for point in group).items()))
        yield Row(f"A2 {call}", f"{len(group)} points", bad == 0, f"{bad} bad; {files}")
    yield Row("A2 in all", f"{len(found)} points", not any(results.values()), f"{sum(map(bool, results.values()))} bad")


def outages(name: str, run: Callable[[Path], tuple[Outage, object]], folder: Path) -> Row:
    found = []
    for number in range(_OUTAGES):
        (folder / str(number)).mkdir(parents=True)
        try:
            found.append(run(folder / str(number))[0])
        except pytest.skip.Exception as skipped:
            return Row(name, "none", True, f"not tried: {skipped.msg}")
    recovered = max([one.recovered for one in found if one.recovered is not None], default=0.0)
    left = sum(one.left for one in found)
    refusals = [call.took for one in found for call in one.refused]
    slow = sum(took > _REFUSAL_SECONDS for took in refusals)
    what = (
        f"answers before {_spread(call.took for one in found for call in one.answered)}; refusals {_spread(refusals)}, {slow} of "
        f"{len(refusals)} over 100 ms; " + (f"recovery at most {recovered:.2f} s; " if recovered else "") + f"{left} left"
    )
    return Row(name, f"{_OUTAGES} outages", not slow and recovered <= _RECOVERY_SECONDS and not left, what)


def _spread(seconds: Iterable[float]) -> str:
    ordered = sorted(seconds)
    return f"p50 {ordered[len(ordered) // 2] * 1e3:.0f} ms, slowest {ordered[-1] * 1e3:.0f} ms"


def end(folder: Path) -> Row:
    found = stopped(folder, 500)
    good = found.ok and found.closed and not found.left_open and found.seconds <= _END_SECONDS
    return Row("A9 SIGTERM", "500 under way", good, f"{found.seconds:.1f} s; {found.left_open} without an outcome; {dict(found.codes)}")


def the_tests() -> Row:
    command = [sys.executable, "-m", "pytest", "-q", "-m", "slow or not slow", "tests/faults"]
    ended = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, check=False)
    return Row("tests/faults", "full size", ended.returncode == 0, ended.stdout.strip().splitlines()[-1])


def rows(options: argparse.Namespace, folder: Path) -> Iterator[Row]:
    yield from system_calls(folder / "a2", options.step)
    for name, run in (
        ("A5 disk full", full),
        ("A6 ext4 turned read-only", turned_read_only),
        ("A6 EROFS, under strace", lambda place: unwritable(place, "EROFS")),
        ("A6 EIO, under strace", lambda place: unwritable(place, "EIO")),
    ):
        yield outages(name, run, folder / name.replace(" ", "-"))
    for name in ("a9", "writers", "servers"):
        (folder / name).mkdir()
    yield end(folder / "a9")
    yield kills("writers", writer_kills, options.kills // 4, folder / "writers")
    yield kills("servers", server_kills, options.kills, folder / "servers")
    if not options.skip_tests:
        yield the_tests()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--step", type=int, default=1, help="every so manyth point of A2")
    parser.add_argument("--skip-tests", action="store_true", help="without the tests of tests/faults at full size")
    options = parser.parse_args()
    began, good = time.monotonic(), True
    print("| test | size | | found |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for row in rows(options, Path(folder)):
            print(row, flush=True)
            good = good and row.good
    print(f"\n{(time.monotonic() - began) / 60:.0f} minutes; load average {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
