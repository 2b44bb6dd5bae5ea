"""The master key of a deployment and the keys derived from it. Never prints one, never writes one beside the master file."""

from __future__ import annotations

import os
import secrets
import stat
from contextlib import suppress
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from guardrail.core.diagnostic import Diagnostic
from guardrail.core.errors import InvalidFiles

__all__ = ["Keyring", "load_or_create"]

_LENGTH = 32


class Keyring:
    """Keys of 32 bytes derived from one master key with HKDF-SHA256 (RFC 5869), one label a use."""

    __slots__ = ("_master", "_subject_keys", "_token_keys")

    def __init__(self, master: bytes) -> None:
        if len(master) < _LENGTH:
            raise ValueError("a master key has at least 32 bytes")
        self._master = master
        self._token_keys: dict[str, bytes] = {}
        self._subject_keys: dict[tuple[str, int], bytes] = {}

    def token_key(self, tenant: str) -> bytes:
        """Key of a tenant's tokens. Tenants are those of the configuration, so the cache is bounded by it."""
        key = self._token_keys.get(tenant)
        if key is None:
            key = self._token_keys[tenant] = self._expand("token", tenant)
        return key

    def subject_key(self, tenant: str, year: int) -> bytes:
        """Key of the tags by which a tenant's audit records of one year are looked up."""
        key = self._subject_keys.get((tenant, year))
        if key is None:
            key = self._subject_keys[tenant, year] = self._expand("subject", f"{year}/{tenant}")
        return key

    def derive(self, label: str) -> bytes:
        """Key for any other use (pepper of API keys, signing seed), never equal to a token key."""
        return self._expand("use", label)

    def _expand(self, purpose: str, label: str) -> bytes:
        info = f"guardrail/1/{purpose}/{label}".encode()
        return HKDF(algorithm=SHA256(), length=_LENGTH, salt=None, info=info).derive(self._master)

    def __repr__(self) -> str:
        return "<Keyring>"


def load_or_create(path: Path) -> Keyring:
    """The keyring of a master file (32 random bytes), which is made, 0400 in a 0700 directory, when there is none.

    Raises ``InvalidFiles`` when others than the owner may read or write the file or when it is not a master key, ``OSError`` when
    the disk refuses. Several processes may call it at once: the first one's key is everybody's.
    """
    with suppress(FileNotFoundError):
        return Keyring(_read(path))
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _create(path)
    return Keyring(_read(path))


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        if os.fstat(file.fileno()).st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise _refusal(path, "key-file-open", "others than the owner may use the master key", f"chmod 600 {path}")
        master = file.read(_LENGTH + 1)
    if len(master) != _LENGTH:
        mend = "restore the file from its backup; a new key gives new tokens and cannot check old records"
        raise _refusal(path, "key-file-length", f"a master key has {_LENGTH} bytes", mend)
    return master


def _create(path: Path) -> None:
    """Written aside and linked into place, so that no process ever reads half a key or replaces another's."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o400)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(_LENGTH))
            file.flush()
            os.fsync(descriptor)
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()
    directory = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def _refusal(path: Path, code: str, message: str, mend: str) -> InvalidFiles:
    return InvalidFiles([Diagnostic(str(path), 0, 0, code, message, mend)])
