"""Calls that go on with what an AI service keeps (T6): turn by turn, whole and streamed, from worker to worker."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from guardrail.core.errors import ErrorCode
from guardrail.dialects.dialect import Framing, Operation, Route
from guardrail.dialects.openai_chat import OPENAI_CHAT
from guardrail.dialects.target import Target
from guardrail.mask.token import TOKEN
from guardrail.pipeline.guard import Refused, Reply, Streamed, Whole
from tests.pipeline.world import NAME, FakeAnswer, World, a_worker

POST = Route("POST", "/v1/answers", Operation.CHAT)
GET = Route("GET", "/v1/answers/{answer_id}", Operation.CHAT)
DIALECT = replace(
    OPENAI_CHAT,
    name="uji",
    routes=(POST, GET),
    framing=Framing.SSE,
    opaque=(*OPENAI_CHAT.opaque, "previous"),
    thread=("previous", "answer_id"),
    thread_id=("id", "response/id"),
    thread_kept="store",
)


def answer(name: str, text: str) -> FakeAnswer:
    return FakeAnswer(json.dumps({"id": name, "text": text}).encode())


def stream(name: str, text: str) -> FakeAnswer:
    events: list[dict[str, Any]] = [{"response": {"id": name}}, {"delta": text}]
    return FakeAnswer(b"".join(b"data: " + json.dumps(event).encode() + b"\n\n" for event in events), content_type="text/event-stream")


async def told(reply: Reply) -> str:
    """All that the caller gets."""
    match reply:
        case Whole():
            return reply.body.decode()
        case Streamed():
            return b"".join([chunk async for chunk in reply.body]).decode()
        case Refused():
            return str(reply.code)


async def turn(world: World, **body: Any) -> str:
    return await told(await world.guard.handle(world.call(body, dialect=DIALECT, route=POST)))


@pytest.mark.parametrize("shape", [answer, stream])
async def test_the_next_turn_restores_what_the_first_one_masked(shape: Any, tmp_path: Path) -> None:
    """On another worker, where the request says nothing of the person; and the turn after that goes on with that one."""
    with a_worker(tmp_path) as vaults:
        first = World(lambda body: shape("a1", f"Halo {TOKEN.findall(body.decode())[0]}"), vaults=vaults)
        assert NAME in await turn(first, input=f"Nama saya {NAME}.")
        (_, _, sent) = first.service.sent[0]
        token = TOKEN.findall(sent.decode())[0]
    for number in (1, 2):
        with a_worker(tmp_path) as vaults:
            later = World(shape(f"a{number + 1}", f"Anda {token}"), vaults=vaults)
            assert f"Anda {NAME}" in await turn(later, input="Siapa nama saya?", previous=f"a{number}")
            assert NAME.encode() not in later.service.sent[0][2]


async def test_a_turn_without_personal_data_can_be_gone_on_with(tmp_path: Path) -> None:
    """An empty vault is remembered too: only what is not known is refused."""
    with a_worker(tmp_path) as vaults:
        assert "Baik" in await turn(World(answer("a1", "Baik."), vaults=vaults), input="Halo")
        assert "Baik" in await turn(World(answer("a2", "Baik."), vaults=vaults), input=f"Saya {NAME}", previous="a1")


async def test_an_unknown_thread_is_refused_and_nothing_leaves(tmp_path: Path) -> None:
    """Neither with a store nor without one."""
    with a_worker(tmp_path) as vaults:
        for world, code in (World(vaults=vaults), ErrorCode.THREAD_UNKNOWN), (World(), ErrorCode.SERVER_SIDE_STATE):
            assert await turn(world, input="Halo", previous="a1") == code
            assert world.service.sent == []
            assert world.audit.said() == [("call.blocked", code)]


async def test_a_refused_answer_is_not_remembered(tmp_path: Path) -> None:
    """An error of the AI service names no conversation."""
    with a_worker(tmp_path) as vaults:
        failed = FakeAnswer(b'{"id": "a1"}', status=400)
        await turn(World(failed, vaults=vaults), input="Halo")
        assert await turn(World(vaults=vaults), input="Halo", previous="a1") == ErrorCode.THREAD_UNKNOWN


async def test_an_answer_is_read_again_with_its_values_or_as_it_is(tmp_path: Path) -> None:
    """Reading restores what is known, refuses nothing, and makes no thread known."""

    async def read(world: World, name: str) -> str:
        call = world.call(b"", dialect=DIALECT, route=GET)
        return await told(
            await world.guard.handle(replace(call, target=Target("GET", f"/v1/answers/{name}", words=(("answer_id", name),))))
        )

    with a_worker(tmp_path) as vaults:
        first = World(lambda body: answer("a1", TOKEN.findall(body.decode())[0]), vaults=vaults)
        await turn(first, input=f"Nama saya {NAME}.")
        token = TOKEN.findall(first.service.sent[0][2].decode())[0]
        assert NAME in await read(World(answer("a1", token), vaults=vaults), "a1")
        assert token in await read(World(answer("a9", token), vaults=vaults), "a9")
        assert await turn(World(vaults=vaults), input="Halo", previous="a9") == ErrorCode.THREAD_UNKNOWN


ADD = Route("POST", "/v1/answers/{answer_id}", Operation.CHAT)
DELETE = Route("DELETE", "/v1/answers/{answer_id}", Operation.STORED)


async def on(world: World, route: Route, name: str, body: Any = b"") -> str:
    """A call whose path names the conversation."""
    call = world.call(body, dialect=DIALECT, route=route)
    return await told(
        await world.guard.handle(replace(call, target=Target(route.method, f"/v1/answers/{name}", words=(("answer_id", name),))))
    )


async def test_what_is_added_to_a_conversation_is_known_in_it(tmp_path: Path) -> None:
    """On another worker, by a call whose answer has no name for it; what was added to an unknown one does not leave."""
    with a_worker(tmp_path) as vaults:
        await turn(World(answer("a1", "Baik."), vaults=vaults), input="Halo")
    with a_worker(tmp_path) as vaults:
        adds = World(FakeAnswer(b'{"data": []}'), vaults=vaults)
        await on(adds, ADD, "a1", {"input": f"Nama saya {NAME}."})
        token = TOKEN.findall(adds.service.sent[0][2].decode())[0]
        stranger = World(vaults=vaults)
        assert await on(stranger, ADD, "a9", {"input": "Halo"}) == ErrorCode.THREAD_UNKNOWN
        assert stranger.service.sent == []
    with a_worker(tmp_path) as vaults:
        assert f"Anda {NAME}" in await turn(World(answer("a2", f"Anda {token}"), vaults=vaults), input="Siapa saya?", previous="a1")


async def test_a_deleted_conversation_is_forgotten(tmp_path: Path) -> None:
    """Once the AI service has deleted it, and not when it has not."""
    with a_worker(tmp_path) as vaults:
        await turn(World(answer("a1", "Baik."), vaults=vaults), input="Halo")
        await on(World(FakeAnswer(b'{"error": {}}', status=500), vaults=vaults), DELETE, "a1")
        assert "Baik" in await turn(World(answer("a2", "Baik."), vaults=vaults), input="Halo", previous="a1")
        await on(World(FakeAnswer(status=204, content_type=""), vaults=vaults), DELETE, "a1")
        assert await turn(World(vaults=vaults), input="Halo", previous="a1") == ErrorCode.THREAD_UNKNOWN


@pytest.mark.parametrize("shape", [answer, stream])
async def test_what_nobody_keeps_is_not_sealed(shape: Any, tmp_path: Path) -> None:
    """A request that says so gets no new name remembered; a conversation that it goes on with stays known."""
    with a_worker(tmp_path) as vaults:
        await turn(World(shape("a1", "Baik."), vaults=vaults), input="Halo", store=False)
        assert await turn(World(vaults=vaults), input="Halo", previous="a1") == ErrorCode.THREAD_UNKNOWN
        await turn(World(shape("a2", "Baik."), vaults=vaults), input="Halo")
        added = World(shape("a2", "Baik."), vaults=vaults)
        await turn(added, input=f"Saya {NAME}", previous="a2", store=False)
        token = TOKEN.findall(added.service.sent[0][2].decode())[0]
        assert NAME in await turn(World(shape("a3", token), vaults=vaults), input="Siapa saya?", previous="a2")
