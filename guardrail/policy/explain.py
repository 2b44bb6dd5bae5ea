"""Why a policy treats one finding as it does: every rule that speaks of it, and what part it had. Decides nothing by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from guardrail.core.decision import Decision, Effect, Note, Sighting

from .circumstances import UNKNOWN, Circumstances
from .effective import Origin
from .judging import JUDGE
from .policy import Policy
from .rules import Rule

__all__ = ["Considered", "Part", "consider", "origin_of"]


class Part(StrEnum):
    """What part a rule had in the treatment of a finding."""

    ACTED = "acted"
    TRIED = "tried"
    """It is only tried out, and would have acted."""
    WEAKER = "weaker"
    """Another rule does more."""
    PLACE = "place"
    """It does not look at whose words these are."""
    SCORE = "score"
    COUNT = "count"
    """Too few distinct values in the call."""
    SIGNAL = "signal"
    """A signal or a mark that it asks for is not in the call."""
    CONDITION = "condition"
    """Its tenants, applications, models or destinations are others."""
    FLOOR = "floor"
    """The default, which rules do at least as much as."""


@dataclass(frozen=True, slots=True)
class Considered:
    """A rule that speaks of a finding. ``bound`` is the number that it was held against: a score in percent, or a count of values."""

    rule: str
    effect: Effect
    part: Part
    bound: int = 0
    exception: str = ""
    origin: Origin | None = None
    locked: bool = False
    note: Note | None = None
    """What it writes into the answer when it acts, if it does."""


def consider(
    policy: Policy, sighting: Sighting, sightings: Sequence[Sighting], decision: Decision, around: Circumstances = UNKNOWN
) -> tuple[Considered, ...]:
    """Every rule about the kind of ``sighting``, those that acted first. ``decision`` is that about all ``sightings`` of the call."""
    entity = sighting.finding.entity
    acted = {reason.rule for reason in decision.reasons if reason.entity == entity and reason.effect is not Effect.NONE}
    tried = {reason.rule for reason in decision.aside.would if reason.entity == entity}
    holding = policy.under(around).rules
    found = [
        _considered(policy, rule, *_part(rule, sighting, sightings, acted, tried)) for rule in holding if entity in rule.entities
    ]  # fmt: skip
    ids = {rule.id for rule in holding}
    found += [
        _considered(policy, rule, Part.CONDITION, 0) for rule in policy.rules if rule.id not in ids and entity in rule.entities
    ]  # fmt: skip
    if entity not in policy.spared:
        found.append(_considered(policy, policy.default, Part.ACTED if policy.default.id in acted else Part.FLOOR, 0))
    order = list(Part)
    return tuple(sorted(found, key=lambda each: (order.index(each.part), -each.effect, each.rule)))


def origin_of(policy: Policy, rule: str) -> tuple[Origin | None, bool]:
    """Where a rule of the policy (or its default) is written, and whether it is locked."""
    effective = policy.effective
    if effective is None:
        return None, False
    if rule == policy.default.id:
        return effective.origins.get("default"), effective.spec.default.locked
    if rule.endswith(f"/{JUDGE}"):
        return effective.origins.get(JUDGE), False
    return next(((each.origin, each.shape.locked) for each in effective.rules if each.id == rule), (None, False))


def _considered(policy: Policy, rule: Rule, part: Part, bound: int) -> Considered:
    return Considered(rule.id, rule.effect, part, bound, rule.exception, *origin_of(policy, rule.id), rule.note)


def _part(rule: Rule, sighting: Sighting, sightings: Sequence[Sighting], acted: set[str], tried: set[str]) -> tuple[Part, int]:
    if sighting.place not in rule.places:
        return Part.PLACE, 0
    if not rule.applies(sighting.finding.score):
        return Part.SCORE, round(rule.min_score * 100)
    if rule.signals and rule.signals.isdisjoint(seen.finding.entity for seen in sightings):
        return Part.SIGNAL, 0
    if rule.count_gte > 1:
        met = {
            (seen.finding.entity, seen.subject)
            for seen in sightings
            if seen.finding.entity in rule.entities and seen.place in rule.places and rule.applies(seen.finding.score)
        }
        if len(met) < rule.count_gte:
            return Part.COUNT, rule.count_gte
    if rule.id in acted and rule.done is not Effect.NONE:
        return Part.ACTED, 0
    return (Part.TRIED, 0) if rule.id in tried else (Part.WEAKER, 0)
