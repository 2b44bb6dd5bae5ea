"""Operators from a policy's YAML to the AI service and back: what leaves, what returns, and that it is still the JSON it was."""

from __future__ import annotations

import json
from typing import Any

import pytest

from guardrail.app.policies import policy_catalog
from guardrail.mask.token import TOKEN
from guardrail.pipeline.guard import Whole
from guardrail.policy.compile import compile_policies
from guardrail.policy.load import parse
from guardrail.policy.policy import Policy
from tests.dialects.planting import detector
from tests.pipeline.world import FakeAnswer, World

NIK = 3374011708909001
_POLICY = """
apiVersion: guardrail/v1
kind: Policy
metadata: {{id: uji, version: 1, title: Uji, description: Uji, owner: uji}}
spec:
  rules:
    - {{id: aturan, description: Aturan, entities: [general, specific], action: mask, operator: {operator}}}
"""


def packed(tree: object) -> str:
    """JSON without spaces, as guardrail writes it inside a string."""
    return json.dumps(tree, separators=(",", ":"))


def a_policy(operator: str) -> Policy:
    documents, complaints = parse("uji.yaml", _POLICY.format(operator=operator).encode())
    assert complaints == []
    return compile_policies(documents, policy_catalog()).policies[0]


async def exchange(operator: str, arguments: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the AI service gets as arguments of a call in the history, and what comes back when it repeats them in a new one."""
    sent: list[str] = []

    def repeat(body: bytes) -> FakeAnswer:
        sent.append(json.loads(body)["messages"][1]["tool_calls"][0]["function"]["arguments"])
        called = {"id": "t2", "type": "function", "function": {"name": "cari", "arguments": sent[0]}}
        return FakeAnswer(json.dumps({"choices": [{"index": 0, "message": {"role": "assistant", "tool_calls": [called]}}]}).encode())

    world = World(repeat, detector())
    history = {"id": "t1", "type": "function", "function": {"name": "cari", "arguments": json.dumps(arguments)}}
    messages = [{"role": "user", "content": "Cari lagi."}, {"role": "assistant", "tool_calls": [history]}]
    reply = await world.guard.handle(world.call({"model": "uji", "messages": messages}, policy=a_policy(operator)))
    assert isinstance(reply, Whole)
    returned = json.loads(reply.body)["choices"][0]["message"]["tool_calls"][0]["function"]["arguments"]
    return json.loads(sent[0]), json.loads(returned)


@pytest.mark.parametrize(
    "arguments",
    [
        {"nik": NIK},
        {"nik": str(NIK), "hp": "0812-0000-9901", "surel": "siti.r@contoh.go.id"},
        {"dalam": packed({"lagi": packed({"nik": NIK, "kata": 'tanda " dan \\'})})},
    ],
)
async def test_a_surrogate_passes_a_strict_schema_and_comes_back(arguments: dict[str, Any]) -> None:
    """Numbers stay numbers, strings keep their shape, at any depth of JSON in strings; nothing real leaves."""
    sent, returned = await exchange("surrogate", arguments)
    assert returned == arguments
    text = json.dumps(sent)
    assert str(NIK) not in text
    assert not TOKEN.search(text)
    assert not any(isinstance(value, str) and value.strip("{}") in text for value in arguments.values())
    assert {key: type(value) for key, value in sent.items()} == {key: type(value) for key, value in arguments.items()}


@pytest.mark.parametrize(
    "arguments",
    [
        {"nik": NIK},
        {"nik": str(NIK)},
        {"a": [{"nik": NIK, "kata": 'tanda " dan \\'}]},
        {"isi": packed({"nik": NIK})},
        {"isi": packed({"nik": str(NIK), "lagi": packed([NIK + 1])})},
    ],
)
async def test_a_token_of_a_number_is_valid_json_and_comes_back_as_a_number(arguments: dict[str, Any]) -> None:
    """T4: a number cannot hold a token, so it becomes a string; what was a number is one again, and what was a string is a string."""
    sent, returned = await exchange("token", arguments)
    assert TOKEN.search(json.dumps(sent))
    assert str(NIK) not in json.dumps(sent)
    assert returned == arguments


async def test_a_generalized_value_does_not_come_back() -> None:
    """What left was only the year."""
    sent, returned = await exchange("{name: generalize, params: {date: year}}", {"tanggal_lahir": "17-08-1990"})
    assert sent == returned == {"tanggal_lahir": "1990"}
