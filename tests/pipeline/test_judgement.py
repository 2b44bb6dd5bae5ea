"""Where a call may go, and what it lacks to go there; through the guard, as it is served."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest

from guardrail.core.decision import Destination, Effect
from guardrail.core.errors import ErrorCode
from guardrail.core.pattern import DetectorSpec, PatternSpec
from guardrail.core.text import Leaf, LeafKind, Place
from guardrail.pipeline.guard import Refused, Whole
from guardrail.pipeline.judgement import Around, judge_call
from guardrail.pipeline.prepare import inspect
from guardrail.pipeline.reason import Reasoning
from guardrail.policy.circumstances import Condition
from guardrail.policy.modes import Mode
from guardrail.policy.policy import Policy
from guardrail.policy.rules import Rule
from tests.dialects.planting import national

from .world import NAME, Spelled, World, chat

REQUEST = frozenset(Place) - {Place.RESPONSE}
ABROAD = Condition(residencies=frozenset({"luar-negeri"}))
HOME = Destination(residencies=frozenset({"lokal", "dalam-negeri"}))
WHY = Reasoning("Verifikasi berkas untuk laporan bulanan")


@dataclass
class Service:
    name: str
    region: str

    async def send(self, target: Any, body: bytes) -> Any:
        raise AssertionError("nothing is sent here")


OUT, IN = Service("jauh", "luar-negeri"), Service("dekat", "lokal")


def a_rule(name: str, effect: Effect, **more: Any) -> Rule:
    return Rule(f"contoh/{name}", frozenset({"PERSON"}), REQUEST, effect, **more)


def a_policy(*rules: Rule) -> Policy:
    return replace(national(), rules=rules)


def judged(policy: Policy, *services: Service, reason: str = "") -> tuple[str | None, Effect, ErrorCode | None]:
    sightings = inspect((_leaf(),), Spelled()).sightings()
    found = judge_call(policy, sightings, Around(services=lambda model: services, reason=Reasoning(reason)), "m", Spelled())
    return (found.upstream.name if found.upstream is not None else None, found.decision.effect, found.lacking)


def _leaf() -> Any:

    return Leaf((), NAME, LeafKind.PROSE, Place.USER)


ROUTE = a_rule("rute", Effect.ROUTE, destination=HOME)


@pytest.mark.parametrize(
    ("rules", "services", "expected"),
    [
        ((), (OUT, IN), ("jauh", Effect.MASK, None)),
        ((ROUTE,), (OUT, IN), ("dekat", Effect.ROUTE, None)),
        ((ROUTE,), (IN, OUT), ("dekat", Effect.ROUTE, None)),
        ((ROUTE,), (OUT,), ("jauh", Effect.ROUTE, ErrorCode.NO_DESTINATION)),
        ((ROUTE,), (), (None, Effect.ROUTE, None)),
        ((replace(ROUTE, condition=ABROAD),), (OUT, IN), ("dekat", Effect.ROUTE, None)),
        ((a_rule("blok", Effect.BLOCK, condition=ABROAD),), (OUT, IN), ("jauh", Effect.BLOCK, None)),
        ((a_rule("blok", Effect.BLOCK, condition=ABROAD),), (IN, OUT), ("dekat", Effect.MASK, None)),
        (
            (ROUTE, a_rule("blok", Effect.BLOCK, condition=Condition(residencies=frozenset({"lokal"})))),
            (OUT, IN, Service("tengah", "dalam-negeri")),
            ("tengah", Effect.ROUTE, None),
        ),
    ],
)
def test_where_a_call_goes(rules: Sequence[Rule], services: Sequence[Service], expected: tuple[Any, ...]) -> None:
    """The first in line, unless a rule sends it on; there it is judged again; a block is a block wherever else it might go."""
    assert judged(a_policy(*rules), *services) == expected


async def test_a_call_that_needs_a_reason_waits_for_one() -> None:
    """Refused without, sent with; the record has a keyed code and not a word of it."""
    policy = a_policy(a_rule("alasan", Effect.REQUIRE_REASON, reason_length=20, message={"id": "Tulis alasan.", "en": "Say why."}))
    world = World()
    refused = await world.guard.handle(world.call(chat(f"Halo {NAME}"), policy))
    assert isinstance(refused, Refused)
    assert (refused.code, [reason.rule for reason in refused.reasons]) == (ErrorCode.REASON_REQUIRED, ["contoh/alasan"])
    assert world.service.sent == []
    assert isinstance(await world.guard.handle(replace(world.call(chat(f"Halo {NAME}"), policy), reason=WHY)), Whole)
    fields = world.audit.fields("call.intent")
    assert (fields["action"], fields["masked"], len(fields["reason"])) == ("require_reason", {"PERSON": 1}, 64)
    ((_, _, sent),) = world.service.sent
    assert NAME.encode() not in sent
    assert all(WHY.text not in str(event.fields) for event, _ in world.audit.events)
    assert WHY.text.encode() not in sent


async def test_a_rule_that_is_tried_out_changes_nothing() -> None:
    """The same bytes leave as without it, and the record tells what would have been."""
    policy = a_policy(a_rule("uji", Effect.BLOCK, mode=Mode.AUDIT))
    tried, plain = World(), World()
    assert isinstance(await tried.guard.handle(tried.call(chat(f"Halo {NAME}"), policy)), Whole)
    assert isinstance(await plain.guard.handle(plain.call(chat(f"Halo {NAME}"), a_policy())), Whole)
    assert tried.service.sent == plain.service.sent
    fields = tried.audit.fields("call.intent")
    assert (fields["action"], fields["would"], fields["would_rules"]) == ("mask", "block", ["contoh/uji"])
    assert fields["seen"] == {"PERSON/user/90": 1}


async def test_detectors_of_a_policy_are_its_own() -> None:
    """They run for its tenants, in requests and in answers, and for nobody else."""
    spec = DetectorSpec("no-perkara", "CUSTOM_CASE", (PatternSpec("perkara", r"PK-\d{4}", 0.8),))
    with_it, without = World(), World()
    assert isinstance(await with_it.guard.handle(with_it.call(chat("Cek PK-1234"), replace(national(), detectors=(spec,)))), Whole)
    assert isinstance(await without.guard.handle(without.call(chat("Cek PK-1234"))), Whole)
    assert with_it.audit.fields("call.intent")["masked"] == {"CUSTOM_CASE": 1}
    assert b"PK-1234" not in with_it.service.sent[0][2]
    assert b"PK-1234" in without.service.sent[0][2]


async def test_a_detector_of_authors_takes_nothing_from_the_rules_about_something_else() -> None:
    """A child that finds names under a word of its own, and lets that word pass, lets no name pass."""
    spec = DetectorSpec("siasat", "CUSTOM_WORD", (PatternSpec("semua", r".+", 1.0),))
    lax = Rule("anak/siasat", frozenset({"CUSTOM_WORD"}), REQUEST, Effect.WARN, lifts_default=True)
    world = World()
    policy = replace(national(), rules=(*national().rules, lax), detectors=(spec,))
    assert isinstance(await world.guard.handle(world.call(chat(f"Halo {NAME}"), policy)), Whole)
    assert NAME.encode() not in world.service.sent[0][2]
