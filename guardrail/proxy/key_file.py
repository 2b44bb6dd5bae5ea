"""The agency's own key for an AI service, in a file that callers and logs never see."""

from __future__ import annotations

import re
import stat
from pathlib import Path

from guardrail.core.diagnostic import Diagnostic
from guardrail.core.errors import InvalidFiles

__all__ = ["check_private", "read_key"]

_OWNED = "it must belong to the user who runs guardrail, mode 0400"
_KEY = re.compile(rb"\s*([!-~]{1,4096})\s*")


def check_private(path: Path) -> None:
    """Raises ``InvalidFiles`` where anybody on the machine may read a key file, or its group may write it."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        raise _invalid(path, "C202", "there is no such key file", "write the key into it, mode 0400") from None
    except OSError:
        raise _invalid(path, "C202", "the key file cannot be read", _OWNED) from None
    if not stat.S_ISREG(mode):
        raise _invalid(path, "C202", "the key file is no file", _OWNED)
    if mode & (stat.S_IRWXO | stat.S_IWGRP):
        raise _invalid(path, "C204", "others may read or change the key file", f"chmod 400 {path} (in Kubernetes: defaultMode: 0440)")


def read_key(path: Path) -> str:
    """The one key that the file holds. Raises ``InvalidFiles`` without what it holds when there is none, more than one, or one that
    others may read."""
    check_private(path)
    try:
        content = path.read_bytes()
    except OSError:
        raise _invalid(path, "C202", "the key file cannot be read", _OWNED) from None
    match = _KEY.fullmatch(content)
    if match is None:
        raise _invalid(path, "C203", "the key file does not hold one key", "one line of ASCII without spaces")
    return match[1].decode("ascii")


def _invalid(path: Path, code: str, message: str, mend: str) -> InvalidFiles:
    return InvalidFiles([Diagnostic(str(path), 0, 0, code, message, mend)])
