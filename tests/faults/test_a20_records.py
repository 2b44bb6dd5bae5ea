"""A20: exception while a record is built, a value that cannot be serialised, lone surrogates, 1 MB of user agent, newlines, ANSI codes.

Expected: every record is one line of ASCII JSON that a stranger's reader takes, whatever came in; a call whose intent cannot be built does
not leave, and that is recorded; nobody writes a line of their own into the log.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.audit.event import AuditEvent, EventType
from guardrail.audit.fields import FIELDS, clean
from guardrail.audit.ids import uuid7
from guardrail.audit.verify import verify
from guardrail.core.decision import Forward, Reason
from guardrail.core.errors import ErrorCode
from guardrail.core.exchange import PolicyStamp
from guardrail.dialects.openai_chat import OPENAI_CHAT
from guardrail.pipeline import record
from guardrail.pipeline.guard import Inbound, Refused, Whole
from guardrail.pipeline.record import Outcome, outcome
from tests.dialects.planting import NIK, prepared
from tests.pipeline.world import World, chat
from tests.support.chat import a_call, call, echo
from tests.support.scripted import scripted_upstream
from tests.support.server import guardrail_server

FORGED = '\n{"v":1,"ev":"call.outcome","code":"ok"}\x1b[2K\r'
HOSTILE = [
    "\ud800",
    FORGED,
    "a\nb",
    "\x1b[31mmerah",
    "\u2028",
    "‮diputar",
    '","code":"ok',
    "é",
    "\x00",
    "x" * (1 << 20),
    1.5,
    b"\xff",
    object(),
    {"a": {1, 2}},
]


def _assert_line(event: AuditEvent) -> dict[str, Any]:
    """One line of printable ASCII, one JSON object."""
    assert b"\n" not in event.body
    assert all(0x20 <= byte < 0x7F for byte in event.body)
    read = json.loads(b"{" + event.body + b"}")
    assert isinstance(read, dict)
    return read


@pytest.mark.parametrize("value", HOSTILE, ids=[type(value).__name__ + str(at) for at, value in enumerate(HOSTILE)])
@pytest.mark.parametrize("event", EventType)
def test_no_field_takes_it(event: EventType, value: Any) -> None:
    """As a value, in a list, or as a key: refused with words that repeat nothing, never written."""
    for key in FIELDS[event]:
        for said in (value, [value], {"scanned": {str(value): 1}}, {"A": value}):
            with pytest.raises(ValueError, match=r"has the wrong shape$"):
                AuditEvent(event, {key: said})


def _named(inbound: Inbound, policy: str) -> Inbound:
    exchange = replace(inbound.exchange, policy=PolicyStamp(policy, 1, inbound.exchange.policy.digest))
    return replace(inbound, exchange=exchange)


@pytest.mark.parametrize("name", [name for name in HOSTILE if isinstance(name, str)] + ["nomor-3374011708909001"])
async def test_a_call_whose_intent_cannot_be_built_does_not_leave_and_is_recorded(name: str) -> None:
    """Here by a policy whose name no record may hold: nothing is sent, and one record says so, without the name."""
    world = World()
    reply = await world.guard.handle(_named(world.call(chat("Halo")), name))
    assert isinstance(reply, Refused)
    assert reply.code is ErrorCode.INTERNAL_ERROR
    assert world.service.sent == []
    ((event, _),) = world.audit.events
    said = _assert_line(event)
    assert said == {"exchange": reply.exchange.id, "code": "internal_error", "partial": True, "sev": 4}


@given(st.text() | st.sampled_from([name for name in HOSTILE if isinstance(name, str)]))
def test_a_model_of_any_name_is_a_name_or_a_star(model: str) -> None:
    """The caller chose it, so it may be anything; the record is built in any case."""
    _assert_line(AuditEvent(EventType.CALL_INTENT, {"exchange": uuid7(), "model": clean(model)}))


def test_an_end_that_cannot_be_said_is_said_in_part() -> None:
    """A call that left is recorded to its end: what fits no record is left out, and that is told."""
    exchange = World().call(chat("x")).exchange
    event = outcome(exchange, Outcome(found={FORGED: 1}, hmac_out="\ud800", bytes_out=-1))
    assert _assert_line(event) == {"exchange": exchange.id, "code": "ok", "partial": True, "sev": 1}


async def test_a_rule_of_any_name_is_a_rule_or_a_star() -> None:
    """Ids are joined of a policy's and a rule's; one that no record holds does not cost the call."""
    call = prepared(chat(f"NIK {NIK}"), OPENAI_CHAT)
    assert isinstance(call.decision, Forward)
    long, forged = f"{'a' * 60}/{'b' * 60}", f"a/{FORGED}"
    reasons = tuple(Reason(rule, call.decision.effect, "ID_NIK", 1) for rule in (long, forged))
    event = record.intent(
        World().call(chat("x")).exchange, replace(call, decision=replace(call.decision, reasons=reasons)), "uji", "lokal", 1, 0.0
    )
    assert _assert_line(event)["rules"] == ["*", long]


async def test_a_lone_surrogate_in_the_model_is_refused_and_recorded() -> None:
    """JSON can spell what UTF-8 cannot."""
    world = World()
    reply = await world.guard.handle(world.call(b'{"model":"a\\ud800","messages":[{"role":"user","content":"Halo"}]}'))
    assert isinstance(reply, Refused | Whole)
    for event, _ in world.audit.events:
        assert _assert_line(event).get("model", "*") == "*"
    assert world.audit.events


def test_hostile_words_in_every_corner_of_http_leave_lines_and_nothing_of_theirs(tmp_path: Path) -> None:
    """Over a socket: model names, user agents, request ids, idempotency keys, queries and paths."""
    with (
        scripted_upstream(lambda request: list(echo(request))) as upstream,
        guardrail_server(upstream.base_url, tmp_path / "state") as server,
    ):
        for model in ("a\nb", "\x1b[31m", FORGED, "é", "x" * 4_000):
            call(server.base_url, a_call("Halo") | {"model": model})
        for headers in (
            {"user-agent": "x" * 30_000},
            {"user-agent": "\x1b[2J"},
            {"idempotency-key": '","code":"ok'},
            {"x-stainless-retry-count": "9" * 400},
            {"x-request-id": '"}'},
        ):
            call(server.base_url, a_call("Halo"), headers=headers)
        with pytest.raises(OSError):  # more than a head may have: the connection ends, and no record is made of it
            for _ in range(3):
                call(server.base_url, a_call("Halo"), headers={"user-agent": "x" * (1 << 20)})
                raise ConnectionError
    lines = [
        line for path in sorted((tmp_path / "state" / "audit").glob("*.jsonl")) for line in path.read_bytes().splitlines(keepends=True)
    ]
    assert len(lines) > 20
    for line in lines:
        assert line.endswith(b"}\n")
        assert all(0x20 <= byte < 0x7F for byte in line[:-1])
        assert json.loads(line)["v"] == 1
        assert b"xxxx" not in line
        assert b"[31m" not in line
    assert verify(tmp_path / "state" / "audit").ok
