"""An audit event: what happened, as it is said to the log. It cannot carry prose: every key is listed and every value has a shape."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import orjson

from guardrail.core.canonical import Json

from .fields import FIELDS, REQUIRED, EventType
from .ids import uuid7
from .severity import severity

__all__ = ["AuditEvent", "EventType"]

_NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """One fact and its circumstances. ``id`` (UUID version 7) names it for people: it is what answers carry as event id.

    Raises ``ValueError`` for a key that the event type does not list, for a value outside its key's shape, and for a missing
    required key; the message never holds the value.
    """

    type: EventType
    fields: Mapping[str, Json] = field(repr=False)
    id: str = field(init=False, default_factory=uuid7)
    body: bytes = field(init=False, repr=False)
    """The fields and the severity in canonical JSON, without the braces: later changes to what was passed in cannot reach the record."""

    def __post_init__(self) -> None:
        shapes = FIELDS[self.type]
        for key, value in self.fields.items():
            shape = shapes.get(key)
            if shape is None:
                # The key is not repeated: an unknown key may itself be somebody's text.
                raise ValueError(f"{self.type} has a field that is not listed")
            if not shape(value):
                raise ValueError(f"{self.type}: {key} has the wrong shape")
        required = REQUIRED.get(self.type, _NOTHING)
        if not required <= self.fields.keys():
            raise ValueError(f"{self.type} lacks {', '.join(sorted(required - self.fields.keys()))}")
        # The same bytes as `canonical_json`: no shape lets a float or a character beyond ASCII in.
        said = {**self.fields, "sev": severity(self.type, self.fields)}
        object.__setattr__(self, "body", orjson.dumps(said, default=dict, option=orjson.OPT_SORT_KEYS)[1:-1])
