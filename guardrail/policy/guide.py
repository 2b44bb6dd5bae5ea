"""What a policy in force means for the people it governs: kinds of data, rules by subject, exceptions. Words are for the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from guardrail.core.decision import Block, DataClass, Effect, Note, Sighting
from guardrail.core.exchange import PolicyStamp
from guardrail.core.text import Finding, Medium, Place, Span

from .circumstances import Circumstances, Condition
from .effective import EffectiveRule
from .exceptions import Exemption
from .judge import Judge
from .modes import Mode
from .policy import Policy
from .rules import Rule

__all__ = ["Group", "Guide", "GuideRule", "Handling", "Kinds", "group_of", "guide_of"]


class Group(StrEnum):
    """What a rule is about, for people who look for it. Every rule has one."""

    DATA = "data"
    ETHICS = "ethics"
    SECURITY = "security"
    RESILIENCE = "resilience"
    """Cohesion of society: hate, politics, hoaxes, people in need of protection."""


_SIGNALS: Final[Mapping[str, Group]] = {
    **dict.fromkeys(("profiling", "mass_data", "doxing", "complainant", "surveillance"), Group.DATA),
    **dict.fromkeys(("classified", "excluded_information", "prompt_injection", "prompt_leak", "secret_leak", "cybercrime"), Group.SECURITY),
    **dict.fromkeys(
        ("discrimination", "hate_or_abuse", "political", "vulnerable_person", "fabrication", "self_harm", "sexual"), Group.RESILIENCE
    ),
}
"""By signal, as rules write it; any other is one of ethics."""
_DATA: Final = frozenset({DataClass.GENERAL, DataClass.SPECIFIC, DataClass.SECRET})


def group_of(entities: Iterable[str], classes: Mapping[str, DataClass]) -> Group:
    """The group of a rule that acts on these entities: credentials and marks are security, signals of several groups ethics."""
    found = {_group(entity, classes.get(entity, DataClass.SPECIFIC)) for entity in entities}
    if len(found) == 1:
        return found.pop()
    return Group.DATA if Group.DATA in found and found <= {Group.DATA, Group.SECURITY} else Group.ETHICS


def _group(entity: str, data_class: DataClass) -> Group:
    if data_class is DataClass.SIGNAL:
        return _SIGNALS.get(entity.removeprefix("SIGNAL_").lower(), Group.ETHICS)
    return Group.SECURITY if data_class in (DataClass.SECRET, DataClass.MARK) else Group.DATA


@dataclass(frozen=True, slots=True)
class Handling:
    """What becomes of one certain value, alone in a request. ``effect`` is what is done to the value, or ``BLOCK``."""

    effect: Effect
    needs_reason: bool = False
    routed: bool = False
    residencies: frozenset[str] = frozenset()
    """Of a routed call: where the AI service may process data; none where the policy names services instead."""


@dataclass(frozen=True, slots=True)
class Kinds:
    """Entities of one class that are handled alike."""

    data_class: DataClass
    handling: Handling
    entities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GuideRule:
    """One rule. ``effect`` is what it does when enforced; with another ``mode`` it does less."""

    id: str
    group: Group
    effect: Effect
    mode: Mode
    places: frozenset[Place]
    description: str = ""
    message: Mapping[str, str] = field(default_factory=dict)
    legal_basis: tuple[str, ...] = ()
    locked: bool = False
    min_score: float = 0.0
    count_gte: int = 1
    blocks_from: int = 0
    """Distinct values in one call from which it refuses; 0 where their number changes nothing."""
    beside: frozenset[str] = frozenset()
    """Signals and marks of which one must be in the call as well."""
    condition: Condition | None = None
    residencies: frozenset[str] = frozenset()
    upstreams: frozenset[str] = frozenset()
    reason_length: int = 0
    note: Note | None = None
    """What it writes into the answer."""

    @property
    def done(self) -> Effect:
        """What it does in its mode."""
        return self.mode.done(self.effect)


@dataclass(frozen=True, slots=True)
class Guide:
    """``rules`` are those that can meet the tenant, the strictest first; ``exemptions`` those that run on ``day``."""

    stamp: PolicyStamp
    title: str
    owner: str
    lineage: tuple[str, ...]
    tenants: tuple[str, ...]
    tenant: str
    """The one that was asked about; empty for all."""
    day: date
    kinds: tuple[Kinds, ...]
    rules: tuple[GuideRule, ...]
    exemptions: tuple[Exemption, ...]
    default_locked: bool
    uninspectable: frozenset[Medium]
    """What may leave though nobody can look into it."""
    transcript_days: int
    judged: bool = False
    """Whether a judge may be asked of what is in doubt."""


def guide_of(policy: Policy, now: datetime, tenant: str = "") -> Guide:
    """``now`` chooses the exceptions, and is the day of the guide; conditions that ``tenant`` does not meet leave their rules out."""
    around = Circumstances(tenant)
    meeting = [rule for rule in policy.rules if rule.condition is None or rule.condition.holds(around, unknown=True)]
    effective = policy.effective
    written = {each.id: each for each in effective.rules} if effective is not None else {}
    by_id: dict[str, list[Rule]] = {}
    for rule in meeting:
        by_id.setdefault(rule.id, []).append(rule)
    rules = [_told(same, written.get(name), policy.classes) for name, same in by_id.items()]
    return Guide(
        stamp=policy.stamp,
        title=policy.title,
        owner=effective.metadata.owner if effective is not None else "",
        lineage=effective.lineage if effective is not None else (policy.stamp.id,),
        tenants=policy.tenants,
        tenant=tenant,
        day=now.date(),
        kinds=_kinds(policy, [rule for rule in meeting if _always(rule, around)]),
        rules=tuple(sorted(rules, key=lambda rule: (-rule.done, -rule.effect, rule.id))),
        exemptions=tuple(each for each in policy.exemptions if each.runs(now) and _may_meet(each.condition, around)),
        default_locked=effective is not None and effective.spec.default.locked,
        uninspectable=policy.uninspectable,
        transcript_days=policy.transcript_days,
        judged=policy.judging is not None,
    )


def _may_meet(condition: Condition, around: Circumstances) -> bool:
    return condition.holds(around, unknown=True)


def _always(rule: Rule, around: Circumstances) -> bool:
    """Whether the rule holds for every call of these callers, wherever it is bound: where to is what it may be about."""
    return rule.condition is None or replace(rule.condition, residencies=frozenset()).holds(around, unknown=False)


def _told(same: list[Rule], written: EffectiveRule | None, classes: Mapping[str, DataClass]) -> GuideRule:
    """A rule that escalates was compiled to two with one id, the milder first."""
    rule, blocks_from = same[0], max((other.count_gte for other in same[1:]), default=0)
    to = rule.destination
    shape = written.shape if written is not None else None
    return GuideRule(
        id=rule.id,
        group=group_of(rule.entities, classes),
        effect=rule.effect,
        mode=rule.mode,
        places=rule.places,
        description=shape.description if shape is not None else "",
        message=rule.message,
        legal_basis=shape.legal_basis if shape is not None else (),
        locked=shape is not None and shape.locked,
        min_score=rule.min_score,
        count_gte=rule.count_gte,
        blocks_from=blocks_from,
        beside=rule.signals,
        condition=rule.condition,
        residencies=to.residencies if to is not None else frozenset(),
        upstreams=to.upstreams if to is not None else frozenset(),
        reason_length=rule.reason_length,
        note=rule.note,
    )


def _kinds(policy: Policy, rules: list[Rule]) -> tuple[Kinds, ...]:
    """Kinds of data by class and handling, the strictest handling of the gravest class first."""
    judge = Judge(tuple(rules), policy.default, policy.spared)
    alike: dict[tuple[DataClass, Handling], list[str]] = {}
    for entity, data_class in sorted(policy.classes.items()):
        if data_class in _DATA:
            alike.setdefault((data_class, _handled(judge, entity)), []).append(entity)
    order = (DataClass.SECRET, DataClass.SPECIFIC, DataClass.GENERAL)
    found = [Kinds(data_class, handling, tuple(entities)) for (data_class, handling), entities in alike.items()]
    return tuple(sorted(found, key=lambda each: (order.index(each.data_class), -each.handling.effect, each.entities)))


def _handled(judge: Judge, entity: str) -> Handling:
    decision = judge.decide([Sighting(0, Place.USER, Finding(entity, Span(0, 1), 1.0, "probe"))])
    if isinstance(decision, Block):
        return Handling(Effect.BLOCK)
    operator = next((spec.name for _, spec in decision.plan.get(0, ())), "")
    effect = {"": Effect.NONE, "generalize": Effect.GENERALIZE, "redact": Effect.REDACT}.get(operator, Effect.MASK)
    named = [each.residencies for each in decision.destinations if each.residencies]
    residencies = frozenset.intersection(*named) if named else frozenset[str]()
    return Handling(effect, decision.reason_length > 0, bool(decision.destinations), residencies)
