"""What records add up to: every number of a report, from a story that is known."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.audit.event import AuditEvent, EventType
from guardrail.audit.fields import FIELDS, SYSTEM_TENANT
from guardrail.audit.ids import uuid7
from guardrail.audit.note import VerificationError
from guardrail.audit.period import month
from guardrail.audit.statistics import Statistics, is_abroad
from guardrail.core.canonical import Json, canonical_json
from tests.audit.factories import an_outcome
from tests.audit.samples import counted
from tests.audit.story import DINKES, KLATEN, NOON, Line, a_call, a_refusal, entries, november


def test_calls_are_sent_masked_or_blocked() -> None:
    """By agency, application, region and day; a masked call is a sent one."""
    found = counted([a_call(), a_call(masked={}), a_refusal(), a_call(f"{KLATEN}/dukcapil", region="lokal")])
    assert (found.sent, found.masked, found.blocked, found.sent_abroad, found.records) == (3, 2, 1, 2, 4)
    assert [(name, tally.calls) for name, tally in found.tenants] == [(DINKES, 3), (f"{KLATEN}/dukcapil", 1)]
    assert found.days.as_json() == {"2026-11-21": {"sent": 3, "masked": 2, "blocked": 1}}
    assert found.hours.by_name()[0][0] == "2026-11-21 12.00"
    assert found.regions.as_json() == {
        "lokal": {"sent": 1, "masked": 1, "blocked": 0},
        "luar-negeri": {"sent": 2, "masked": 1, "blocked": 0},
    }
    assert (found.rules["nasional/nik"], found.refusals["guardrail_blocked"], found.actions["block"]) == (3, 1, 1)


def test_only_the_agency_and_the_month_count() -> None:
    """Other agencies' records are seen on the way and leave no trace."""
    found = counted(
        [
            a_call("jateng/kab-boyolali"),
            a_call("jateng/kab-klaten-baru"),
            a_call(at=NOON - timedelta(days=40)),
            a_call(at=NOON + timedelta(days=40)),
        ]
    )
    assert (found.records, found.sent, found.extents) == (0, 0, {})
    assert b"boyolali" not in canonical_json(found.as_json())


def test_what_left_open_is_told_by_where_it_went() -> None:
    """Found less masked, abroad apart."""
    found = counted(
        [a_call(found={"ADDRESS": 3}, masked={"ADDRESS": 1}), a_call(found={"ADDRESS": 2}, masked={}, region="lokal"), a_refusal()]
    )
    assert (dict(found.findings)["ADDRESS"].open, dict(found.abroad)["ADDRESS"].open) == (4, 2)
    assert dict(found.findings)["SECRET"].refused == 1


@pytest.mark.parametrize(
    ("region", "abroad"), [("dalam-negeri", False), ("lokal", False), ("luar-negeri", True), ("", True), ("mars", True)]
)
def test_a_region_that_nobody_knows_is_abroad(region: str, abroad: bool) -> None:
    """Unknown means closed."""
    assert is_abroad(region) is abroad


def test_persons_are_counted_by_their_tags() -> None:
    """Of one agency and kind each once; NIK alone, of which everybody has one, is a lower bound of persons."""
    tags = [f"{number:016x}" * 2 for number in range(5)]
    found = counted(
        [
            a_call(subj={"nik": tags[:3], "phone": tags}),
            a_call(subj={"nik": tags[2:4]}, subj_more=7),
            a_call(f"{KLATEN}/dukcapil", subj={"nik": tags[:1]}),
        ]
    )
    assert {(tenant.rpartition("/")[2], kind): each.count for (tenant, _, kind), each in found.persons.items()} == {
        ("dinkes", "nik"): 4,
        ("dinkes", "phone"): 5,
        ("dukcapil", "nik"): 1,
    }
    assert (found.fewest_persons, found.untagged) == (4, 7)


def test_outcomes_tell_what_came_back() -> None:
    """Codes, restored values, foreign tokens, and what the AI service brought into its answer."""
    call = a_call()
    end = an_outcome(str(call.event.fields["exchange"]), restored=2, foreign=1, found={"PERSON": 2}, masked={"PERSON": 1})
    found = counted([call, Line(end, DINKES, NOON)])
    assert (found.outcomes["ok"], found.restored, found.foreign) == (1, 2, 1)
    assert (dict(found.findings)["PERSON"].answered, dict(found.findings)["PERSON"].answers_masked) == (2, 1)


def test_what_happened_to_the_deployment_is_everybodys() -> None:
    """Policies, gaps of the log, deaths of processes, callers without a key."""
    events = [
        AuditEvent(EventType.POLICY_ACTIVATED, {"policy": "kab-klaten", "policy_version": 2, "revision": 42}),
        AuditEvent(EventType.AUDIT_BLOCKED, {"code": "ENOSPC", "refused": 3}),
        AuditEvent(EventType.WRITER_START, {"version": "1"}),
        AuditEvent(EventType.WRITER_RECOVER, {"dead": "0" * 32, "size": 5, "root": "0" * 64, "dangling": 2}),
        AuditEvent(EventType.AUTH_FAILED, {"exchange": uuid7(), "code": "missing_or_unknown_key"}),
    ]
    found = counted(Line(event, SYSTEM_TENANT, NOON) for event in events)
    assert [change.told["revision"] for change in found.changes] == [42]
    assert (len(found.blockages), found.happened["writer.start"], found.recoveries, found.dangling, found.unauthenticated) == (
        1,
        1,
        1,
        2,
        1,
    )
    assert [change.event for change in found.events] == ["writer.recover"]
    assert found.records == 0


