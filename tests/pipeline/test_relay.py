"""The end of a call: closed and told exactly once, whoever ends it."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from structlog.testing import capture_logs

from guardrail.core.errors import ErrorCode, GuardFault, RequestRefused
from guardrail.dialects.openai_chat import OPENAI_CHAT
from guardrail.pipeline.relay import Ending, Relay, only_faults
from guardrail.pipeline.stopping import STOP
from guardrail.pipeline.stream import StreamRestorer
from tests.dialects.planting import a_vault
from tests.support.chat import DONE, piece

from .world import NAME, FakeAnswer, FakeAudit, FakeClock, Held, Words, World, chat


def _relay(*pieces: Any) -> tuple[Relay, FakeAudit, FakeAnswer]:
    audit, answer = FakeAudit([]), FakeAnswer(*pieces)
    vault = a_vault()
    vault.put("PERSON", NAME)
    ending = Ending(World().call(chat("x")).exchange, vault, audit, FakeClock())
    ending.answer = answer
    return Relay(answer, StreamRestorer(OPENAI_CHAT, vault), OPENAI_CHAT, Words(), ending), audit, answer


async def test_pieces_come_as_they_come() -> None:
    """Each piece is given before the next is asked for: a stream is not collected."""
    relay, _, _ = _relay(piece({"content": "a "}), piece({"content": "b "}), DONE)
    taken = [chunk async for chunk in relay]
    assert taken == [piece({"content": "a "}), piece({"content": "b "}), DONE]


async def test_the_end_is_told_before_the_last_piece_is_given() -> None:
    """A caller who has seen ``[DONE]`` can rely on the outcome standing in line."""
    relay, audit, _ = _relay(piece({"content": "a "}), DONE)
    told = [len(audit.events) async for _ in relay]
    assert told == [0, 1]


async def test_it_is_told_and_closed_once() -> None:
    """Reading to the end and closing twice leave one outcome and one closing."""
    relay, audit, answer = _relay(DONE)
    assert [chunk async for chunk in relay] == [DONE]
    await relay.aclose()
    await relay.aclose()
    assert audit.said() == [("call.outcome", "ok")]
    assert answer.closed == 1


async def test_nothing_is_read_after_the_end_marker() -> None:
    """What the service says after ``[DONE]`` is not asked for, and its failures do not matter any more."""
    relay, audit, _ = _relay(DONE, RuntimeError("terlambat"))
    assert [chunk async for chunk in relay] == [DONE]
    assert audit.said() == [("call.outcome", "ok")]


async def test_an_error_in_the_middle_gives_what_waited_first() -> None:
    """Half a token that waited goes out as text, then the vendor's error, then the end marker; no value stands for a half."""
    relay, audit, _ = _relay(piece({"content": "Halo [[PERSON_"}), RuntimeError(NAME))
    with capture_logs():
        said = b"".join([chunk async for chunk in relay])
    events = [line[6:] for line in said.decode().splitlines() if line]
    assert json.loads(events[0])["choices"][0]["delta"] == {"content": "Halo [[PERSON_"}
    assert json.loads(events[1])["error"]["code"] == ErrorCode.INTERNAL_ERROR
    assert events[2] == "[DONE]"
    assert NAME not in said.decode()
    assert audit.said() == [("call.outcome", ErrorCode.INTERNAL_ERROR)]


async def test_bytes_are_counted_as_given() -> None:
    """In and out, with the whole of what the caller got."""
    relay, audit, _ = _relay(piece({"content": "a "}), DONE)
    said = b"".join([chunk async for chunk in relay])
    fields = audit.fields("call.outcome")
    assert (fields["bytes_out"], fields["bytes_received"]) == (len(said), len(said))


async def test_a_log_that_fails_at_the_end_does_not_stop_the_stream() -> None:
    """The bytes are on their way: the next call finds out, this one is given to its end."""
    relay, audit, _ = _relay(piece({"content": "a "}), DONE)
    audit.fault = GuardFault(ErrorCode.AUDIT_UNAVAILABLE, "audit")
    assert len([chunk async for chunk in relay]) == 2


def test_faults_pass_and_everything_else_becomes_one() -> None:
    """A fault keeps its code; what nobody foresaw is an internal error, logged by type and place without its words or its cause."""
    with pytest.raises(RequestRefused), only_faults():
        raise RequestRefused(ErrorCode.UNKNOWN_MODEL, "model")
    with capture_logs() as logs, pytest.raises(GuardFault) as fault, only_faults():
        raise KeyError(NAME)
    assert (fault.value.code, fault.value.__cause__) == (ErrorCode.INTERNAL_ERROR, None)
    (line,) = logs
    assert (line["error"], line["where"].partition(":")[0]) == ("KeyError", "test_relay.py")
    assert NAME not in str(logs)


def test_stopping_is_no_fault() -> None:
    """What ends a task or a process is never turned into an answer."""
    with pytest.raises(KeyboardInterrupt), only_faults():
        raise KeyboardInterrupt


async def test_a_server_that_stops_gives_nothing_that_waited() -> None:
    """A thread may still be reading on: half a token goes with the rest of the answer, and the error says why."""
    door = Held()
    relay, audit, _ = _relay(piece({"content": "Halo [[PERSON_"}), door)

    async def taken() -> bytes:
        return b"".join([chunk async for chunk in relay])

    taking = asyncio.ensure_future(taken())
    await door.reached.wait()
    taking.cancel(STOP)
    said = await taking
    assert b"PERSON_" not in said
    assert json.loads(said.decode().splitlines()[0].removeprefix("data: "))["error"]["code"] == "server_stopping"
    assert audit.said() == [("call.outcome", ErrorCode.SERVER_STOPPING)]
