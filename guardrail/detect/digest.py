"""One digest for all that looks into calls: the code and data of this room, what it is built on, and the agency's own recognizers."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Final

from guardrail.core.canonical import digest

from .plugins import Plugin

__all__ = ["detector_digest"]

_BUILT_ON: Final = ("phonenumbers", "presidio-analyzer")
_LEFT_OUT: Final = frozenset({".pyc"})


def detector_digest(plugins: Sequence[Plugin] = ()) -> str:
    """Hex SHA-256. Two servers with the same one find the same, as far as the agency's recognizers do: of these it knows name, class and
    entities.
    """
    room = Path(__file__).parent
    files = {
        path.relative_to(room).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(room.rglob("*"))
        if path.is_file() and path.suffix not in _LEFT_OUT
    }
    own = [[plugin.name, type(plugin.recognizer).__qualname__, *plugin.entities] for plugin in plugins]
    return digest({"files": files, "built_on": {name: version(name) for name in _BUILT_ON}, "own": own})
