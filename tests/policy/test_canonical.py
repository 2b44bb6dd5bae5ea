"""What a policy's digest is of."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from guardrail.policy.policy import PolicySet

Compile = Callable[..., PolicySet]
Spec = Callable[[str], str]

RULES = """\
  match: {tenants: [jateng, jabar]}
  detectors:
    - {id: a, entity: ID_NIK, description: d, patterns: [{name: p, regex: x1, score: 0.4}]}
    - {id: b, entity: ID_NIK, description: d, patterns: [{name: p, regex: x2, score: 0.4}]}
  rules:
    - {id: nik, description: d, entities: [ID_NIK], action: mask}
    - {id: surel, description: d, entities: [EMAIL_ADDRESS], action: redact, match: {models: [a, b]}}
"""
CHILD = "  extends: contoh\n  rules:\n    - {id: nik, entities+: [PERSON], min_score: 0.0}\n"
EXCEPTION = """\
apiVersion: guardrail/v1
kind: Exception
metadata: {id: EXC-1}
spec: {rule: contoh/surel, match: {}, effect: warn, reason: r, ticket: t, requested_by: a, approved_by: [b, c], issued: 2026-11-01,
  expires: 2026-11-30}
"""


def digests(policies: PolicySet) -> dict[str, str]:
    return {policy.stamp.id: policy.stamp.digest for policy in policies.policies}


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_files_rules_and_lists_says_nothing(compiled: Compile, spec: Spec, seed: int) -> None:
    """Nor do file names, comments and layout."""
    lines = RULES.splitlines(keepends=True)
    turned = "".join([*lines[:2], lines[3], lines[2], "  rules:  # catatan\n", lines[6], lines[5]])
    turned = turned.replace("[jateng, jabar]", "[jabar, jateng]").replace("[a, b]", "[b, a]")
    child = spec(CHILD).replace("id: contoh", "id: anak", 1)
    texts = [spec(turned), child, EXCEPTION]
    random.Random(seed).shuffle(texts)
    before, after = compiled(spec(RULES), child, EXCEPTION), compiled(*texts)
    assert digests(before) == digests(after)
    assert before.digest == after.digest


def test_what_is_inherited_and_what_is_excepted_is_in_it(compiled: Compile, spec: Spec) -> None:
    """A parent's change changes its children; an exception changes whoever has the rule."""
    child = spec(CHILD).replace("id: contoh", "id: anak", 1)
    before = digests(compiled(spec(RULES), child))
    for other in (compiled(spec(RULES.replace("action: redact", "action: mask")), child), compiled(spec(RULES), child, EXCEPTION)):
        assert all(digests(other)[name] != digest for name, digest in before.items())


def test_a_delta_is_the_list_that_it_makes(compiled: Compile, spec: Spec) -> None:
    """How the author said it is not in it."""
    other = CHILD.replace("entities+: [PERSON]", "entities: [ID_NIK, PERSON]")
    one, two = (digests(compiled(spec(RULES), spec(text).replace("id: contoh", "id: anak", 1)))["anak"] for text in (CHILD, other))
    assert one == two
