"""A child over its parent: it may add and tighten, and what it would weaken is told with both places."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from guardrail.core.errors import InvalidFiles
from guardrail.policy.overlay import SETTINGS
from guardrail.policy.policy import Policy, PolicySet
from guardrail.policy.schema import PolicySpecShape, RuleShape
from guardrail.policy.strictness import COMPARED, FREE

Compile = Callable[..., PolicySet]

HEAD = "apiVersion: guardrail/v1\nkind: Policy\nmetadata: {{id: {0}, version: 2, title: {0}, description: d, owner: o}}\nspec:\n"
PARENT = (
    HEAD.format("nasional")
    + """\
  rules:
    - {id: nik, description: NIK, entities: [ID_NIK, PERSON], min_score: 0.5, action: mask, locked: true}
    - {id: surel, description: Surel, entities: [EMAIL_ADDRESS], action: mask}
    - {id: alasan, description: Alasan, entities: [HEALTH], action: require_reason, reason: {min_length: 30}, locked: true}
    - {id: rute, description: Rute, entities: [HEALTH], action: route, route: {residency: [lokal, dalam-negeri]}, locked: true}
"""
)


def child(rule: str = "", spec: str = "") -> str:
    rules = f"  rules:\n    - {rule}\n" if rule else ""
    return HEAD.format("jateng") + "  extends: nasional@^2\n" + (f"  {spec}\n" if spec else "") + rules


def faults(compiled: Compile, *texts: str) -> list[str]:
    with pytest.raises(InvalidFiles) as caught:
        compiled(*texts)
    return [str(each) for each in caught.value.diagnostics]


def inheriting(compiled: Compile, rule: str = "", spec: str = "") -> Policy:
    policy = compiled(PARENT, child(rule, spec)).find("jateng")
    assert policy is not None
    return policy


def test_every_setting_says_how_it_is_inherited() -> None:
    """A key added to the format without a rule for children would be a way around their parents."""
    assert SETTINGS.keys() == PolicySpecShape.model_fields.keys()


def test_every_field_of_a_rule_is_compared_or_free() -> None:
    """The same for rules."""
    assert RuleShape.model_fields.keys() == COMPARED | FREE
    assert not COMPARED & FREE


@pytest.mark.parametrize(
    "rule",
    [
        "{id: nik, action: warn}",
        "{id: nik, action: generalize}",
        "{id: nik, action: require_reason}",
        "{id: nik, min_score: 0.6}",
        "{id: nik, entities: [ID_NIK]}",
        "{id: nik, entities-: [PERSON]}",
        "{id: nik, where: [user]}",
        "{id: nik, mode: audit}",
        "{id: nik, count_gte: 2}",
        "{id: nik, match: {models: ['gpt-*']}}",
        "{id: nik, match: {destinations: {residency: lokal}}}",
        "{id: nik, operator: mask}",
        "{id: alasan, reason: {min_length: 10}}",
        "{id: alasan, action: redact}",
        "{id: rute, route: {residency: [lokal, luar-negeri]}}",
        "{id: rute, route: {upstreams: [a]}}",
    ],
)
@pytest.mark.parametrize("locked", [True, False])
def test_what_weakens_a_rule(compiled: Compile, rule: str, locked: bool) -> None:
    """Refused where the rule is locked, with the place of the lock; elsewhere it needs a reason, and with one it is possible."""
    parent = PARENT if locked else PARENT.replace(", locked: true", "")
    code = "E203" if locked else "E214"
    (fault,) = faults(compiled, parent, child(rule))
    assert code in fault
    assert "nasional/" in fault
    assert "set at 1.yaml:" in fault
    reasoned = child(rule.replace("}", ", override_reason: Uji}", 1) if rule.count("}") == 1 else rule[:-1] + ", override_reason: Uji}")
    if locked:
        assert code in faults(compiled, parent, reasoned)[0]
    else:
        assert compiled(parent, reasoned).find("jateng") is not None


def test_the_words_of_a_weakened_lock(compiled: Compile) -> None:
    """Both places and both effects."""
    assert faults(compiled, PARENT, child("{id: nik, action: warn}")) == [
        "2.yaml:7:25: E203 rule 'nik' weakens locked nasional/nik by its action (mask -> warn); "
        "set at 1.yaml:6; only an Exception can lower it"
    ]


@pytest.mark.parametrize(
    "rule",
    [
        "{id: nik, action: block}",
        "{id: nik, action: redact}",
        "{id: nik, min_score: 0.1}",
        "{id: nik, entities+: [HEALTH]}",
        "{id: nik, entities: [general, HEALTH]}",
        "{id: nik, locked: false, message: {id: a, en: b}}",
        "{id: nik, operator: redact}",
        "{id: nik, escalate: {count_gte: 5, action: block}}",
        "{id: alasan, reason: {min_length: 31}}",
        "{id: alasan, action: block}",
        "{id: rute, route: {residency: lokal}}",
        "{id: baru, description: Baru, entities: [HEALTH], action: warn}",
    ],
)
def test_what_a_child_may_do(compiled: Compile, rule: str) -> None:
    """Tighten, reword, add."""
    assert inheriting(compiled, rule).stamp.digest != inheriting(compiled).stamp.digest


def test_a_lock_stays(compiled: Compile) -> None:
    """A child that opens it does not open it for its own children."""
    opened = child("{id: nik, locked: false, message: {id: a, en: b}}")
    grandchild = HEAD.format("kab") + "  extends: jateng\n  rules:\n    - {id: nik, action: warn}\n"
    assert "E203 rule 'nik' weakens locked jateng/nik" in faults(compiled, PARENT, opened, grandchild)[0]


def test_an_overriding_rule_keeps_what_it_does_not_say(compiled: Compile) -> None:
    """And belongs to who wrote on it last; the others are the parent's own objects."""
    policies = compiled(PARENT, child("{id: nik, entities+: [HEALTH], action: redact}"))
    parent, policy = policies.find("nasional"), policies.find("jateng")
    assert parent is not None
    assert policy is not None
    rules = {rule.id: rule for rule in policy.rules}
    assert rules.keys() == {"jateng/nik", "nasional/surel", "nasional/alasan", "nasional/rute"}
    assert (rules["jateng/nik"].entities, rules["jateng/nik"].min_score) == (frozenset({"ID_NIK", "PERSON", "HEALTH"}), 0.5)
    assert {rule for rule in policy.rules if rule.id.startswith("nasional/")} < set(parent.rules)
    assert policy.default is parent.default


