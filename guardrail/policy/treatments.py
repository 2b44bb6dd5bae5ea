"""What becomes of certain findings before and after a change of policies, and for whom. Compares no text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from itertools import zip_longest
from typing import Final, NamedTuple, TypeAlias

from guardrail.core.decision import Effect, Forward, Sighting
from guardrail.core.errors import GuardFault
from guardrail.core.text import Finding, Place, Span

from .catalog import Catalog
from .diff import Direction
from .policy import Policy, PolicySet
from .tenants import matches

__all__ = ["EVERYTHING", "Caller", "Treatment", "changed_treatments"]

EVERYTHING: Final = "*"
"""The entity of a treatment that is about calls as a whole: no policy governed them before, or none does after."""
_REFUSED: Final = "refused (no policy)"
_JUDGED: Final = "judged"
_ANY_WORD: Final = "~"
"""Stands for a star: no name has it, so that no other pattern matches it by chance."""


@dataclass(frozen=True, slots=True, order=True)
class Caller:
    """The tenants under a pattern that no narrower pattern takes; one of their applications, or those that nothing names."""

    tenant: str
    application: str = ""

    def __str__(self) -> str:
        return f"{self.tenant} ({self.application})" if self.application else self.tenant


@dataclass(frozen=True, slots=True)
class Treatment:
    """What becomes of one certain finding of ``entity``, alone in a call: ``mask (token)``, by the rules that act then."""

    policy: str
    """That governs after the change, or did before where none does."""
    entity: str
    places: tuple[Place, ...]
    before: str
    after: str
    direction: Direction
    policy_before: str = ""
    """That governed before; none where calls were refused."""
    rules_before: tuple[str, ...] = ()
    rules_after: tuple[str, ...] = ()
    callers: tuple[Caller, ...] = ()
    """Whom it meets; nobody where the policy only stands above others."""


class _Judged(NamedTuple):
    effect: Effect
    rank: int
    told: str
    rules: tuple[str, ...]


_NOT_LOOKED_FOR: Final = _Judged(Effect.NONE, -1, "not looked for", ())
_Pair: TypeAlias = tuple[Policy | None, Policy | None]


def changed_treatments(before: PolicySet, after: PolicySet, catalog: Catalog, default: str = "") -> tuple[Treatment, ...]:
    """For each policy in both sets, and for callers whom another policy governs than before, what is done otherwise.

    Under no circumstances in particular: conditions of rules count as met, and rules that wait for several values or for a signal do
    not act. ``default`` is the id of the policy for tenants that no pattern matches, where the sets name none.
    """
    pairs: dict[_Pair, list[Caller]] = {(old, new): [] for old in before.policies if (new := after.find(old.stamp.id)) is not None}
    for callers in _callers((*before.policies, *after.policies)):
        known: set[_Pair] = set()
        for caller in callers:
            pair = _governing(before, caller, default), _governing(after, caller, default)
            if pair not in known:
                pairs.setdefault(pair, []).append(caller)
            known.add(pair)
    return tuple(treatment for (old, new), met in pairs.items() for treatment in _compared(old, new, tuple(sorted(met)), catalog))


def _callers(policies: Iterable[Policy]) -> Iterator[list[Caller]]:
    """By pattern, also where two patterns meet: first all applications that nothing names, then each one that something does."""
    patterns = {pattern for policy in policies for pattern in policy.tenants}
    globs = {pattern for pattern in patterns if "*" in pattern and pattern != "**"}
    patterns |= {met for one in globs for other in patterns - {"**"} if (met := _meeting(one, other))}
    named = {(pattern, name) for policy in policies for pattern in policy.tenants for name in policy.applications}
    for pattern in sorted(patterns):
        names = {name for claimed, name in named if matches(claimed, _representative(pattern))}
        yield [Caller(pattern), *(Caller(pattern, name) for name in sorted(names))]


def _meeting(one: str, other: str) -> str:
    """A pattern for tenants under both; empty where there are none."""
    parts = [_narrower(part, against) for part, against in zip_longest(one.split("/"), other.split("/"), fillvalue="*")]
    return "/".join(parts) if all(parts) else ""


def _narrower(part: str, other: str) -> str:
    if "*" not in part:
        return part if fnmatchcase(part, other) else ""
    if "*" not in other:
        return other if fnmatchcase(other, part) else ""
    begins, ends = (part.partition("*")[0], other.partition("*")[0]), (part.rpartition("*")[2], other.rpartition("*")[2])
    return f"{max(begins, key=len)}*{max(ends, key=len)}"


def _representative(pattern: str) -> str:
    return pattern.replace("**", "*").replace("*", _ANY_WORD)


def _governing(policies: PolicySet, caller: Caller, default: str) -> Policy | None:
    try:
        return policies.for_tenant(_representative(caller.tenant), caller.application)
    except GuardFault:  # nobody claims the tenant
        return policies.find(default)


def _compared(old: Policy | None, new: Policy | None, callers: tuple[Caller, ...], catalog: Catalog) -> Iterator[Treatment]:
    if old is None or new is None:
        if new is not None:
            yield Treatment(new.stamp.id, EVERYTHING, tuple(Place), _REFUSED, _JUDGED, Direction.ADDED, callers=callers)
        elif old is not None:
            name = old.stamp.id
            yield Treatment(name, EVERYTHING, tuple(Place), _JUDGED, _REFUSED, Direction.REMOVED, name, callers=callers)
        return
    if old.stamp == new.stamp:
        return
    for entity in sorted({*catalog.entities, *_authored(old), *_authored(new)}):
        judged = {place: (_judged(old, entity, place, catalog), _judged(new, entity, place, catalog)) for place in Place}
        places: dict[tuple[str, str, Direction], list[Place]] = {}
        for place, (was, now) in judged.items():
            if was[:3] != now[:3] and (was.effect or now.effect):
                places.setdefault((was.told, now.told, _direction(was, now)), []).append(place)
        for key, where in places.items():
            was_by, now_by = (tuple(sorted({rule for place in where for rule in judged[place][side].rules})) for side in (0, 1))
            yield Treatment(new.stamp.id, entity, tuple(where), *key, old.stamp.id, was_by, now_by, callers)


def _direction(was: _Judged, now: _Judged) -> Direction:
    if was is _NOT_LOOKED_FOR or now is _NOT_LOOKED_FOR:
        return Direction.ADDED if was is _NOT_LOOKED_FOR else Direction.REMOVED
    return Direction.STRICTER if now[:2] > was[:2] else Direction.LOOSER if now[:2] < was[:2] else Direction.REWORDED


def _authored(policy: Policy) -> set[str]:
    return {detector.entity for detector in policy.detectors}


def _judged(policy: Policy, entity: str, place: Place, catalog: Catalog) -> _Judged:
    if entity not in catalog.entities and entity not in _authored(policy):
        return _NOT_LOOKED_FOR
    decision = policy.decide([Sighting(0, place, Finding(entity, Span(0, 1), 1.0, "probe"))])
    rules = tuple(reason.rule for reason in decision.reasons)
    spec = next((spec for _, spec in decision.plan.get(0, ())), None) if isinstance(decision, Forward) else None
    if spec is None:
        return _Judged(decision.effect, 0, decision.effect.label, rules)
    rank = catalog.operators.index(spec.name) if spec.name in catalog.operators else 0
    params = "".join(f" {name}={value}" for name, value in sorted(spec.params.items()))
    operator = "" if spec.name == decision.effect.label and not params else f" ({spec.name}{params})"
    return _Judged(decision.effect, rank, decision.effect.label + operator, rules)
