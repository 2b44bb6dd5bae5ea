"""What a process says of itself."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import pytest

from guardrail.proxy.metrics import FAMILIES, of_process


def test_every_number_has_its_family() -> None:
    """And none is told that is not measured."""
    found = of_process()
    assert found.keys() <= FAMILIES.keys()
    assert all(value > 0 for value in found.values())


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not tell")
def test_descriptors_and_threads_are_counted(tmp_path: Path) -> None:
    """One more where one more is open; the listing itself leaves none behind."""
    before, again = of_process(), of_process()
    assert before["process_open_fds"] == again["process_open_fds"]
    ended = threading.Event()
    thread = threading.Thread(target=ended.wait)
    with (tmp_path / "a").open("w"):
        thread.start()
        during = of_process()
    ended.set()
    thread.join()
    assert during["process_open_fds"] == before["process_open_fds"] + 1
    assert during["process_thread_count"] == before["process_thread_count"] + 1
