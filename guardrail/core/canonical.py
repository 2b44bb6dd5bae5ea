"""Canonical JSON and digests: one value, one string of bytes, so that digests can be compared years later."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import TypeAlias

__all__ = ["Json", "canonical_json", "digest"]

Json: TypeAlias = "str | int | bool | Sequence[Json] | Mapping[str, Json] | None"
"""JSON without floats: their text form differs between writers, so nothing that is signed or compared holds one."""


def canonical_json(value: Json) -> bytes:
    """Sorted keys, ASCII, no spaces (RFC 8785 for values without floats and with ASCII keys).

    Raises ``TypeError`` for a float or any other value outside ``Json``.
    """
    _refuse_floats(value)
    return json.dumps(value, sort_keys=True, ensure_ascii=True, separators=(",", ":"), allow_nan=False).encode("ascii")


def digest(value: Json) -> str:
    """Hex SHA-256 of the canonical form."""
    return hashlib.sha256(canonical_json(value)).hexdigest()


def _refuse_floats(value: Json) -> None:
    if isinstance(value, float):
        raise TypeError("canonical JSON holds no floats")
    if isinstance(value, Mapping):
        for item in value.values():
            _refuse_floats(item)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for item in value:
            _refuse_floats(item)
