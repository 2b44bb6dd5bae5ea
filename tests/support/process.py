"""Real processes for tests: started with their output in files, waited for, and stopped with all their children."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

__all__ = ["SINKS", "DidNotStart", "Process", "free_port", "responds", "running", "wait_until"]

_POLL = 0.05
SINKS: set[Path] = set()
"""Folders into which the guardrail processes of this test run write."""


class DidNotStart(RuntimeError):
    """A process ended, or its time was over, before it was ready. The message holds the end of what it printed."""


@dataclass(slots=True)
class Process:
    """A process that leads its own process group. ``logs`` holds its ``stdout`` and ``stderr``."""

    popen: subprocess.Popen[bytes]
    logs: Path

    @property
    def pid(self) -> int:
        return self.popen.pid

    @property
    def returncode(self) -> int | None:
        """None while it runs, else as ``subprocess`` says it: negative for a signal."""
        return self.popen.poll()

    def stdout(self) -> str:
        return (self.logs / "stdout").read_text("utf-8", errors="replace")

    def stderr(self) -> str:
        return (self.logs / "stderr").read_text("utf-8", errors="replace")

    def terminate(self, seconds: float = 10.0) -> int:
        """SIGTERM to the process alone; after ``seconds`` SIGKILL to its whole group. Returns the exit status."""
        if self.popen.poll() is None:
            self.popen.terminate()
        try:
            return self.popen.wait(seconds)
        except subprocess.TimeoutExpired:
            return self.kill()

    @contextmanager
    def halted(self) -> Iterator[None]:
        """SIGSTOP to the process alone, SIGCONT when the block ends: what happens meanwhile happens at one moment to it."""
        self.popen.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.popen.send_signal(signal.SIGCONT)

    def kill(self) -> int:
        """SIGKILL to the process and its children, as a power cut would do it. Returns the exit status."""
        with suppress(ProcessLookupError):
            os.killpg(self.popen.pid, signal.SIGKILL)
        return self.popen.wait()


@contextmanager
def running(arguments: Sequence[str], logs: Path, *, env: Mapping[str, str] | None = None, cwd: Path | None = None) -> Iterator[Process]:
    """Run a command until the block ends. ``env`` is added to this process's environment."""
    logs.mkdir(parents=True, exist_ok=True)
    if "guardrail" in arguments:
        SINKS.add(logs)
    with (logs / "stdout").open("wb") as stdout, (logs / "stderr").open("wb") as stderr:
        popen = subprocess.Popen(
            list(arguments),
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=stderr,
            env=os.environ | dict(env or {}),
            cwd=cwd,
            start_new_session=True,
        )
    process = Process(popen, logs)
    try:
        yield process
    finally:
        process.terminate()
        process.kill()


def wait_until(ready: Callable[[], bool], process: Process, seconds: float = 60.0) -> None:
    """Return as soon as ``ready`` holds. Raises ``DidNotStart`` when the process ended or the time is over."""
    deadline = time.monotonic() + seconds
    while not ready():
        if process.returncode is not None:
            raise DidNotStart(f"ended with status {process.returncode}\n{process.stdout()[-1000:]}\n{process.stderr()[-3000:]}")
        if time.monotonic() > deadline:
            raise DidNotStart(f"not ready after {seconds:g} s\n{process.stdout()[-1000:]}\n{process.stderr()[-3000:]}")
        time.sleep(_POLL)


def responds(url: str, status: int = 200) -> bool:
    """Whether a GET of ``url`` is answered with ``status`` now."""
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return bool(answer.status == status)
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code == status
    except (OSError, http.client.HTTPException):
        return False


def free_port() -> int:
    """A loopback port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
