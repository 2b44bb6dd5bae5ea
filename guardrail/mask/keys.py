"""The master key of a deployment and the keys derived from it. Never prints one, never writes one beside the master file.

Keys of a tenant and a year need a secret file as well (``secret_files``): destroying that file destroys them.
"""

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

from .secret_files import SecretFiles

__all__ = ["Keyring", "load_or_create"]

_LENGTH = 32


class Keyring:
    """Keys of 32 bytes derived from one master key with HKDF-SHA256 (RFC 5869), one label a use."""

    __slots__ = ("_directory", "_master", "_token_keys", "_year_keys", "_years")

    def __init__(self, master: bytes, directory: Path | None = None) -> None:
        """``directory`` is that of the master file. Without one there are no secret files: keys of years then follow from the master key
        alone, and cannot be destroyed.
        """
        if len(master) < _LENGTH:
            raise ValueError("a master key has at least 32 bytes")
        self._master = master
        self._directory = directory
        self._token_keys: dict[str, bytes] = {}
        self._year_keys: dict[tuple[str, str, int], bytes] = {}
        self._years = self.secrets("years")

    def token_key(self, tenant: str) -> bytes:
        """Key of a tenant's tokens. Tenants are those of the configuration, so the cache is bounded by it."""
        key = self._token_keys.get(tenant)
        if key is None:
            key = self._token_keys[tenant] = self._expand("token", tenant)
        return key

    def subject_key(self, tenant: str, year: int) -> bytes:
        """Key of the tags by which a tenant's audit records of one year are looked up; made at first use. Raises ``KeyDestroyed``, and
        ``GuardFault`` when the disk refuses.
        """
        return self._year_key("subject", tenant, year)

    def body_key(self, tenant: str, year: int) -> bytes:
        """Key of the codes of bodies in a tenant's records of one year. Raises as ``subject_key`` does."""
        return self._year_key("body", tenant, year)

    def known_subject_key(self, tenant: str, year: int) -> bytes | None:
        """For a look-up, which makes nothing: None where the tenant had no records in that year. Raises as ``subject_key`` does."""
        if self._years is not None and self._years.find(tenant, str(year)) is None:
            return None
        return self.subject_key(tenant, year)

    def destroy_year(self, tenant: str, year: int) -> bool:
        """Destroy both keys of a tenant and a year, for good. False where there were none, or none that can be destroyed."""
        self._year_keys.clear()
        return self._years is not None and self._years.destroy(tenant, str(year))

    def secrets(self, purpose: str) -> SecretFiles | None:
        """Secret files below the master key's directory; None where there is none."""
        if self._directory is None:
            return None
        return SecretFiles(self._directory / purpose, self._expand("secrets", purpose))

    def derive(self, label: str) -> bytes:
        """Key for any other use (pepper of API keys, signing seed), never equal to a token key."""
        return self._expand("use", label)

    def _year_key(self, purpose: str, tenant: str, year: int) -> bytes:
        key = self._year_keys.get((purpose, tenant, year))
        if key is None:
            salt = self._years.take(tenant, str(year)) if self._years is not None else None
            if any(known != year for _, _, known in self._year_keys):
                self._year_keys.clear()  # a year that is over: its keys may be destroyed
            key = self._year_keys[purpose, tenant, year] = self._expand(purpose, f"{year}/{tenant}", salt)
        return key

    def _expand(self, purpose: str, label: str, salt: bytes | None = None) -> bytes:
        info = f"guardrail/1/{purpose}/{label}".encode()
        return HKDF(algorithm=SHA256(), length=_LENGTH, salt=salt, info=info).derive(self._master)

    def __repr__(self) -> str:
        return "<Keyring>"


def load_or_create(path: Path) -> Keyring:
    """The keyring of a master file (32 random bytes), which is made, 0400 in a 0700 directory, when there is none.

    Raises ``InvalidFiles`` when others than the owner may read or write the file or when it is not a master key, ``OSError`` when
    the disk refuses. Several processes may call it at once: the first one's key is everybody's.
    """
    with suppress(FileNotFoundError):
        return Keyring(_read(path), path.parent)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _create(path)
    return Keyring(_read(path), path.parent)


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
