"""A revision of the policies as one file: a plain tar with a manifest. The same sources are the same bytes. Signs and compiles nothing."""

from __future__ import annotations

import hashlib
import io
import json
import re
import tarfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import guardrail
from guardrail.core.canonical import Json, canonical_json, digest
from guardrail.core.diagnostic import Diagnostic
from guardrail.core.errors import InvalidFiles

from .code import Code
from .sources import MAX_BYTES, SourceFile

__all__ = ["MAX_BUNDLE", "Bundle", "bundle_of", "pack", "unpack"]

MAX_BUNDLE: Final = 64 << 20
"""Bytes of the largest bundle."""
_FORMAT: Final = "guardrail-policies/1"
_MANIFEST: Final = "manifest.json"
_SOURCES: Final = "sources/"
_MOST_FILES: Final = 10_000
_LARGEST_REVISION: Final = 2**53 - 1
# No part begins with a dot: neither `..` nor what a folder of policies leaves out.
_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)*\.ya?ml")


@dataclass(frozen=True, slots=True)
class Bundle:
    """A numbered set of policy files. Their names are relative to the folder they came from, with slashes, in order."""

    revision: int
    files: tuple[SourceFile, ...]
    tool: str = field(default_factory=lambda: f"guardrail {guardrail.__version__}")
    """What built it."""

    @property
    def digest(self) -> str:
        """Hex SHA-256 over names and contents alone: equal for equal sources, whatever their number and whoever built them."""
        return digest(_hashes(self.files))


def bundle_of(folder: Path, sources: Iterable[SourceFile], revision: int) -> Bundle:
    """The policy files that were read from a folder. Raises ``InvalidFiles`` for those that do not fit."""
    files = tuple(SourceFile(Path(file.name).relative_to(folder).as_posix(), file.content) for file in sources)
    complaints = [
        Diagnostic(str(folder / file.name), 0, 0, Code.BUNDLE, "has a name that cannot be bundled", "use ASCII letters, digits, . _ and -")
        for file in files
        if not _NAME.fullmatch(file.name)
    ]
    complaints += [
        Diagnostic(str(folder / file.name), 0, 0, Code.FILE, f"is larger than {MAX_BYTES // 1024} KiB", "split it")
        for file in files
        if len(file.content) > MAX_BYTES
    ]
    if complaints:
        raise InvalidFiles(complaints)
    return Bundle(revision, tuple(sorted(files, key=lambda file: file.name)))


def pack(bundle: Bundle) -> bytes:
    """The tar: the manifest, then the sources by name; no times, no owners, no modes of the machine that packs."""
    manifest: Json = {
        "format": _FORMAT,
        "revision": bundle.revision,
        "tool": bundle.tool,
        "digest": bundle.digest,
        "files": _hashes(bundle.files),
    }
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        _add(tar, _MANIFEST, canonical_json(manifest) + b"\n")
        for file in bundle.files:
            _add(tar, _SOURCES + file.name, file.content)
    return packed.getvalue()


def unpack(data: bytes, name: str) -> Bundle:
    """The bundle in these bytes. ``name`` is what complaints call them.

    Raises ``InvalidFiles`` (E301) for everything that ``pack`` would not have written, bit by bit: there is no second way to
    say the same, so nothing can hide between the lines.
    """
    try:
        bundle = _bundle(data)
        if bundle is not None and pack(bundle) == data:
            return bundle
    except (tarfile.TarError, ValueError, TypeError, KeyError, EOFError, OSError, RecursionError):
        pass  # its words may quote what the file holds
    raise InvalidFiles([Diagnostic(name, 0, 0, Code.BUNDLE, "is not a whole bundle of policies", "build it anew: guardrail policy build")])


def _bundle(data: bytes) -> Bundle | None:
    if len(data) > MAX_BUNDLE:
        return None
    contents: dict[str, bytes] = {}
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as tar:
        while (member := tar.next()) is not None:
            largest = MAX_BUNDLE if member.name == _MANIFEST else MAX_BYTES
            if member.type != tarfile.REGTYPE or member.size > largest or member.name in contents or len(contents) > _MOST_FILES:
                return None
            stream = tar.extractfile(member)
            contents[member.name] = b"" if stream is None else stream.read()
    manifest = json.loads(contents.pop(_MANIFEST))
    revision, tool = manifest["revision"], manifest["tool"]
    if type(revision) is not int or not 0 < revision <= _LARGEST_REVISION or not isinstance(tool, str):
        return None
    files = tuple(SourceFile(name.removeprefix(_SOURCES), content) for name, content in contents.items())
    return Bundle(revision, files, tool) if files and all(_NAME.fullmatch(file.name) for file in files) else None


def _hashes(files: tuple[SourceFile, ...]) -> dict[str, str]:
    return {file.name: hashlib.sha256(file.content).hexdigest() for file in files}


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(content)
    member.mode = 0o644
    tar.addfile(member, io.BytesIO(content))
