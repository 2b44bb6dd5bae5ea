"""``python -m tests.soak``: many conversations for a long time (T15, O1). Exit status 1 where a value went astray, or memory, descriptors,
tasks or threads grew.

Full size is 64 conversations of 2,000 turns with 200,000 names and a megabyte in each hundredth turn; ``--minutes`` stops earlier.
Times and speed-up are those of this machine, on which the load and the AI service run as well: they have half of its processors.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import tempfile
import time
import urllib.request
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from statistics import quantiles

from rich.console import Console
from rich.table import Table

from tests.bench.cpu import cpu_seconds
from tests.support.process import Process, free_port, responds, running, wait_until

from .memory import growth, resident, rise
from .talk import KEY, Talk, Tally, talk
from .vitals import VITALS, vitals
from .words import NAME

_MOST_GROWTH = 0.01
_LEAST_SPEED_UP = 0.7
_STEADY = Talk(conversations=64, turns=12, long_every=0)
"""What the speed-up is measured with."""
_LOOK_EVERY = 5
"""Seconds between two looks at the metrics."""
_MOST_MORE = 4
"""Descriptors or tasks at rest, for each worker, by which there may be more after the load than before: some connections are kept."""
_REST_SECONDS = 30
_CONFIGURATION = """
[server]
workers = {workers}
admin_port = {admin}
[state]
dir = "{state}"
[[upstreams]]
name = "gema"
base_url = "{upstream}"
[[clients]]
name = "soak"
tenant = "jateng/dinkes"
key_sha256 = "{key}"
"""


@dataclass(slots=True)
class Run:
    """One run before one server."""

    workers: int
    tally: Tally
    cpu: float
    """Seconds of processor time that the server took."""
    sizes: list[int] = field(default_factory=list)
    """Bytes of memory, second by second, while calls were begun: then the last letters are answered, and memory falls."""
    vitals: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in VITALS})
    """Descriptors, tasks and threads of all workers, every few seconds. Under load they follow the calls under way."""
    more: dict[str, float] = field(default_factory=dict)
    """Of each, how many more at rest after the load than before it."""
    leaks: int = 0
    kept: int = 0
    """Files of the state or the output that hold a name."""

    @property
    def rate(self) -> float:
        return self.tally.calls / self.tally.took


@contextmanager
def served(upstream: str, folder: Path, workers: int) -> Iterator[tuple[str, int, Process]]:
    """Guardrail under the shipped policy, with its operators' port; state and output below ``folder``."""
    port, admin = free_port(), free_port()
    folder.mkdir()
    file = folder / "guardrail.toml"
    file.write_text(
        _CONFIGURATION.format(workers=workers, admin=admin, upstream=upstream, state=folder / "state", key=sha256(KEY.encode()).hexdigest())
    )
    with running([sys.executable, "-m", "guardrail", "serve", "--config", str(file), "--port", str(port)], folder / "logs") as process:
        base_url = f"http://127.0.0.1:{port}"
        wait_until(lambda: responds(f"{base_url}/livez"), process, 600)
        wait_until(lambda: process.stderr().count('"server.started"') == workers, process, 600)
        yield base_url, admin, process


def run(upstream: str, folder: Path, workers: int, what: Talk, seconds: float, console: Console) -> Run:
    """Talk to a fresh server, and look into everything that it wrote."""
    told_before = counts(upstream)
    done = Run(workers, Tally(), 0.0)
    sizes, calls = done.sizes, [0]
    with served(upstream, folder, workers) as (base_url, admin, process):
        before = vitals(admin)

        def told(tally: Tally) -> None:
            calls.append(tally.calls)
            sizes.append(resident(process.pid))
            if len(sizes) % _LOOK_EVERY == 0:
                for name, value in vitals(admin).items():
                    done.vitals[name].append(value)
            if len(sizes) % 15 == 0:
                console.print(
                    f"{len(sizes):>6} s  {tally.calls:>7} calls  {tally.names:>7} names  {sizes[-1] >> 20} MB  "
                    f"{tally.foreign} foreign  {tally.changed} changed  {tally.failed} failed"
                )

        tally = asyncio.run(talk(base_url, upstream, what, time.monotonic() + seconds, told))
        del sizes[bisect_left(calls, tally.calls) :]
        done.tally, done.cpu = tally, cpu_seconds(process.pid)
        done.more = _rested(admin, before, workers)
    done.leaks = counts(upstream)["leaks"] - told_before["leaks"]
    done.leaks -= len(tally.direct)  # those are its own, without guardrail
    done.kept = sum(NAME.search(path.read_text("utf-8", "replace")) is not None for path in folder.rglob("*") if path.is_file())
    return done


def _rested(admin: int, before: dict[str, float], workers: int) -> dict[str, float]:
    """How many more there are than before, once the server has come to rest or enough time has passed."""
    ends = time.monotonic() + _REST_SECONDS
    while True:
        more = {name: value - before[name] for name, value in vitals(admin).items()}
        if time.monotonic() > ends or not _grown(more, workers):
            return more
        time.sleep(1)


def _grown(more: dict[str, float], workers: int) -> list[str]:
    return [name for name in ("descriptors", "tasks", "calls under way") if more[name] > _MOST_MORE * workers]


