"""At which level a rule was locked."""

from __future__ import annotations

from collections.abc import Callable

from guardrail.policy.locks import DEFAULT, locker
from guardrail.policy.policy import PolicySet


def test_the_first_who_locked_a_rule_is_its_locker(compiled: Callable[..., PolicySet], spec: Callable[[str], str]) -> None:
    """A child that locks it again, or words it anew, does not become the one to ask."""
    rules = (
        "  rules:\n"
        "    - {id: nik, description: d, entities: [ID_NIK], action: mask}\n"
        "    - {id: nama, description: d, entities: [PERSON], action: warn}\n"
    )
    middle = spec("  extends: contoh\n  default: {action: mask, locked: true}\n  rules: [{id: nik, locked: true}]\n")
    lowest = spec("  extends: tengah\n  default: {action: block, locked: true}\n  rules: [{id: nik, action: block, locked: true}]\n")
    policies = compiled(spec(rules), middle.replace("id: contoh", "id: tengah", 1), lowest.replace("id: contoh", "id: bawah", 1))
    found = {each.stamp.id: each.effective for each in policies.policies if each.effective is not None}
    assert [locker(rule, found["bawah"], found) for rule in ("nik", "nama", DEFAULT)] == ["tengah", None, "tengah"]
    assert locker("nik", found["contoh"], found) is None
