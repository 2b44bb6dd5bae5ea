"""The agency's own key for an AI service, in a file that callers and logs never see."""

from __future__ import annotations

import re
from pathlib import Path

from guardrail.core.diagnostic import Diagnostic
from guardrail.core.errors import InvalidFiles

__all__ = ["read_key"]

_KEY = re.compile(rb"\s*([!-~]{1,4096})\s*")


def read_key(path: Path) -> str:
    """The one key that the file holds. Raises ``InvalidFiles`` without what it holds when there is none, or more than one."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise _invalid(path, "C202", "there is no such key file", "write the key of the AI service into it, mode 0400") from None
    except OSError:
        mend = "it must belong to the user who runs guardrail, mode 0400"
        raise _invalid(path, "C202", "the key file cannot be read", mend) from None
    match = _KEY.fullmatch(content)
    if match is None:
        raise _invalid(path, "C203", "the key file does not hold one key", "one line of ASCII without spaces")
    return match[1].decode("ascii")


def _invalid(path: Path, code: str, message: str, mend: str) -> InvalidFiles:
    return InvalidFiles([Diagnostic(str(path), 0, 0, code, message, mend)])
