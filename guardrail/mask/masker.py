"""A text and the plan for it make a masked text. Decides nothing: what to mask, and how, is in the plan."""

from __future__ import annotations

from collections.abc import Sequence

from guardrail.core.decision import OperatorSpec
from guardrail.core.text import Finding

from .operators import OPERATORS, check
from .vault import Vault

__all__ = ["mask", "operate"]


def mask(text: str, plan: Sequence[tuple[Finding, OperatorSpec]], vault: Vault) -> str:
    """The text with every finding of the plan replaced, in one pass.

    Raises ``ValueError`` when spans are not in order, overlap, are empty or leave the text, or when an operator is not ours:
    half a masked text is never returned.
    """
    parts: list[str] = []
    done = 0
    for finding, spec in plan:
        span = finding.span
        start, end = span.start, span.end
        if not done <= start < end <= len(text):
            raise ValueError("spans of a plan must lie in the text, in order, and not overlap")
        parts.append(text[done:start])
        if spec.name == "token" and not spec.params:
            parts.append(vault.put(finding.entity, text[start:end]))
        else:
            parts.append(operate(text[start:end], finding.entity, spec, vault))
        done = end
    parts.append(text[done:])
    return "".join(parts)


def operate(value: str, entity: str, spec: OperatorSpec, vault: Vault | None) -> str:
    """What one operator makes of one value. ``token`` and ``hash`` need a vault.

    Raises ``ValueError`` for an operator or parameters that are not ours.
    """
    complaint = check(spec)
    if complaint is not None:
        raise ValueError(complaint)
    masked: str = OPERATORS[spec.name].operate(value, {**spec.params, "entity_type": entity, "vault": vault})
    return masked
