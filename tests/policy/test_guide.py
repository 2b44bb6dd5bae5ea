"""What a guide tells of a policy in force."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from types import MappingProxyType

import pytest

from guardrail.core.decision import DataClass, Effect
from guardrail.policy.catalog import Catalog
from guardrail.policy.guide import Group, Guide, Handling, group_of, guide_of
from guardrail.policy.modes import Mode
from guardrail.policy.policy import PolicySet

CLASSES = {
    "ID_NIK": DataClass.GENERAL,
    "PERSON": DataClass.GENERAL,
    "HEALTH": DataClass.SPECIFIC,
    "SECRET": DataClass.SECRET,
    "SIGNAL_POLITICAL": DataClass.SIGNAL,
    "SIGNAL_FORGERY": DataClass.SIGNAL,
    "SIGNAL_DOXING": DataClass.SIGNAL,
    "SIGNAL_PROMPT_LEAK": DataClass.SIGNAL,
    "MARK_RAHASIA": DataClass.MARK,
}
WIB = timezone(timedelta(hours=7))
NOON = datetime(2026, 11, 22, 12, tzinfo=WIB)
POLICY = """\
  match: {tenants: ["jateng"]}
  approvers: [ani, budi]
  default: {action: mask, locked: true}
  transcripts: {keep_days: 7}
  rules:
    - {id: umum, description: Data umum / general data, entities: [general], action: mask, locked: true, legal_basis: [UU 27/2022]}
    - {id: nik, description: NIK, entities: [ID_NIK], where: [request], action: warn, escalate: {count_gte: 5, action: block}}
    - {id: nama-klaten, description: Nama, entities: [PERSON], action: block, match: {tenants: [jateng/kab-klaten]}}
    - {id: sehat, description: Sehat, entities: [HEALTH], action: route, route: {residency: lokal},
       match: {destinations: {residency: luar-negeri}}}
    - {id: kunci, description: Kredensial, entities: [secret], action: block}
    - {id: politik, description: Politik, signals: [political], action: block, mode: audit}
    - {id: palsu, description: Palsu, signals: [forgery], action: require_reason, reason: {min_length: 40}}
"""
EXCEPTION = """\
apiVersion: guardrail/v1
kind: Exception
metadata: {id: EXC-1}
spec:
  rule: contoh/umum
  match: {tenants: [jateng/kab-klaten], apps: [undangan]}
  effect: allow
  reason: Undangan
  ticket: ND-1
  requested_by: citra
  approved_by: [ani, budi]
  issued: 2026-10-01
  expires: 2026-12-05
"""


@pytest.fixture
def catalog() -> Catalog:
    return Catalog(MappingProxyType(CLASSES), ("generalize", "mask", "token", "redact"), lambda spec: None)


@pytest.fixture
def guide(compiled: Callable[..., PolicySet], spec: Callable[[str], str]) -> Callable[..., Guide]:
    def guide_(tenant: str = "", now: datetime = NOON) -> Guide:
        (policy,) = compiled(spec(POLICY), EXCEPTION).policies
        return guide_of(policy, now, tenant)

    return guide_


@pytest.mark.parametrize(
    ("entities", "group"),
    [
        ({"ID_NIK", "HEALTH"}, Group.DATA),
        ({"SECRET"}, Group.SECURITY),
        ({"ID_NIK", "SECRET"}, Group.DATA),
        ({"MARK_RAHASIA"}, Group.SECURITY),
        ({"SIGNAL_PROMPT_LEAK", "MARK_RAHASIA"}, Group.SECURITY),
        ({"SIGNAL_POLITICAL"}, Group.RESILIENCE),
        ({"SIGNAL_FORGERY"}, Group.ETHICS),
        ({"SIGNAL_DOXING"}, Group.DATA),
        ({"SIGNAL_POLITICAL", "SIGNAL_DOXING"}, Group.ETHICS),
        ({"UNKNOWN"}, Group.DATA),
        (set(), Group.ETHICS),
    ],
)
def test_every_rule_has_one_group(entities: set[str], group: Group) -> None:
    """By what it acts on."""
    assert group_of(entities, CLASSES) is group


def test_kinds_are_told_by_what_becomes_of_them(guide: Callable[..., Guide]) -> None:
    """Conditions on destinations count, since where to is what they are about; those on other callers do not."""
    found = {entity: kinds.handling for kinds in guide().kinds for entity in kinds.entities}
    assert found == {
        "ID_NIK": Handling(Effect.MASK),
        "PERSON": Handling(Effect.MASK),
        "HEALTH": Handling(Effect.MASK, routed=True, residencies=frozenset({"lokal"})),
        "SECRET": Handling(Effect.BLOCK),
    }
    assert [kinds.data_class for kinds in guide().kinds] == [DataClass.SECRET, DataClass.SPECIFIC, DataClass.GENERAL]


def test_a_tenant_has_the_rules_that_can_meet_it(guide: Callable[..., Guide]) -> None:
    """One for Klaten alone is told there, and in the guide of all; Boyolali has another."""
    names = {tenant: {rule.id for rule in guide(tenant).rules} for tenant in ("", "jateng/kab-klaten", "jateng/kab-boyolali")}
    assert names[""] == names["jateng/kab-klaten"] == names["jateng/kab-boyolali"] | {"contoh/nama-klaten"}
    klaten = {entity: kinds.handling.effect for kinds in guide("jateng/kab-klaten").kinds for entity in kinds.entities}
    assert klaten["PERSON"] is Effect.BLOCK


def test_a_rule_is_told_once_with_all_that_it_does(guide: Callable[..., Guide]) -> None:
    """Escalation, mode, length of the reason, lock and law."""
    rules = {rule.id.partition("/")[2]: rule for rule in guide().rules}
    assert len(rules) == len(guide().rules) == 7
    assert (rules["nik"].effect, rules["nik"].blocks_from) == (Effect.WARN, 5)
    assert (rules["politik"].effect, rules["politik"].mode, rules["politik"].done) == (Effect.BLOCK, Mode.AUDIT, Effect.NONE)
    assert (rules["palsu"].effect, rules["palsu"].reason_length) == (Effect.REQUIRE_REASON, 40)
    assert (rules["umum"].locked, rules["umum"].legal_basis) == (True, ("UU 27/2022",))
    assert rules["sehat"].residencies == {"lokal"}
    assert guide().rules[0].done is Effect.BLOCK
    assert guide().rules[-1].id == "contoh/politik"


def test_exceptions_are_told_while_they_run(guide: Callable[..., Guide]) -> None:
    """To the end of their last day, to those whom they can meet."""
    last = datetime(2026, 12, 5, 12, tzinfo=WIB)
    assert [one.id for one in guide(now=last).exemptions] == ["EXC-1"]
    assert guide(now=last + timedelta(days=1)).exemptions == ()
    assert guide("jateng/kab-boyolali").exemptions == ()


def test_the_head_says_whose_and_when(guide: Callable[..., Guide]) -> None:
    """The policy's own words and the day."""
    found = guide("jateng/kab-klaten")
    assert (found.stamp.id, found.title, found.owner, found.lineage) == ("contoh", "Contoh", "contoh", ("contoh",))
    assert (found.tenant, found.day.isoformat(), found.default_locked, found.transcript_days) == (
        "jateng/kab-klaten",
        "2026-11-22",
        True,
        7,
    )
