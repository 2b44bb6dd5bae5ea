"""The search at the end of a run: it finds what a test left behind, and makes the run fail for it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from .people import a_person
from .sinks import leaks_in, written_by_guardrail

_ROOT = Path(__file__).parents[2]
_RUN = """
import sys
from tests.support.people import a_person
from tests.support.process import running

def test_of_a_process(tmp_path):
    with running([sys.executable, "-c", {program!r}, "guardrail", a_person().nik[{start}:]], tmp_path / "logs") as process:
        assert process.popen.wait(30) == 0

def test_of_a_log(tmp_path):
    (tmp_path / "audit").mkdir()
    (tmp_path / "audit" / "w-1.jsonl").write_text("x" * 9 + a_person().phone[{start}:])
"""


@pytest.fixture
def elsewhere() -> Iterator[Path]:
    """Not below this run's own folder, where what these tests leave on purpose would be found."""
    with TemporaryDirectory() as folder:
        yield Path(folder)


def _run(folder: Path, program: str, start: int) -> subprocess.CompletedProcess[str]:
    (folder / "test_leaving.py").write_text(_RUN.format(program=program, start=start))
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.support.sinks", "-p", "no:cacheprovider", f"--basetemp={folder / 'tmp'}"]
    return subprocess.run([*command, f"--rootdir={folder}", str(folder / "test_leaving.py")], cwd=_ROOT, capture_output=True, text=True)


@pytest.mark.parametrize("program", ["import sys; print(sys.argv[2])", "import sys; sys.stderr.write(sys.argv[2])"])
def test_a_run_that_leaves_a_value_fails(program: str, elsewhere: Path) -> None:
    """Although every test of it passed: what a process printed, and what stands in a log."""
    run = _run(elsewhere, program, start=0)
    assert run.returncode == 1
    assert "2 passed, 1 error" in run.stdout
    assert "2 leaks in what guardrail wrote during this run" in run.stdout


def test_a_run_that_leaves_none_passes(elsewhere: Path) -> None:
    """The end of a number is nobody's."""
    run = _run(elsewhere, "import sys; print(sys.argv[2])", start=10)
    assert (run.returncode, "2 passed" in run.stdout) == (0, True)


def test_what_guardrail_writes_is_found_wherever_it_lies(elsewhere: Path) -> None:
    """Folders of processes, logs and vaults; not what tests themselves write for it to read."""
    for name in ("a/state/keys/k", "b/audit/w.jsonl", "b/c/vaults.db-wal", "b/masukan.txt"):
        (elsewhere / name).parent.mkdir(parents=True, exist_ok=True)
        (elsewhere / name).write_text(a_person().email)
    found = written_by_guardrail(elsewhere, [elsewhere / "a" / "state"])
    assert [path.name for path in found] == ["k", "w.jsonl", "vaults.db-wal"]
    assert len(leaks_in(found)) >= 3
