"""Where revisions lie on disk: bundles by their hash, the signatures beside them, and the pointer to those in force.

What is read here is believed only when its hash and its signatures are right, each time anew.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from guardrail.core.diagnostic import Diagnostic
from guardrail.core.errors import InvalidFiles

from .bundle import MAX_BUNDLE, Bundle, unpack
from .code import Code
from .pointer import Named, Pointer
from .signatures import MAX_NOTE, Approval, joined, statement
from .sources import Glance, SourceFile

__all__ = ["Release", "Releases"]

_TAR, _NOTE = ".tar", ".sig"
_HASH = re.compile(r"[0-9a-f]{64}")
_MAX_POINTER: Final = 64 << 10


@dataclass(frozen=True, slots=True)
class Release:
    """A revision that lies here. ``signed_by`` are those who signed it, of the signers that count."""

    named: Named
    signed_by: tuple[str, ...]
    bundle: Bundle = field(repr=False)


class Releases:
    """A folder of revisions. Several processes may read it while one changes it; those that change it wait for each other."""

    def __init__(self, folder: Path, approval: Approval) -> None:
        self._revisions = folder / "revisions"
        self._pointer = folder / "current"
        self._lock = folder / "lock"
        self.approval = approval

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Nobody else adds or points meanwhile. Raises ``OSError``."""
        self._revisions.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(self._lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def add(self, data: bytes, note: str, name: str) -> Release:
        """Keep a bundle, and its signatures with those that it had. ``name`` is what complaints call it.

        Raises ``InvalidFiles`` where it is not a bundle, or its number belongs to another; ``OSError``.
        """
        bundle = unpack(data, name)
        named = Named(bundle.revision, hashlib.sha256(data).hexdigest())
        other = self.find(named.revision)
        if other is not None and other.named != named:
            message = f"another revision {named.revision} is known, and differs"
            raise InvalidFiles([Diagnostic(name, 0, 0, Code.REVISION, message, "give it the next number")])
        text = statement(named.revision, named.sha256)
        whole = joined(text, self._note(named), note)
        if other is None:
            _replace(self._file(named, _TAR), data)
        if whole:
            _replace(self._file(named, _NOTE), whole.encode())
        return Release(named, self.approval.signed_by(whole, text), bundle)

    def all(self) -> tuple[Release, ...]:
        """Every revision, the newest first. One that has been damaged is left out: adding it again mends it."""
        found = []
        for path in sorted(self._revisions.glob(f"*{_TAR}")):
            if _HASH.fullmatch(path.stem):
                with suppress(InvalidFiles):
                    found.append(self._release(path.stem, path.name))
        return tuple(sorted(found, key=lambda release: release.named.revision, reverse=True))

    def find(self, revision: int) -> Release | None:
        """The revision with this number."""
        return next((release for release in self.all() if release.named.revision == revision), None)

    def files(self, named: Named) -> tuple[SourceFile, ...]:
        """The policy files of a revision, which are what its hash says and are signed by enough people.

        Raises ``InvalidFiles``: E301 not whole, E302 not what was named, E303 not signed by enough.
        """
        name = f"r{named.revision}"
        release = self._release(named.sha256, name)
        if release.named != named:
            raise InvalidFiles([Diagnostic(name, 0, 0, Code.HASH, "has another number than the one it was activated under")])
        self.check(release)
        return tuple(SourceFile(f"{name}/{file.name}", file.content) for file in release.bundle.files)

    def check(self, release: Release) -> None:
        """Raises ``InvalidFiles`` (E303) where too few signed."""
        have, need = len(release.signed_by), self.approval.required
        if have < need:
            name = f"r{release.named.revision}"
            message = f"has {have} of {need} required signatures"
            raise InvalidFiles([Diagnostic(name, 0, 0, Code.SIGNATURES, message, "guardrail policy sign, then activate it again")])

    def pointer(self) -> Pointer:
        """Which revisions are in force. Raises ``InvalidFiles`` (E304) where none are, or nobody can tell."""
        try:
            return Pointer.parse(_read(self._pointer, _MAX_POINTER))
        except FileNotFoundError:
            message, mend = "no revision has been activated", "guardrail policy activate r1.tar"
        except (OSError, ValueError):
            message, mend = "does not say which revision is in force", "guardrail policy activate, or mend who may read it"
        raise InvalidFiles([Diagnostic(str(self._pointer), 0, 0, Code.POINTER, message, mend)])

    def point(self, pointer: Pointer) -> None:
        """Put revisions in force, as a whole or not at all. Raises ``OSError``."""
        _replace(self._pointer, pointer.dump())

    def glance(self) -> Glance:
        """What changes when the pointer does."""
        try:
            found = self._pointer.stat()
        except OSError as error:
            return ((f"errno {error.errno}",),)
        return ((str(found.st_ino), str(found.st_mode), str(found.st_size), str(found.st_mtime_ns), str(found.st_ctime_ns)),)

    def _release(self, sha256: str, name: str) -> Release:
        path = self._revisions / f"{sha256}{_TAR}"
        try:
            data = _read(path, MAX_BUNDLE)
        except (OSError, ValueError):
            raise InvalidFiles([Diagnostic(name, 0, 0, Code.FILE, "cannot be read")]) from None
        if hashlib.sha256(data).hexdigest() != sha256:
            raise InvalidFiles([Diagnostic(name, 0, 0, Code.HASH, "is not what was activated: its hash differs", "activate it anew")])
        bundle = unpack(data, name)
        named = Named(bundle.revision, sha256)
        return Release(named, self.approval.signed_by(self._note(named), statement(named.revision, named.sha256)), bundle)

    def _note(self, named: Named) -> str:
        with suppress(OSError, ValueError):
            return _read(self._file(named, _NOTE), MAX_NOTE).decode()
        return ""

    def _file(self, named: Named, suffix: str) -> Path:
        return self._revisions / f"{named.sha256}{suffix}"


def _read(path: Path, limit: int) -> bytes:
    """Raises ``ValueError`` for more than the limit: nothing that was written here is as large."""
    with path.open("rb") as stream:
        data = stream.read(limit + 1)
    if len(data) > limit:
        raise ValueError("too large")
    return data


def _replace(path: Path, data: bytes) -> None:
    """The old content or the new one, whenever somebody looks and whenever the power fails."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        with draft.open("xb") as stream:
            draft.chmod(0o600)
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    descriptor = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
