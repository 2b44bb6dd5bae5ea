"""Decisions: the strictest effect wins, order says nothing, a rule more is never a rule less."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.core.decision import Block, Decision, Effect, Forward, OperatorSpec, Reason, Sighting
from guardrail.core.errors import ErrorCode, GuardFault
from guardrail.core.exchange import PolicyStamp
from guardrail.core.text import Finding, Place, Span
from guardrail.policy.policy import Policy, PolicySet
from guardrail.policy.rules import Rule

EVERYWHERE = frozenset(Place)
NAMED = ("ID_NIK", "PERSON")
MESSAGE = MappingProxyType({"id": "Disamarkan.", "en": "Masked."})


def a_rule(
    name: str,
    effect: Effect,
    entities: Sequence[str] = NAMED,
    places: frozenset[Place] = EVERYWHERE,
    min_score: float = 0.0,
    count_gte: int = 1,
    lifts: bool = False,
) -> Rule:
    return Rule(
        f"contoh/{name}",
        frozenset(entities),
        places,
        effect,
        min_score=min_score,
        count_gte=count_gte,
        message=MESSAGE,
        lifts_default=lifts,
    )


def escalating(
    name: str,
    effect: Effect,
    entities: Sequence[str] = NAMED,
    places: frozenset[Place] = EVERYWHERE,
    min_score: float = 0.0,
    at: int | None = None,
) -> tuple[Rule, ...]:
    """A rule that blocks from so many values on, as it is compiled."""
    rule = a_rule(name, effect, entities, places, min_score)
    return (rule,) if at is None else (rule, a_rule(name, Effect.BLOCK, entities, places, min_score, at))


def a_policy(*rules: Rule, default: Effect = Effect.MASK, name: str = "contoh", tenants: Sequence[str] = ()) -> Policy:
    otherwise = Rule(f"{name}/default", frozenset(), EVERYWHERE, default)
    return Policy(PolicyStamp(name, 1, "00"), "Contoh", rules, otherwise, tenants=tuple(tenants))


def a_sighting(
    entity: str = "ID_NIK", place: Place = Place.USER, score: float = 0.9, leaf: int = 0, start: int = 0, subject: int = 0
) -> Sighting:
    return Sighting(leaf, place, Finding(entity, Span(start, start + 16), score, "nik"), subject)


def _said(decision: Decision) -> tuple[Effect, dict[tuple[str, str], int]]:
    return decision.effect, {(reason.rule.removeprefix("contoh/"), reason.entity): reason.count for reason in decision.reasons}


def test_nothing_seen_is_forwarded_as_it_is() -> None:
    """No sighting, no plan, no reason."""
    assert a_policy(a_rule("a", Effect.BLOCK)).decide([]) == Forward({}, ())


@pytest.mark.parametrize(
    ("rules", "sighting", "effect", "acting"),
    [
        ([a_rule("a", Effect.MASK)], a_sighting(), Effect.MASK, {"a"}),
        ([a_rule("a", Effect.WARN)], a_sighting(), Effect.MASK, {"default"}),
        ([a_rule("a", Effect.WARN, lifts=True)], a_sighting(), Effect.WARN, {"a"}),
        ([a_rule("a", Effect.WARN), a_rule("b", Effect.WARN, lifts=True)], a_sighting(), Effect.WARN, {"a", "b"}),
        ([a_rule("a", Effect.BLOCK)], a_sighting(), Effect.BLOCK, {"a"}),
        ([a_rule("a", Effect.WARN), a_rule("b", Effect.MASK)], a_sighting(), Effect.MASK, {"b"}),
        ([a_rule("a", Effect.MASK), a_rule("b", Effect.MASK)], a_sighting(), Effect.MASK, {"a", "b"}),
        ([a_rule("a", Effect.MASK)], a_sighting("HEALTH"), Effect.MASK, {"default"}),
        ([a_rule("a", Effect.WARN)], a_sighting("NOT_IN_ANY_CATALOG"), Effect.MASK, {"default"}),
        ([a_rule("a", Effect.WARN, places=frozenset({Place.USER}))], a_sighting(place=Place.SYSTEM), Effect.MASK, {"default"}),
        ([a_rule("a", Effect.MASK, min_score=0.95)], a_sighting(), Effect.MASK, {"default"}),
        ([a_rule("a", Effect.MASK, min_score=0.95, lifts=True)], a_sighting(), Effect.NONE, set()),
        ([a_rule("a", Effect.MASK, min_score=0.9)], a_sighting(), Effect.MASK, {"a"}),
        (
            [a_rule("a", Effect.BLOCK, min_score=0.95), a_rule("b", Effect.WARN, min_score=0.5, lifts=True)],
            a_sighting(),
            Effect.WARN,
            {"b"},
        ),
        ([a_rule("a", Effect.MASK, min_score=0.95)], a_sighting(score=float("nan")), Effect.MASK, {"a"}),
        ([*escalating("a", Effect.MASK, at=2)], a_sighting(), Effect.MASK, {"a"}),
    ],
)
def test_one_finding(rules: list[Rule], sighting: Sighting, effect: Effect, acting: set[str]) -> None:
    """The strictest rule that names it, and no less than the default unless a rule lifts it; a score that is no number, everything."""
    decision = a_policy(*rules).decide([sighting])
    assert _said(decision) == (effect, {(name, sighting.finding.entity): 1 for name in acting})
    planned = decision.plan if isinstance(decision, Forward) else {}
    assert planned == ({0: ((sighting.finding, OperatorSpec()),)} if effect is Effect.MASK else {})


def test_a_default_may_block() -> None:
    """A policy may refuse what it does not know instead of masking it."""
    decision = a_policy(a_rule("a", Effect.MASK), default=Effect.BLOCK).decide([a_sighting("HEALTH")])
    assert _said(decision) == (Effect.BLOCK, {("default", "HEALTH"): 1})


def test_a_block_gives_only_the_reasons_that_block() -> None:
    """What would have been masked no longer matters."""
    policy = a_policy(a_rule("a", Effect.MASK, ["PERSON"]), a_rule("b", Effect.BLOCK, ["ID_NIK"]))
    decision = policy.decide([a_sighting("PERSON"), a_sighting("ID_NIK", start=20), a_sighting("ID_NIK", start=40)])
    assert decision == Block((Reason("contoh/b", Effect.BLOCK, "ID_NIK", 2, MESSAGE),))


def test_reasons_count_by_rule_and_entity() -> None:
    """In the order of their names, over all places and leaves of the call."""
    policy = a_policy(a_rule("a", Effect.MASK), a_rule("b", Effect.WARN, ["HEALTH"], lifts=True))
    seen = [a_sighting("PERSON"), a_sighting("HEALTH", start=20), a_sighting(leaf=1), a_sighting(leaf=2, place=Place.SYSTEM)]
    decision = policy.decide(seen)
    assert [(reason.rule, reason.entity, reason.effect.label, reason.count) for reason in decision.reasons] == [
        ("contoh/a", "ID_NIK", "mask", 2),
        ("contoh/a", "PERSON", "mask", 1),
        ("contoh/b", "HEALTH", "warn", 1),
    ]
    assert isinstance(decision, Forward)
    assert {leaf: [finding.entity for finding, _ in planned] for leaf, planned in decision.plan.items()} == {
        0: ["PERSON"],
        1: ["ID_NIK"],
        2: ["ID_NIK"],
    }


@pytest.mark.parametrize(("count", "effect"), [(1, Effect.MASK), (2, Effect.MASK), (3, Effect.BLOCK), (9, Effect.BLOCK)])
def test_escalation_counts_the_distinct_values_of_the_rule(count: int, effect: Effect) -> None:
    """Over the whole call, in any leaf; from the threshold on."""
    policy = a_policy(*escalating("a", Effect.MASK, at=3))
    assert policy.decide([a_sighting(leaf=number, subject=number) for number in range(count)]).effect is effect


def test_one_value_seen_again_is_one_subject() -> None:
    """A chat client resends its history with every turn: forty sightings of one NIK are one person."""
    policy = a_policy(*escalating("a", Effect.MASK, at=3))
    assert policy.decide([a_sighting(leaf=number, subject=7) for number in range(40)]).effect is Effect.MASK


@pytest.mark.parametrize(
    "other",
    [a_sighting("HEALTH"), a_sighting(score=0.1), a_sighting(place=Place.RESPONSE)],
)
def test_escalation_counts_nothing_else(other: Sighting) -> None:
    """Not another entity, not a finding that the rule leaves alone, not another place."""
    rules = escalating("a", Effect.MASK, places=EVERYWHERE - {Place.RESPONSE}, min_score=0.5, at=2)
    assert a_policy(*rules).decide([a_sighting(), other, other._replace(subject=2)]).effect is Effect.MASK


RULES = st.lists(
    st.builds(
        lambda number, effect, entities, places, score, at: escalating(f"r{number}", effect, entities, places, score, at),
        st.integers(0, 99),
        st.sampled_from([effect for effect in Effect if effect is not Effect.NONE]),
        st.lists(st.sampled_from([*NAMED, "HEALTH"]), min_size=1),
        st.sampled_from([EVERYWHERE, EVERYWHERE - {Place.RESPONSE}, frozenset({Place.USER})]),
        st.sampled_from([0.0, 0.5, 0.95]),
        st.sampled_from([None, 2, 3]),
    ),
    max_size=4,
    unique_by=lambda rules: rules[0].id,
).map(lambda found: [rule for rules in found for rule in rules])
SIGHTINGS = st.lists(
    st.builds(
        a_sighting,
        st.sampled_from([*NAMED, "HEALTH", "UNKNOWN"]),
        st.sampled_from([Place.USER, Place.SYSTEM, Place.RESPONSE]),
        st.sampled_from([0.2, 0.6, 0.99]),
        st.integers(0, 2),
        st.sampled_from([0, 20, 40]),
        st.integers(0, 3),
    ),
    max_size=6,
)


@given(
    RULES.flatmap(lambda rules: st.tuples(st.just(rules), st.permutations(rules))),
    SIGHTINGS.flatmap(lambda seen: st.tuples(st.just(seen), st.permutations(seen))),
)
def test_order_says_nothing(rules: tuple[list[Rule], list[Rule]], seen: tuple[list[Sighting], list[Sighting]]) -> None:
    """The same rules and the same sightings, in any order, give the same decision."""
    assert a_policy(*rules[0]).decide(seen[0]) == a_policy(*rules[1]).decide(seen[1])


def _masked(decision: Forward) -> set[tuple[int, int]]:
    return {
        (leaf, point)
        for leaf, planned in decision.plan.items()
        for finding, _ in planned
        for point in range(finding.span.start, finding.span.end)
    }


def _not_looser(before: Decision, after: Decision) -> bool:
    match before, after:
        case _, Block():
            return True
        case Forward(), Forward():
            return (
                after.effect >= before.effect
                and _masked(after) >= _masked(before)
                and after.reason_length >= before.reason_length
                and set(after.destinations) >= set(before.destinations)
            )
        case _:
            return False


@given(RULES, RULES, SIGHTINGS)
def test_a_rule_more_never_loosens(rules: list[Rule], more: list[Rule], seen: list[Sighting]) -> None:
    """Also for what only the default covered: it stays a floor, unless a rule's author says why not."""
    before, after = a_policy(*rules), a_policy(*rules, *more)
    assert _not_looser(before.decide(seen), after.decide(seen))


