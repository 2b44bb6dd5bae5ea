"""O8: what an installation brings onto a machine. Expected: nothing that runs by itself (``.pth``), nobody else's rights (setuid, setgid),
nothing that others may change."""

from __future__ import annotations

import importlib.metadata
import re
import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hatchling.build import build_wheel

ROOT = Path(__file__).parents[2]
_LOCKED = re.compile(r"^([A-Za-z0-9._-]+)==", re.MULTILINE)
_FOREIGN = stat.S_ISUID | stat.S_ISGID | stat.S_IWOTH


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[zipfile.ZipFile]:
    folder = tmp_path_factory.mktemp("wheel")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        name = build_wheel(str(folder))
    with zipfile.ZipFile(folder / name) as archive:
        yield archive


def test_the_wheel_holds_the_package_and_nothing_else(wheel: zipfile.ZipFile) -> None:
    """Its code with its data, the shipped policies, and what a wheel says of itself. No secret of whoever built it."""
    names = wheel.namelist()
    assert {name.split("/")[0].partition("-")[0] for name in names} == {"guardrail"}
    assert "guardrail/policies/national/policy.yaml" in names
    assert "guardrail/py.typed" in names
    endings = {Path(name).suffix for name in names if name.startswith("guardrail/")}
    assert not endings & {".pth", ".key", ".pem", ".db", ".env", ".jsonl", ".log", ".pyc"}


def test_no_file_of_the_wheel_has_foreign_rights(wheel: zipfile.ZipFile) -> None:
    """Regular files, which nobody but their owner may change, and none that can be run."""
    modes = {entry.filename: entry.external_attr >> 16 for entry in wheel.infolist()}
    assert [name for name, mode in modes.items() if stat.S_IFMT(mode) not in (0, stat.S_IFREG) or mode & (_FOREIGN | 0o111)] == []


def test_no_library_that_a_server_needs_runs_by_itself() -> None:
    """A stolen release of litellm came with a ``.pth``, which every start of Python runs. Of those in the lock file only setuptools
    has one, which keeps the place of ``distutils``."""
    names = _LOCKED.findall((ROOT / "requirements.lock").read_text("utf-8"))
    assert len(names) > 20
    bad = []
    for name in names:
        try:
            files = importlib.metadata.distribution(name).files or []
        except importlib.metadata.PackageNotFoundError:  # of another system
            continue
        for file in files:
            path = Path(str(file.locate()))
            if file.suffix == ".pth" or (path.is_file() and path.stat().st_mode & _FOREIGN):
                bad.append(f"{name}: {file}")
    assert bad == ["setuptools: distutils-precedence.pth"]
