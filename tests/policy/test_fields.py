"""A policy in force as a list of fields with their places."""

from __future__ import annotations

from collections.abc import Callable

from guardrail.policy.fields import fields_of
from guardrail.policy.policy import PolicySet

PARENT = """\
  mode: warn
  rules:
    - id: umum
      description: a
      entities: [general]
      action: mask
    - id: nik
      description: b
      entities: [ID_NIK]
      action: mask
"""
CHILD = """\
apiVersion: guardrail/v1
kind: Policy
metadata: {id: anak, version: 1, title: Anak, description: Anak, owner: anak}
spec:
  extends: contoh
  rules:
    - id: nik
      action: block
"""


def test_every_field_says_where_it_was_written(compiled: Callable[..., PolicySet], spec: Callable[[str], str]) -> None:
    """What the child wrote stands in its file, the rest in its parent's; a mode that a rule lacks is that of the policy it came with."""
    policies = compiled(spec(PARENT), CHILD)
    known = {policy.stamp.id: policy.effective for policy in policies.policies}
    effective = known["anak"]
    assert effective is not None
    found = {field.name: (field.value, str(field.origin)) for field in fields_of(effective, known.get)}
    assert found["rules.nik.action"] == ("block", "2.yaml:8")
    assert found["rules.nik.entities"] == ("ID_NIK", "1.yaml:13")
    assert found["rules.umum.mode"] == ("warn", "1.yaml:5")
    assert found["rules.umum.where"] == ("request, response", "None")
    assert found["extends"] == ("contoh", "2.yaml:5")