def test_every_field_knows_where_it_was_given(compiled: Compile) -> None:
    """File and line, through any number of parents."""
    policy = inheriting(compiled, "{id: nik, action: redact}", "default: {action: block}")
    assert policy.effective is not None
    rules = {rule.shape.id: rule for rule in policy.effective.rules}
    assert {name: str(origin) for name, origin in rules["nik"].origins.items()} == {
        **dict.fromkeys(("description", "entities", "min_score", "locked"), "1.yaml:6"),
        **dict.fromkeys(("id", "action"), "2.yaml:8"),
    }
    assert {name: str(origin) for name, origin in policy.effective.origins.items()} == {
        "default": "2.yaml:6",
        "extends": "2.yaml:5",
        "rules": "2.yaml:8",
    }
    assert policy.effective.lineage == ("nasional", "jateng")


@pytest.mark.parametrize(
    ("above", "spec"),
    [
        ("default: {action: block}", "default: {action: mask}"),
        ("answers: {mode: buffer}", "answers: {mode: window}"),
        ("tool_arguments: {restore: listed, tools: [a]}", "tool_arguments: {tools: [a, b]}"),
        ("tool_arguments: {restore: none}", "tool_arguments: {restore: listed}"),
        ("tool_arguments: {untrusted: none}", "tool_arguments: {untrusted: listed}"),
        ("uninspectable: {image: block}", "uninspectable: {image: allow}"),
        ("transcripts: {keep_days: 7}", "transcripts: {keep_days: 8}"),
        ("transcripts: {keep_days: 0}", "transcripts: {keep_days: 1}"),
    ],
)
def test_settings_are_only_tightened(compiled: Compile, above: str, spec: str) -> None:
    """They are locked as they are."""
    parent = PARENT.replace("spec:\n", f"spec:\n  {above}\n")
    (fault,) = faults(compiled, parent, child(spec=spec))
    assert "E203" in fault
    assert "2.yaml:6:3" in fault


