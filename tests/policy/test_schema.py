"""The shape of policy files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from guardrail.policy.schema import PolicyDocument, PolicyTestDocument, RuleShape, json_schema


def a_policy(**spec: Any) -> dict[str, Any]:
    rules = ({"id": "nik", "description": "NIK", "entities": ("ID_NIK",), "action": "mask"},)
    metadata = {"id": "contoh", "version": 1, "title": "t", "description": "d", "owner": "o"}
    return {"apiVersion": "guardrail/v1", "kind": "Policy", "metadata": metadata, "spec": {"rules": rules, **spec}}


def test_what_a_policy_leaves_out() -> None:
    """Requests and answers, any score, no escalation; what no rule names is masked; nobody is matched."""
    spec = PolicyDocument.model_validate(a_policy()).spec
    rule = spec.rules[0]
    assert (rule.where, rule.min_score, rule.operator, rule.escalate) == (("request", "response"), 0.0, None, None)
    assert (spec.default.action, spec.match, spec.endpoints) == ("mask", None, ())


def test_short_forms_stand_for_the_long_ones() -> None:
    """An operator by its name, and a case with one sentence of the user."""
    rule = RuleShape.model_validate({"id": "a", "description": "d", "entities": ("X",), "action": "mask", "operator": "redact"})
    assert rule.operator is not None
    assert (rule.operator.name, rule.operator.params) == ("redact", {})
    case = {"name": "n", "input": "halo", "expect": {"action": "none"}}
    test = {"apiVersion": "guardrail/v1", "kind": "PolicyTest", "spec": {"policy": "contoh", "cases": (case,)}}
    (message,) = PolicyTestDocument.model_validate(test).spec.cases[0].input
    assert (message.role, message.content) == ("user", "halo")


@pytest.mark.parametrize(
    "spec",
    [
        {"default": {"action": "warn"}},
        {"default": {"action": "none"}},
        {"rules": ()},
        {"match": {"tenants": ()}},
        {"match": {"tenants": ("a//b",)}},
        {"extends": "nasional@^0"},
        {"match": {"tenants": ("[a]",)}},
        {"endpoints": ({"path": "v1/x", "description": "d"},)},
        {"endpoints": ({"path": "/v1/*", "description": "d"},)},
        {"endpoints": ({"path": "/v1/../x", "description": "d"},)},
        {"endpoints": ({"path": "/v1/x?y=1", "description": "d"},)},
        {"endpoints": ({"path": "/", "description": "d"},)},
    ],
)
def test_what_the_shape_refuses(spec: dict[str, Any]) -> None:
    """A default looser than masking, no rule at all, patterns and paths that could mean more than they show."""
    with pytest.raises(ValidationError):
        PolicyDocument.model_validate(a_policy(**spec))


@pytest.mark.parametrize("score", [-0.01, 1.01, float("nan"), float("inf"), "0.5", True])
def test_a_score_is_a_number_from_nought_to_one(score: object) -> None:
    """Nothing is converted: a text is no score, and neither is a truth value."""
    with pytest.raises(ValidationError):
        RuleShape.model_validate({"id": "a", "description": "d", "entities": ("X",), "action": "mask", "min_score": score})


@pytest.mark.parametrize("tenant", ["**", "jateng", "jateng/kab-klaten/dinkes", "jateng/*/dinkes", "jateng/kab-*", "id/33/3374"])
def test_tenant_patterns(tenant: str) -> None:
    """Paths of agencies, with a star for (some of) one part."""
    assert PolicyDocument.model_validate(a_policy(match={"tenants": (tenant,)})).spec.match is not None


def test_shapes_never_show_what_they_were_given() -> None:
    """A text in the wrong place stays out of the error's words."""
    with pytest.raises(ValidationError) as caught:
        PolicyDocument.model_validate(a_policy(default="Budi Santoso"))
    assert "Budi" not in str(caught.value)


def test_the_schema_for_editors_is_current() -> None:
    """What editors are served is what the compiler reads: `guardrail policy schema > schema/policy.v1.schema.json` after a change."""
    file = Path(__file__).parents[2] / "schema" / "policy.v1.schema.json"
    assert json.loads(file.read_text()) == json_schema()


def test_the_json_schema_serves_editors() -> None:
    """One schema for every kind, serialisable, which knows the keys and the short forms."""
    schema = json_schema()
    text = json.dumps(schema)
    assert set(schema["discriminator"]["mapping"]) == {"Policy", "DetectorSet", "Exception", "PolicyTest"}
    rule = schema["$defs"]["RuleShape"]
    assert rule["additionalProperties"] is False
    assert {"entities", "where", "min_score", "action", "escalate"} <= set(rule["properties"])
    assert {"type": "string"} in rule["properties"]["operator"]["anyOf"]
    assert '"entities+"' in text
