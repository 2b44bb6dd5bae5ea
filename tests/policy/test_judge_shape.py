"""The key ``judge`` of a policy: what it may say, and what a child may make of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pydantic import ValidationError

from guardrail.core.errors import InvalidFiles
from guardrail.policy.judge_shape import JudgeShape, judges_less
from guardrail.policy.policy import PolicySet

Compile = Callable[..., PolicySet]
PARENT = JudgeShape(above=0.5, below=0.9, residency=("lokal", "dalam-negeri"), on_failure="warn")
HEAD = "apiVersion: guardrail/v1\nkind: Policy\nmetadata: {{id: {0}, version: 1, title: {0}, description: d, owner: o}}\nspec:\n"


@pytest.mark.parametrize(
    ("change", "less"),
    [
        ({}, False),
        ({"above": 0.4}, False),
        ({"above": 0.6}, True),
        ({"below": 0.95}, False),
        ({"below": 0.8}, True),
        ({"residency": ("lokal",)}, False),
        ({"residency": ("lokal", "luar-negeri")}, True),
        ({"may_clear": True}, True),
        ({"on_failure": "block"}, False),
        ({"on_failure": "ignore"}, True),
    ],
)
def test_what_a_child_may_say_of_an_inherited_judge(change: dict[str, object], less: bool) -> None:
    """A wider zone, fewer places, a stricter failure; nothing else."""
    assert judges_less(PARENT, PARENT.model_copy(update=change)) is less


def test_a_judge_that_clears_gets_no_wider_zone_from_a_child() -> None:
    """What it may clear in a wider one would be more; and nobody below takes up or gives up a judge that clears, or any judge."""
    clearing = PARENT.model_copy(update={"may_clear": True})
    assert not judges_less(clearing, PARENT)
    assert judges_less(clearing, clearing.model_copy(update={"above": 0.4}))
    assert judges_less(None, clearing)
    assert not judges_less(None, PARENT)
    assert judges_less(PARENT, None)
    assert not judges_less(None, None)


@pytest.mark.parametrize("given", [{"above": 0.9}, {"below": 0.5}, {"above": 0.01}, {"residency": ()}, {"on_failure": "allow"}])
def test_what_is_no_judge(given: dict[str, object]) -> None:
    """A zone without room, nowhere to stand, or a failure that lets pass."""
    with pytest.raises(ValidationError):
        JudgeShape.model_validate(given)


def test_a_child_completes_what_it_inherits(compiled: Compile) -> None:
    """Of a judge above, what the child leaves out stays; of a judge that nobody above has, it is the format's own."""
    rules = "  rules: [{id: nik, description: NIK, entities: [ID_NIK], action: mask}]\n"
    parent = HEAD.format("atas") + "  judge: {above: 0.4, on_failure: warn}\n" + rules
    child = HEAD.format("bawah") + "  extends: atas@^1\n  judge: {residency: lokal, on_failure: block}\n"
    policy = compiled(parent, child).find("bawah")
    assert policy is not None and policy.judging is not None
    assert (policy.judging.above, policy.judging.below) == (0.4, 0.9)
    alone = compiled(HEAD.format("atas") + rules, HEAD.format("bawah") + "  extends: atas@^1\n  judge: {above: 0.3}\n").find("bawah")
    assert alone is not None and alone.judging is not None
    assert (alone.judging.above, alone.judging.may_clear, alone.judging.residencies) == (0.3, False, frozenset({"lokal"}))
    with pytest.raises(InvalidFiles) as caught:
        compiled(parent, HEAD.format("bawah") + "  extends: atas@^1\n  judge: {may_clear: true}\n")
    (told,) = caught.value.diagnostics
    assert "'judge' is weaker than in atas" in str(told)
