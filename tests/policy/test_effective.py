"""What is in force, with the places of its words."""

from __future__ import annotations

from guardrail.policy.effective import EffectiveRule, Origin
from guardrail.policy.schema import RuleShape


def test_a_place_is_said_as_file_and_line() -> None:
    """As compilers say it."""
    assert str(Origin("nasional", "policies/national/policy.yaml", 22, 7)) == "policies/national/policy.yaml:22"


def test_a_rule_belongs_to_who_wrote_on_it_last() -> None:
    """Its id says so; where it begins is where its id was given."""
    origin = Origin("jateng", "a.yaml", 3, 5)
    shape = RuleShape(id="nik", description="d", entities=("ID_NIK",), action="mask")
    rule = EffectiveRule("jateng", shape, {"id": origin})
    assert (rule.id, rule.origin) == ("jateng/nik", origin)
    assert "ID_NIK" not in repr(rule)
