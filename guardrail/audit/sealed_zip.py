"""A zip that ends with the SHA-256 of all its bytes before that, so that whatever happened to it on the way is found. Not a signature."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Final

__all__ = ["SEAL", "SealedZip", "Sink"]

SEAL: Final = 64
"""Hex digits at the end of the file: the zip's comment."""
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_BUFFER: Final = 1 << 20


class Sink:
    """A file within the zip, while it is written."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._buffer = bytearray()
        self._digest = hashlib.sha256()

    def write(self, data: bytes) -> None:
        self._buffer += data
        if len(self._buffer) >= _BUFFER:
            self.flush()

    def flush(self) -> None:
        self._digest.update(self._buffer)
        self._file.write(self._buffer)
        self._buffer.clear()

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()


class SealedZip:
    """Writes a new file of mode 0600; the same contents are the same bytes with the same zlib. Raises ``FileExistsError``, ``OSError``."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.files: dict[str, str] = {}
        """Hex SHA-256 of each file so far."""
        self._file = path.open("xb")
        path.chmod(0o600)
        self._zip = zipfile.ZipFile(self._file, "w", zipfile.ZIP_DEFLATED, compresslevel=5)

    @contextmanager
    def create(self, name: str) -> Iterator[Sink]:
        """A file that is written piece by piece; one at a time."""
        info = zipfile.ZipInfo(name, _EPOCH)
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = 0o600 << 16
        with self._zip.open(info, "w", force_zip64=True) as file:
            sink = Sink(file)
            yield sink
            sink.flush()
        self.files[name] = sink.sha256

    def add(self, name: str, data: bytes) -> None:
        with self.create(name) as sink:
            sink.write(data)

    def seal(self) -> str:
        """Finish the file. Returns the hex SHA-256 of all of it."""
        self._zip.comment = b"0" * SEAL
        self._zip.close()
        self._file.close()
        with self._path.open("r+b") as file:
            end = self._path.stat().st_size - SEAL
            digest = hashlib.sha256()
            while rest := end - file.tell():
                digest.update(file.read(min(rest, _BUFFER)))
            seal = digest.hexdigest().encode("ascii")
            file.seek(end)
            file.write(seal)
        digest.update(seal)
        return digest.hexdigest()

    def discard(self) -> None:
        """Give it up. Safe to call at any time before ``seal`` has returned."""
        with suppress(ValueError, OSError):
            self._zip.close()
        self._file.close()
        self._path.unlink(missing_ok=True)
