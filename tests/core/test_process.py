"""A sealed process leaves no core, keeps its memory to itself, and says no value as its last word."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from guardrail.core.process import where_it_failed

SECRET = "3374011708909001"


def _run(program: str) -> subprocess.CompletedProcess[str]:
    head = "import resource, sys, threading\nfrom guardrail.core.process import seal_process\nseal_process()\n"
    return subprocess.run(
        [sys.executable, "-c", head + program], capture_output=True, text=True, cwd=Path(__file__).parents[2], timeout=60, check=False
    )


def test_it_leaves_no_core() -> None:
    """Neither may it raise the limit again."""
    assert _run("print(resource.getrlimit(resource.RLIMIT_CORE))").stdout == "(0, 0)\n"


@pytest.mark.skipif(sys.platform != "linux", reason="prctl is Linux's")
def test_others_cannot_read_its_memory() -> None:
    """The kernel calls it not dumpable."""
    assert _run("import ctypes\nprint(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))").stdout == "0\n"


@pytest.mark.parametrize(
    "program",
    [
        f"value = '{SECRET}'\nraise ValueError(value)",
        f"def f(value):\n    raise KeyError(value) from RuntimeError('{SECRET}')\nf('{SECRET}')",
        f"t = threading.Thread(target=lambda: int('{SECRET}x'))\nt.start()\nt.join()",
        f"class C:\n    def __del__(self):\n        raise OSError('{SECRET}')\nC()",
    ],
    ids=["module", "chained", "thread", "unraisable"],
)
def test_an_uncaught_exception_is_told_without_its_words(program: str) -> None:
    """Type and place are enough to find it."""
    said = _run(program)
    assert SECRET not in said.stdout + said.stderr
    assert "guardrail: uncaught " in said.stderr
    assert " <string>:" in said.stderr


def test_a_place_has_file_line_and_function() -> None:
    """The outermost first."""
    try:
        int("x")
    except ValueError as error:
        told = where_it_failed(error, error.__traceback__)
    assert told.startswith("ValueError at test_process.py:")
    assert told.endswith(" test_a_place_has_file_line_and_function")
    assert where_it_failed(None, None) == "NoneType at nowhere"


@pytest.mark.skipif(sys.platform != "linux", reason="prctl is Linux's")
def test_it_ends_with_its_parent() -> None:
    """However the parent ends; also where that was before it could be asked for."""
    child = (
        "import os, sys, time\nfrom guardrail.core.process import end_with\nend_with(int(sys.argv[1]))\nprint(os.getpid(), flush=True)\n"
        "time.sleep(60)"
    )
    parent = f"import os, subprocess, sys, time\nsubprocess.Popen([sys.executable, '-c', {child!r}, str(os.getpid())])\ntime.sleep(60)"
    where = Path(__file__).parents[2]
    with subprocess.Popen([sys.executable, "-c", parent], stdout=subprocess.PIPE, text=True, cwd=where) as running:
        assert running.stdout is not None
        assert int(running.stdout.readline()) != running.pid
        running.kill()
        assert running.stdout.read() == ""  # nobody holds it open any more
    orphan = subprocess.run([sys.executable, "-c", child, "1"], capture_output=True, cwd=where, timeout=60, check=False)
    assert (orphan.returncode, orphan.stdout) == (-15, b"")
