"""How grave an event is, in the numbers of OCSF 1.x (``severity_id``), so that a record says so itself and no reader has to guess."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from types import MappingProxyType
from typing import Final

from guardrail.core.errors import ErrorCode

from .codes import OK, UNKNOWN
from .fields import EventType

__all__ = ["Gravity", "severity"]


class Gravity(IntEnum):
    INFORMATIONAL = 1
    LOW = 2
    """Somebody's mistake, or a service's, of which nothing came."""
    MEDIUM = 3
    """A rule was broken, or tried; an officer looks at it."""
    HIGH = 4
    """guardrail itself failed: calls were refused."""
    CRITICAL = 5
    """Nothing can be served, or the log is not what was written."""


_BY_TYPE: Final[Mapping[EventType, Gravity]] = MappingProxyType(
    {
        EventType.AUTH_FAILED: Gravity.MEDIUM,
        EventType.WRITER_RECOVER: Gravity.MEDIUM,
        EventType.AUDIT_BLOCKED: Gravity.CRITICAL,
        EventType.CLOCK_JUMP: Gravity.HIGH,
        EventType.POLICY_REJECTED: Gravity.MEDIUM,
        EventType.POLICY_ROLLED_BACK: Gravity.LOW,
        EventType.TRANSCRIPT_FAILED: Gravity.MEDIUM,
        EventType.TRANSCRIPT_READ: Gravity.LOW,
        EventType.ERASURE_DONE: Gravity.LOW,
        EventType.RETENTION_DONE: Gravity.LOW,
        EventType.ROSTER_UNWITNESSED: Gravity.HIGH,
        EventType.LOOKUP_REFUSED: Gravity.MEDIUM,
        EventType.CALL_BLOCKED: Gravity.LOW,
        EventType.CALL_OUTCOME: Gravity.LOW,
    }
)
_CALLS: Final = frozenset((EventType.CALL_BLOCKED, EventType.CALL_OUTCOME))
_BY_CODE: Final[Mapping[str, Gravity]] = MappingProxyType(
    {
        OK: Gravity.INFORMATIONAL,
        str(ErrorCode.CLIENT_GONE): Gravity.INFORMATIONAL,
        UNKNOWN: Gravity.MEDIUM,
        **dict.fromkeys(map(str, (ErrorCode.BLOCKED, ErrorCode.ANSWER_BLOCKED, ErrorCode.PERSONAL_DATA_IN_IDENTIFIER)), Gravity.MEDIUM),
        **dict.fromkeys(
            map(str, (ErrorCode.DETECTOR_ERROR, ErrorCode.AUDIT_UNAVAILABLE, ErrorCode.POLICY_UNAVAILABLE, ErrorCode.INTERNAL_ERROR)),
            Gravity.HIGH,
        ),
    }
)
"""Of the codes of a call; all others are as grave as their event."""


def severity(event: EventType, fields: Mapping[str, object]) -> int:
    """1 (informational) to 5 (critical)."""
    by_type = _BY_TYPE.get(event, Gravity.INFORMATIONAL)
    if event in _CALLS:
        return _BY_CODE.get(str(fields.get("code")), by_type)
    if event is EventType.WRITER_RECOVER and fields.get("broken") is True:
        return Gravity.CRITICAL
    return by_type
