"""From policies to documents and back; and what holds for any tree of policies."""

from __future__ import annotations

import json
from pathlib import Path
from types import MappingProxyType
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from guardrail.app.policies import policy_catalog
from guardrail.core.decision import Block, DataClass, Decision, Effect, Forward, Sighting
from guardrail.core.errors import InvalidFiles
from guardrail.core.text import Finding, Place, Span
from guardrail.policy.catalog import Catalog
from guardrail.policy.compile import compile_policies
from guardrail.policy.decompile import decompile
from guardrail.policy.effective import Effective
from guardrail.policy.load import load, parse
from guardrail.policy.policy import Policy, PolicySet
from guardrail.policy.rules import places_of
from guardrail.policy.schema import reaches

SHIPPED = Path(__file__).parents[2] / "policies"
ENTITIES = ("ID_NIK", "PERSON", "HEALTH")
CATALOG = Catalog(
    MappingProxyType({"ID_NIK": DataClass.GENERAL, "PERSON": DataClass.GENERAL, "HEALTH": DataClass.SPECIFIC}),
    ("generalize", "mask", "token", "redact"),
    lambda spec: None,
)
_QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])


def compiled(*texts: str) -> PolicySet:
    documents, complaints = [], []
    for number, text in enumerate(texts):
        found, faults = parse(f"{number}.yaml", text.encode())
        documents += found
        complaints += faults
    assert not complaints
    return compile_policies(documents, CATALOG)


def a_document(name: str, rules: list[dict[str, Any]], extends: str | None = None, default: str = "mask") -> str:
    spec: dict[str, Any] = (
        {"default": {"action": default}} | ({"extends": extends} if extends else {}) | ({"rules": rules} if rules else {})
    )
    metadata = {"id": name, "version": 1, "title": "t", "description": "d", "owner": "o"}
    return json.dumps({"apiVersion": "guardrail/v1", "kind": "Policy", "metadata": metadata, "spec": spec})


OPTIONAL = {
    "min_score": st.sampled_from([0.0, 0.5, 0.8]),
    "where": st.sampled_from([["request"], ["user"], ["user", "system"]]),
    "mode": st.sampled_from(["audit", "warn", "enforce"]),
    "count_gte": st.sampled_from([1, 2]),
    "escalate": st.sampled_from([{"count_gte": 2, "action": "block"}, {"count_gte": 3, "action": "block"}]),
    "locked": st.booleans(),
    "match": st.sampled_from([{"models": ["a"]}, {"destinations": {"residency": ["lokal"]}}]),
}
NAMES = st.sampled_from(["r1", "r2", "r3", "r4"])
ACTIONS = st.sampled_from(["warn", "annotate", "generalize", "mask", "redact", "require_reason", "block"])
RULE = st.fixed_dictionaries(
    {
        "id": NAMES,
        "description": st.just("d"),
        "entities": st.lists(st.sampled_from([*ENTITIES, "general"]), min_size=1, max_size=2, unique=True),
        "action": ACTIONS,
    },
    optional=OPTIONAL,
)
LIFTING = st.lists(
    st.builds(lambda rule, lifts: rule | ({"override_reason": "Uji"} if lifts else {}), RULE, st.booleans()),
    min_size=1,
    max_size=4,
    unique_by=lambda rule: str(rule["id"]),
)
OWN = st.lists(
    st.builds(lambda rule, name: rule | {"id": name}, RULE, st.sampled_from(["r1", "n1", "n2", "n3"])),
    min_size=1,
    max_size=3,
    unique_by=lambda rule: str(rule["id"]),
)
SIGHTING = st.builds(
    lambda leaf, entity, place, score, subject: Sighting(leaf, place, Finding(entity, Span(0, 8), score, "r"), subject),
    st.integers(0, 9),
    st.sampled_from([*ENTITIES, "UNKNOWN"]),
    st.sampled_from([Place.USER, Place.SYSTEM, Place.TOOL_RESULT]),
    st.sampled_from([0.3, 0.6, 0.9]),
    st.integers(0, 3),
)
SEEN = st.lists(SIGHTING, max_size=5, unique_by=lambda sighting: sighting.leaf)


def not_looser(before: Decision, after: Decision) -> bool:
    """Nothing that was held leaves, nothing that was masked leaves as it is, nothing that was asked for is not."""
    match before, after:
        case _, Block():
            return True
        case Forward(), Forward():
            return after.effect >= before.effect and set(after.plan) >= set(before.plan) and after.reason_length >= before.reason_length
        case _:
            return False


