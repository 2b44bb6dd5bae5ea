"""Calls that others judged, judged again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.audit.past import PastCall
from guardrail.core.decision import DataClass, Effect, Sighting
from guardrail.core.text import Finding, Place, Span
from guardrail.pipeline.seen import seen_in
from guardrail.pipeline.simulate import Simulation, Stance, decided, recorded
from guardrail.policy.catalog import Catalog
from guardrail.policy.circumstances import Circumstances
from guardrail.policy.compile import compile_policies
from guardrail.policy.diff import Direction
from guardrail.policy.load import parse
from guardrail.policy.policy import PolicySet

CALL = PastCall(
    event="e1", exchange="x1", time=datetime(2026, 11, 1, tzinfo=UTC), tenant="dinkes", application="surat", model="*", region="lokal",
    policy="contoh", policy_version=1, policy_digest="", action="mask", rules=("contoh/umum",), found={"ID_NIK": 2}, masked={"ID_NIK": 2},
    seen={"ID_NIK/user/95": 2}, subjects={"ID_NIK": 2}, exceptions={}, sent=True,
)  # fmt: skip
UMUM = "{id: umum, description: a, entities: [general], action: mask}"


HEAD = """\
apiVersion: guardrail/v1
kind: Policy
metadata: {id: contoh, version: 1, title: Contoh, description: Contoh, owner: contoh}
"""
CATALOG = Catalog(dict.fromkeys(("ID_NIK", "PERSON", "PHONE_NUMBER"), DataClass.GENERAL), ("token", "redact"), lambda spec: None)


def policies(*rules: str, tenants: str = "**") -> PolicySet:
    lines = "\n".join(f"    - {rule}" for rule in rules)
    documents, _ = parse("1.yaml", f'{HEAD}spec:\n  match: {{tenants: ["{tenants}"]}}\n  rules:\n{lines}\n'.encode())
    return compile_policies(documents, CATALOG)


def seen(call: PastCall, candidate: PolicySet, baseline: PolicySet | None = None) -> Simulation:
    found = Simulation()
    found.again(call, candidate, baseline)
    assert found.calls == found.unchanged + found.stricter + found.looser + found.otherwise + found.undecided == 1
    return found


@pytest.mark.parametrize(
    ("rule", "direction", "before", "after", "rules"),
    [
        ("entities: [ID_NIK], action: block", Direction.STRICTER, "mask", "block", ("contoh/nik",)),
        ("entities: [ID_NIK], action: block, count_gte: 2", Direction.STRICTER, "mask", "block", ("contoh/nik",)),
        ("entities: [ID_NIK], action: redact, min_score: 0.95", Direction.STRICTER, "mask", "redact", ("contoh/nik",)),
    ],
)
def test_what_would_be_stricter_is_told_with_its_rule(
    rule: str, direction: Direction, before: str, after: str, rules: tuple[str, ...]
) -> None:
    """Beside what was done then."""
    found = seen(CALL, policies(UMUM, f"{{id: nik, description: b, {rule}}}"))
    assert found.stricter == 1
    ((key, group),) = found.groups.items()
    assert key == (direction, "call", before, after, rules)
    assert (group.calls, group.whose, group.events) == (1, {"dinkes"}, ["e1"])


@pytest.mark.parametrize(
    "rule",
    [
        "entities: [ID_NIK], action: block, count_gte: 3",
        "entities: [ID_NIK], action: redact, min_score: 0.96",
        "entities: [ID_NIK], action: block, where: [response]",
        "entities: [ID_NIK], action: block, match: {apps: [lain]}",
        "entities: [ID_NIK], action: block, match: {destinations: {residency: luar-negeri}}",
    ],
)
def test_counts_scores_places_and_circumstances_are_those_of_the_call(rule: str) -> None:
    """A rule that would not have acted then does not act now."""
    assert seen(CALL, policies(UMUM, f"{{id: nik, description: b, {rule}}}")).unchanged == 1


def test_what_would_be_looser_is_told_with_the_rule_that_is_gone() -> None:
    """Also when another entity in the call is treated more strictly."""
    call = replace(CALL, action="block", rules=("contoh/blokir",), sent=False, masked={})
    found = seen(call, policies(UMUM))
    assert found.looser == 1
    assert list(found.groups) == [(Direction.LOOSER, "call", "block", "mask", ("contoh/blokir",))]


def test_masked_less_is_looser_though_the_call_is_masked_all_the_same() -> None:
    """By entity: one that was masked and is not any more."""
    call = replace(CALL, masked={"ID_NIK": 2, "PERSON": 1}, rules=("contoh/umum", "contoh/nama"))
    found = seen(call, policies(UMUM))
    assert list(found.groups) == [(Direction.LOOSER, "PERSON", "masked", "not masked", ("contoh/nama",))]


def test_the_same_by_other_rules_is_told_apart() -> None:
    """A record has no effect of each entity, so nobody can say that nothing changed."""
    assert seen(replace(CALL, rules=("contoh/lama",)), policies(UMUM)).otherwise == 1


def test_against_policies_each_entity_is_compared() -> None:
    """Redacted then and masked now is looser, whatever else is redacted now."""
    call = replace(CALL, seen={"ID_NIK/user/95": 1, "PHONE_NUMBER/user/95": 1}, subjects={"ID_NIK": 1, "PHONE_NUMBER": 1})
    old = policies(UMUM, "{id: nik, description: b, entities: [ID_NIK], action: redact}")
    new = policies(UMUM, "{id: hp, description: b, entities: [PHONE_NUMBER], action: redact}")
    found = seen(call, new, old)
    assert found.looser == 1
    assert {key[:4] for key in found.groups} == {
        (Direction.LOOSER, "ID_NIK", "redact", "mask"),
        (Direction.STRICTER, "PHONE_NUMBER", "mask", "redact"),
    }


@pytest.mark.parametrize(
    "call",
    [
        replace(CALL, seen={}, subjects={}),
        replace(CALL, seen={"ID_NIK/user/95": 1, "more": 3}),
        replace(CALL, action="unheard"),
    ],
)
def test_a_record_that_does_not_hold_enough_is_not_decided(call: PastCall) -> None:
    """It is counted, and nothing is claimed of it."""
    assert seen(call, policies(UMUM)).undecided == 1


def test_a_tenant_without_a_policy_would_be_refused() -> None:
    """Nothing leaves without a policy: that is stricter."""
    found = seen(replace(CALL, tenant="lain"), policies(UMUM, tenants="dinkes"))
    assert [key[4] for key in found.groups] == [("(no policy)",)]
    assert found.stricter == 1


def test_an_effect_that_is_not_known_is_no_stance() -> None:
    """Of a later version's log."""
    assert recorded(replace(CALL, action="none")) == Stance(Effect.NONE, {"ID_NIK": 2}, frozenset({"contoh/umum"}))
    assert recorded(replace(CALL, action="unheard")) is None


