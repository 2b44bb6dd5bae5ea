"""What the records of a time and an agency add up to, in one pass and bounded memory. Sees counts, codes and names, as records do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from guardrail.core.canonical import Json

from .activity import Activity
from .breakdown import Breakdown, Counts
from .chronicle import Change, Chronicle
from .distinct import Distinct
from .entry import Entry
from .event import EventType
from .fields import SYSTEM_TENANT
from .findings import Findings
from .indonesian import WIB
from .period import Period
from .scope import Scope
from .shaped import shaped

__all__ = ["Extent", "Statistics", "is_abroad"]

_HOME: Final = frozenset({"dalam-negeri", "lokal"})
_POLICIES: Final = frozenset({EventType.POLICY_ACTIVATED, EventType.POLICY_REJECTED, EventType.POLICY_ROLLED_BACK})
_GAPS: Final = frozenset({EventType.AUDIT_BLOCKED, EventType.AUDIT_RESUMED})
# What a policy asks for with every call is counted, not told one by one.
_ROUTINE: Final = frozenset(
    {
        *(EventType.LOG_SUMMARY, EventType.WRITER_START, EventType.WRITER_STOP, EventType.KEY_ROTATED),
        *(EventType.TRANSCRIPT_SEALED, EventType.TRANSCRIPT_FAILED),
    }
)
_MOST: Final = 10_000
_LIMITS_MS: Final = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000)


def is_abroad(region: str) -> bool:
    """Outside of Indonesia; a region that nobody knows counts as such."""
    return region not in _HOME


@dataclass(slots=True)
class Extent:
    """Records of one agency in one log: where they begin and end, by the log's numbers and by the agency's own."""

    first: int
    last: int
    first_of_tenant: int
    last_of_tenant: int
    records: int = 0

    @property
    def dense(self) -> bool:
        """Whether the agency's own numbers have no gap: then none of its records is missing between the first and the last."""
        return self.records == self.last_of_tenant - self.first_of_tenant + 1


