"""A sealed transcript, opened by an officer for a reason: recorded before it is shown. What it shows is masked; no token is resolved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Final

from guardrail.audit.codes import LookupCode
from guardrail.audit.event import AuditEvent, EventType
from guardrail.audit.fields import SYSTEM_TENANT
from guardrail.audit.officer import Officer, Officers, Role
from guardrail.core.canonical import Json
from guardrail.core.errors import GuardrailError
from guardrail.mask.secret_files import KeyDestroyed
from guardrail.mask.transcript_seal import Bound, TranscriptSealer

from .lookup import LookupRefused
from .ports import Detector
from .transcript_store import SqliteTranscripts, Transcript

__all__ = ["Reading", "Shown", "TranscriptGone"]

_ROLES: Final = (Role.DPO, Role.AUDITOR)
_FEWEST_WORDS: Final = 3


class TranscriptGone(GuardrailError):
    """``not_kept``: none is there (never kept, expired, erased); ``key_destroyed``; ``changed``: it is not what was sealed."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


@dataclass(frozen=True, slots=True)
class Shown:
    """``text`` is JSON: the event id, and request and answer as the AI service saw and gave them."""

    tenant: str
    ref: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Reading:
    """``record`` makes events durable, each for its tenant, or raises."""

    officers: Officers
    transcripts: SqliteTranscripts
    sealer: TranscriptSealer
    record: Callable[[Sequence[tuple[AuditEvent, str]]], None]
    detector: Callable[[], Detector]

    def read(self, exchange: str, reason: str, key: str) -> Shown:
        """The transcript of one call. Raises ``LookupRefused`` (which is recorded), ``TranscriptGone``, and ``GuardFault`` where disk or
        log refuse: then nothing is shown.
        """
        officer, row = self.officers.by_key(key), self.transcripts.find(exchange)
        refusal = self._refusal(officer, row, reason)
        if refusal is not None or officer is None:
            code = refusal or LookupCode.UNKNOWN_OFFICER
            said: dict[str, Json] = {"kind": "transcript", "code": str(code)}
            if officer is not None:
                said["officer"] = officer.name
            self.record([(AuditEvent(EventType.LOOKUP_REFUSED, said), row.tenant if row is not None else SYSTEM_TENANT)])
            raise LookupRefused(code)
        if row is None:
            raise TranscriptGone("not_kept")
        shown = Shown(row.tenant, sha256(row.sealed).hexdigest(), self._opened(row).decode("utf-8"))
        told: dict[str, Json] = {"exchange": row.exchange, "ref": shown.ref, "officer": officer.name}
        told |= {"role": str(officer.role_among(_ROLES)), "reason": sha256(reason.encode()).hexdigest()}
        self.record([(AuditEvent(EventType.TRANSCRIPT_READ, told), row.tenant)])
        return shown

    def _refusal(self, officer: Officer | None, row: Transcript | None, reason: str) -> LookupCode | None:
        if officer is None:
            return LookupCode.UNKNOWN_OFFICER
        if officer.role_among(_ROLES) is None:
            return LookupCode.WRONG_ROLE
        if row is not None and not officer.covers(row.tenant):
            return LookupCode.WRONG_TENANT
        if len(set(reason.casefold().split())) < _FEWEST_WORDS:
            return LookupCode.REASON_REQUIRED
        return LookupCode.REASON_NOT_CLEAN if self.detector().detect(reason) else None

    def _opened(self, row: Transcript) -> bytes:
        try:
            bound = Bound(row.tenant, row.exchange, date.fromisoformat(row.day), row.expires)
            text = self.sealer.open(bound, row.sealed)
        except KeyDestroyed:
            raise TranscriptGone("key_destroyed") from None
        except (ValueError, OverflowError):  # a day, a tenant or a time that is none: somebody else wrote it
            text = None
        if text is None:
            raise TranscriptGone("changed")
        return text
