"""Faults of single system calls, injected by strace into a real writer: every call that touches the audit directory, in every way.

The life is the same each time, so the n-th call of a kind in one thread is the same call. It is attached to when its process stands
ready, which takes milliseconds instead of the start of an interpreter.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from guardrail.audit.layout import RECORDS, segments_of
from guardrail.audit.verify import verify
from tests.audit.factories import SIGNER, VKEY, write_log
from tests.audit.reading import entries_of_torn
from tests.faults.life import a_writer, live, noted

__all__ = ["FAULTS", "Phase", "Point", "bad_result", "points"]

_CALLS = "openat,write,fdatasync,fsync,ftruncate,fallocate,unlink,unlinkat,rename,renameat,renameat2,mkdir"
_NAME = re.compile(r"^(\w+)\(")
FAULTS = {
    "EIO": "error=EIO:when={at}",
    "ENOSPC": "error=ENOSPC:when={at}",
    "EINTR": "error=EINTR:when={at}",
    "killed": "signal=SIGKILL:when={at}",
    "EIO for ever": "error=EIO:when={at}+",
}
"""How strace injects each. Calls that fail by it are not made."""
_PATIENCE = 60.0
_MENDING = 8
"""Calls after a failed fdatasync in which the writer cuts or removes what was not acknowledged, and goes on in a new segment."""


class Phase(StrEnum):
    START = "start, recovery"
    """The thread that starts the log."""
    WRITE = "append, rotate, checkpoint, roster, seal"
    """The writer thread."""


class Point(NamedTuple):
    """One call of one life, and what becomes of it."""

    phase: Phase
    call: str
    at: int
    """Its number among the calls of its name in its thread, from 1."""
    file: str
    """What it touches: ``records``, ``roster``..."""
    fault: str
    after: int = 0
    """Number of an fdatasync that has failed before; 0 where none has."""


def points(folder: Path) -> list[Point]:
    """All of them, by watching one life without a fault."""
    found = []
    for phase in Phase:
        watched = _watched(folder / phase.name, phase)
        assert watched, "strace saw no call"
        found += [Point(phase, call.name, call.at, call.file, fault) for call in watched for fault in FAULTS]
    # One batch that is not the first of its segment, and one that is: the former is cut off, the latter's segment removed.
    syncs = [place for place, call in enumerate(watched) if (call.name, call.file) == ("fdatasync", "records")]
    first = next(place for place in syncs if watched[place - 2].name == "fsync" and watched[place - 3].name == "openat")
    for place in (syncs[1], first):
        after = watched[place].at
        mending = _watched(folder / f"after-{after}", Phase.WRITE, after)[place + 1 :][:_MENDING]
        found += [
            Point(Phase.WRITE, call.name, call.at, call.file, fault, after)
            for call in mending
            if call.name != "fdatasync"  # of which this one has failed: strace takes one rule for each call
            for fault in FAULTS
        ]
    return found


class _Call(NamedTuple):
    name: str
    at: int
    file: str


def _watched(folder: Path, phase: Phase, after: int = 0) -> list[_Call]:
    """The calls of one phase that touch the directory, in order."""
    directory = _prepared(folder)
    counts, found = Counter[str](), []
    for line in _lived(directory, phase, ["-y", "-e", f"trace={_CALLS}", *_failing(after)]):
        if match := _NAME.match(line):
            counts[match[1]] += 1
            if str(directory) in line:
                found.append(_Call(match[1], counts[match[1]], _file(line, directory)))
    return found


def _failing(after: int) -> list[str]:
    return ["-e", f"inject=fdatasync:error=EIO:when={after}"] if after else []


def bad_result(folder: Path, point: Point) -> str:
    """What is wrong after a life with this fault and a next one without; empty where nothing is."""
    directory = _prepared(folder)
    try:
        fault = FAULTS[point.fault].format(at=point.at)
        lines = _lived(
            directory, point.phase, ["-e", f"trace={point.call},fdatasync", "-e", f"inject={point.call}:{fault}", *_failing(point.after)]
        )
        if point.fault != "killed" and not any(line.startswith(f"{point.call}(") and "INJECTED" in line for line in lines):
            return "not injected"
        return _judged(directory)
    except TimeoutError:
        return "hangs"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _prepared(folder: Path) -> Path:
    """An audit directory with a writer that died with two calls open and a torn line."""
    directory = folder / "audit"
    directory.mkdir(parents=True)
    dead = write_log(directory, 5, closed=False, dangling=2)
    with segments_of(directory, dead, RECORDS)[-1].path.open("ab") as file:
        file.write(b'{"v":1,"id":"')
    return directory


def _judged(directory: Path) -> str:
    log = a_writer(directory, SIGNER)
    log.start()
    log.close()
    report = verify(directory, VKEY)
    if not report.ok:
        return f"broken: {report.breaks[0].reason}"
    if report.dangling:
        return f"{report.dangling} calls left open"
    written = {(entry.seq, entry.id) for found in report.logs for entry in entries_of_torn(directory, found.writer)}
    lost = [note for note in noted(directory.parent / "notes") if note not in written]
    return f"{len(lost)} acknowledged records lost" if lost else ""


def _file(line: str, directory: Path) -> str:
    name = re.split(r'["<>]', line[line.index(str(directory)) + len(str(directory)) :])[0].lstrip("/")
    known = {"": "directory", "roster": "roster", ".lock": "start lock", ".ballast": "ballast"}
    return known.get(name) or {"jsonl": "records", "vkey": "key"}.get(name.rpartition(".")[2], name.rpartition(".")[2])


def _lived(directory: Path, phase: Phase, options: list[str]) -> list[str]:
    """The lines of strace over one phase of a life. Raises ``TimeoutError`` when it does not end."""
    trace = directory.parent / "trace"
    with _child(directory) as (pid, go, said):
        _read(said)
        if phase is Phase.START:
            strace = _attached(pid, pid, trace, options)
        os.write(go, b".")
        writer = _read(said)
        if phase is Phase.WRITE:
            strace = _attached(pid, int(writer), trace, options)
        with suppress(BrokenPipeError):
            os.write(go, b".")
        _ended(pid)
        strace.wait()
    return trace.read_text().splitlines()


@contextmanager
def _child(directory: Path) -> Iterator[tuple[int, int, int]]:
    """A process that waits twice: the ends of its pipes to let it go and to hear it. It is killed in the end, if it still is."""
    hear, go = os.pipe()
    said, say = os.pipe()
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            os.close(go)
            os.close(said)

            def step(writer: int) -> None:
                os.writev(say, [f"{writer}\n".encode()])
                os.read(hear, 1)

            status = live(directory, SIGNER, directory.parent / "notes", step)
        finally:
            os._exit(status)
    os.close(hear)
    os.close(say)
    try:
        yield pid, go, said
    finally:
        os.close(go)
        os.close(said)
        with suppress(ProcessLookupError, ChildProcessError):
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


def _read(said: int) -> str:
    return os.read(said, 32).decode()


def _attached(pid: int, thread: int, trace: Path, options: list[str]) -> subprocess.Popen[bytes]:
    strace = subprocess.Popen(["strace", "-qq", "-o", str(trace), *options, "-p", str(thread)], stderr=subprocess.DEVNULL)
    status = Path(f"/proc/{pid}/task/{thread}/status")
    while "TracerPid:\t0" in status.read_text():
        assert strace.poll() is None, "strace may not attach here"
        time.sleep(0.001)
    return strace


def _ended(pid: int) -> None:
    until = time.monotonic() + _PATIENCE
    while os.waitpid(pid, os.WNOHANG) == (0, 0):
        if time.monotonic() > until:
            raise TimeoutError
        time.sleep(0.002)
