"""What the words of a rule stand for: entities of a class, signals, marks, operators."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from guardrail.core.decision import OperatorSpec

from .catalog import Catalog
from .schema import RuleShape

__all__ = ["AI_ANSWER", "context_of", "mark_entity", "operator_of", "signal_entity", "subjects_of"]


AI_ANSWER: Final = "ai_answer"
"""The signal that every answer of an AI service has, and nothing else: a rule about it is about all answers."""


def signal_entity(word: str) -> str:
    """``automated_decision`` in a rule is the entity ``SIGNAL_AUTOMATED_DECISION``."""
    return f"SIGNAL_{word.upper()}"


def mark_entity(word: str) -> str:
    """``sangat-rahasia`` in a rule is the entity ``MARK_SANGAT_RAHASIA``."""
    return f"MARK_{word.upper().replace('-', '_')}"


def subjects_of(rule: RuleShape, catalog: Catalog) -> frozenset[str]:
    """Entities that the rule acts on."""
    return catalog.expand(rule.entities) if rule.entities else _signalled(rule)


def context_of(rule: RuleShape) -> frozenset[str]:
    """Entities of which one must be in the call as well; none where the rule does not ask."""
    return _signalled(rule) if rule.entities else frozenset()


def operator_of(rule: RuleShape) -> OperatorSpec:
    """The operator that a rule names, or that its action is; a token, when it names none."""
    if rule.operator is not None:
        return OperatorSpec(rule.operator.name, MappingProxyType(dict(rule.operator.params)))
    return OperatorSpec(rule.action) if rule.action in ("generalize", "redact") else OperatorSpec()


def _signalled(rule: RuleShape) -> frozenset[str]:
    return frozenset((*map(signal_entity, rule.signals), *map(mark_entity, rule.marks)))