def found(policies: PolicySet, name: str) -> Policy:
    policy = policies.find(name)
    assert policy is not None
    return policy


@_QUICK
@given(LIFTING, RULE, SEEN)
def test_a_rule_more_never_loosens(rules: list[dict[str, Any]], more: dict[str, Any], seen: list[Sighting]) -> None:
    """Any rule that gives no reason for being weaker, in any policy."""
    assume(all(rule["id"] != more["id"] for rule in rules))
    before, after = compiled(a_document("a", rules)), compiled(a_document("a", [*rules, more]))
    assert not_looser(found(before, "a").decide(seen), found(after, "a").decide(seen))


@_QUICK
@given(LIFTING, OWN, SEEN)
def test_a_child_never_loosens(rules: list[dict[str, Any]], own: list[dict[str, Any]], seen: list[Sighting]) -> None:
    """Whatever it adds or overrides: it compiles only where it is at least as strict."""
    try:
        policies = compiled(a_document("a", rules), a_document("b", own, "a"))
    except InvalidFiles as invalid:
        assert {each.code for each in invalid.diagnostics} <= {"E203", "E214"}
        assume(False)
    assert not_looser(found(policies, "a").decide(seen), found(policies, "b").decide(seen))


@_QUICK
@given(LIFTING, st.permutations(["a", "b"]), st.randoms(use_true_random=False))
def test_the_order_of_files_and_rules_says_nothing(rules: list[dict[str, Any]], order: list[str], random: Any) -> None:
    """Digests of policies, children and the whole set stay."""
    child = [{"id": "r9", "description": "d", "entities": ["HEALTH"], "action": "block"}]
    texts = {"a": a_document("a", rules), "b": a_document("b", child, "a")}
    turned = {"a": a_document("a", random.sample(rules, len(rules))), "b": texts["b"]}
    assert compiled(*texts.values()).digest == compiled(*(turned[name] for name in order)).digest


@_QUICK
@given(LIFTING, LIFTING, SEEN)
def test_what_is_decompiled_compiles_to_the_same(rules: list[dict[str, Any]], own: list[dict[str, Any]], seen: list[Sighting]) -> None:
    """The same digests, and so the same decisions."""
    try:
        before = compiled(a_document("a", rules), a_document("b", own, "a"))
    except InvalidFiles:
        before = compiled(a_document("a", rules), a_document("b", [], "a"))
    after = compiled(*decompile(before))
    assert after.digest == before.digest
    assert [policy.decide(seen) for policy in after.policies] == [policy.decide(seen) for policy in before.policies]


def test_shipped_policies_come_back() -> None:
    """As they are, from everything that lies in the folder."""
    catalog = policy_catalog()
    before = compile_policies(load(SHIPPED), catalog, "nasional")
    documents = [document for n, text in enumerate(decompile(before)) for document in parse(f"{n}.yaml", text.encode())[0]]
    assert compile_policies(documents, catalog, "nasional").digest == before.digest


def read_aloud(effective: Effective, sighting: Sighting) -> Effect:
    """What the effective view says of one finding, as a person reads it: rules that name it, the strictest, and the default below."""
    finding = sighting.finding
    effects, lifted = [], False
    for rule in effective.rules:
        shape = rule.shape
        if finding.entity not in CATALOG.expand(shape.entities) or sighting.place not in places_of(reaches(shape)):
            continue
        reason = shape.override_reason is not None and shape.mode in (None, "enforce")
        lifted = lifted or (reason and not effective.spec.default.locked)
        if finding.score < shape.min_score or shape.count_gte > 1:
            continue
        effect = Effect[(shape.action or "block").upper()]
        effects.append({"audit": Effect.NONE, "warn": min(effect, Effect.WARN), "enforce": effect}[shape.mode or "enforce"])
    return max([*effects, Effect.NONE if lifted else Effect[effective.spec.default.action.upper()]])


@_QUICK
@given(LIFTING, LIFTING, SIGHTING)
def test_the_effective_view_and_the_decisions_agree(rules: list[dict[str, Any]], own: list[dict[str, Any]], sighting: Sighting) -> None:
    """What `show --effective` shows is what decides."""
    try:
        policy = found(compiled(a_document("a", rules), a_document("b", own, "a")), "b")
    except InvalidFiles:
        policy = found(compiled(a_document("a", rules)), "a")
    assert policy.effective is not None
    assert policy.decide([sighting]).effect is read_aloud(policy.effective, sighting)
