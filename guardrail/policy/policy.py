"""Compiled policies: frozen values that decide. They see kinds, places and scores, never a text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType

from guardrail.core.decision import Block, Decision, Effect, Forward, Reason, Sighting
from guardrail.core.errors import ErrorCode, GuardFault
from guardrail.core.exchange import PolicyStamp
from guardrail.core.text import Medium, Place

from .answers import AnswerMode, BlockStyle
from .plan import Masking, plan_of
from .rules import Rule, Verdict, verdict
from .tenants import matches, specificity
from .tools import EVERY_TOOL, ToolArguments

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

    def judge(self, score: float, escalated: AbstractSet[Rule]) -> Verdict:
        """The verdict of the rules that apply at this score, once some have escalated."""
        return verdict([rule for rule in self.rules if _applies(rule, score)], escalated)


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
    answers: AnswerMode = AnswerMode.WINDOW
    """How much of an answer is looked into before the caller sees it."""
    block_style: BlockStyle = BlockStyle.ERROR
    tool_arguments: ToolArguments = EVERY_TOOL
    uninspectable: frozenset[Medium] = frozenset()
    """What may leave though nobody can look into it."""
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

    def escalates(self, place: Place) -> bool:
        """Whether what was seen there before can change what a finding means."""
        return any(rule.escalate_at is not None and place in rule.places for rule in self.rules)

    def decide(self, sightings: Sequence[Sighting]) -> Decision:
        """The decision about one call, from everything that was seen in it."""
        entries, unnamed = self._entries, self._unnamed
        seen = [(sighting, entries.get((sighting.finding.entity, sighting.place), unnamed)) for sighting in sightings]
        escalated = _escalated(seen)
        leaves: dict[int, list[Masking]] = {}
        tally: dict[tuple[str, Verdict], int] = {}
        for sighting, entry in seen:
            finding = sighting.finding
            judged = entry.verdict if not escalated and finding.score >= entry.certain else entry.judge(finding.score, escalated)
            if judged.effect is Effect.MASK:
                leaves.setdefault(sighting.leaf, []).append((finding, judged))
            key = (finding.entity, judged)
            tally[key] = tally.get(key, 0) + 1
        reasons = _reasons(tally)
        blocking = tuple(reason for reason in reasons if reason.effect is Effect.BLOCK)
        return Block(blocking) if blocking else Forward(plan_of(leaves), reasons)


@dataclass(frozen=True, slots=True, eq=False)
class PolicySet:
    """Every policy in force. ``digest`` is hex SHA-256 over all of them and the choice of the default."""

    digest: str
    policies: tuple[Policy, ...]
    default: Policy | None = None
    endpoints: frozenset[str] = field(init=False)
    """Every path that some policy opens; which policy does is for ``Policy.endpoints`` to say."""
    _patterns: tuple[tuple[str, Policy], ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        opened = frozenset(endpoint.path for policy in self.policies for endpoint in policy.endpoints)
        object.__setattr__(self, "endpoints", opened)
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


def _escalated(seen: Sequence[tuple[Sighting, _Entry]]) -> frozenset[Rule]:
    """Rules that met as many distinct values in this call as they escalate at."""
    subjects: dict[Rule, set[tuple[str, int]]] = {}
    for sighting, entry in seen:
        for rule in entry.escalating:
            if _applies(rule, sighting.finding.score):
                subjects.setdefault(rule, set()).add((sighting.finding.entity, sighting.subject))
    return frozenset(rule for rule, met in subjects.items() if rule.escalate_at is not None and len(met) >= rule.escalate_at)


def _reasons(tally: Mapping[tuple[str, Verdict], int]) -> tuple[Reason, ...]:
    """One reason a rule and entity, in the order of their names."""
    said: dict[tuple[str, str], tuple[Rule, Effect, str, int]] = {}
    for (entity, judged), count in tally.items():
        for rule in judged.rules:
            before = said.get((rule.id, entity))
            said[rule.id, entity] = (rule, judged.effect, entity, before[3] + count if before else count)
    return tuple([_reason(*said[key]) for key in sorted(said)])


@lru_cache(maxsize=4096)
def _reason(rule: Rule, effect: Effect, entity: str, count: int) -> Reason:
    """Kept, because calls repeat the same few reasons and making one costs more than the rest of its rule."""
    return Reason(rule.id, effect, entity, count, rule.message)
