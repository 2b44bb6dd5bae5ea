"""Every ``code`` that may stand in a record. A word that is not listed here cannot be recorded, so none can carry somebody's text."""

from __future__ import annotations

import errno
import re
from enum import StrEnum
from typing import Final

from guardrail.core.errors import ErrorCode

__all__ = [
    "CALL_CODES",
    "JUDGE_CODES",
    "LOG_CODES",
    "LOOKUP_CODES",
    "JudgeCode",
    "LookupCode",
    "OK",
    "OUTCOME_CODES",
    "TRANSCRIPT_CODES",
    "UNKNOWN",
    "UNLISTED",
    "WITNESS_CODES",
    "is_log_code",
]

OK: Final = "ok"
UNKNOWN: Final = "unknown"
"""Of an outcome that nobody lived to record."""
UNLISTED: Final = "EUNKNOWN"
"""Stands for an error of the system that has no name."""

CALL_CODES: Final = frozenset(map(str, ErrorCode))
"""Why nothing left."""
OUTCOME_CODES: Final = CALL_CODES | {OK, UNKNOWN}
"""How a call that left ended."""
LOG_CODES: Final = frozenset(errno.errorcode.values()) | {
    UNLISTED,
    str(ErrorCode.INTERNAL_ERROR),
    *("roster_changed", "segment_changed", "segment_failed", "segment_missing"),
    *("bad_records", "conflict", "connection_lost", "no_tls", "not_migrated", "not_replicated", "passfile", "read_only", "records_resent"),
    *("role_may_change_records", "root_certificate", "server_not_durable", "writer_locked", "check_violation", "login_refused"),
    *("no_database", "not_permitted", "too_many_connections", "lock_timeout", "statement_timeout", "server_starting"),
    *("records_lost", "split_brain", "stale_server", "writer_abandoned"),
}
"""Why the log could not be written: names of errno, and words of this room, those of its PostgreSQL store last."""
WITNESS_CODES: Final = frozenset({"bad_answer", "forked", "not_kept", "rolled_back", "unreachable"})
"""Why a witness did not sign, or what it signed is not kept."""
_SQLSTATE: Final = re.compile(r"sqlstate_[0-9A-Z]{5}").fullmatch


class LookupCode(StrEnum):
    """Why nobody was looked up."""

    UNKNOWN_OFFICER = "unknown_officer"
    WRONG_ROLE = "wrong_role"
    WRONG_TENANT = "wrong_tenant"
    NO_APPROVER = "no_approver"
    TOO_MANY = "too_many_lookups"
    REASON_REQUIRED = "reason_required"
    REASON_NOT_CLEAN = "reason_holds_personal_data"
    NOT_A_VALUE = "not_a_value"


class JudgeCode(StrEnum):
    """What a judge said of a text, or why it said nothing."""

    VIOLATION = "violation"
    HARMLESS = "harmless"
    UNSURE = "unsure"
    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    UNTRUSTED = "untrusted"
    CUT = "cut"
    BAD_STATUS = "bad_status"
    TOO_LARGE = "too_large"
    BAD_ANSWER = "bad_answer"
    WRONG_LABEL = "wrong_label"
    PAUSED = "paused"
    """It failed so often that it is left alone for a while."""
    BUSY = "busy"
    """Too many questions wait for it."""
    TOO_MANY = "too_many"
    """One call has more questions than may be asked."""
    NOT_PERMITTED = "not_permitted"
    """It stands where the policy does not want it."""
    NOT_CONFIGURED = "not_configured"

    @property
    def failed(self) -> bool:
        return self not in _SAID


_SAID: Final = frozenset((JudgeCode.VIOLATION, JudgeCode.HARMLESS, JudgeCode.UNSURE))
JUDGE_CODES: Final = frozenset(map(str, JudgeCode))
LOOKUP_CODES: Final = frozenset(map(str, LookupCode))
TRANSCRIPT_CODES: Final = frozenset(map(str, (ErrorCode.INTERNAL_ERROR, ErrorCode.OVERLOADED)))
"""Why a transcript was not kept."""


def is_log_code(word: object) -> bool:
    """One of ``LOG_CODES``, or a class of error of the SQL standard (``sqlstate_40001``)."""
    return isinstance(word, str) and (word in LOG_CODES or _SQLSTATE(word) is not None)
