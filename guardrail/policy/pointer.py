"""Which revisions are in force, and for whom: the one small file that activating replaces. Names revisions by hash, and holds none."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from guardrail.core.canonical import Json, canonical_json

__all__ = ["Named", "Pointer"]

_FORMAT: Final = 1
_KEYS: Final = {"format", "current", "candidate", "share", "agencies", "shadow"}
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Named:
    """A revision: its number for people, the hex SHA-256 of its bundle for the rest."""

    revision: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Pointer:
    """``candidate`` judges the calls of ``share`` percent of the callers, and of the tenants that ``agencies`` name; ``current`` all
    others. ``shadow`` judges nobody: what it would have done is recorded.
    """

    current: Named
    candidate: Named | None = None
    share: int = 0
    agencies: tuple[str, ...] = ()
    shadow: Named | None = None

    def dump(self) -> bytes:
        """As it stands in the file."""
        value: Json = {
            "format": _FORMAT,
            "current": _written(self.current),
            "candidate": _written(self.candidate),
            "share": self.share,
            "agencies": self.agencies,
            "shadow": _written(self.shadow),
        }
        return canonical_json(value) + b"\n"

    @classmethod
    def parse(cls, data: bytes) -> Pointer:
        """Raises ``ValueError``, without what stands there, for anything but what ``dump`` writes."""
        try:
            tree = json.loads(data)
        except (ValueError, RecursionError):
            raise ValueError("not JSON") from None
        if not isinstance(tree, dict) or tree.keys() != _KEYS or tree["format"] != _FORMAT:
            raise ValueError("not a pointer")
        share, agencies, current = tree["share"], tree["agencies"], _named(tree["current"])
        if type(share) is not int or not 0 <= share <= 100 or current is None:
            raise ValueError("not a pointer")
        if not isinstance(agencies, list) or not all(isinstance(agency, str) for agency in agencies):
            raise ValueError("not a pointer")
        return cls(current, _named(tree["candidate"]), share, tuple(agencies), _named(tree["shadow"]))


def _written(named: Named | None) -> Mapping[str, Json] | None:
    return None if named is None else {"revision": named.revision, "sha256": named.sha256}


def _named(tree: Any) -> Named | None:
    match tree:
        case None:
            return None
        case {"revision": int(revision), "sha256": str(sha256), **rest} if not rest and revision > 0 and _SHA256.fullmatch(sha256):
            return Named(revision, sha256)
    raise ValueError("not a pointer")
