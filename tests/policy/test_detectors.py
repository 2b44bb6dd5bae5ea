"""Recognizers in policies, looked over."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from guardrail.core.errors import InvalidFiles
from guardrail.core.pattern import DetectorSpec, PatternSpec
from guardrail.policy.policy import PolicySet

Compile = Callable[..., PolicySet]
Spec = Callable[[str], str]

PATTERNS = "patterns: [{name: p, regex: 'PK-\\d{4}', score: 0.4}]"
OWN = "{id: perkara, entity: CUSTOM_CASE, data_class: specific, description: d, " + PATTERNS + "%s}"
RULE = "  rules: [{id: a, description: d, entities: [CUSTOM_CASE], action: mask}]\n"
SET = """\
apiVersion: guardrail/v1
kind: DetectorSet
metadata: {id: bersama, version: 1, title: t, description: d, owner: o}
spec:
  detectors: [%s]
"""


def test_a_detector_as_compiled(compiled: Compile, spec: Spec) -> None:
    """Its entity may be named by rules, and belongs to its class."""
    more = ", context: {words: [berkas], window: 4, boost: 0.2}, exclude: {values: [PK-0000]}"
    (policy,) = compiled(spec(f"  detectors: [{OWN % more}]\n" + RULE.replace("CUSTOM_CASE", "specific"))).policies
    assert policy.detectors == (
        DetectorSpec("perkara", "CUSTOM_CASE", (PatternSpec("p", r"PK-\d{4}", 0.4),), ("berkas",), 4, 0.2, ("PK-0000",)),
    )
    assert "CUSTOM_CASE" in policy.rules[0].entities


def test_a_set_is_shared(compiled: Compile, spec: Spec) -> None:
    """By name, and inherited as other detectors are."""
    child = spec("  extends: contoh\n  detectors: [" + OWN.replace("perkara,", "kedua,") % "" + "]\n").replace("id: contoh", "id: anak", 1)
    policies = compiled(SET % (OWN % ""), spec("  detector_sets: [bersama]\n" + RULE), child)
    parent, policy = policies.find("contoh"), policies.find("anak")
    assert parent is not None
    assert policy is not None
    assert [each.id for each in parent.detectors] == ["perkara"]
    assert [each.id for each in policy.detectors] == ["kedua", "perkara"]


@pytest.mark.parametrize(
    ("shared", "complaint"),
    [
        (OWN % ", exclude: {values: [PK-0001]}", "E218 there is another detector 'perkara' already; rename one"),
        (
            OWN.replace("perkara", "lain").replace("specific", "general") % "",
            "E218 'CUSTOM_CASE' is of class specific already; give it the same data_class",
        ),
    ],
)
def test_a_set_changes_nothing_that_is_inherited(compiled: Compile, spec: Spec, shared: str, complaint: str) -> None:
    """It hides behind no recognizer of its name, and takes no entity away from a rule about its class."""
    child = spec("  extends: contoh\n  detector_sets: [bersama]\n").replace("id: contoh", "id: anak", 1)
    parent = spec(f"  detectors: [{OWN % ''}]\n{RULE}")
    assert len(compiled(parent, child, SET % (OWN % "")).policies) == 2
    with pytest.raises(InvalidFiles) as caught:
        compiled(parent, child, SET % shared)
    assert [str(each) for each in caught.value.diagnostics] == [f"2.yaml:6:19: {complaint}"]


def test_a_detector_of_marks(compiled: Compile, spec: Spec) -> None:
    """A mark is no data: rules name it by ``marks``, and the default leaves it as it is."""
    mark = OWN.replace("CUSTOM_CASE", "MARK_RAHASIA").replace("specific", "mark") % ""
    rule = "  rules: [{id: r, description: r, marks: [rahasia], where: [request], action: block}]\n"
    (policy,) = compiled(spec(f"  detectors: [{mark}]\n{rule}")).policies
    assert policy.rules[0].entities == policy.spared == {"MARK_RAHASIA"}


def test_a_class_that_a_parent_names_holds_what_the_child_detects(compiled: Compile, spec: Spec) -> None:
    """Health numbers of one hospital are specific data to the nation's rule, for that hospital alone."""
    child = spec(f"  extends: contoh\n  detectors: [{OWN % ''}]\n").replace("id: contoh", "id: anak", 1)
    sibling = spec("  extends: contoh\n").replace("id: contoh", "id: lain", 1)
    policies = compiled(spec(RULE.replace("CUSTOM_CASE", "specific")), child, sibling)
    (parents,), (own,), (others,) = (policy.rules for name in ("contoh", "anak", "lain") if (policy := policies.find(name)))
    assert own.entities - parents.entities == {"CUSTOM_CASE"}
    assert others is parents


@pytest.mark.parametrize(
    ("detectors", "complaint"),
    [
        (OWN.replace("data_class: specific, ", "") % "", "E218 the entity 'CUSTOM_CASE' is new, so it needs a data_class"),
        (OWN.replace("CUSTOM_CASE", "ID_NIK") % "", "E218 'ID_NIK' is of class general"),
        (f"{OWN % ''}, {OWN % ''}", "E218 the detector id 'perkara' is taken; it is already on line 5"),
        (OWN.replace(r"PK-\d{4}", "(?=a)b") % "", "E217 the pattern is not one that RE2 can compile"),
        (OWN.replace(r"PK-\d{4}", r"(a)\1") % "", "E217 the pattern is not one that RE2 can compile"),
        (OWN.replace(r"PK-\d{4}", "((a{1,100}){1,100}){1,100}") % "", "E217 the pattern is not one that RE2 can compile"),
        (OWN.replace(r"PK-\d{4}", "a*") % "", "E217 the pattern matches the empty text"),
        (OWN.replace(r"PK-\d{4}", "c.*x|c") % "", ":5:116: E217 the pattern takes too long over long texts; begin it with what is rare"),
    ],
)
def test_what_is_wrong_with_a_detector(compiled: Compile, spec: Spec, detectors: str, complaint: str) -> None:
    """Where and why; a pattern is never repeated."""
    with pytest.raises(InvalidFiles) as caught:
        compiled(spec(f"  detectors: [{detectors}]\n  rules: [{{id: a, description: d, entities: [ID_NIK], action: mask}}]\n"))
    (fault,) = map(str, caught.value.diagnostics)
    assert complaint in fault
    assert "a{1" not in fault


def test_an_inherited_detector_stays_as_it_is(compiled: Compile, spec: Spec) -> None:
    """A child that could change its pattern could blind it."""
    child = spec(f"  extends: contoh\n  detectors: [{OWN % ''}]\n").replace("id: contoh", "id: anak", 1)
    with pytest.raises(InvalidFiles, match="E218 the detector 'perkara' is inherited"):
        compiled(spec(f"  detectors: [{OWN % ''}]\n" + RULE), child)
