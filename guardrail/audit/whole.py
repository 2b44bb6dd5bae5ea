"""Small files that are there whole, durably, or as they were before: never half."""

from __future__ import annotations

import os
from pathlib import Path

from .layout import sync_directory
from .segment import write_all

__all__ = ["put_whole"]


def put_whole(path: Path, data: bytes, mode: int = 0o600) -> None:
    """Put ``data`` in the place of whatever stands there. Beside it ``.new`` may be left by whoever is killed. Raises ``OSError``."""
    fresh = path.with_name(f"{path.name}.new")
    fresh.unlink(missing_ok=True)
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, mode)
    try:
        write_all(handle, data)
        os.fsync(handle)
    finally:
        os.close(handle)
    fresh.replace(path)
    sync_directory(path.parent)