def test_what_the_deployment_did_for_another_agency_is_not_told() -> None:
    """Who exported what of whom is theirs to read."""
    events = [AuditEvent(EventType.EXPORT_CREATED, {"tenant": tenant, "records": 5}) for tenant in (DINKES, "jateng/kab-boyolali")]
    found = counted(Line(event, SYSTEM_TENANT, NOON) for event in events)
    assert [change.told["tenant"] for change in found.events] == [DINKES]


def test_the_policy_that_stood_at_the_beginning_is_known() -> None:
    """The last that was activated before the month, in whatever order the logs are read."""
    at = NOON - timedelta(days=60)

    def activated(version: int, days: int) -> Line:
        event = AuditEvent(EventType.POLICY_ACTIVATED, {"policy": "kab-klaten", "policy_version": version})
        return Line(event, SYSTEM_TENANT, at + timedelta(days=days))

    for order in ([activated(1, 0), activated(2, 5)], [activated(2, 5), activated(1, 0)]):
        assert counted(order).standing["kab-klaten"].told["policy_version"] == 2
    assert len(counted([activated(3, 60)]).standing) == 0


def test_an_agencys_records_are_dense_or_not() -> None:
    """A gap in its own numbers means that one of its records is not here."""
    whole = entries([a_call(), a_call("jateng/kab-boyolali"), a_call(), a_call()])
    for lines, dense in ((whole, True), (whole[:2] + whole[3:], False)):
        found = Statistics(month("2026-11"), KLATEN)
        for entry in lines:
            found.see(entry)
        (extent,) = found.extents.values()
        assert (extent.first, extent.last, extent.dense) == (0, 3, dense)


@pytest.mark.parametrize(("took", "limit"), [(900, "1"), (1_000, "1"), (1_001, "2"), (49_000, "50"), (2_000_000, "more")])
def test_delays_are_kept_by_their_limit(took: int, limit: str) -> None:
    """In milliseconds, at most."""
    assert counted([a_call(prepare_us=took)]).delays.as_json() == {limit: 1}


def test_the_same_records_give_the_same_numbers() -> None:
    """In canonical JSON, which holds no floats, however many processes wrote them."""
    lines = list(november(60))
    once, again = counted(lines), counted(lines)
    assert canonical_json(once.as_json()) == canonical_json(again.as_json())
    assert once.sent + once.blocked == 60


def test_every_event_is_counted_and_few_are_told() -> None:
    """Sealed transcripts come with every call where a policy wants them; who looked a person up is told one by one."""
    exchange = uuid7()
    sealed: dict[str, Json] = {"exchange": exchange, "ref": "0" * 64, "ref_key": "0" * 32, "bytes": 5, "expires": 9}
    looked: dict[str, Json] = {"officer": "ratna.w", "role": "dpo", "kind": "nik", "hits": 2, "reason": "0" * 64}
    events = [
        *(AuditEvent(EventType.TRANSCRIPT_SEALED, sealed) for _ in range(3)),
        AuditEvent(EventType.LOOKUP_SUBJECT, looked),
        AuditEvent(EventType.AUDIT_BLOCKED, {"code": "ENOSPC", "refused": 0}),
        AuditEvent(EventType.AUDIT_RESUMED, {"refused": 4}),
    ]
    found = counted(Line(event, DINKES, NOON) for event in events)
    assert found.happened.as_json() == {"audit.blocked": 1, "audit.resumed": 1, "lookup.subject": 1, "transcript.sealed": 3}
    assert [change.event for change in found.events] == ["lookup.subject"]
    assert [change.event for change in found.blockages] == ["audit.blocked", "audit.resumed"]


_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text('aBé 09\n"', max_size=20)
    | st.sampled_from(["ok", "ID_NIK", "0" * 32]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("aB é0", max_size=8) | st.just("ID_NIK"), inner, max_size=3),
    max_leaves=6,
)


@given(st.sampled_from(EventType), st.data())
def test_whatever_a_forger_writes_is_a_broken_record_or_fits(event: EventType, data: st.DataObject) -> None:
    """Never another failure, and never a word that is no code in what is counted."""
    keys = sorted(FIELDS[event])
    fields = data.draw(st.dictionaries(st.sampled_from([*keys, "anything"]), _VALUES, max_size=6)) if keys else {}
    (line,) = entries([Line(AuditEvent(EventType.WRITER_STOP, {}), DINKES, NOON)])
    forged = line._replace(event=event.value, fields=b"," + json.dumps(fields).encode()[1:-1] if fields else b"")
    found = Statistics(month("2026-11"), KLATEN)
    try:
        found.see(forged)
    except VerificationError:
        return
    # Quotation marks, newlines and letters beyond ASCII would be escaped.
    assert b"\\" not in canonical_json(found.as_json())
