"""What documents must mean together."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from guardrail.core.errors import InvalidFiles
from guardrail.policy.policy import PolicySet

Compile = Callable[..., PolicySet]
Spec = Callable[[str], str]

RULE = "    - {id: nik, description: NIK, entities: [ID_NIK], action: mask}\n"
TEST = """\
apiVersion: guardrail/v1
kind: PolicyTest
spec:
  policy: contoh
  cases:
    - name: satu
      input: halo
      expect:
        action: mask
"""


def _complaints(compiled: Compile, *texts: str, default: str = "") -> list[str]:
    with pytest.raises(InvalidFiles) as caught:
        compiled(*texts, default=default)
    return [str(each) for each in caught.value.diagnostics]


@pytest.mark.parametrize(
    ("rule", "complaint"),
    [
        ("entities: [ID_NK], action: mask", "1.yaml:7:45: E201 unknown entity 'ID_NK'; did you mean 'ID_NIK'?"),
        ("entities: [PERSON, generl], action: mask", "1.yaml:7:53: E201 unknown entity 'generl'; did you mean 'general'?"),
        ("entities: [ZZZ], action: mask", "1.yaml:7:45: E201 unknown entity 'ZZZ'"),
        ("entities: [ID_NIK], action: mask, operator: redct", "1.yaml:7:78: E202 unknown operator 'redct'; did you mean 'redact'?"),
        (
            "entities: [ID_NIK], action: mask, operator: zzz",
            "1.yaml:7:78: E202 unknown operator 'zzz'; known are generalize, hash, mask, redact, token",
        ),
        (
            "entities: [ID_NIK], action: mask, operator: {name: mask, params: {keep: 4}}",
            "1.yaml:7:99: E211 operator mask has no such parameter",
        ),
        (
            "entities: [ID_NIK], action: block, operator: redact",
            "1.yaml:7:69: E204 an operator has no meaning with action: block; delete it",
        ),
    ],
)
def test_names_of_a_rule(compiled: Compile, spec: Spec, rule: str, complaint: str) -> None:
    """Entities and operators come from the catalog; a near name is offered."""
    text = spec(f"  rules:\n{RULE}    - {{id: lain, description: L, {rule}}}\n")
    assert _complaints(compiled, text) == [complaint]


def test_rule_ids_are_taken_once(compiled: Compile, spec: Spec) -> None:
    """The mend names the line that has it; the id of the default is taken from the start."""
    text = spec(f"  rules:\n{RULE}{RULE}{RULE.replace('nik', 'default')}")
    assert _complaints(compiled, text) == [
        "1.yaml:7:12: E205 the rule id 'nik' is taken; it is already on line 6",
        "1.yaml:8:12: E205 the rule id 'default' is taken; this id stands for the policy's default",
    ]


def test_policy_ids_are_taken_once(compiled: Compile, spec: Spec) -> None:
    """Over all files."""
    text = spec(f"  rules:\n{RULE}")
    assert _complaints(compiled, text, text) == ["2.yaml:3:16: E206 the policy id 'contoh' is taken; see 1.yaml:3:16"]


def test_tenants_have_one_policy(compiled: Compile, spec: Spec) -> None:
    """The same pattern in two policies would leave the choice to chance."""
    text = spec(f"  match: {{tenants: ['**']}}\n  rules:\n{RULE}")
    other = text.replace("contoh,", "lain,")
    assert _complaints(compiled, text, other) == ["2.yaml:5:21: E207 another policy already matches '**'; see 1.yaml:5:21"]


@pytest.mark.parametrize(
    ("second", "where", "is_rival"),
    [
        ("general", "user", True),
        ("ID_NIK", "request", True),
        ("ID_NIK", "response", False),
        ("CREDIT_CARD", "user", False),
    ],
)
def test_rules_that_meet_agree_on_parameters(compiled: Compile, spec: Spec, second: str, where: str, is_rival: bool) -> None:
    """Of one operator with two sets of parameters neither is the stricter, so the policy has to say which it wants."""
    operator = "{name: mask, params: {keep_last: 4}}"
    first = f"    - {{id: satu, description: S, entities: [ID_NIK], where: [user], action: mask, operator: {operator}}}\n"
    other = f"    - {{id: dua, description: D, entities: [{second}], where: [{where}], action: mask, operator: mask}}\n"
    text = spec(f"  rules:\n{first}{other}")
    if not is_rival:
        assert len(compiled(text).policies[0].rules) == 2
        return
    (complaint,) = _complaints(compiled, text)
    assert complaint.startswith("1.yaml:7:")
    assert "E212 the rule 'satu' masks the same findings by the same operator with other parameters" in complaint


@pytest.mark.parametrize(
    ("expect", "complaint"),
    [
        ("entities: {ID_NK: 1}", "2.yaml:10:20: E201 unknown entity 'ID_NK'; did you mean 'ID_NIK'?"),
        ("entities: {general: 1}", "2.yaml:10:20: E201 unknown entity 'general'"),
        ("rules: [nk]", "2.yaml:10:17: E209 the policy has no rule 'nk'; did you mean 'nik'?"),
        ("rules: [lain/nik]", "2.yaml:10:17: E209 the policy has no rule 'lain/nik'"),
    ],
)
def test_names_of_a_case(compiled: Compile, spec: Spec, expect: str, complaint: str) -> None:
    """A case that expects what cannot be would otherwise pass or fail for the wrong reason."""
    policy = spec(f"  rules:\n{RULE}")
    assert _complaints(compiled, policy, f"{TEST}        {expect}\n") == [complaint]


@pytest.mark.parametrize("expect", ["rules: [nik]", "rules: [contoh/nik, default]", "entities: {ID_NIK: 2}", "rules: []", "entities: {}"])
def test_names_that_a_case_may_use(compiled: Compile, spec: Spec, expect: str) -> None:
    """Rules with or without the policy before them, and the default."""
    assert compiled(spec(f"  rules:\n{RULE}"), f"{TEST}        {expect}\n").policies


def test_cases_of_an_unknown_policy(compiled: Compile, spec: Spec) -> None:
    """Cases never hang in the air."""
    policy = spec(f"  rules:\n{RULE}")
    assert _complaints(compiled, policy, TEST.replace("contoh", "conto")) == [
        "2.yaml:4:11: E208 there is no policy 'conto'; did you mean 'contoh'?"
    ]


def test_cases_alone_are_no_policy(compiled: Compile) -> None:
    """Nothing to decide with."""
    assert "2.yaml" not in str(_complaints(compiled, TEST))
    assert "1.yaml: E210 there is no document of kind Policy" in _complaints(compiled, TEST)


def test_an_unknown_default(compiled: Compile, spec: Spec) -> None:
    """The policy that settings name has to be there."""
    assert _complaints(compiled, spec(f"  rules:\n{RULE}"), default="conto") == [
        "policies.default: E208 there is no policy 'conto'; did you mean 'contoh'?"
    ]


@pytest.mark.parametrize(
    ("rule", "complaint"),
    [
        ("entities: [ID_NIK], action: mask, note: {id: Periksa.}", "E216 the key 'note' has no meaning with action: mask; delete it"),
        (
            "entities: [ID_NIK], where: [response], action: annotate, note: {id: Periksa., place: before}",
            "E216 what an answer says is known at its end, not before it; write place: after, or where: [request]",
        ),
        (
            "entities: [ID_NIK], where: [request], action: annotate, note: {id: 'Halo {nama}'}",
            "E104 should have no braces but {event}, which stands for the event id",
        ),
    ],
)
def test_notes_that_say_nothing(compiled: Compile, spec: Spec, rule: str, complaint: str) -> None:
    """A note is for a rule that annotates, and before an answer stands only what is known before it."""
    (found,) = _complaints(compiled, spec(f"  rules:\n    - {{id: nik, description: NIK, {rule}}}\n"))
    assert found.partition(": ")[2] == complaint


def test_an_expected_answer_needs_one(compiled: Compile, spec: Spec) -> None:
    """A case without a response says nothing about an answer."""
    (found,) = _complaints(compiled, spec(f"  rules:\n{RULE}"), f"{TEST}        answer: Baik.\n")
    assert found.partition(": ")[2] == "E216 an answer is expected, and the case has none; write response: what the AI service says"
