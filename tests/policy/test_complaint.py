"""Faults of shape, said for the author of the file."""

from __future__ import annotations

import pytest

from guardrail.policy.complaint import did_you_mean
from guardrail.policy.load import parse

ACTIONS = "must be 'warn', 'annotate', 'generalize', 'mask', 'redact', 'require_reason', 'route' or 'block'"
POLICY = """\
apiVersion: guardrail/v1
kind: Policy
metadata: {{id: contoh, version: 1, title: t, description: d, owner: o}}
spec:
  {spec}
  rules:
    - id: nik
      description: NIK
      entities: [ID_NIK]
      {rule}
"""


def _complaints(spec: str = "default: {action: mask}", rule: str = "action: mask") -> list[str]:
    _, complaints = parse("a.yaml", POLICY.format(spec=spec, rule=rule).encode())
    return [str(complaint) for complaint in complaints]


def test_the_frame_itself_is_valid() -> None:
    """So every complaint below comes from the line that is put in."""
    assert _complaints() == []


@pytest.mark.parametrize(
    ("rule", "complaint"),
    [
        ("actoin: mask", "a.yaml:10:7: E101 unknown key 'actoin'; did you mean 'action'?"),
        ("entites+: [PERSON]", "a.yaml:10:7: E101 unknown key 'entites+'; did you mean 'entities+'?"),
        ("zzz: 1", "a.yaml:10:7: E101 unknown key 'zzz'"),
        ("action: masks", "a.yaml:10:15: E104 " + ACTIONS + "; did you mean 'mask'?"),
        ("action: allow", "a.yaml:10:15: E104 " + ACTIONS),
    ],
)
def test_faults_of_a_line(rule: str, complaint: str) -> None:
    """Place, code, fault and mend."""
    assert complaint in _complaints(rule=rule)


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("where: request", "11:14: E104 must be a list"),
        ("where: []", "11:14: E104 must not be empty"),
        ("min_score: 1.5", "11:18: E104 should be less than or equal to 1"),
        ("min_score: -1", "11:18: E104 should be greater than or equal to 0"),
        ("min_score: .nan", "11:18: E104 must be a finite number"),
        ("min_score: '0.5'", "11:18: E104 should be a valid number"),
        ("min_scor: 0.5", "11:7: E101 unknown key 'min_scor'; did you mean 'min_score'?"),
        ("escalate: {count_gte: 1, action: block}", "11:29: E104 should be greater than or equal to 2"),
        ("escalate: {count_gte: 5, action: warn}", "11:40: E104 must be 'block'"),
        ("message: {id: halo}", "11:7: E103 the key 'en' is missing; add it"),
        ("message: {id: 5, en: x}", "11:21: E104 must be a text; put it in quotes"),
        ("operator: {name: mask, nam: redact}", "11:30: E101 unknown key 'nam'; did you mean 'name'?"),
        ("operator: [redact]", "11:17: E104 must be a mapping of keys to values"),
        ("placeholder: <x>", "11:7: E102 the key 'placeholder' is not supported by this version; delete it; it is never ignored"),
        ("locked: yes", "11:15: E104 should be a valid boolean; write true or false"),
        ("mode: enforced", "11:13: E104 must be 'audit', 'warn' or 'enforce'; did you mean 'enforce'?"),
        (
            "match: {destinations: {residency: local}}",
            "11:41: E104 must be 'dalam-negeri', 'luar-negeri' or 'lokal'; did you mean 'lokal'?",
        ),
        ("reason: {min_length: 0}", "11:28: E104 should be greater than or equal to 1"),
        ("unmask: {}", "11:7: E102 the key 'unmask' is not supported by this version; delete it; it is never ignored"),
        ('"\\e[31m": 1', "11:7: E101 unknown key (unprintable)"),
    ],
)
def test_faults_of_a_rule(line: str, complaint: str) -> None:
    """A key of the format that does nothing yet is named as such; one fault brings no others with it."""
    assert _complaints(rule=f"action: mask\n      {line}") == [f"a.yaml:{complaint}"]


@pytest.mark.parametrize("word", ["reqest", "responses", "tools_call"])
def test_a_misspelt_choice_is_mended(word: str) -> None:
    """Also where the choice is one of many in a list."""
    (complaint,) = _complaints(rule=f"action: mask\n      where: [user, {word}]")
    assert complaint.startswith("a.yaml:11:21: E104 must be 'request', ")
    assert "; did you mean '" in complaint


@pytest.mark.parametrize(
    ("spec", "complaint"),
    [
        ("extends: Nasional", "a.yaml:5:12: E104 should match pattern '^[a-z][a-z0-9-]*(@(\\^)?[1-9][0-9]*)?$'"),
        ("on_error: allow", "a.yaml:5:13: E104 should be 'block': what could not be looked into does not leave, under any policy"),
        ("on_error: mask_all", "a.yaml:5:13: E104 should be 'block': what could not be looked into does not leave, under any policy"),
        ("match: {agencies: [x]}", "a.yaml:5:11: E102 the key 'agencies' is not supported by this version; delete it; it is never ignored"),
        ("match: {tenant: [x]}", "a.yaml:5:11: E101 unknown key 'tenant'; did you mean 'tenants'?"),
        ("default: {action: warn}", "a.yaml:5:21: E104 must be 'mask' or 'block'"),
        ("default: mask", "a.yaml:5:12: E104 must be a mapping of keys to values"),
        ("endpoints: [{path: /a}]", "a.yaml:5:15: E103 the key 'description' is missing; add it"),
        ("endpont: []", "a.yaml:5:3: E101 unknown key 'endpont'; did you mean 'endpoints'?"),
    ],
)
def test_faults_of_a_spec(spec: str, complaint: str) -> None:
    """Keys are looked up in the shape that they stand in."""
    assert complaint in _complaints(spec=spec)


def test_all_faults_at_once_in_order_of_place() -> None:
    """An author mends a file in one go."""
    found = _complaints(spec="exceptions: x", rule="acton: mask")
    assert [each.split()[:2] for each in sorted(found)] == [["a.yaml:10:7:", "E101"], ["a.yaml:5:3:", "E102"]]


def test_branches_of_a_union_complain_at_one_place() -> None:
    """A parameter is a text, a whole number or a truth value; anything else is told where it stands."""
    found = _complaints(rule="action: mask\n      operator: {name: mask, params: {keep: 1.5}}")
    assert {each.split()[0] for each in found} == {"a.yaml:11:45:"}


def test_no_value_is_repeated() -> None:
    """What an author wrote as a value may be anything, so complaints name keys and kinds only."""
    assert "Budi" not in str(_complaints(spec="default: {action: Budi}", rule="action: Budi Santoso"))


@pytest.mark.parametrize(("word", "mend"), [("ID_NK", "did you mean 'ID_NIK'?"), ("zzz", "")])
def test_did_you_mean(word: str, mend: str) -> None:
    """A near word is offered; a far one is not guessed at."""
    assert did_you_mean(word, ["ID_NIK", "PERSON"]) == mend