@given(
    st.lists(
        st.tuples(
            st.sampled_from(("ID_NIK", "PERSON")), st.sampled_from((Place.USER, Place.TOOL_RESULT)), st.integers(0, 20), st.integers(0, 3)
        ),
        max_size=12,
    )
)
def test_a_call_judged_again_by_its_own_policy_is_unchanged(spots: list[tuple[str, Place, int, int]]) -> None:
    """For scores that the record keeps exactly, and rules that count, the log holds all that the policy asks for."""
    judging = policies(UMUM, "{id: nik, description: b, entities: [ID_NIK], action: block, count_gte: 3, min_score: 0.5}")
    sightings = [
        Sighting(index, place, Finding(entity, Span(0, 1), steps * 5 / 100, "uji"), (entity == "PERSON") * 10 + subject)
        for index, (entity, place, steps, subject) in enumerate(spots)
        if steps >= 10
    ]
    kept = seen_in(sightings)
    around = Circumstances("dinkes", "surat", "", "lokal", CALL.time)
    was = decided(judging.policies[0], sightings, around)
    call = replace(
        CALL, action=was.effect.label, rules=tuple(was.rules), masked=was.masked or {}, sent=was.masked is not None,
        seen=kept.counts, subjects=kept.subjects, found={"ID_NIK": 1} if spots and sightings else {},
    )  # fmt: skip
    assert seen(call, judging).unchanged == 1
