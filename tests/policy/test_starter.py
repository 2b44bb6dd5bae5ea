"""A first policy and its cases."""

from __future__ import annotations

import pytest

from guardrail.app.policies import policy_catalog
from guardrail.core.decision import Effect
from guardrail.policy.cases import cases_of
from guardrail.policy.compile import compile_policies
from guardrail.policy.layout import laid_out
from guardrail.policy.load import parse
from guardrail.policy.starter import starter

PARENT = """\
apiVersion: guardrail/v1
kind: Policy
metadata: {id: induk, version: 1, title: Induk, description: Induk, owner: induk}
spec:
  rules:
    - {id: umum, description: a, entities: [general], action: mask, locked: true}
"""


@pytest.mark.parametrize("extends", ["", "induk@^1"])
def test_a_first_policy_is_valid_and_laid_out(extends: str) -> None:
    """By itself and below a parent; half of its cases are near misses."""
    files = starter("puskesmas", "jateng/kab-klaten/puskesmas", extends)
    documents = [document for name, text in {**files, "induk.yaml": PARENT}.items() for document in parse(name, text.encode())[0]]
    policies = compile_policies(documents, policy_catalog())
    policy = policies.for_tenant("jateng/kab-klaten/puskesmas")
    assert policy.effective is not None
    assert policy.effective.lineage == (("induk", "puskesmas") if extends else ("puskesmas",))
    effects = [case.expect.effect for case in cases_of(documents)]
    assert effects.count(Effect.NONE) * 2 == len(effects) == 4
    assert [laid_out(name, text) for name, text in files.items()] == list(files.values())
