"""Whether a person's number passed through: asked by an officer for a reason, recorded before it is answered, from a log without numbers.

Answers for what callers sent. What an AI service brought into its answers is counted in the records and not tagged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from guardrail.audit.codes import LookupCode
from guardrail.audit.event import AuditEvent, EventType
from guardrail.audit.index_row import microseconds
from guardrail.audit.index_tables import IndexFault
from guardrail.audit.officer import Officer, Officers, Role
from guardrail.audit.search import Found, Query, Search
from guardrail.core.canonical import Json
from guardrail.core.errors import GuardrailError
from guardrail.mask.secret_files import KeyDestroyed

from .ports import Clock, Detector
from .subjects import KINDS, normal_form, subject_tag

__all__ = ["Answer", "Asked", "Hit", "Lookup", "LookupRefused"]

_ROLES: Final = (Role.DPO, Role.AUDITOR)
_MOST: Final = 30
_MINUTE: Final = 60_000_000
_FEWEST_WORDS: Final = 3
_ENTITIES: Final = {kind: entity for entity, kind in KINDS.items()}
_STAMP: Final = "%Y-%m-%dT%H:%M:%S.%fZ"


class LookupRefused(GuardrailError):
    """Nobody was looked up, and the refusal is in the log."""

    def __init__(self, code: LookupCode) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class Asked:
    """Who is asked about (``value`` as a person writes it, of a ``kind`` of ``KINDS``), where, when and why."""

    kind: str
    value: str = field(repr=False)
    tenant: str
    reason: str = field(repr=False)
    below: bool = False
    """All tenants below as well: needs a second officer."""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """One call that the person was in. ``found`` counts what of this kind was found in the whole call, ``masked`` what of it was masked
    before the call left; ``ended`` is how it ended, empty where no record says."""

    time: str
    event: str
    exchange: str
    tenant: str
    application: str
    service: str
    region: str
    model: str
    action: str
    rules: tuple[str, ...]
    sent: bool
    found: int
    masked: int
    ended: str


@dataclass(frozen=True, slots=True)
class Answer:
    """All calls that were found, newest first, and what this answer cannot know."""

    hits: tuple[Hit, ...]
    tenants: int
    """Tenants that were looked through."""
    untagged: int
    """Records of that time with more persons than tags: the person may be among them."""
    destroyed: tuple[tuple[str, int], ...]
    """Tenants and years whose keys are destroyed: of them nobody can say anything any more."""


@dataclass(frozen=True, slots=True)
class Lookup:
    """``follow`` brings the index up to date; ``key`` has the key of a tenant and year, None where there were no records, and raises
    ``KeyDestroyed``; ``record`` makes events durable, each for its tenant, or raises; ``alone`` keeps other processes out."""

    officers: Officers
    search: Search
    follow: Callable[[], object]
    key: Callable[[str, int], bytes | None]
    record: Callable[[Sequence[tuple[AuditEvent, str]]], None]
    detector: Callable[[], Detector]
    clock: Clock
    alone: Callable[[], AbstractContextManager[None]]

    def subject(self, asked: Asked, key: str, approver_key: str = "") -> Answer:
        """Raises ``LookupRefused``, ``GuardFault`` where the record of it cannot be durable, ``IndexFault`` and ``OSError``."""
        officer = self.officers.by_key(key)
        approver = self.officers.by_key(approver_key) if approver_key else None
        said: dict[str, Json] = {"kind": asked.kind}
        if officer is not None:
            said["officer"] = officer.name
        if approver is not None:
            said["approver"] = approver.name
        with self.alone():
            self.follow()
            refusal = self._refusal(asked, officer, approver)
            if refusal is not None or officer is None:
                code = refusal or LookupCode.UNKNOWN_OFFICER
                self.record([(AuditEvent(EventType.LOOKUP_REFUSED, {**said, "code": str(code)}), asked.tenant)])
                raise LookupRefused(code)
            said |= {"role": str(officer.role_among(_ROLES)), "reason": sha256(asked.reason.encode()).hexdigest()}
            answer = self._answer(asked)
            self.record(_told(asked, said, answer))
        return answer

    def _refusal(self, asked: Asked, officer: Officer | None, approver: Officer | None) -> LookupCode | None:
        if officer is None:
            return LookupCode.UNKNOWN_OFFICER
        if self._asked_lately(officer) >= _MOST:
            return LookupCode.TOO_MANY
        if officer.role_among(_ROLES) is None:
            return LookupCode.WRONG_ROLE
        if not officer.covers(asked.tenant):
            return LookupCode.WRONG_TENANT
        if asked.below and (
            approver is None or approver.name == officer.name or approver.role_among(_ROLES) is None or not approver.covers(asked.tenant)
        ):
            return LookupCode.NO_APPROVER
        if len(set(asked.reason.casefold().split())) < _FEWEST_WORDS:
            return LookupCode.REASON_REQUIRED
        if self.detector().detect(asked.reason):
            return LookupCode.REASON_NOT_CLEAN
        return None if normal_form(asked.kind, asked.value) else LookupCode.NOT_A_VALUE

    def _asked_lately(self, officer: Officer) -> int:
        """From the log itself, so that it holds over processes and nobody can reset it."""
        words = {"officer": (officer.name,), "event": (str(EventType.LOOKUP_SUBJECT), str(EventType.LOOKUP_REFUSED))}
        since = microseconds(self.clock.now()) - _MINUTE
        return sum(self.search.count(Query(since=since, words=words), "event").values())

    def _answer(self, asked: Asked) -> Answer:
        tenants = self.search.tenants(asked.tenant) if asked.below else [asked.tenant]
        form = normal_form(asked.kind, asked.value)
        tags: dict[bytes, str] = {}
        destroyed: list[tuple[str, int]] = []
        for tenant in tenants:
            for year in self._years(asked):
                try:
                    key = self.key(tenant, year)
                except KeyDestroyed:
                    destroyed.append((tenant, year))
                    continue
                if key is not None:
                    tags[bytes.fromhex(subject_tag(key, asked.kind, form))] = tenant
        times: dict[str, Any] = {}
        if asked.since is not None:
            times["since"] = microseconds(asked.since)
        if asked.until is not None:
            times["until"] = microseconds(asked.until)
        scope = Query(tenant=asked.tenant, exact=not asked.below, **times)
        found = list(self.search.every(Query(tags=tuple(tags), **times))) if tags else []
        hits = tuple([self._hit(one, asked.kind, tags) for one in found])
        return Answer(hits, len(tenants), self.search.untagged(scope), tuple(destroyed))

    def _years(self, asked: Asked) -> range:
        """A call's tag is of the year (UTC) in which it began, and its record may be of the next."""
        now = self.clock.now()
        oldest = self.search.oldest()
        begin = asked.since or (datetime.fromtimestamp(oldest / 1e6, UTC) if oldest is not None else now)
        end = min(asked.until or now, now)
        return range((begin.astimezone(UTC) - timedelta(days=1)).year, end.astimezone(UTC).year + 1)

    def _hit(self, found: Found, kind: str, tags: dict[bytes, str]) -> Hit:
        fields: dict[str, Any] = found.entry.decoded()
        said = fields.get("subj", {}).get(kind, [])
        if not any(tags.get(bytes.fromhex(tag)) == found.entry.tenant for tag in said):
            raise IndexFault("index_disagrees")
        entity = _ENTITIES[kind]
        exchange = found.entry.exchange or ""
        ended = [
            str(one.entry.decoded().get("code", ""))
            for one in self.search.find(Query(exchange=exchange, words={"event": (str(EventType.CALL_OUTCOME),)}), 1)
        ]
        return Hit(
            time=found.entry.time,
            event=found.entry.id,
            exchange=exchange,
            tenant=found.entry.tenant,
            application=str(fields.get("application", "")),
            service=str(fields.get("upstream", "")),
            region=str(fields.get("region", "")),
            model=str(fields.get("model", "")),
            action=str(fields.get("action", "")),
            rules=tuple(map(str, fields.get("rules", ()))),
            sent=found.entry.event == EventType.CALL_INTENT,
            found=int(fields.get("found", {}).get(entity, 0)),
            masked=int(fields.get("masked", {}).get(entity, 0)),
            ended=(ended or [str(fields.get("code", ""))])[0],
        )


def _told(asked: Asked, said: dict[str, Json], answer: Answer) -> list[tuple[AuditEvent, str]]:
    """One record where it was asked, and one for each tenant below whose records somebody was found in."""
    main: dict[str, Json] = {
        **said,
        "below": asked.below,
        "agency_count": answer.tenants,
        "hits": len(answer.hits),
        "untagged": answer.untagged,
        "unanswerable": len(answer.destroyed),
    }
    for name, time in (("since", asked.since), ("until", asked.until)):
        if time is not None:
            main[name] = time.astimezone(UTC).strftime(_STAMP)
    told = [(AuditEvent(EventType.LOOKUP_SUBJECT, main), asked.tenant)]
    for tenant, hits in sorted(Counter(hit.tenant for hit in answer.hits if hit.tenant != asked.tenant).items()):
        told.append((AuditEvent(EventType.LOOKUP_FOUND, {**said, "asked": asked.tenant, "hits": hits}), tenant))
    return told
