"""One look into the passages of a record: what is found, what a policy does about it, and the masked text. Prints nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from guardrail.core.decision import Block, Effect, OperatorSpec, Sighting

from .records import Found, Passage

if TYPE_CHECKING:
    from guardrail.pipeline.ports import Detector
    from guardrail.policy.policy import Policy

__all__ = ["look", "masked"]


def look(passages: Sequence[Passage], detector: Detector, policy: Policy | None) -> tuple[Found, ...]:
    """Findings in order of passage and position; with a policy only those that it acts on.

    Raises ``GuardFault`` (``detector_error``) when detection fails.
    """
    found = [(index, finding) for index, passage in enumerate(passages) for finding in detector.detect(passage.text)]
    if policy is None:
        return tuple(Found(index, finding) for index, finding in found)
    sightings = [Sighting(index, passages[index].place, finding) for index, finding in found]
    whole = policy.decide(sightings)
    # A rule that escalates blocks findings which it would only mask one by one.
    blocked = {reason.entity for reason in whole.reasons if reason.effect is Effect.BLOCK}
    acted = []
    for sighting in sightings:
        effect = policy.decide((sighting,)).effect
        if sighting.finding.entity in blocked:
            effect = Effect.BLOCK
        if effect is not Effect.NONE:
            acted.append(Found(sighting.leaf, sighting.finding, effect))
    return tuple(acted)


def masked(passage: Passage, found: Sequence[Found], policy: Policy | None) -> str | None:
    """The passage as it would leave: every finding a token, or as the policy says. None where the policy lets nothing leave.

    The tokens are samples: real ones depend on the tenant's key and the conversation.
    """
    from guardrail.mask.masker import mask
    from guardrail.mask.token import TokenMint, tokens_in
    from guardrail.mask.vault import Vault

    vault = Vault(TokenMint(bytes(32), "sample"), tokens_in([passage.text]))
    if policy is None:
        return mask(passage.text, [(one.finding, OperatorSpec()) for one in found], vault)
    decision = policy.decide([Sighting(0, passage.place, one.finding) for one in found])
    return None if isinstance(decision, Block) else mask(passage.text, decision.plan.get(0, ()), vault)
