"""The bytes of policy files, from a folder or out of a bundle: read once, as a whole. Understands nothing of what they hold."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeAlias

from guardrail.core.diagnostic import Diagnostic
from guardrail.core.errors import InvalidFiles

from .code import Code

__all__ = ["MAX_BYTES", "Glance", "SourceFile", "glance", "read_sources"]

MAX_BYTES: Final = 256 * 1024
"""Largest policy file."""
_SUFFIXES: Final = (".yaml", ".yml")

Glance: TypeAlias = tuple[tuple[str, ...], ...]
"""What changes when a file does, without reading one. Two equal glances, the same files."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One policy file. ``name`` is where complaints point to; ``content`` has at most one byte more than is permitted."""

    name: str
    content: bytes = field(repr=False)


def read_sources(source: Path) -> tuple[SourceFile, ...]:
    """A file, or all ``*.yaml`` and ``*.yml`` under a folder, in order of path.

    Names that begin with a dot are left out: editors' copies, and the folders behind a mounted Kubernetes ConfigMap's links.
    Raises ``InvalidFiles`` for each file and folder that cannot be read: one that is passed over in silence could be the strictest.
    """
    files: list[SourceFile] = []
    complaints: list[Diagnostic] = []
    for name, readable in _walk(source):
        path = Path(name)
        try:
            if not readable or not path.is_file():  # opening a pipe would wait for ever
                raise PermissionError
            with path.open("rb") as stream:
                files.append(SourceFile(str(path), stream.read(MAX_BYTES + 1)))
        except OSError:
            complaints.append(Diagnostic(str(path), 0, 0, Code.FILE, "cannot be read"))
    if not files and not complaints:
        complaints.append(Diagnostic(str(source), 0, 0, Code.NO_POLICY, "holds no policy file", "policy files end in .yaml"))
    if complaints:
        raise InvalidFiles(complaints)
    return tuple(files)


def glance(source: Path) -> Glance:
    """What there is to see of the files that ``read_sources`` would read, and of the way to them. Never raises for the disk."""
    seen = [("", os.path.realpath(source), *_look(str(source)))]
    seen += [(path, str(readable), *_look(path)) for path, readable in _walk(source)]
    return tuple(seen)


def _look(path: str) -> tuple[str, ...]:
    """A change of owner, mode, place or content changes the inode or its ``ctime``, whoever sets the ``mtime`` back."""
    try:
        found = os.stat(path)  # noqa: PTH116 - looked at twice a second in every worker
    except OSError as error:
        return (f"errno {error.errno}",)
    if stat.S_ISDIR(found.st_mode):
        return (str(found.st_ino), str(found.st_mode))
    return (f"{found.st_ino} {found.st_dev} {found.st_mode} {found.st_size} {found.st_mtime_ns} {found.st_ctime_ns}",)


def _leads_to_folder(link: os.DirEntry[str]) -> bool:
    """Doubt counts as yes: a link in circles leads to something that somebody meant to be read."""
    try:
        return link.is_dir()
    except OSError:
        return True


def _walk(source: Path) -> Iterator[tuple[str, bool]]:
    """Every policy file in order of path; folders that cannot be listed, or that lie behind a link, are marked as not readable."""
    if not source.is_dir():
        yield str(source), True
        return
    found: list[tuple[str, bool]] = []
    waiting = [str(source)]
    while waiting:
        folder = waiting.pop()
        try:
            entries = list(os.scandir(folder))
        except OSError:
            found.append((folder, False))
            continue
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                waiting.append(entry.path)
            elif entry.name.endswith(_SUFFIXES):
                found.append((entry.path, True))
            elif entry.is_symlink() and _leads_to_folder(entry):
                found.append((entry.path, False))
    yield from sorted(found)
