"""T13 over the whole run: when the last test has ended, all that guardrail wrote in any of them is searched for every canary.

Imported into ``tests/conftest.py`` it holds for each run of the suite, of whatever part; a leak makes the run fail.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from .canaries import CANARIES, Leak
from .process import SINKS

__all__ = ["leaks_in", "nothing_stays_behind", "written_by_guardrail"]

_OWN = ("**/audit/*", "**/vaults.db*")
"""What guardrail writes when it runs inside a test."""


@pytest.fixture(autouse=True, scope="session")
def nothing_stays_behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Set up before all other fixtures of the session, so it looks when the last of their servers has ended."""
    yield
    leaks = leaks_in(written_by_guardrail(tmp_path_factory.getbasetemp(), SINKS))
    if leaks:
        raise Leak(f"{len(leaks)} leaks in what guardrail wrote during this run:\n" + "\n".join(leaks))


def written_by_guardrail(temporary: Path, sinks: Iterable[Path]) -> list[Path]:
    """Every file in the folders of processes, and every audit log and sealed vault below the run's temporary folder."""
    found = {path for sink in sinks for path in sink.rglob("*")} | {path for pattern in _OWN for path in temporary.glob(pattern)}
    return sorted(path for path in found if path.is_file())


def leaks_in(files: Iterable[Path]) -> list[str]:
    """One line for each canary in a file, or in its name: where, in which encoding, whose."""
    return [
        f"{path}: {value} ({encoding})"
        for path in files
        for value, encoding in sorted(CANARIES.found_in(path.name.encode() + b"\n" + path.read_bytes()))
    ]
