"""When a judge is asked, and the rule that acts where it could not be."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from guardrail.core.decision import Block, Effect, Sighting
from guardrail.core.errors import InvalidFiles
from guardrail.core.text import Finding, Place, Span
from guardrail.policy.judge_shape import JudgeShape
from guardrail.policy.judging import UNJUDGED, failure_rule, judging_of
from guardrail.policy.modes import Mode
from guardrail.policy.policy import PolicySet

Compile = Callable[..., PolicySet]
HEAD = "apiVersion: guardrail/v1\nkind: Policy\nmetadata: {{id: {0}, version: 1, title: {0}, description: d, owner: o}}\nspec:\n"
RULES = "  rules: [{id: nik, description: NIK, entities: [ID_NIK], action: mask}]\n"
SEEN = Sighting(0, Place.USER, Finding(UNJUDGED, Span(0, 1), 1.0, "EthicsJudge"))


@pytest.mark.parametrize(("score", "asked"), [(0.49, False), (0.5, True), (0.89, True), (0.9, False), (1.0, False), (float("nan"), False)])
def test_the_zone(score: float, asked: bool) -> None:
    """From its lower end on, up to its upper end; a score that is no number is for the rules, which it meets."""
    judging = judging_of(JudgeShape(above=0.5, below=0.9))
    assert judging is not None and judging.asks(score) is asked
    assert judging_of(None) is None


@pytest.mark.parametrize(("word", "effects"), [("ignore", []), ("warn", [Effect.WARN]), ("block", [Effect.BLOCK])])
def test_a_failure_is_a_rule(word: str, effects: list[Effect]) -> None:
    """Or none, where it changes nothing."""
    rules = failure_rule(JudgeShape.model_validate({"on_failure": word}), "nasional", Mode.ENFORCE)
    assert [rule.effect for rule in rules] == effects
    assert failure_rule(None, "nasional", Mode.ENFORCE) == ()


def test_a_failure_is_told_by_the_policy_that_wrote_it(compiled: Compile) -> None:
    """``nasional/judge``, also where a child inherits it; a child on trial does not suspend what it inherits."""
    parent = HEAD.format("nasional") + "  judge: {on_failure: block}\n" + RULES
    child = HEAD.format("jateng") + "  extends: nasional@^1\n  mode: audit\n"
    tightened = HEAD.format("kudus") + "  extends: nasional@^1\n  mode: audit\n  judge: {above: 0.4}\n"
    found = compiled(parent, child, tightened)
    for name, rule in (("nasional", "nasional/judge"), ("jateng", "nasional/judge"), ("kudus", "kudus/judge")):
        policy = found.find(name)
        assert policy is not None
        decision = policy.decide([SEEN])
        assert isinstance(decision, Block)
        assert [reason.rule for reason in decision.reasons] == [rule]
        assert "penilai etika" in decision.reasons[0].message["id"]
    trial = compiled(HEAD.format("uji") + "  mode: audit\n  judge: {on_failure: block}\n" + RULES).find("uji")
    assert trial is not None and not isinstance(trial.decide([SEEN]), Block)


def test_its_id_is_taken(compiled: Compile) -> None:
    """No rule of an author may pass for it."""
    with pytest.raises(InvalidFiles, match="the rule id 'judge' is taken"):
        compiled(HEAD.format("uji") + "  rules: [{id: judge, description: d, entities: [ID_NIK], action: mask}]\n")