@given(RULES, SIGHTINGS, SIGHTINGS)
def test_a_sighting_more_never_loosens(rules: list[Rule], seen: list[Sighting], more: list[Sighting]) -> None:
    """Seeing more can only make the decision stricter."""
    policy = a_policy(*rules)
    assert _not_looser(policy.decide(seen), policy.decide([*seen, *more]))


@given(RULES, SIGHTINGS)
def test_what_no_rule_names_never_leaves(rules: list[Rule], seen: list[Sighting]) -> None:
    """Closed by default: the call is blocked, or every such finding is in the plan."""
    policy = a_policy(*rules)
    decision = policy.decide(seen)
    named = {(entity, place) for rule in rules for entity in rule.entities for place in rule.places}
    unnamed = {
        (sighting.leaf, point)
        for sighting in seen
        if (sighting.finding.entity, sighting.place) not in named
        for point in range(sighting.finding.span.start, sighting.finding.span.end)
    }
    assert isinstance(decision, Block) or unnamed <= _masked(decision)


@pytest.mark.parametrize(
    ("tenant", "policy"),
    [
        ("dev", "nasional"),
        ("jatim/kab-tuban", "nasional"),
        ("jateng", "jateng"),
        ("jateng/kota-tegal", "jateng"),
        ("jateng/kab-klaten", "klaten"),
        ("jateng/kab-klaten/dinkes/pkm", "klaten"),
        ("jateng/kota-tegal/dinkes", "dinkes"),
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_the_most_specific_policy_governs(tenant: str, policy: str, turned: bool) -> None:
    """Whatever the order of the policies."""
    known = [
        a_policy(name="nasional", tenants=["**"]),
        a_policy(name="jateng", tenants=["jateng"]),
        a_policy(name="klaten", tenants=["x", "jateng/kab-klaten"]),
        a_policy(name="dinkes", tenants=["jateng/*/dinkes"]),
    ]
    chosen = PolicySet("00", tuple(reversed(known) if turned else known)).for_tenant(tenant)
    assert chosen.stamp.id == policy


def test_the_default_policy_governs_the_rest() -> None:
    """Tenants that no pattern matches."""
    jateng, rest = a_policy(name="jateng", tenants=["jateng"]), a_policy(name="rest")
    policies = PolicySet("00", (jateng, rest), rest)
    assert policies.for_tenant("dev") is rest
    assert policies.for_tenant("jateng/kab-klaten") is jateng


def test_without_a_policy_nothing_leaves() -> None:
    """No match and no default is a fault of guardrail, not a free pass."""
    with pytest.raises(GuardFault) as caught:
        PolicySet("00", (a_policy(name="jateng", tenants=["jateng"]),)).for_tenant("jatim")
    assert caught.value.code is ErrorCode.POLICY_UNAVAILABLE
    assert "jatim" not in str(caught.value)


def test_a_policy_is_found_by_its_id() -> None:
    """Or is not there."""
    known = a_policy(name="nasional")
    policies = PolicySet("00", (known,))
    assert policies.find("nasional") is known
    assert policies.find("lain") is None
