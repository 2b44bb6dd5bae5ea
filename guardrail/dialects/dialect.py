"""The declaration of one vendor API. A dialect names what is *not* prose; everything it does not name is inspected."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias

from guardrail.core.errors import ErrorCode
from guardrail.core.text import LeafKind, Place

__all__ = ["Dialect", "ErrorShape", "Framing", "Operation", "Route", "glob"]

ErrorShape: TypeAlias = "Callable[[ErrorCode, str, str | None], Mapping[str, object]]"
"""(code, sentence, parameter) -> the JSON body in which this vendor reports an error."""

_MEMO_LIMIT = 4096
_LONGEST_REMEMBERED = 256
"""Shapes remembered per dialect, and how long one may be. Shapes hold keys that a caller chose, so both are bounded."""


class Framing(StrEnum):
    """How the events of a streamed answer are cut out of its bytes."""

    NONE = "none"
    SSE = "sse"


class Operation(StrEnum):
    """What a route does, in OpenTelemetry's words (``gen_ai.operation.name``) where it has one."""

    CHAT = "chat"
    LIST_MODELS = "list_models"
    GENERIC = "generic"


@dataclass(frozen=True, slots=True)
class Route:
    """One exact method and path. ``query`` lists the query parameters that may stand behind it."""

    method: str
    path: str
    operation: Operation
    query: frozenset[str] = frozenset()

    @property
    def id(self) -> str:
        """Name for logs and audit records: paths of routes are known, so they hold no personal data."""
        return f"{self.method} {self.path}"


@dataclass(frozen=True, slots=True)
class Dialect:
    """One vendor API. Globs run over shapes: a path joined by ``/`` with array indices as ``*``; ``**`` spans any depth."""

    name: str
    routes: tuple[Route, ...]
    error: ErrorShape
    framing: Framing = Framing.NONE
    opaque: tuple[str, ...] = ()
    """Identifiers and enumerations that must reach the vendor unchanged. They are inspected all the same; see ``LeafKind``."""
    json_strings: tuple[str, ...] = ()
    binary: tuple[str, ...] = ()
    roles: Mapping[str, Place] = field(default_factory=lambda: MappingProxyType({}))
    """Value of a ``role`` member -> whose words its object holds."""
    places: Mapping[str, Place] = field(default_factory=lambda: MappingProxyType({}))
    """Object key -> whose words stand below it; beats the role."""
    channel: frozenset[str] = frozenset({"index"})
    """Members that tell parallel streams apart (choice, block, tool call): their values replace array positions."""
    done: str | None = None
    """Data of the event that ends a stream; nothing follows it."""
    _rules: tuple[tuple[re.Pattern[str], LeafKind], ...] = field(init=False, repr=False, compare=False)
    _memo: dict[str, LeafKind] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        named = ((self.binary, LeafKind.BINARY), (self.json_strings, LeafKind.JSON), (self.opaque, LeafKind.OPAQUE))
        object.__setattr__(self, "_rules", tuple((glob(pattern), kind) for patterns, kind in named for pattern in patterns))

    def kind(self, shape: str) -> LeafKind:
        """What a leaf of this shape is. The default is prose: an unknown field is read, never skipped."""
        known = self._memo.get(shape)
        if known is not None:
            return known
        found = next((kind for pattern, kind in self._rules if pattern.fullmatch(shape)), LeafKind.PROSE)
        if len(shape) <= _LONGEST_REMEMBERED:
            if len(self._memo) >= _MEMO_LIMIT:  # filled by one caller's odd keys: the usual shapes come back at once
                self._memo.clear()
            self._memo[shape] = found
        return found


def glob(pattern: str) -> re.Pattern[str]:
    """Compile a glob over shapes: ``*`` is one step, ``**`` any number of steps (also none)."""
    parts = []
    for step in pattern.split("/"):
        if step == "**":
            parts.append(r"(?:[^/]+/)*")
        elif step == "*":
            parts.append(r"[^/]+/")
        else:
            parts.append(re.escape(step) + "/")
    text = "".join(parts)
    if pattern.endswith("**"):
        return re.compile(text.removesuffix(r"(?:[^/]+/)*") + r"(?:[^/]+/)*[^/]+")
    return re.compile(text.removesuffix("/"))
