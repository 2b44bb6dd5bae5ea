"""Outages of the disk below a real server under load: what was refused, how fast, and how soon it went on."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from guardrail.audit.verify import verify
from tests.faults.pressing import Call, Pressure, pressing
from tests.support.chat import echo
from tests.support.disks import broken_disk, fill, small_disk
from tests.support.process import responds, wait_until
from tests.support.scripted import ScriptedUpstream, scripted_upstream
from tests.support.server import GuardrailServer, configured_server

__all__ = ["DEADLINE", "Outage", "full", "served", "turned_read_only", "unwritable"]

DEADLINE = 20
"""Seconds after which a call is refused at the latest: so long that nobody mistakes it for a refusal at once."""
_REFUSALS = 40


class Outage(NamedTuple):
    """One outage from outside. Times in seconds."""

    answered: list[Call]
    """Calls before it, each of them answered: what the machine was able to do at that time."""
    refused: list[Call]
    """The first calls that began when the outage was complete, each of them refused."""
    recovered: float | None
    """From the end of the fault to the end of the first call that was answered; None where it does not end."""
    left: int
    """Bodies that reached the AI service while calls were refused."""
    not_ready: bool
    """Readiness said 503 meanwhile."""


@contextmanager
def served(folder: Path, audit: Path) -> Iterator[tuple[ScriptedUpstream, GuardrailServer]]:
    """A configured server whose audit directory is elsewhere, before a service that echoes."""
    with scripted_upstream(echo, cut_gap=0.0) as upstream:
        configuration = f'[audit]\ndir = "{audit}"\nappend_deadline_s = {DEADLINE}\n[[upstreams]]\nname = "uji"\n'
        with configured_server(f'{configuration}base_url = "{upstream.base_url}"\n', folder / "state") as server:
            yield upstream, server


def outage(upstream: ScriptedUpstream, server: GuardrailServer, fault: Callable[[], Callable[[], object] | None]) -> Outage:
    """Press, let ``fault`` happen, see calls refused, mend it with what ``fault`` returned, if it did, and see calls answered."""
    with pressing(server.base_url) as pressure:
        before = pressure.wait(200, 40, 0.0)
        mend = fault()
        first = pressure.wait(503, 1, 0.0)[0]  # the outage is complete when the log knows of it
        refused = pressure.wait(503, _REFUSALS, first.began + first.took)
        left = _left(upstream, pressure, refused)
        not_ready = responds(f"{server.base_url}/readyz", 503)
        if mend is None:
            return Outage(before, refused, None, left, not_ready)
        mended = time.monotonic()
        mend()
        answered = pressure.wait(200, 1, mended)[0]
    return Outage(before, refused, answered.began + answered.took - mended, left, not_ready)


def _left(upstream: ScriptedUpstream, pressure: Pressure, refused: list[Call]) -> int:
    """Bodies that arrived while only refusals were given; those under way before are let in first."""
    before = len(upstream.requests)
    pressure.wait(503, _REFUSALS, refused[-1].began)
    return len(upstream.requests) - before


def full(folder: Path) -> tuple[Outage, list[dict[str, object]]]:
    """A tmpfs that is filled to its last byte and emptied again; with the records of the log, which verifies."""
    with small_disk(folder, "48m") as disk:
        audit = disk.path / "audit"
        with served(folder, audit) as (upstream, server):

            def fault() -> Callable[[], object]:
                with server.process.halted():  # else what fills the disk may take the ballast too, as it is given up
                    return fill(disk.path).unlink

            found = outage(upstream, server, fault)
        assert verify(audit).ok
        return found, _records(audit)


def turned_read_only(folder: Path) -> tuple[Outage, str]:
    """An ext4 that the kernel turns read-only for good; with what the server said on stderr."""
    with broken_disk(folder) as (disk, trigger), served(folder, disk.path / "audit") as (upstream, server):
        found = outage(upstream, server, lambda: _write(trigger))
        wait_until(lambda: '"audit.unavailable"' in server.process.stderr(), server.process)  # it looks every second
        return found, server.process.stderr()


def _write(trigger: Path) -> None:
    trigger.write_text("1")


def unwritable(folder: Path, error: str) -> tuple[Outage, list[dict[str, object]]]:
    """The kernel answers every fdatasync of the server with ``error`` for a while, by way of strace."""
    audit = folder / "audit"
    with served(folder, audit) as (upstream, server):

        def fault() -> Callable[[], object]:
            inject = ["-e", "trace=fdatasync", "-e", f"inject=fdatasync:error={error}"]
            command = ["strace", "-f", "-qq", "-o", "/dev/null", *inject, "-p", str(server.process.pid)]
            strace = subprocess.Popen(command, stderr=subprocess.DEVNULL)

            def mend() -> None:
                strace.terminate()
                strace.wait()

            return mend

        found = outage(upstream, server, fault)
    assert verify(audit).ok
    return found, _records(audit)


def _records(audit: Path) -> list[dict[str, object]]:
    found = []
    for path in sorted(audit.glob("*.jsonl")):
        with suppress(ValueError):
            found += [json.loads(line) for line in path.read_bytes().splitlines()]
    return found
