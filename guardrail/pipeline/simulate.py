"""What a set of policies would have made of calls that others judged: stricter, looser, the same. Sends, stores and changes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from guardrail.audit.past import PastCall
from guardrail.core.decision import Decision, Effect, Sighting
from guardrail.core.errors import GuardFault
from guardrail.policy.circumstances import UNKNOWN, Circumstances
from guardrail.policy.diff import Direction
from guardrail.policy.policy import Policy, PolicySet

from .seen import Seen, sighted
from .shadow import masked

__all__ = ["Group", "Simulation", "Stance", "decided", "recorded"]

_MOST_EVENTS: Final = 20


@dataclass(frozen=True, slots=True)
class Stance:
    """What was, or would be, made of a call. ``masked`` is None where that is not to be compared: nothing left; ``effects``, the
    strictest by entity, where nobody knows them: a record has the rules and the strictest effect of all.
    """

    effect: Effect
    masked: Mapping[str, int] | None
    rules: frozenset[str]
    effects: Mapping[str, Effect] | None = None


@dataclass(slots=True)
class Group:
    """Calls that change alike. ``events`` are the first of them."""

    calls: int = 0
    whose: set[str] = field(default_factory=set)
    events: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Simulation:
    """Filled call by call. Groups are by direction, what changes (``call``, or an entity), before, after, and the rules behind it."""

    calls: int = 0
    unchanged: int = 0
    stricter: int = 0
    looser: int = 0
    otherwise: int = 0
    """As strict as before as far as can be told, but by other rules."""
    undecided: int = 0
    """Judged calls whose record does not hold enough to judge them again."""
    groups: dict[tuple[Direction, str, str, str, tuple[str, ...]], Group] = field(default_factory=dict)

    def see(self, event: str, whose: str, was: Stance | None, now: Stance | None) -> None:
        """One call of the agency (or under the policy) ``whose``. A call that is looser in anything counts as looser."""
        self.calls += 1
        if was is None or now is None:
            self.undecided += 1
            return
        changes = _changes(was, now)
        if not changes and was.rules == now.rules:
            self.unchanged += 1
            return
        if not changes:
            self.otherwise += 1
            changes = [(Direction.REWORDED, "call", was.effect.label, now.effect.label)]
        elif any(direction is Direction.LOOSER for direction, *_ in changes):
            self.looser += 1
        else:
            self.stricter += 1
        for direction, what, before, after in changes:
            behind = {Direction.LOOSER: was.rules - now.rules, Direction.STRICTER: now.rules - was.rules}.get(
                direction, was.rules ^ now.rules
            )
            group = self.groups.setdefault((direction, what, before, after, tuple(sorted(behind))), Group())
            group.calls += 1
            group.whose.add(whose)
            if len(group.events) < _MOST_EVENTS:
                group.events.append(event)

    def again(self, call: PastCall, candidate: PolicySet, baseline: PolicySet | None = None) -> None:
        """A call of the log, under ``candidate``, beside what was done or what ``baseline`` would have done."""
        was = recorded(call) if baseline is None else _redecided(call, baseline)
        self.see(call.event, call.tenant, was, _redecided(call, candidate))


def decided(policy: Policy, sightings: Sequence[Sighting], around: Circumstances = UNKNOWN) -> Stance:
    """What a policy makes of what was seen."""
    return _stance(policy.decide(sightings, around))


def recorded(call: PastCall) -> Stance | None:
    """What was made of a call; None for an effect that this version does not know."""
    if call.action.upper() not in Effect.__members__:
        return None
    return Stance(Effect[call.action.upper()], call.masked if call.sent else None, frozenset(call.rules))


def _redecided(call: PastCall, policies: PolicySet) -> Stance | None:
    sightings = sighted(Seen(call.seen, call.subjects))
    if sightings is None or (call.found and not call.seen):
        return None
    around = Circumstances(call.tenant, call.application, call.model if call.model != "*" else "", call.region, call.time)
    try:
        policy = policies.for_tenant(call.tenant, call.application)
    except GuardFault:
        return Stance(Effect.BLOCK, None, frozenset({"(no policy)"}))
    return decided(policy, sightings, around)


def _stance(decision: Decision) -> Stance:
    hidden = None if decision.effect is Effect.BLOCK else masked(decision)
    acting = [reason for reason in decision.reasons if reason.effect is not Effect.NONE]
    effects: dict[str, Effect] = {}
    for reason in acting:
        effects[reason.entity] = max(effects.get(reason.entity, Effect.NONE), reason.effect)
    return Stance(decision.effect, hidden, frozenset(reason.rule for reason in acting), effects)


def _changes(was: Stance, now: Stance) -> list[tuple[Direction, str, str, str]]:
    found = [_change("call", was.effect, now.effect)] if was.effect is not now.effect else []
    if Effect.BLOCK in (was.effect, now.effect):
        return found
    told: set[str] = set()
    if was.effects is not None and now.effects is not None:
        for entity in sorted({*was.effects, *now.effects}):
            before, after = was.effects.get(entity, Effect.NONE), now.effects.get(entity, Effect.NONE)
            if before is not after:
                told.add(entity)
                found.append(_change(entity, before, after))
    if was.masked is None or now.masked is None:
        return found
    for entity in sorted({*was.masked, *now.masked} - told):
        count, left = was.masked.get(entity, 0), now.masked.get(entity, 0)
        if count != left:
            direction = Direction.STRICTER if left > count else Direction.LOOSER
            words = ("masked", "more masked" if left > count else "fewer masked") if count and left else (_hidden(count), _hidden(left))
            found.append((direction, entity, *words))
    return found


def _change(what: str, before: Effect, after: Effect) -> tuple[Direction, str, str, str]:
    return Direction.STRICTER if after > before else Direction.LOOSER, what, before.label, after.label


def _hidden(count: int) -> str:
    return "masked" if count else "not masked"
