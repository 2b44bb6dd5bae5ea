"""V1: many callers at once on one event loop, with cancels: nobody ever gets another's value."""

from __future__ import annotations

import asyncio
import json
import random
import re
from collections.abc import AsyncIterator

import pytest

from guardrail.core.text import Finding, Span
from guardrail.pipeline.guard import Streamed, Whole
from tests.pipeline.world import FakeAnswer, Spelled, World, chat

CALLERS = 50
_PERSON = re.compile(r"Warga[A-Z]{2}\d{5}")


def _people(text: str) -> tuple[Finding, ...]:
    return tuple(Finding("PERSON", Span(*found.span()), 0.9, "uji") for found in _PERSON.finditer(text))


class Patient(FakeAnswer):
    """An answer between whose pieces every other call gets its turn."""

    async def chunks(self) -> AsyncIterator[bytes]:
        async for chunk in super().chunks():
            await asyncio.sleep(0)
            yield chunk


def echo(body: bytes) -> Patient:
    tree = json.loads(body)
    text = tree["messages"][0]["content"]
    if not tree["stream"]:
        return Patient(json.dumps({"choices": [{"index": 0, "message": {"content": text}}]}).encode())
    deltas = [{"content": text[at : at + 9]} for at in range(0, len(text), 9)]
    events = [b"data: " + json.dumps({"choices": [{"index": 0, "delta": delta}]}).encode() + b"\n\n" for delta in deltas]
    return Patient(*events, b"data: [DONE]\n\n", content_type="text/event-stream")


async def said(world: World, caller: int, text: str, streamed: bool, hang_up: bool) -> str:
    """What the caller reads, up to where it hangs up."""
    reply = await world.guard.handle(world.call(chat(text, stream=streamed), tenant=f"jateng/opd-{caller}"))
    if isinstance(reply, Whole):
        return str(json.loads(reply.body)["choices"][0]["message"]["content"])
    assert isinstance(reply, Streamed)
    read = []
    try:
        async for piece in reply.body:
            for line in piece.decode().split("\n\n"):
                if line.startswith("data: {"):
                    read.append(json.loads(line.removeprefix("data: "))["choices"][0]["delta"]["content"])
            if hang_up:
                break
    finally:
        await reply.body.aclose()
    return "".join(read)


@pytest.mark.parametrize("count", [500, pytest.param(10_000, marks=pytest.mark.slow)])
async def test_callers_at_once_get_their_own_words_back(count: int) -> None:
    """Whole and streamed, with a tenth hanging up and a tenth cancelled in the middle: no foreign value, and no token left over."""
    chance = random.Random(9)
    world = World(echo, Spelled(_people))
    gate = asyncio.Semaphore(CALLERS)
    answers: list[tuple[str, str, bool]] = []

    async def one(number: int) -> None:
        caller, cut = number % CALLERS, chance.randrange(10)
        own = f"Warga{chr(65 + caller // 26)}{chr(65 + caller % 26)}{number:05}"
        text = f"Surat untuk {own}, tembusan WargaZZ00000, dan {own} lagi."
        async with gate:
            calling = asyncio.ensure_future(said(world, caller, text, number % 2 == 0, cut == 1))
            for _ in range(chance.randrange(1, 8) if cut == 0 else 0):
                await asyncio.sleep(0)
            if cut == 0:
                calling.cancel()
            try:
                answers.append((text, await calling, cut == 1))
            except asyncio.CancelledError:
                answers.append((text, "", True))

    async with asyncio.TaskGroup() as group:
        for number in range(count):
            group.create_task(one(number))
    assert len(answers) == count
    for text, answer, cut in answers:
        assert set(_PERSON.findall(answer)) <= set(_PERSON.findall(text))
        assert answer == text or (cut and text.startswith(answer))
    assert sum(answer == text for text, answer, _ in answers) > count // 2
    sent = b"".join(body for _, _, body in world.service.sent)
    assert not _PERSON.search(sent.decode())
