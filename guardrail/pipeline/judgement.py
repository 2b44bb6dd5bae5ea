"""What a policy makes of a call and where it may go: the service first in line, or the next that its rules admit. Masks nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from guardrail.core.decision import Block, Decision, Effect, Forward, Sighting
from guardrail.core.errors import ErrorCode
from guardrail.core.pattern import DetectorSpec
from guardrail.detect.authored import AuthoredDetector
from guardrail.policy.circumstances import UNKNOWN, Circumstances
from guardrail.policy.judge import Judge
from guardrail.policy.policy import Policy

from .ports import Detector, Upstream
from .question import OpinionOf, without_judge
from .reason import NO_REASON, Reasoning

__all__ = ["ALONE", "Around", "Judgement", "judge_call", "with_authored"]


@dataclass(frozen=True, slots=True)
class Around:
    """Around a call. ``services`` has for a model the AI services that serve it, in order; model and residency of ``circumstances`` are
    those of the call itself where it has any.
    """

    circumstances: Circumstances = UNKNOWN
    services: Callable[[str], Sequence[Upstream]] = lambda model: ()
    reason: Reasoning = NO_REASON
    reason_key: bytes = field(default=b"", repr=False)
    subject_key: bytes = field(default=b"", repr=False)
    """Keys the tags of the people in the call; without it there are none."""
    opinion_of: OpinionOf = without_judge
    """What a judge says of the signals that the policy wants judged."""


ALONE: Final = Around()
"""A body of nobody, bound for nowhere."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """``lacking`` is what keeps a call from leaving that no rule blocks: a reason, or a service that may have it."""

    judge: Judge
    """The rules that hold around this call: for its answer, too."""
    decision: Decision
    around: Circumstances
    """As they are for the service that it is bound for."""
    upstream: Upstream | None
    """None where no service serves the model, or none is known."""
    lacking: ErrorCode | None = None
    reason_tag: str = ""
    """Keyed code of the reason that was asked for and given."""


def judge_call(policy: Policy, sightings: Sequence[Sighting], around: Around, model: str, detector: Detector) -> Judgement:
    """The judgement of one call. Where a rule sends it to another service, it is judged again as bound for there."""
    services = around.services(model)
    judgement = _bound_for(services[0] if services else None, policy, sightings, around, model)
    first = judgement.decision
    if isinstance(first, Forward) and services and not _admitted(first, services[0]):
        for service in services[1:]:
            other = _bound_for(service, policy, sightings, around, model)
            if _admitted(first, service) and isinstance(other.decision, Forward) and _admitted(other.decision, service):
                judgement = replace(other, decision=_also_routed(other.decision, first))
                break
        else:
            return replace(judgement, lacking=ErrorCode.NO_DESTINATION)
    decision = judgement.decision
    if isinstance(decision, Block) or not decision.reason_length:
        return judgement
    lacking = around.reason.lacking(decision.reason_length, detector)
    tag = "" if lacking is not None else around.reason.tag(around.reason_key, around.circumstances.tenant)
    return replace(judgement, lacking=lacking, reason_tag=tag)


def _bound_for(service: Upstream | None, policy: Policy, sightings: Sequence[Sighting], around: Around, model: str) -> Judgement:
    known = around.circumstances
    residency = service.region if service is not None else known.residency
    circumstances = replace(known, model=known.model or model, residency=residency)
    judge = policy.under(circumstances)
    return Judgement(judge, judge.decide(sightings), circumstances, service)


def _admitted(decision: Forward, service: Upstream) -> bool:
    return all(destination.admits(service.name, service.region) for destination in decision.destinations)


def _also_routed(decision: Forward, first: Forward) -> Forward:
    """The rule that sent the call elsewhere may not hold there any more; it took effect all the same."""
    told = {(reason.rule, reason.entity) for reason in decision.reasons}
    routed = [reason for reason in first.reasons if reason.effect is Effect.ROUTE and (reason.rule, reason.entity) not in told]
    return replace(decision, reasons=(*decision.reasons, *routed))


def with_authored(detector: Detector, specs: tuple[DetectorSpec, ...]) -> Detector:
    """The detector, and beside it what a policy's authors wrote."""
    return AuthoredDetector(detector, specs) if specs else detector
