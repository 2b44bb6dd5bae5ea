"""Compiled policies: frozen values that decide. They see kinds, places and scores, never a text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from guardrail.core.decision import DataClass, Decision, Sighting
from guardrail.core.errors import ErrorCode, GuardFault
from guardrail.core.exchange import PolicyStamp
from guardrail.core.pattern import DetectorSpec
from guardrail.core.text import Medium, Place

from .answers import AnswerMode, BlockStyle
from .circumstances import UNKNOWN, Circumstances
from .effective import Effective
from .exceptions import Exemption, lowered
from .judge import Judge
from .judging import Judging
from .rules import Rule
from .schema import ExceptionDocument
from .tenants import matches, specificity
from .tools import EVERY_TOOL, ToolArguments

__all__ = ["Endpoint", "Policy", "PolicySet"]

_MOST_JUDGES: Final = 256
_MOST_REMEMBERED: Final = 4_096
_LONGEST_REMEMBERED: Final = 256


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A JSON endpoint that the ``generic`` dialect inspects as a whole. ``path`` is exact and begins with a slash."""

    path: str
    description: str
    exclude: tuple[str, ...] = ()
    """JSONPath of places that are nobody's data: they are not looked into."""


@dataclass(frozen=True, slots=True, eq=False)
class Policy:
    """All rules that apply are evaluated and the strictest effect wins, so their order never matters.

    ``default`` is a floor under them: what is found and no rule treats as strictly, it does, unless a rule lifts it.
    """

    stamp: PolicyStamp
    title: str
    rules: tuple[Rule, ...]
    """Its own and those that it inherits, which it shares with its parent."""
    default: Rule
    endpoints: tuple[Endpoint, ...] = ()
    tenants: tuple[str, ...] = ()
    """Patterns of the tenants that it governs."""
    applications: tuple[str, ...] = ()
    """Of these tenants, only these applications; none means all."""
    answers: AnswerMode = AnswerMode.WINDOW
    """How much of an answer is looked into before the caller sees it."""
    block_style: BlockStyle = BlockStyle.ERROR
    tool_arguments: ToolArguments = EVERY_TOOL
    uninspectable: frozenset[Medium] = frozenset()
    """What may leave though nobody can look into it."""
    transcript_days: int = 0
    """For how long sealed transcripts of calls are kept; 0: none are."""
    judging: Judging | None = None
    """When a judge is asked what the classifier leaves open; None: never."""
    detectors: tuple[DetectorSpec, ...] = ()
    """Recognizers that its authors wrote; they run for its tenants alone."""
    exemptions: tuple[Exemption, ...] = ()
    spared: frozenset[str] = frozenset()
    """Entities that are no data, so that the default is not about them: signals and marks."""
    classes: Mapping[str, DataClass] = field(default_factory=dict, repr=False)
    """Of every entity that it may name."""
    granted: tuple[ExceptionDocument, ...] = field(default=(), repr=False)
    """The documents of the exemptions."""
    effective: Effective | None = field(default=None, repr=False)
    """What its authors wrote, inheritance resolved, with the place of every field; none where no author did."""
    signals: frozenset[str] = field(init=False, repr=False)
    """Entities of ethics signals that its rules ask for: without any, no text is read for them."""
    _conditional: tuple[Rule, ...] = field(init=False, repr=False)
    _judges: dict[tuple[bool, ...], Judge] = field(init=False, repr=False)
    _held: dict[tuple[str, str, str, str], tuple[bool, ...]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        asked = frozenset[str]().union(*(rule.entities | rule.signals for rule in self.rules))
        object.__setattr__(self, "signals", frozenset(entity for entity in asked if entity.startswith("SIGNAL_")))
        object.__setattr__(self, "_conditional", tuple(rule for rule in self.rules if rule.condition is not None))
        object.__setattr__(self, "_judges", {})
        object.__setattr__(self, "_held", {})

    def under(self, around: Circumstances) -> Judge:
        """The rules as they hold around one call: conditions met, exceptions applied."""
        held = self._held_around(around) if self._conditional else ()
        granted = tuple([exemption.holds(around) for exemption in self.exemptions])
        judge = self._judges.get(held + granted)
        if judge is None:
            if len(self._judges) >= _MOST_JUDGES:
                self._judges.clear()
            judge = self._judges[held + granted] = self._judge(held, granted)
        return judge

    def _held_around(self, around: Circumstances) -> tuple[bool, ...]:
        """Which conditions hold; remembered, since callers, models and services are few. Whatever callers invent is soon forgotten."""
        key = (around.tenant, around.application, around.model, around.residency)
        held = self._held.get(key)
        if held is None:
            if len(self._held) >= _MOST_REMEMBERED:
                self._held.clear()
            conditions = [rule.condition for rule in self._conditional]
            held = tuple([condition is None or condition.holds(around, unknown=True) for condition in conditions])
            if len(around.model) <= _LONGEST_REMEMBERED:
                self._held[key] = held
        return held

    def escalates(self, place: Place) -> bool:
        """Whether what was seen there before can change what a finding means."""
        return self.under(UNKNOWN).escalates(place)

    def decide(self, sightings: Sequence[Sighting], around: Circumstances = UNKNOWN) -> Decision:
        """The decision about one call, from everything that was seen in it."""
        return self.under(around).decide(sightings)

    def _judge(self, held: Sequence[bool], granted: Sequence[bool]) -> Judge:
        left_out = {rule for rule, holds in zip(self._conditional, held, strict=True) if not holds}
        exemptions = [exemption for exemption, holds in zip(self.exemptions, granted, strict=True) if holds]
        rules = tuple(lowered(rule, exemptions) for rule in self.rules if rule not in left_out)
        return Judge(rules, lowered(self.default, exemptions), self.spared)


@dataclass(frozen=True, slots=True, eq=False)
class PolicySet:
    """Every policy in force. ``digest`` is hex SHA-256 over all of them and the choice of the default."""

    digest: str
    policies: tuple[Policy, ...]
    default: Policy | None = None
    endpoints: frozenset[str] = field(init=False)
    """Every path that some policy opens; which policy does is for ``Policy.endpoints`` to say."""
    _patterns: tuple[tuple[str, Policy], ...] = field(init=False, repr=False)
    _known: dict[tuple[str, str], Policy] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        opened = frozenset(endpoint.path for policy in self.policies for endpoint in policy.endpoints)
        object.__setattr__(self, "endpoints", opened)
        patterns = [(pattern, policy) for policy in self.policies for pattern in policy.tenants]
        patterns.sort(key=lambda pair: (specificity(pair[0]), bool(pair[1].applications)), reverse=True)
        object.__setattr__(self, "_patterns", tuple(patterns))
        object.__setattr__(self, "_known", {})

    def for_tenant(self, tenant: str, application: str = "") -> Policy:
        """The policy with the most specific pattern that matches, one for the application before one for all; else the default.

        Raises ``GuardFault`` (``policy_unavailable``) when there is none: nothing leaves without a policy.
        """
        key = (tenant, application)
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= _MOST_REMEMBERED:
                self._known.clear()
            known = self._known[key] = self._matching(tenant, application)
        return known

    def _matching(self, tenant: str, application: str) -> Policy:
        for pattern, policy in self._patterns:
            if matches(pattern, tenant) and (not policy.applications or application in policy.applications):
                return policy
        if self.default is None:
            raise GuardFault(ErrorCode.POLICY_UNAVAILABLE, "policy.match")
        return self.default

    def find(self, policy: str) -> Policy | None:
        """The policy with this id."""
        return next((known for known in self.policies if known.stamp.id == policy), None)