@pytest.mark.parametrize(
    ("above", "spec", "days"),
    [
        (None, None, 0),
        (None, "transcripts: {keep_days: 30}", 30),
        ("transcripts: {keep_days: 7}", None, 7),
        ("transcripts: {keep_days: 7}", "transcripts: {keep_days: 3}", 3),
        ("transcripts: {keep_days: 7}", "transcripts: {keep_days: 0}", 0),
    ],
)
def test_transcripts_are_begun_where_no_parent_wrote_of_them_and_only_shortened_below(
    compiled: Compile, above: str | None, spec: str | None, days: int
) -> None:
    """To keep nothing is the strictest; a parent that writes 0 lets nobody below begin."""
    parent = PARENT.replace("spec:\n", f"spec:\n  {above}\n") if above else PARENT
    policy = compiled(parent, child(spec=spec) if spec else child()).find("jateng")
    assert policy is not None
    assert policy.transcript_days == days


@pytest.mark.parametrize("days", ["-1", "31", "true", "'7'", "7.5"])
def test_transcripts_are_kept_for_thirty_days_at_most(compiled: Compile, days: str) -> None:
    """UU 27/2022 art. 16(2)g: no longer than is needed."""
    assert "E10" in faults(compiled, PARENT.replace("spec:\n", f"spec:\n  transcripts: {{keep_days: {days}}}\n"))[0]


def test_settings_are_inherited_part_by_part(compiled: Compile) -> None:
    """What a child leaves out of a mapping stays as it was; lists of endpoints join."""
    above = "tool_arguments: {restore: listed, tools: [a, b]}\n  endpoints: [{path: /v1/a, description: A}]"
    parent = PARENT.replace("spec:\n", f"spec:\n  {above}\n")
    spec = "tool_arguments: {tools: [a]}\n  endpoints: [{path: /v1/b, description: B}]\n  answers: {mode: buffer}"
    policy = compiled(parent, child(spec=spec)).find("jateng")
    assert policy is not None
    assert (policy.tool_arguments.restore.label, policy.tool_arguments.tools) == ("listed", frozenset({"a"}))
    assert [endpoint.path for endpoint in policy.endpoints] == ["/v1/a", "/v1/b"]
    assert policy.answers.label == "buffer"


@pytest.mark.parametrize(
    ("rule", "complaint"),
    [
        ("{id: baru, action: mask}", "E103 the key 'description' is missing"),
        ("{id: baru, action: mask}", "E103 the key 'entities' is missing"),
        ("{id: baru, description: d, entities: [ID_NIK]}", "E103 the key 'action' is missing"),
        ("{id: baru, description: d, entities: [ID_NIK], entities+: [HEALTH], action: mask}", "E215 no rule 'baru' is inherited"),
        ("{id: nik, entities-: [HEALTH]}", "E215 the inherited rule does not name 'HEALTH'"),
    ],
)
def test_what_is_not_inherited_must_be_said(compiled: Compile, rule: str, complaint: str) -> None:
    """A new rule is whole."""
    assert any(complaint in fault for fault in faults(compiled, PARENT, child(rule)))


def test_a_class_may_be_named_but_for_some(compiled: Compile) -> None:
    """What is taken from a class leaves the rest of it."""
    parent = PARENT.replace("entities: [EMAIL_ADDRESS]", "entities: [general]")
    rule = "{id: surel, entities-: [PERSON, ID_NIK], override_reason: Uji}"
    policy = compiled(parent, child(rule)).find("jateng")
    assert policy is not None
    assert {rule.id: rule for rule in policy.rules}["jateng/surel"].entities == {"EMAIL_ADDRESS", "PHONE_NUMBER", "ID_NPWP"}


@pytest.mark.parametrize(
    ("above", "below", "weaker"),
    [
        ("endpoints: [{path: /v1/a, description: A}]", "endpoints: [{path: /v1/a, description: A, exclude: [$.kode]}]", True),
        ("endpoints: [{path: /v1/a, description: A, exclude: [$.kode]}]", "endpoints: [{path: /v1/a, description: A}]", False),
        ("endpoints: [{path: /v1/a, description: A}]", "endpoints: [{path: /v1/b, description: B, exclude: [$.kode]}]", False),
    ],
)
def test_an_inherited_endpoint_is_not_looked_into_less(compiled: Compile, above: str, below: str, weaker: bool) -> None:
    """A child may open paths of its own and exclude places there; of its parent's it may only exclude less."""
    texts = (PARENT.replace("spec:\n", f"spec:\n  {above}\n"), child(spec=below))
    if weaker:
        assert [fault for fault in faults(compiled, *texts) if "E203 'endpoints' is weaker than in nasional" in fault]
    else:
        assert compiled(*texts).find("jateng") is not None
