"""One text under one policy: labels of what it asks for, the ethics rules they are about, and what the policy does. Prints nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from guardrail.app.clock import SystemClock
from guardrail.app.policies import policy_catalog, shipped_policies
from guardrail.core.decision import Effect, Sighting
from guardrail.core.text import Finding, Leaf, LeafKind, Place
from guardrail.detect.detector import build_detector
from guardrail.detect.ethics.answers import CITED, WRONG, references
from guardrail.detect.ethics.labels import LABELS, PUBLIC, RULES
from guardrail.detect.ethics.signals import SIGNALS, entity_of, with_signals
from guardrail.pipeline.grey import weighed
from guardrail.pipeline.judgement import with_authored
from guardrail.pipeline.ports import Detector
from guardrail.pipeline.prepare import Inspection, inspect
from guardrail.pipeline.question import OpinionOf, without_judge
from guardrail.pipeline.signalled import signalled
from guardrail.policy.compile import compile_policies
from guardrail.policy.load import load
from guardrail.policy.policy import Policy

from .exit import misused
from .routing import read_route

__all__ = ["Judging", "Told", "build_judging"]

_LABELS = {**{entity_of(label): label for label in LABELS}, CITED: "citation", WRONG: "citation"}
_RULES = {**RULES, "citation": "ETH-27"}
_STRANGERS = frozenset((Place.TOOL_RESULT, Place.FILE))
_FOUND_BY_FORM = {"SECRET": "secret_leak", "MARK_RAHASIA": "classified", "MARK_SANGAT_RAHASIA": "classified", "MARK_TERBATAS": "classified"}
"""What the detector and the national policy find by form is the label's concern as well."""
_BULK = 5
"""NIK from which a text is about many people (ETH-18)."""


@dataclass(frozen=True, slots=True)
class Told:
    """In order of their names; ``messages`` are what people read, Indonesian first."""

    labels: list[str]
    rules: list[str]
    action: str
    messages: list[str]
    verdicts: Mapping[str, int]
    """What the judge came to, where it was asked."""


class Judging:
    """A detector and a policy, ready."""

    def __init__(self, detector: Detector, policy: Policy, opinion_of: OpinionOf = without_judge) -> None:
        self._detector = with_authored(detector, policy.detectors)
        self._policy = policy
        self._opinion_of = opinion_of

    def judge(self, text: str, place: Place) -> Told:
        """Raises ``GuardFault`` (``detector_error``) when detection fails, ``RequestRefused`` for what cannot be read."""
        leaves = (Leaf((), text, LeafKind.PROSE, place),)
        inspection = inspect(leaves, self._detector)
        asks = self._opinion_of is not without_judge and self._policy.judging is not None
        floor = self._policy.judging.above if self._policy.judging is not None and asks else 0.5
        found = signalled(leaves, inspection.findings, SIGNALS, floor=floor)
        if place is Place.RESPONSE and (cited := [finding for finding, _ in references(text, SystemClock().now().year)]):
            found = {0: with_signals(text, found.get(0, ()), cited)}
        asked = weighed(leaves, found, Inspection(leaves, found).sightings(), self._policy, self._opinion_of)
        decision = self._policy.decide(asked.sightings)
        labels = _labels([sighting.finding for sighting in asked.sightings], text)
        rules = {"ETH-15" if label == "prompt_injection" and place in _STRANGERS else _RULES[label] for label in labels}
        reasons = sorted(decision.reasons, key=lambda reason: -reason.effect)
        messages = dict.fromkeys(f"{reason.message['id']} / {reason.message['en']}" for reason in reasons if reason.message.get("id"))
        action = reasons[0].effect if reasons else Effect.NONE
        told = sorted({PUBLIC.get(label, label) for label in labels})
        return Told(told, sorted(rules), action.label, list(messages), asked.codes)

    def route(self, text: str) -> Told:
        """A call told as ``read_route`` reads it: its label is ``transfer`` where a rule sends, or would send, it elsewhere, refuses it, or
        masks what it says is open. Raises ``ValueError``."""
        route = read_route(text)
        decision = self._policy.decide([Sighting(0, Place.USER, finding) for finding in route.findings], route.around)
        acting = [one for one in (*decision.reasons, *decision.aside.would) if not route.masked or not one.effect.masks]
        action = max((one.effect for one in decision.reasons), default=Effect.NONE)
        if not acting:
            return Told([], [], action.label, [], {})
        messages = dict.fromkeys(f"{one.message['id']} / {one.message['en']}" for one in acting if one.message.get("id"))
        return Told(["transfer"], ["ETH-28"], action.label, list(messages), {})


def _labels(found: list[Finding], text: str) -> set[str]:
    labels = {_LABELS[one.entity] for one in found if one.entity in _LABELS}
    labels |= {_FOUND_BY_FORM[one.entity] for one in found if one.entity in _FOUND_BY_FORM}
    people = {text[one.span.start : one.span.end] for one in found if one.entity == "ID_NIK"}
    return labels | {"mass_data"} if len(people) >= _BULK else labels


def build_judging(policy: str, opinion_of: Callable[[Policy], OpinionOf] = lambda policy: without_judge) -> Judging:
    """With the shipped policy of this id; ``opinion_of`` has the judge that it asks.

    Raises ``typer.Exit`` where there is none, saying which there are."""
    policies = compile_policies(load(shipped_policies()), policy_catalog())
    found = policies.find(policy)
    if found is None:
        known = ", ".join(each.stamp.id for each in policies.policies)
        raise misused(f"there is no policy of this id; known are {known}")
    return Judging(build_detector(), found, opinion_of(found))
