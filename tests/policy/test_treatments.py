"""What becomes of findings before and after, and for whom."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from guardrail.policy.catalog import Catalog
from guardrail.policy.diff import Direction, changed_rules
from guardrail.policy.policy import PolicySet
from guardrail.policy.treatments import EVERYTHING, Caller, Treatment, changed_treatments

BASE = "  rules:\n    - {id: umum, description: a, entities: [general], action: mask}\n"
RULE = "    - {{id: nik, description: b, entities: [ID_NIK], {}}}\n"
EVERYBODY = '  match: {tenants: ["**"]}\n' + BASE
PHONE = "  rules:\n    - {id: telepon, description: b, entities: [PHONE_NUMBER], action: redact}\n"
DETECTOR = """\
  detectors:
    - {id: insiden, entity: NOMOR_INSIDEN, data_class: general, description: a, patterns: [{name: a, regex: 'INS-[0-9]{5}', score: 0.8}]}
"""

Compile = Callable[..., PolicySet]
Spec = Callable[[str], str]


def a_child(spec: Spec, name: str, tenants: str, body: str, apps: str = "", extends: str = "contoh") -> str:
    match = f"{{tenants: [{tenants}], apps: [{apps}]}}"
    return spec(f"  extends: {extends}@^1\n  match: {match}\n{body}").replace("id: contoh", f"id: {name}")


def told(found: tuple[Treatment, ...]) -> list[tuple[str, str, str, str, list[str]]]:
    return [(one.policy_before, one.policy, one.entity, one.direction.value, [str(each) for each in one.callers]) for one in found]


def test_treatments_see_through_rules(compiled: Compile, spec: Spec, catalog: Catalog) -> None:
    """A rule that goes changes nothing where another does as much; what becomes of a finding is what counts."""
    old, new = compiled(spec(BASE + RULE.format("action: mask"))), compiled(spec(BASE))
    assert [one.direction for one in changed_rules(old, new, catalog)] == [Direction.REMOVED]
    assert changed_treatments(old, new, catalog) == ()
    harder = compiled(spec(BASE + RULE.format("action: redact, where: [request]")))
    (one,) = changed_treatments(new, harder, catalog)
    assert (one.entity, one.before, one.after, one.direction) == ("ID_NIK", "mask (token)", "redact", Direction.STRICTER)
    assert (one.rules_before, one.rules_after) == (("contoh/umum",), ("contoh/nik",))
    assert "response" not in one.places
    (back,) = changed_treatments(harder, new, catalog)
    assert back.direction is Direction.LOOSER


def test_other_words_treat_nothing_otherwise(compiled: Compile, spec: Spec, catalog: Catalog) -> None:
    """A policy that only reads otherwise does the same."""
    assert changed_treatments(compiled(spec(BASE)), compiled(spec(BASE.replace("description: a", "description: z"))), catalog) == ()


def test_who_comes_under_a_new_policy_is_compared_with_the_one_before(compiled: Compile, spec: Spec, catalog: Catalog) -> None:
    """An agency below the nation: telephone numbers go from masked to removed, for it alone; and back when the policy goes."""
    old = compiled(spec(EVERYBODY))
    new = compiled(spec(EVERYBODY), a_child(spec, "klaten", "jateng/klaten", PHONE))
    (one,) = changed_treatments(old, new, catalog)
    assert (one.policy_before, one.policy, one.entity, one.direction) == ("contoh", "klaten", "PHONE_NUMBER", Direction.STRICTER)
    assert (one.before, one.after) == ("mask (token)", "redact")
    assert (one.rules_before, one.rules_after) == (("contoh/umum",), ("klaten/telepon",))
    assert one.callers == (Caller("jateng/klaten"),)
    assert told(changed_treatments(new, old, catalog)) == [("klaten", "contoh", "PHONE_NUMBER", "looser", ["jateng/klaten"])]


def test_a_new_policy_of_the_same_effect_changes_no_treatment(compiled: Compile, spec: Spec, catalog: Catalog) -> None:
    """That it was added is all there is to tell."""
    new = compiled(spec(EVERYBODY), a_child(spec, "klaten", "jateng/klaten", ""))
    assert [one.direction for one in changed_rules(compiled(spec(EVERYBODY)), new, catalog)] == [Direction.ADDED]
    assert changed_treatments(compiled(spec(EVERYBODY)), new, catalog) == ()


def test_a_recognizer_that_comes_adds_and_one_that_goes_removes(compiled: Compile, spec: Spec, catalog: Catalog) -> None:
    """What nobody looks for is not treated, whatever the default says."""
    old, new = compiled(spec(EVERYBODY)), compiled(spec(EVERYBODY), a_child(spec, "klaten", "jateng/klaten", DETECTOR))
    (one,) = changed_treatments(old, new, catalog)
    assert (one.entity, one.direction, one.before, one.after) == ("NOMOR_INSIDEN", Direction.ADDED, "not looked for", "mask (token)")
    assert [one.direction for one in changed_treatments(new, old, catalog)] == [Direction.REMOVED]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param([], [("b", "jateng/*", "")], [("contoh", "b", ["jateng/*"])], id="pattern"),
        pytest.param([], [("b", "jateng", "surat")], [("contoh", "b", ["jateng (surat)"])], id="application"),
        pytest.param(
            [("a", "jateng", "surat")],
            [("a", "jateng", "surat"), ("b", "jateng/klaten", "")],
            [("contoh", "b", ["jateng/klaten"]), ("a", "b", ["jateng/klaten (surat)"])],
            id="every application is taken, also one that had a policy",
        ),
        pytest.param(
            [("a", "jateng/*/dinkes", "")],
            [("b", "jateng/klaten", "")],
            [("a", "contoh", ["jateng/*/dinkes"]), ("contoh", "b", ["jateng/klaten"]), ("a", "b", ["jateng/klaten/dinkes"])],
            id="patterns that meet",
        ),
        pytest.param([("a", "jateng", "")], [("a", "jateng, jabar", "")], [("contoh", "a", ["jabar"])], id="one tenant more"),
    ],
)
def test_every_caller_that_changes_hands_is_told(
    compiled: Compile,
    spec: Spec,
    catalog: Catalog,
    before: list[tuple[str, str, str]],
    after: list[tuple[str, str, str]],
    expected: list[tuple[str, str, list[str]]],
) -> None:
    """By pattern and application, from which policy to which; a removes telephone numbers, and b, which extends it, blocks them."""

    def a_set(children: list[tuple[str, str, str]]) -> PolicySet:
        names = {name for name, _, _ in children}
        parts = [
            a_child(spec, name, tenants, body, apps, extends="a" if name == "b" and "a" in names else "contoh")
            for name, tenants, apps in children
            for body in [PHONE.replace("redact", "block") if name == "b" else PHONE]
        ]
        return compiled(spec(EVERYBODY), *parts)

    found = changed_treatments(a_set(before), a_set(after), catalog)
    assert sorted((was, now, callers) for was, now, _, _, callers in told(found)) == sorted(expected)
    assert {one.entity for one in found} == {"PHONE_NUMBER"}


def test_who_has_no_policy_has_the_default_or_is_refused(compiled: Compile, spec: Spec, catalog: Catalog) -> None:
    """With a default, it is compared with that; without one, all that is told is that calls are judged from now on, or no more."""
    old, new = compiled(spec(BASE)), compiled(spec(BASE), a_child(spec, "klaten", "jateng/klaten", PHONE))
    assert told(changed_treatments(old, new, catalog, "contoh")) == [("contoh", "klaten", "PHONE_NUMBER", "stricter", ["jateng/klaten"])]
    (added,) = changed_treatments(old, new, catalog)
    assert (added.policy, added.entity, added.direction) == ("klaten", EVERYTHING, Direction.ADDED)
    (removed,) = changed_treatments(new, old, catalog)
    assert (removed.policy, removed.after, removed.direction) == ("klaten", "refused (no policy)", Direction.REMOVED)
