from __future__ import annotations

from guardrail.detect.ethics.labels import LABELS, PUBLIC, RULES


def test_labels_are_told_once() -> None:
    """Outputs of the classifier have one meaning each, and wider names and rules belong to labels that exist."""
    assert len(set(LABELS)) == len(LABELS)
    assert PUBLIC.keys() <= set(LABELS)
    assert RULES.keys() == set(LABELS)
    assert len(set(RULES.values())) == len(LABELS)


def test_rules_stand_where_the_catalogue_has_them() -> None:
    """The numbers that people quote."""
    assert [RULES[label] for label in ("political", "prompt_leak", "self_harm", "off_duty")] == ["ETH-05", "ETH-16", "ETH-25", "ETH-30"]
