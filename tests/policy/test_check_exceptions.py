"""Exceptions, looked over and in force."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from guardrail.core.decision import Effect, Forward, Sighting
from guardrail.core.errors import InvalidFiles
from guardrail.core.text import Finding, Place, Span
from guardrail.policy.check_exceptions import effect_of
from guardrail.policy.circumstances import Circumstances
from guardrail.policy.policy import PolicySet

Compile = Callable[..., PolicySet]
Spec = Callable[[str], str]

RULES = "  rules: [{id: nik, description: d, entities: [ID_NIK], action: mask}]\n"
EXCEPTION = """\
apiVersion: guardrail/v1
kind: Exception
metadata: {id: EXC-2026-014}
spec:
  rule: contoh/nik
  match: {apps: [cek-penduduk], destinations: {residency: lokal}}
  effect: allow
  reason: Verifikasi dengan model lokal
  ticket: ND-119/2026
  requested_by: opd-dukcapil
  approved_by: [keamanan-1, dpo-1]
  issued: 2026-11-01
  expires: 2026-12-31
"""
SEEN = [Sighting(0, Place.USER, Finding("ID_NIK", Span(0, 16), 0.9, "r"))]
THEN = datetime(2026, 11, 21, tzinfo=UTC)


def test_an_exception_lowers_its_rule_where_it_matches(compiled: Compile, spec: Spec) -> None:
    """And until it runs out; its use is told."""
    (policy,) = compiled(spec(RULES), EXCEPTION).policies
    there = Circumstances("jateng", "cek-penduduk", "m", "lokal", THEN)
    granted = policy.decide(SEEN, there)
    assert isinstance(granted, Forward)
    assert (granted.effect, dict(granted.plan), dict(granted.aside.exceptions)) == (Effect.NONE, {}, {"EXC-2026-014": 1})
    for other in (
        Circumstances("jateng", "loket", "m", "lokal", THEN),
        Circumstances("jateng", "cek-penduduk", "m", "luar-negeri", THEN),
        Circumstances("jateng", "cek-penduduk", "m", "lokal", datetime(2027, 1, 1, tzinfo=UTC)),
        Circumstances(),
    ):
        assert policy.decide(SEEN, other).effect is Effect.MASK


def test_children_have_the_exceptions_of_what_they_inherit(compiled: Compile, spec: Spec) -> None:
    """A child that overrides the rule has a rule of its own, which nobody has excepted."""
    child = spec("  extends: contoh\n").replace("id: contoh", "id: anak", 1)
    own = spec("  extends: contoh\n  rules: [{id: nik, action: redact}]\n").replace("id: contoh", "id: lain", 1)
    policies = compiled(spec(RULES), child, own, EXCEPTION)
    there = Circumstances("jateng", "cek-penduduk", "m", "lokal", THEN)
    effects = {policy.stamp.id: policy.decide(SEEN, there).effect for policy in policies.policies}
    assert effects == {"contoh": Effect.NONE, "anak": Effect.NONE, "lain": Effect.REDACT}


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("contoh/nik", "contoh/nk", "5:9: E209 there is no rule 'contoh/nk'; did you mean 'contoh/nik'?"),
        ("effect: allow", "effect: mask", "7:11: E219 the rule does no more than mask; delete the exception"),
        ("[keamanan-1, dpo-1]", "[dpo-1, dpo-1]", "11:16: E219 two different people must approve"),
        ("[keamanan-1, dpo-1]", "[opd-dukcapil, dpo-1]", "11:17: E219 nobody approves their own request"),
        ("[keamanan-1, dpo-1]", "[dpo-1]", "11:16: E104 "),
        ("2026-12-31", "2027-01-31", "13:12: E219 an exception runs for 90 days at most, and not backwards; the last day is 2027-01-30"),
        ("2026-12-31", "2026-10-31", "13:12: E219 an exception runs for 90 days at most, and not backwards"),
        ("2026-12-31", "2026-02-31", "13:12: E104 should be a day of the calendar"),
        ("  ticket: ND-119/2026\n", "", "4:1: E103 the key 'ticket' is missing; add it"),
    ],
)
def test_what_an_exception_needs(compiled: Compile, spec: Spec, old: str, new: str, complaint: str) -> None:
    """A rule that does more, two others, ninety days, and a number to look up."""
    assert old in EXCEPTION
    with pytest.raises(InvalidFiles) as caught:
        compiled(spec(RULES), EXCEPTION.replace(old, new))
    assert any(f"2.yaml:{complaint}" in str(each) for each in caught.value.diagnostics)


def test_ninety_days_are_enough(compiled: Compile, spec: Spec) -> None:
    """The ninetieth day is permitted; one that has run out is valid too, and a number is taken once."""
    assert compiled(spec(RULES), EXCEPTION.replace("2026-12-31", "2027-01-30")).policies
    assert compiled(spec(RULES), EXCEPTION.replace("2026-", "2020-")).policies
    with pytest.raises(InvalidFiles, match=r"E219 the exception id .EXC-2026-014. is taken; see 2\.yaml:3"):
        compiled(spec(RULES), EXCEPTION, EXCEPTION)


def test_words_of_effects() -> None:
    """Allowing is no effect at all."""
    assert effect_of("allow") is Effect.NONE
    assert effect_of("require_reason") is Effect.REQUIRE_REASON


def test_those_approve_whom_the_locking_policy_names(compiled: Compile, spec: Spec) -> None:
    """Also where a child words the rule anew, which makes it the child's."""
    parent = spec("  approvers: [menteri, dpo-1, keamanan-1]\n" + RULES.replace("mask}", "mask, locked: true}"))
    child = spec("  extends: contoh\n  approvers: [kadis, sekda]\n  rules: [{id: nik, description: lain}]\n").replace(
        "id: contoh", "id: anak", 1
    )
    theirs = EXCEPTION.replace("contoh/nik", "anak/nik")
    assert len(compiled(parent, child, EXCEPTION, theirs.replace("EXC-2026-014", "EXC-2")).policies) == 2
    for text in (EXCEPTION, theirs):
        with pytest.raises(InvalidFiles) as caught:
            compiled(parent, child, text.replace("[keamanan-1, dpo-1]", "[kadis, sekda, dpo-1]"))
        (fault,) = caught.value.diagnostics
        assert str(fault).endswith("E219 two of the approvers of contoh must approve: the rule is theirs; see 1.yaml:5")


def test_an_exception_from_ones_own_rule_is_none_from_a_locked_default(compiled: Compile, spec: Spec) -> None:
    """Else a child could write a rule of its own, except itself from it, and be rid of its parent's floor."""
    parent = spec("  default: {locked: true}\n  rules: [{id: x, description: d, entities: [SECRET], action: block}]\n")
    child = spec("  extends: contoh\n" + RULES).replace("id: contoh", "id: anak", 1)
    policy = compiled(parent, child, EXCEPTION.replace("contoh/nik", "anak/nik")).find("anak")
    assert policy is not None
    assert policy.decide(SEEN, Circumstances("jateng", "cek-penduduk", "m", "lokal", THEN)).effect is Effect.MASK