class Statistics:
    """Shown every record of all logs (``see``), log by log: counts those of ``tenant`` and all below it, of everybody where it is empty.
    What it holds may be read at any time and is to be changed by nobody.
    """

    def __init__(self, period: Period, tenant: str = "") -> None:
        self.period = period
        self.tenant = tenant
        self.records = 0
        self.first = self.last = ""
        """Times of the first and last record that was counted."""
        self.extents: dict[tuple[str, str], Extent] = {}
        """By writer and agency."""
        self.days = Breakdown()
        """By day in WIB."""
        self.hours = Breakdown()
        """By hour in WIB; of the first thousand."""
        self.tenants = Breakdown()
        self.applications = Breakdown()
        self.models = Breakdown()
        self.regions = Breakdown()
        self.services = Breakdown()
        self.dialects = Breakdown()
        self.classes = Breakdown()
        """By the gravest class of data in a call."""
        self.policies = Breakdown()
        """By id, version and the beginning of the digest."""
        self.activities: dict[tuple[str, str, str], Activity] = {}
        """By agency, application and purpose."""
        self.rules = Counts()
        """Calls in which a rule took effect."""
        self.actions = Counts()
        self.refusals = Counts()
        self.outcomes = Counts()
        self.exceptions = Counts()
        self.uninspected = Counts()
        self.unauthenticated = 0
        """Calls of nobody that is known: they belong to no agency."""
        self.findings = Findings()
        self.abroad = Findings()
        """Of these, what was bound for another country."""
        self.restored = self.foreign = self.untagged = 0
        self.persons: dict[tuple[str, str, str], Distinct] = {}
        """By agency, year (UTC) and kind of identifier: tags of one agency and year can be compared, others cannot."""
        self.standing: dict[str, Change] = {}
        """What was activated last of each policy before the time."""
        self.changes = Chronicle()
        """Of policies."""
        self.blockages = Chronicle()
        """Times in which the log could not be written, so that no call was served."""
        self.events = Chronicle()
        """Whatever else the log tells that is no routine."""
        self.happened = Counts()
        """Records by event."""
        self.recoveries = self.dangling = 0
        self.delays = Counts()
        """Calls by what their preparation took at most: ``10`` milliseconds, ``more``."""

    @property
    def sent(self) -> int:
        return sum(tally.sent for _, tally in self.tenants)

    @property
    def masked(self) -> int:
        """Sent calls in which something was masked."""
        return sum(tally.masked for _, tally in self.tenants)

    @property
    def blocked(self) -> int:
        return sum(tally.blocked for _, tally in self.tenants)

    @property
    def sent_abroad(self) -> int:
        return sum(tally.sent for region, tally in self.regions if is_abroad(region))

    @property
    def fewest_persons(self) -> int:
        """At least so many persons were spoken of in what was sent: everybody has one NIK (UU 24/2013 art. 13), and tags of one agency and
        year can be told apart. Of all else one person may have several: telephones, BPJS numbers, an NI PPPK for each contract.
        """
        return max((each.count for (_, _, kind), each in self.persons.items() if kind == "nik"), default=0)

    def see(self, entry: Entry) -> None:
        """Raises ``VerificationError`` for a record whose fields have not the shape that they were said in."""
        ours = entry.tenant != SYSTEM_TENANT
        if ours and not self._concerns(entry.tenant):
            return
        if not self.period.holds(entry.time):
            if entry.event == EventType.POLICY_ACTIVATED and self.period.begins_after(entry.time):
                self._stood(Change.of(entry))
            return
        if ours:
            self._extend(entry)
        self.happened.add(entry.event)
        match entry.event:
            case EventType.CALL_INTENT | EventType.CALL_BLOCKED:
                self._judged(entry, shaped(entry))
            case EventType.CALL_OUTCOME:
                self._ended(shaped(entry))
            case EventType.AUTH_FAILED:
                self.unauthenticated += 1
            case event if event in _GAPS:
                self.blockages.add(entry)
            case event if event in _POLICIES:
                self.changes.add(entry)
            case event if event not in _ROUTINE:
                self._other(entry)

    def as_json(self) -> dict[str, Json]:
        """Everything that was counted, without floats: what the digest of a report is of."""
        calls = {"sent": self.sent, "masked": self.masked, "blocked": self.blocked, "sent_abroad": self.sent_abroad}
        persons: list[Json] = [
            {"tenant": tenant, "year": year, "kind": kind, "count": each.count, "exact": each.exact}
            for (tenant, year, kind), each in sorted(self.persons.items())
        ]
        extents: list[Json] = [
            {"writer": writer, "tenant": tenant, **asdict(extent), "dense": extent.dense}
            for (writer, tenant), extent in sorted(self.extents.items())
        ]
        breakdowns = ("days", "hours", "tenants", "applications", "models", "regions", "services", "dialects", "classes", "policies")
        counts = ("rules", "actions", "refusals", "outcomes", "exceptions", "uninspected", "delays", "happened")
        numbers = ("records", "unauthenticated", "restored", "foreign", "untagged", "recoveries", "dangling", "fewest_persons")
        return {
            "scope": {"tenant": self.tenant, "since": self.period.since.isoformat(), "until": self.period.until.isoformat()},
            "first": self.first,
            "last": self.last,
            "calls": calls,
            **{name: getattr(self, name) for name in numbers},
            **{name: getattr(self, name).as_json() for name in (*breakdowns, *counts, "findings", "abroad")},
            **{name: getattr(self, name).as_json() for name in ("changes", "blockages", "events")},
            "standing": [change.as_json() for _, change in sorted(self.standing.items())],
            "persons": persons,
            "extents": extents,
        }

    def _concerns(self, tenant: str) -> bool:
        return not self.tenant or Scope(self.tenant).holds(tenant)

    def _extend(self, entry: Entry) -> None:
        self.records += 1
        self.first = min(self.first or entry.time, entry.time)
        self.last = max(self.last, entry.time)
        key = (entry.writer, entry.tenant)
        extent = self.extents.get(key)
        if extent is None:
            if len(self.extents) >= _MOST:
                return
            extent = self.extents[key] = Extent(entry.seq, entry.seq, entry.tseq, entry.tseq)
        extent.last, extent.last_of_tenant = entry.seq, entry.tseq
        extent.records += 1

    def _judged(self, entry: Entry, fields: Mapping[str, Any]) -> None:
        sent, masked = entry.event == EventType.CALL_INTENT, bool(fields.get("masked"))
        application, region = str(fields.get("application", "")), str(fields.get("region", ""))
        names = [
            (self.days, _hour(entry.time[:13])[:10]),
            (self.hours, _hour(entry.time[:13])),
            (self.tenants, entry.tenant),
            (self.applications, application),
            (self.models, str(fields.get("model", "*"))),
            (self.dialects, str(fields.get("dialect", ""))),
            (self.classes, str(fields.get("class", ""))),
            (self.policies, f"{fields.get('policy', '')} v{fields.get('policy_version', 0)} {str(fields.get('policy_digest', ''))[:16]}"),
        ]
        if sent:
            names += [(self.regions, region), (self.services, str(fields.get("upstream", "")))]
        for breakdown, name in names:
            tally = breakdown[name]
            tally.sent += sent
            tally.masked += sent and masked
            tally.blocked += not sent
        for rule in fields.get("rules", ()):
            self.rules.add(str(rule))
        self.actions.add(str(fields.get("action", "")))
        self.exceptions.add_all(fields.get("exceptions", {}))
        if isinstance(took := fields.get("prepare_us"), int):
            self.delays.add(_limit(took))
        self._act((entry.tenant, application, str(fields.get("purpose", ""))), entry.time, fields, sent)
        if sent:
            self._left(entry, fields, region)
        else:
            self.refusals.add(str(fields.get("code", "")))
            self.findings.refused(fields.get("found", {}))

    def _act(self, key: tuple[str, str, str], time: str, fields: Mapping[str, Any], sent: bool) -> None:
        activity = self.activities.get(key)
        if activity is None:
            if len(self.activities) >= _MOST:
                return
            activity = self.activities[key] = Activity()
        activity.see(time, fields, sent)

    def _left(self, entry: Entry, fields: Mapping[str, Any], region: str) -> None:
        found, masked = fields.get("found", {}), fields.get("masked", {})
        self.findings.sent(found, masked)
        if is_abroad(region):
            self.abroad.sent(found, masked)
        self.uninspected.add_all(fields.get("uninspected", {}))
        for kind, tags in fields.get("subj", {}).items():
            distinct = self.persons.setdefault((entry.tenant, entry.time[:4], kind), Distinct())
            for tag in tags:
                distinct.add(tag)
        self.untagged += fields.get("subj_more", 0)

    def _ended(self, fields: Mapping[str, Any]) -> None:
        self.outcomes.add(str(fields.get("code", "")))
        for rule in fields.get("rules", ()):
            self.rules.add(str(rule))
        self.restored += fields.get("restored", 0)
        self.foreign += fields.get("foreign", 0)
        self.findings.answered(fields.get("found", {}), fields.get("masked", {}))

    def _other(self, entry: Entry) -> None:
        fields = shaped(entry)
        if entry.event == EventType.WRITER_RECOVER:
            self.recoveries += 1
            self.dangling += fields.get("dangling", 0)
        if self._concerns(str(fields.get("tenant", self.tenant))):
            self.events.add(entry)

    def _stood(self, change: Change) -> None:
        name = str(change.told.get("policy", ""))
        known = self.standing.get(name)
        if name and (known is None or known.time <= change.time) and (known is not None or len(self.standing) < _MOST):
            self.standing[name] = change


@lru_cache(maxsize=4_096)
def _hour(hour: str) -> str:
    """An hour of UTC as it is called in WIB, such as ``2026-11-21 08.00``."""
    return f"{datetime.fromisoformat(f'{hour}:00:00Z').astimezone(WIB):%Y-%m-%d %H.00}"


def _limit(microseconds: int) -> str:
    return next((str(limit) for limit in _LIMITS_MS if microseconds <= limit * 1_000), "more")
