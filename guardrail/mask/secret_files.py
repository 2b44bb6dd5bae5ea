"""Secrets that can be destroyed: one small file each, random, sealed under the master key. What is derived from it dies with it.

A key that is only derived from the master key can be derived again for ever; one that needs such a file cannot.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from guardrail.core.errors import ErrorCode, GuardFault, GuardrailError

__all__ = ["KeyDestroyed", "SecretFiles"]

_LENGTH: Final = 32
_NONCE: Final = 12
_VERSION: Final = b"\x01"
_SIZE: Final = len(_VERSION) + _NONCE + _LENGTH + 16
_DESTROYED: Final = ".destroyed"
_NAME = re.compile(r"(?P<tenant>[A-Za-z0-9][A-Za-z0-9_.~-]*)~~(?P<period>[0-9]{4}(?:-[0-9]{2}-[0-9]{2})?)").fullmatch
# No part of a tenant's path is empty, and none holds a tilde: two tenants never share a file.
_SLASH: Final = "~"


class KeyDestroyed(GuardrailError):
    """The secret was destroyed on purpose: nothing that was made with it can be told or read any more."""


class SecretFiles:
    """One secret of 32 bytes for a tenant and a period (``2026`` or ``2026-11-22``), in a directory of its own below that of the master
    key. ``key`` seals them. All workers of a deployment share the directory: the first one's secret is everybody's.

    Every method raises ``GuardFault`` (``internal_error`` at ``keys.secret``) when the disk refuses or a file is not what was written.
    """

    def __init__(self, directory: Path, key: bytes) -> None:
        self._directory = directory
        self._cipher = AESGCM(key)

    def find(self, tenant: str, period: str) -> bytes | None:
        """The secret; None where there never was one. Raises ``KeyDestroyed``."""
        path = self._path(tenant, period)
        try:
            if _stands(_tombstone(path)):
                raise KeyDestroyed
            with suppress(FileNotFoundError):
                return self._opened(path)
        except OSError:
            raise _fault() from None
        return None

    def take(self, tenant: str, period: str) -> bytes:
        """The secret, made at first use. Raises ``KeyDestroyed``."""
        found = self.find(tenant, period)
        if found is None:
            path = self._path(tenant, period)
            try:
                self._make(path)
                found = self._opened(path)
            except OSError:
                raise _fault() from None
        return found

    def destroy(self, tenant: str, period: str) -> bool:
        """For good: what remains is a mark that it was there, so that nobody makes it anew. False where there never was one."""
        path = self._path(tenant, period)
        try:
            if not _stands(path):
                return _stands(_tombstone(path))
            marked = os.open(_tombstone(path), os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o400)
            os.close(marked)
            self._sync()  # the mark first: whatever happens next, nobody uses the secret again
            path.chmod(0o600)
            with path.open("r+b") as file:
                file.write(bytes(_SIZE))
                file.flush()
                os.fsync(file.fileno())
            path.unlink()
            self._sync()
        except OSError:
            raise _fault() from None
        return True

    def periods(self, tenant: str | None = None) -> Iterator[tuple[str, str]]:
        """Tenant and period of every secret that is there, in order."""
        try:
            names = sorted(path.name for path in self._directory.iterdir())
        except FileNotFoundError:
            return
        except OSError:
            raise _fault() from None
        for name in names:
            match = _NAME(name)
            if match is not None:
                whose = match["tenant"].replace(_SLASH, "/")
                if tenant is None or whose == tenant:
                    yield whose, match["period"]

    def _path(self, tenant: str, period: str) -> Path:
        name = f"{tenant.replace('/', _SLASH)}~~{period}"
        if _SLASH in tenant or _NAME(name) is None:
            raise ValueError("not a tenant and a period")
        return self._directory / name

    def _make(self, path: Path) -> None:
        """Written aside and linked into place: nobody reads half a secret, or takes the place of another's."""
        self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        nonce = secrets.token_bytes(_NONCE)
        box = self._cipher.encrypt(nonce, secrets.token_bytes(_LENGTH), path.name.encode("ascii"))
        draft = path.with_name(f".{secrets.token_hex(8)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o400)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(_VERSION + nonce + box)
                file.flush()
                os.fsync(descriptor)
            with suppress(FileExistsError):
                os.link(draft, path)
        finally:
            draft.unlink()
        self._sync()

    def _opened(self, path: Path) -> bytes:
        with path.open("rb") as file:
            sealed = file.read(_SIZE + 1)
        try:
            if len(sealed) != _SIZE or sealed[:1] != _VERSION:
                raise _fault()
            return self._cipher.decrypt(sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :], path.name.encode("ascii"))
        except InvalidTag:
            raise _fault() from None

    def _sync(self) -> None:
        handle = os.open(self._directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _stands(path: Path) -> bool:
    """Unlike ``Path.exists``, which takes an error for an answer."""
    try:
        path.lstat()
    except FileNotFoundError:
        return False
    return True


def _tombstone(path: Path) -> Path:
    return path.with_name(path.name + _DESTROYED)


def _fault() -> GuardFault:
    return GuardFault(ErrorCode.INTERNAL_ERROR, "keys.secret")
