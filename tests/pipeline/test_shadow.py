"""A set that is asked and obeyed by nobody."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from guardrail.dialects.openai_chat import OPENAI_CHAT
from guardrail.pipeline import record
from guardrail.pipeline.prepare import Prepared, prepare
from guardrail.pipeline.shadow import Shadow, Would
from guardrail.policy.policy import Policy, PolicySet
from tests.dialects.planting import a_vault

from .sets import a_set
from .world import NAME, Spelled, World, chat


def _prepared(live: str, shadow: Shadow | None, text: str = f"Untuk {NAME}.") -> Prepared:
    body = json.dumps(chat(text)).encode()
    return prepare(body, OPENAI_CHAT, a_set(live).policies[0], Spelled(), a_vault, shadow=shadow)


@pytest.mark.parametrize(
    ("live", "candidate", "action", "masked"),
    [
        ("mask", "block", "block", {}),
        ("mask", "warn", "warn", {}),
        ("warn", "mask", "mask", {"PERSON": 1}),
        ("block", "mask", "mask", {"PERSON": 1}),
    ],
)
def test_what_differs_is_told_and_changes_nothing(live: str, candidate: str, action: str, masked: dict[str, int]) -> None:
    """The call goes as without a shadow, byte for byte."""
    others = a_set(candidate)
    prepared = _prepared(live, Shadow(others, "jateng"))
    assert prepared.would == Would(others.policies[0].stamp.digest, action, masked)
    alone = _prepared(live, None)
    assert (prepared.payload, prepared.decision.effect, alone.would) == (alone.payload, alone.decision.effect, None)


def test_what_is_the_same_is_not_told() -> None:
    """Nor is anything where nothing was found."""
    assert _prepared("mask", Shadow(a_set("mask", "jateng"), "jateng")).would is None
    assert _prepared("mask", Shadow(a_set("block"), "jateng"), "Selamat pagi.").would is None


def test_a_set_without_a_policy_for_the_tenant_has_failed() -> None:
    """That would have refused the call, and an officer should know before."""
    others = a_set("mask", "jatim")
    assert _prepared("mask", Shadow(others, "jateng")).would == Would(others.digest, "error")


def test_a_failing_set_is_recorded_and_harmless() -> None:
    """Whatever it raises."""

    class Broken(PolicySet):
        def for_tenant(self, tenant: str, application: str = "") -> Policy:
            raise RuntimeError(NAME)

    prepared = _prepared("mask", Shadow(Broken("ab" * 32, ()), "jateng"))
    assert prepared.would == Would("ab" * 32, "error")
    assert NAME not in repr(prepared.would)


def test_the_record_says_what_would_have_been() -> None:
    """Action, digest and counts beside those of the judge; nothing where nothing differs."""
    exchange = World().call(chat("x")).exchange
    fields = record.intent(exchange, _prepared("warn", Shadow(a_set("mask"), "jateng")), "uji", "lokal", 1, 0.0).fields
    assert (fields["action"], fields["would_action"], fields["would_masked"]) == ("warn", "mask", {"PERSON": 1})
    assert fields["would_digest"] == a_set("mask").policies[0].stamp.digest
    assert NAME not in json.dumps(fields, default=dict)
    same = record.intent(exchange, _prepared("mask", Shadow(a_set("mask"), "jateng")), "uji", "lokal", 1, 0.0).fields
    assert not [key for key in same if key.startswith("would")]


async def test_serving_asks_it_too() -> None:
    """A call that the shadow would have blocked is served, and its record says so."""
    world = World()
    inbound = replace(world.call(chat(NAME), a_set("mask").policies[0]), shadow=Shadow(a_set("block"), "jateng"))
    reply = await world.guard.handle(inbound)
    assert getattr(reply, "status", None) == 200
    assert world.audit.fields("call.intent")["would_action"] == "block"
