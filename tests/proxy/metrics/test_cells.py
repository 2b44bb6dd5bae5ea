"""Numbers in a file: named once, read by others while they grow, taken over from the dead."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from guardrail.proxy.metrics.cells import Cells, Key, forget_dead, told_by_all

A, B = ("guardrail_findings", "ID_NIK", "request"), ("guardrail_slots",)
KEYS = st.lists(st.text(max_size=6), min_size=1, max_size=3).map(tuple)


def _told(folder: Path) -> list[tuple[str, bool, dict[Key, float]]]:
    return [(told.worker, told.alive, told.numbers) for told in told_by_all(folder)]


def test_whoever_reads_sees_every_count_at_once(tmp_path: Path) -> None:
    """While the worker lives, and after it has ended."""
    cells = Cells(tmp_path)
    cells.add(A)
    cells.add(A, 2)
    cells.set(B, 7)
    assert _told(tmp_path) == [("0", True, {A: 3.0, B: 7.0})]
    cells.close()
    assert _told(tmp_path) == [("0", False, {A: 3.0, B: 7.0})]


def test_each_worker_has_a_file_of_its_own(tmp_path: Path) -> None:
    """The next one takes the first that is free, and goes on from its counts."""
    first, second = Cells(tmp_path), Cells(tmp_path)
    first.add(A)
    second.add(A, 10)
    first.close()
    third = Cells(tmp_path)
    third.add(A)
    third.add(B)
    assert _told(tmp_path) == [("0", True, {A: 2.0, B: 1.0}), ("1", True, {A: 10.0})]


def test_a_killed_worker_takes_no_count_along(tmp_path: Path) -> None:
    """What it counted last stands in its file, and its place is free."""
    body = (
        "import os, sys; from pathlib import Path; from guardrail.proxy.metrics.cells import Cells; c = Cells(Path(sys.argv[1]));"
        "[c.add(('a',)) for _ in range(1000)]; os.kill(os.getpid(), 9)"
    )
    assert subprocess.run([sys.executable, "-c", body, str(tmp_path)], check=False).returncode == -9
    assert _told(tmp_path) == [("0", False, {("a",): 1000.0})]
    assert Cells(tmp_path).worker == "0"


def test_counts_of_the_dead_are_forgotten_when_a_server_starts(tmp_path: Path) -> None:
    """Those of a server that lives on stay."""
    living, dead = Cells(tmp_path), Cells(tmp_path)
    living.add(A)
    dead.add(B)
    dead.close()
    forget_dead(tmp_path)
    assert _told(tmp_path) == [("0", True, {A: 1.0})]


def test_a_closed_one_counts_for_nobody(tmp_path: Path) -> None:
    """A call that ends after its worker's last word does no harm, and nothing is written where another may write."""
    cells = Cells(tmp_path)
    cells.add(A)
    cells.close()
    cells.close()
    cells.add(A)
    cells.add(("new",))
    assert _told(tmp_path) == [("0", False, {A: 1.0})]


def test_there_is_an_end_of_names(tmp_path: Path) -> None:
    """A fault that makes a series of every call costs series, neither memory nor the worker; those that were known go on."""
    cells = Cells(tmp_path)
    cells.add(A)
    for number in range(16_400):
        cells.add(("fault", str(number)))
    cells.add(A)
    [(_, _, numbers)] = _told(tmp_path)
    assert (len(numbers), cells.lost, numbers[A]) == (16_384, 17, 2.0)
    cells.add(("long", "x" * 4_000_000))
    assert cells.lost == 18


def test_half_a_name_is_none(tmp_path: Path) -> None:
    """A reader may come while it is written."""
    cells = Cells(tmp_path)
    cells.add(A)
    with (tmp_path / "0.cells").open("r+b") as file:
        data = file.read()
        end = data.rindex(b"\n") + 1
        file.seek(end)
        file.write(b'["guardrail_ref')
    assert _told(tmp_path) == [("0", True, {A: 1.0})]
    cells.close()
    assert Cells(tmp_path).worker == "0"


def test_a_file_that_is_none_is_passed_by(tmp_path: Path) -> None:
    """One that a worker has only begun, too."""
    (tmp_path / "9.cells").write_bytes(b"kosong")
    assert _told(tmp_path) == []


@given(st.lists(st.tuples(KEYS, st.floats(0, 1e9)), max_size=30))
def test_names_of_any_letters_come_back(counted: list[tuple[Key, float]]) -> None:
    """With the sum of what was counted under each."""
    sums: dict[Key, float] = {}
    with tempfile.TemporaryDirectory() as name:
        cells = Cells(Path(name))
        for key, amount in counted:
            cells.add(key, amount)
            sums[key] = sums.get(key, 0.0) + amount
        assert _told(Path(name)) == [("0", True, sums)]
        cells.close()
