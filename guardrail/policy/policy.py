"""Compiled policies: frozen values that decide. They see kinds, places and scores, never a text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from guardrail.core.decision import Block, Decision, Effect, Forward, Reason, Sighting
from guardrail.core.errors import ErrorCode, GuardFault
from guardrail.core.exchange import PolicyStamp
from guardrail.core.text import Place

from .plan import Masking, plan_of
from .rules import Rule, Verdict, verdict
from .tenants import matches, specificity

__all__ = ["Endpoint", "Policy", "PolicySet"]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A JSON endpoint that the ``generic`` dialect inspects as a whole. ``path`` is exact and begins with a slash."""

    path: str
    description: str


@dataclass(frozen=True, slots=True)
class _Entry:
    """Rules for one kind at one place, with the verdict of them all worked out beforehand."""

    rules: tuple[Rule, ...]
    escalating: tuple[Rule, ...]
    certain: float
    """From this score on, every rule applies."""
    verdict: Verdict

    @classmethod
    def of(cls, rules: tuple[Rule, ...]) -> _Entry:
        escalating = tuple(rule for rule in rules if rule.escalate_at is not None)
        return cls(rules, escalating, max(rule.min_score for rule in rules), verdict(rules))


@dataclass(frozen=True, slots=True, eq=False)
class Policy:
    """All rules that apply are evaluated and the strictest effect wins, so their order never matters.

    What no rule names, by entity and place, falls to ``default``. A finding below every ``min_score`` is left alone.
    """

    stamp: PolicyStamp
    title: str
    rules: tuple[Rule, ...]
    default: Rule
    endpoints: tuple[Endpoint, ...] = ()
    tenants: tuple[str, ...] = ()
    """Patterns of the tenants that it governs."""
    _entries: Mapping[tuple[str, Place], _Entry] = field(init=False, repr=False)
    _unnamed: _Entry = field(init=False, repr=False)

    def __post_init__(self) -> None:
        naming: dict[tuple[str, Place], list[Rule]] = {}
        for rule in self.rules:
            for entity in rule.entities:
                for place in rule.places:
                    naming.setdefault((entity, place), []).append(rule)
        entries = {key: _Entry.of(tuple(rules)) for key, rules in naming.items()}
        object.__setattr__(self, "_entries", MappingProxyType(entries))
        object.__setattr__(self, "_unnamed", _Entry.of((self.default,)))

    def decide(self, sightings: Sequence[Sighting]) -> Decision:
        """The decision about one call, from everything that was seen in it."""
        entries, unnamed = self._entries, self._unnamed
        seen: list[tuple[Sighting, _Entry]] = []
        counts: dict[Rule, int] = {}
        for sighting in sightings:
            finding = sighting.finding
            entry = entries.get((finding.entity, sighting.place), unnamed)
            seen.append((sighting, entry))
            for rule in entry.escalating:
                if _applies(rule, finding.score):
                    counts[rule] = counts.get(rule, 0) + 1
        escalated = {rule.id for rule, count in counts.items() if rule.escalate_at is not None and count >= rule.escalate_at}

        leaves: dict[int, list[Masking]] = {}
        taken: dict[tuple[str, str], tuple[Rule, Effect, int]] = {}
        for sighting, entry in seen:
            finding = sighting.finding
            if escalated or not finding.score >= entry.certain:
                judged = verdict([rule for rule in entry.rules if _applies(rule, finding.score)], escalated)
            else:
                judged = entry.verdict
            if judged.effect is Effect.MASK:
                leaves.setdefault(sighting.leaf, []).append((finding, judged))
            for rule in judged.rules:
                key = (rule.id, finding.entity)
                _, effect, count = taken.get(key, (rule, judged.effect, 0))
                taken[key] = (rule, effect, count + 1)
        reasons = [Reason(rule.id, effect, entity, count, rule.message) for (_, entity), (rule, effect, count) in sorted(taken.items())]
        blocking = tuple(reason for reason in reasons if reason.effect is Effect.BLOCK)
        return Block(blocking) if blocking else Forward(plan_of(leaves), tuple(reasons))


@dataclass(frozen=True, slots=True, eq=False)
class PolicySet:
    """Every policy in force. ``digest`` is hex SHA-256 over all of them and the choice of the default."""

    digest: str
    policies: tuple[Policy, ...]
    default: Policy | None = None
    _patterns: tuple[tuple[str, Policy], ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        patterns = [(pattern, policy) for policy in self.policies for pattern in policy.tenants]
        patterns.sort(key=lambda pair: specificity(pair[0]), reverse=True)
        object.__setattr__(self, "_patterns", tuple(patterns))

    def for_tenant(self, tenant: str) -> Policy:
        """The policy with the most specific pattern that matches, else the default.

        Raises ``GuardFault`` (``policy_unavailable``) when there is none: nothing leaves without a policy.
        """
        for pattern, policy in self._patterns:
            if matches(pattern, tenant):
                return policy
        if self.default is None:
            raise GuardFault(ErrorCode.POLICY_UNAVAILABLE, "policy.match")
        return self.default

    def find(self, policy: str) -> Policy | None:
        """The policy with this id."""
        return next((known for known in self.policies if known.stamp.id == policy), None)


def _applies(rule: Rule, score: float) -> bool:
    """A score that is not a number applies: doubt is on the side of the person."""
    return not score < rule.min_score
