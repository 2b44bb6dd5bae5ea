"""mutmut on one module, in a folder of its own: what it made of the module, and which mutants lived."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

__all__ = ["Outcome", "Survivor", "outcome_of", "run"]

ROOT: Final = Path(__file__).parents[2]
WORK: Final = ROOT / ".mutants"
_SHARED: Final = ("guardrail", "tests", "policies", "pyproject.toml")
_SELECTED: Final = "pytest_add_cli_args_test_selection"
_KILLED: Final = (1, 3)
_ENDLESS: Final = (36, 24, -24, 152, 255)


@dataclass(frozen=True, slots=True, order=True)
class Survivor:
    """A change of one line that no test noticed."""

    function: str
    was: str
    became: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """Mutants of a module: all, killed by a failing test, killed because the tests came to no end, and those that lived."""

    module: str
    mutants: int
    failed: int
    endless: int
    survivors: Sequence[Survivor]

    @property
    def score(self) -> float:
        """Percent killed."""
        return 100 * (self.failed + self.endless) / self.mutants


def run(module: str, tests: Sequence[str], options: Mapping[str, Any]) -> None:
    """Mutate ``guardrail/<module>.py`` and run these tests on every mutant. Raises ``CalledProcessError`` where mutmut cannot."""
    place = _place(module)
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    for name in _SHARED:
        (place / name).symlink_to(ROOT / name)
    settings = {
        "source_paths": "guardrail",
        "only_mutate": f"guardrail/{module}.py",
        _SELECTED: "\n    " + "\n    ".join(tests),
        "pytest_add_cli_args": "\n    -p\n    no:cacheprovider\n    -p\n    tests.mutants.profile",
        **options,
    }
    (place / "setup.cfg").write_text("[mutmut]\n" + "".join(f"{name} = {value}\n" for name, value in settings.items()))
    subprocess.run([sys.executable, "-m", "mutmut", "run"], cwd=place, check=True)


def outcome_of(module: str) -> Outcome:
    """What the last run found. Raises ``FileNotFoundError`` where there was none, ``ValueError`` where it was stopped."""
    place = _place(module)
    codes: dict[str, int | None] = json.loads((place / "mutants" / "guardrail" / f"{module}.py.meta").read_text())["exit_code_by_key"]
    if None in codes.values():
        raise ValueError(f"mutants of {module} that no tests were run on")
    failed = sum(code in _KILLED for code in codes.values())
    endless = sum(code in _ENDLESS for code in codes.values())
    alive = [name for name, code in codes.items() if code not in _KILLED + _ENDLESS]
    return Outcome(module, len(codes), failed, endless, _survivors(place, module, alive))


def _place(module: str) -> Path:
    return WORK / module.replace("/", "-")


def _survivors(place: Path, module: str, names: Sequence[str]) -> list[Survivor]:
    # mutmut stands in no environment but that of `make mutants`.
    from mutmut.mutation.diff_apply import get_diff_for_mutant  # type: ignore[import-not-found]

    with chdir(place):
        return sorted(_survivor(name, get_diff_for_mutant(name, path=f"guardrail/{module}.py")) for name in names)


def _survivor(name: str, diff: str) -> Survivor:
    lines = diff.splitlines()
    was = [line[1:].strip() for line in lines if line.startswith("-") and not line.startswith("---")]
    became = [line[1:].strip() for line in lines if line.startswith("+") and not line.startswith("+++")]
    function = name.rpartition("__mutmut_")[0].rpartition(".")[2].removeprefix("x").strip("ǁ").replace("ǁ", ".")
    return Survivor(function.removeprefix("_") if "." not in function else function, " ".join(was), " ".join(became))
