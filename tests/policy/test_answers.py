"""How much of an answer is looked into, and how a block is told: part of the policy, of its digest, and ordered by strictness."""

from __future__ import annotations

import pytest

from guardrail.core.decision import DataClass
from guardrail.policy.answers import AnswerMode, BlockStyle
from guardrail.policy.catalog import Catalog
from guardrail.policy.compile import compile_policies
from guardrail.policy.load import parse
from guardrail.policy.policy import Policy

_POLICY = """\
apiVersion: guardrail/v1
kind: Policy
metadata: {{id: uji, version: 1, title: Uji, description: Uji, owner: uji}}
spec:
  {answers}
  rules: [{{id: nama, description: Nama, entities: [PERSON], action: mask}}]
"""


def _compiled(answers: str) -> Policy:
    documents, complaints = parse("uji.yaml", _POLICY.format(answers=answers).encode())
    assert not complaints
    policy = compile_policies(documents, Catalog({"PERSON": DataClass.GENERAL}, ("token",), lambda spec: None), "uji").default
    assert policy is not None
    return policy


@pytest.mark.parametrize(
    ("answers", "mode"),
    [
        ("", AnswerMode.WINDOW),
        ("answers: {}", AnswerMode.WINDOW),
        ("answers: {mode: pass}", AnswerMode.PASS),
        ("answers: {mode: window}", AnswerMode.WINDOW),
        ("answers: {mode: buffer}", AnswerMode.BUFFER),
    ],
)
def test_a_policy_says_how_answers_are_looked_into(answers: str, mode: AnswerMode) -> None:
    """Sentence by sentence, where it does not say."""
    assert _compiled(answers).answers is mode


@pytest.mark.parametrize("answers", ["answers: {mode: off}", "answers: window", "answers: {mode: window, seconds: 3}"])
def test_an_unknown_mode_is_an_error(answers: str) -> None:
    """A typing error must not leave answers unread."""
    assert parse("uji.yaml", _POLICY.format(answers=answers).encode())[1]


def test_the_mode_changes_the_digest() -> None:
    """An auditor can tell which mode was in force; writing the default out changes nothing."""
    assert _compiled("answers: {mode: pass}").stamp.digest != _compiled("").stamp.digest
    assert _compiled("answers: {mode: window}").stamp.digest == _compiled("").stamp.digest


def test_the_strictest_is_the_greatest() -> None:
    """Where policies meet, the greatest wins."""
    assert sorted(AnswerMode) == [AnswerMode.PASS, AnswerMode.WINDOW, AnswerMode.BUFFER]
    assert [mode.label for mode in AnswerMode] == ["pass", "window", "buffer"]


def test_a_policy_says_how_a_block_is_told() -> None:
    """As an error where it does not say; what it says is part of the digest, and a typing error is one."""
    assert _compiled("").block_style is BlockStyle.ERROR
    assert _compiled("block_style: refusal").block_style is BlockStyle.REFUSAL
    assert _compiled("block_style: refusal").stamp.digest != _compiled("").stamp.digest
    assert _compiled("block_style: error").stamp.digest == _compiled("").stamp.digest
    assert parse("uji.yaml", _POLICY.format(answers="block_style: silent").encode())[1]
