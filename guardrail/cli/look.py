"""One look into the passages of a record: what is found, what a policy does about it, and the masked text. Prints nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from typing import Protocol

from guardrail.core.decision import Block, Effect, OperatorSpec
from guardrail.core.text import Finding, Leaf, LeafKind
from guardrail.detect.explanation import Explanation
from guardrail.mask.masker import mask
from guardrail.mask.token import TokenMint, tokens_in
from guardrail.mask.vault import Vault
from guardrail.pipeline.judgement import with_authored
from guardrail.pipeline.ports import Detector
from guardrail.pipeline.prepare import Inspection, inspect
from guardrail.policy.policy import Policy

from .records import Found, Passage

__all__ = ["Explaining", "explained", "look", "masked"]


class Explaining(Detector, Protocol):
    """A detector that can say why."""

    def explain(self, text: str, findings: Sequence[Finding], label: str = "") -> Sequence[Explanation]:
        """Why each of the findings of this text stands, in their order."""


def look(passages: Sequence[Passage], detector: Detector, policy: Policy | None) -> tuple[Found, ...]:
    """Findings in order of passage and position; with a policy only those that it acts on.

    Raises ``GuardFault`` (``detector_error``) when detection fails.
    """
    looking = with_authored(detector, policy.detectors) if policy is not None else detector
    sightings = inspect(tuple(_leaf(passage) for passage in passages), looking).sightings()
    if policy is None:
        return tuple(Found(sighting.leaf, sighting.finding) for sighting in sightings)
    # A rule that escalates blocks findings which it would only mask one by one.
    blocked = {reason.entity for reason in policy.decide(sightings).reasons if reason.effect is Effect.BLOCK}
    acted = []
    for sighting in sightings:
        alone = policy.decide((sighting,)).effect
        if alone is not Effect.NONE:
            acted.append(Found(sighting.leaf, sighting.finding, Effect.BLOCK if sighting.finding.entity in blocked else alone))
    return tuple(acted)


def explained(passages: Sequence[Passage], found: Sequence[Found], detector: Explaining) -> tuple[Found, ...]:
    """The same findings, each with its explanation. Raises ``GuardFault`` (``detector_error``)."""
    told: list[Found] = []
    for index, group in groupby(found, key=lambda one: one.passage):
        ours = list(group)
        reasons = detector.explain(passages[index].text, [one.finding for one in ours])
        told.extend(replace(one, explanation=reason) for one, reason in zip(ours, reasons, strict=True))
    return tuple(told)


def masked(passage: Passage, found: Sequence[Found], policy: Policy | None) -> str | None:
    """The passage as it would leave: every finding a token, or as the policy says. None where the policy lets nothing leave.

    The tokens are samples: real ones depend on the tenant's key and the conversation.
    """
    vault = Vault(TokenMint(bytes(32), "sample"), tokens_in([passage.text]))
    if policy is None:
        return mask(passage.text, [(one.finding, OperatorSpec()) for one in found], vault)
    inspection = Inspection((_leaf(passage),), {0: tuple(one.finding for one in found)})
    decision = policy.decide(inspection.sightings())
    return None if isinstance(decision, Block) else mask(passage.text, decision.plan.get(0, ()), vault)


def _leaf(passage: Passage) -> Leaf:
    return Leaf((), passage.text, LeafKind.PROSE, passage.place)