def counts(upstream: str) -> dict[str, int]:
    with urllib.request.urlopen(upstream, timeout=60) as answer:
        found: dict[str, int] = json.loads(answer.read())
        return found


@contextmanager
def service(folder: Path) -> Iterator[str]:
    port = free_port()
    with running([sys.executable, "-m", "tests.soak.upstream", str(port)], folder, cwd=Path(__file__).parents[2]) as process:
        wait_until(lambda: responds(f"http://127.0.0.1:{port}/"), process)
        yield f"http://127.0.0.1:{port}"


def percentiles(times: Sequence[float]) -> tuple[float, float]:
    """The median and the 95th of a hundred, in milliseconds."""
    if len(times) < 2:
        return 0.0, 0.0
    cuts = quantiles(times, n=100)
    return cuts[49] * 1e3, cuts[94] * 1e3


def report(main_run: Run, steady: Sequence[Run], console: Console) -> list[str]:
    """Print what was measured; returns what is not as it must be."""
    tally = main_run.tally
    middle, late = percentiles(tally.through)
    middle_direct, late_direct = percentiles(tally.direct)
    grown = growth(main_run.sizes)
    a_day = rise(main_run.sizes) * 86_400 / (tally.took / 2) / (1 << 20)
    table = Table("", "figure", title=f"{os.cpu_count()} processors, {main_run.workers} workers, {tally.took:.0f} s")
    for name, figure in (
        ("calls (ordinary, with a long letter)", f"{tally.calls:,} ({tally.calls - tally.long:,}, {tally.long:,})"),
        ("names, never repeated", f"{tally.names:,}"),
        ("values of another conversation", str(tally.foreign)),
        ("answers that are not what was said", str(tally.changed)),
        ("calls that failed", ", ".join((str(tally.failed), *(f"{count} {kind}" for kind, count in tally.failures.items())))),
        ("bodies with a name upstream", str(main_run.leaks)),
        ("files of the server with a name", str(main_run.kept)),
        ("memory, last half: rise", f"{grown:+.2%} of {sum(main_run.sizes[-1:]) >> 20} MB, or {a_day:+.0f} MB a day"),
        *((f"{name}: more at rest than before", f"{more:+.0f}") for name, more in main_run.more.items()),
        ("threads, last half: rise", f"{rise(main_run.vitals['threads']):+.1f} of {sum(main_run.vitals['threads'][-1:]):.0f}"),
        ("latency p50, p95: through", f"{middle:.1f}, {late:.1f} ms"),
        ("latency p50, p95: direct", f"{middle_direct:.1f}, {late_direct:.1f} ms"),
        ("latency p50, p95: added", f"{middle - middle_direct:.1f}, {late - late_direct:.1f} ms"),
        ("calls a second", f"{main_run.rate:.0f}"),
        ("processor time a call", f"{main_run.cpu / tally.calls * 1e3:.2f} ms"),
    ):
        table.add_row(name, figure)
    for one in steady:
        ratio = one.rate / steady[0].rate
        cpu = one.cpu / one.tally.calls * 1e3
        table.add_row(f"{one.workers} workers", f"{one.rate:.0f} calls a second ({ratio:.2f} times), {cpu:.2f} ms of processor a call")
    console.print(table)
    for said, came in tally.examples[:5]:
        console.print("said", repr(said), "came", repr(came), markup=False)
    wrong = {
        "values of another conversation": tally.foreign,
        "answers that are not what was said": tally.changed,
        "calls that failed": tally.failed,
        "bodies with a name upstream": main_run.leaks,
        "files with a name": main_run.kept,
        "memory grows": grown >= _MOST_GROWTH,
        "threads grow": rise(main_run.vitals["threads"]) > main_run.workers,
        **dict.fromkeys([f"{name} grow" for name in _grown(main_run.more, main_run.workers)], True),
    }
    complaints = [name for name, bad in wrong.items() if bad]
    for one in steady[1:]:
        # load and AI service take processors too: a machine with no more than the workers need cannot show it
        if (os.cpu_count() or 1) >= 2 * one.workers + 2 and one.rate < _LEAST_SPEED_UP * one.workers * steady[0].rate:
            complaints.append(f"{one.workers} workers are not {_LEAST_SPEED_UP * one.workers:.1f} times as fast as one")
    return complaints


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--conversations", type=int, default=64)
    parser.add_argument("--turns", type=int, default=2_000, help="of each conversation")
    parser.add_argument("--workers", type=int, default=max(1, (os.cpu_count() or 1) // 2), help="one for every two processors, unless told")
    parser.add_argument("--minutes", type=float, default=1e6, help="stop the long run after so many")
    parser.add_argument("--no-speed-up", action="store_true", help="leave out the runs with 1, 2 and 4 workers")
    options = parser.parse_args()
    console = Console(width=140)
    with tempfile.TemporaryDirectory(prefix="guardrail-soak-") as name, service(Path(name) / "service") as upstream:
        folder = Path(name)
        numbers = [] if options.no_speed_up else [1, 2, 4]
        steady = [run(upstream, folder / f"w{count}", count, _STEADY, 600, console) for count in numbers]
        what = Talk(options.conversations, options.turns)
        done = run(upstream, folder / "long", options.workers, what, options.minutes * 60, console)
        complaints = report(done, steady, console)
    for complaint in complaints:
        print(f"not as it must be: {complaint}", file=sys.stderr)
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
