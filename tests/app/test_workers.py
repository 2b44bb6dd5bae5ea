"""The supervisor of several workers, with workers that do nothing but say which signals they hear."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from uvicorn.config import STARTUP_FAILURE, Config
from uvicorn.supervisors.multiprocess import SIGNALS

from guardrail.app.workers import Workers

_SAYS = """
import os, signal, sys, time
def hear(number, frame):
    sys.stdout.write(signal.Signals(number).name + "\\n")
    sys.stdout.flush()
    if number == signal.SIGQUIT:
        os._exit(0)
for number in (signal.SIGTERM, signal.SIGQUIT):
    signal.signal(number, hear)
print("ready", flush=True)
while True:
    time.sleep(60)
"""


@dataclass
class Worker:
    """What the supervisor knows of a worker, over a plain process."""

    popen: subprocess.Popen[str]

    @property
    def pid(self) -> int:
        return self.popen.pid

    @property
    def exitcode(self) -> int | None:
        return self.popen.poll()

    @property
    def process(self) -> Worker:
        return self

    def join(self, seconds: float) -> None:
        time.sleep(min(seconds, 0.01))

    def hears(self) -> str:
        assert self.popen.stdout is not None
        return self.popen.stdout.readline().strip()


@pytest.fixture
def workers() -> Iterator[Workers]:
    before = {number: signal.getsignal(number) for number in SIGNALS}
    supervisor: Any = Workers(Config("guardrail.app.server:from_environment", workers=2, log_config=None), [])
    for _ in range(2):
        started = Worker(subprocess.Popen([sys.executable, "-S", "-c", _SAYS], stdout=subprocess.PIPE, text=True))
        assert started.hears() == "ready"
        supervisor.processes.append(started)
    try:
        yield supervisor
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        for worker in supervisor.processes:
            worker.popen.kill()
            worker.popen.communicate()


def test_a_signal_reaches_every_worker_and_a_second_ends_them(workers: Any) -> None:
    """The first as SIGTERM, whichever it was, and before the supervisor looks after its workers; the next as SIGQUIT."""
    os.kill(os.getpid(), signal.SIGINT)
    assert [worker.hears() for worker in workers.processes] == ["SIGTERM", "SIGTERM"]
    workers.handle_signals()
    assert workers.should_exit.is_set()
    os.kill(os.getpid(), signal.SIGTERM)
    assert [worker.hears() for worker in workers.processes] == ["SIGQUIT", "SIGQUIT"]
    workers.join_all()
    assert workers.started


def test_a_worker_that_has_gone_is_passed_by(workers: Any) -> None:
    """The others hear all the same; one that could not start makes the server one that could not."""
    gone = workers.processes[0].popen
    gone.kill()
    gone.wait()
    os.kill(os.getpid(), signal.SIGTERM)
    assert workers.processes[1].hears() == "SIGTERM"
    assert workers.started
    gone.returncode = STARTUP_FAILURE
    assert not workers.started
