"""The key with which one person signs revisions of policies: a file of their own that nobody else may read."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from guardrail.audit.note import NoteSigner, VerificationError
from guardrail.core.diagnostic import Diagnostic
from guardrail.core.errors import InvalidFiles

__all__ = ["make_signer", "read_signer"]

_MOST = 1024


def make_signer(name: str, path: Path) -> NoteSigner:
    """A new key in a new file of mode 0600. Raises ``ValueError`` for a name that is none, ``OSError`` where the file is there already."""
    signer = NoteSigner.generate(name)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(f"{signer.skey}\n")
        file.flush()
        os.fsync(descriptor)
    return signer


def read_signer(path: Path) -> NoteSigner:
    """The key in a file. Raises ``InvalidFiles`` when others may use it or it is none, ``OSError``."""
    with path.open("rb") as file:
        if os.fstat(file.fileno()).st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise _refusal(path, "C207", "others than the owner may use this key", f"chmod 600 {path}")
        content = file.read(_MOST)
    try:
        return NoteSigner.parse(content.decode("ascii").strip())
    except (UnicodeDecodeError, VerificationError):
        raise _refusal(path, "C208", "does not hold a signer's key", "guardrail keys signer NAME --key-file FILE") from None


def _refusal(path: Path, code: str, message: str, mend: str) -> InvalidFiles:
    return InvalidFiles([Diagnostic(str(path), 0, 0, code, message, mend)])
