"""Hundreds of conversations at once: everybody gets their own words back, nobody anybody else's, and tokens stay put in each."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from guardrail.mask.token import TOKEN
from tests.support.canaries import CANARIES, assert_clean
from tests.support.chat import CHAT, deltas, echo
from tests.support.people import Person, a_person
from tests.support.server import CLIENT_KEY

from .house import House

CONVERSATIONS = 500
TURNS = 2
AT_ONCE = 50
SHARED = a_person()
"""Everybody speaks of this one too."""


@dataclass(slots=True)
class Conversation:
    """One caller's history, as its client keeps and resends it."""

    number: int
    person: Person
    messages: list[dict[str, str]] = field(default_factory=list)
    answers: list[tuple[str, str]] = field(default_factory=list)
    """What was said, and what came back."""

    def says(self, turn: int) -> str:
        return f"Giliran {turn} surat {self.number}. {self.person.introduced()} Tembusan NIK {SHARED.nik}, lalu NIK {self.person.nik} lagi."


async def converse(session: aiohttp.ClientSession, model: str, conversation: Conversation, gate: asyncio.Semaphore) -> None:
    for turn in range(TURNS):
        said = conversation.says(turn)
        conversation.messages.append({"role": "user", "content": said})
        streamed = (conversation.number + turn) % 2 == 0
        async with gate, session.post(CHAT, json={"model": model, "messages": conversation.messages, "stream": streamed}) as response:
            body = await response.read()
            assert response.status == 200
        text = "".join(deltas(body)) if streamed else json.loads(body)["choices"][0]["message"]["content"]
        conversation.answers.append((said, text))
        conversation.messages.append({"role": "assistant", "content": text})


async def test_parallel_conversations_do_not_mix(house: House) -> None:
    """No foreign value, no token left over, the same token for a value in every turn, and another one in the next conversation."""
    conversations = [Conversation(number, a_person()) for number in range(CONVERSATIONS)]
    model, gate = house.stage.on(echo), asyncio.Semaphore(AT_ONCE)
    headers = {"authorization": f"Bearer {CLIENT_KEY}"}
    async with aiohttp.ClientSession(house.server.base_url, headers=headers) as session, asyncio.TaskGroup() as group:
        for conversation in conversations:
            group.create_task(converse(session, model, conversation, gate))
    for conversation in conversations:
        assert [answer for _, answer in conversation.answers] == [said for said, _ in conversation.answers]
        assert foreign(conversation) == set()
    check_tokens([json.loads(request.body) for request in house.stage.received(model)])
    for request in house.stage.received(model):
        assert_clean(request.raw, "an upstream's request")


def foreign(conversation: Conversation) -> set[str]:
    """Values in a caller's answers that are neither its own nor shared."""
    found = CANARIES.found_in(" ".join(answer for _, answer in conversation.answers).encode())
    known = {*conversation.person.values, *SHARED.values}
    return {value for value, encoding in found if encoding == "raw" and value not in known}


def check_tokens(bodies: list[Any]) -> None:
    """``bodies`` are what the upstream received, in any order."""
    assert len(bodies) == CONVERSATIONS * TURNS
    tokens: defaultdict[str, set[tuple[str, ...]]] = defaultdict(set)
    for body in bodies:
        for at, message in enumerate(body["messages"]):
            number = message["content"].split("surat ")[1].split(".")[0]
            found = TOKEN.findall(message["content"])
            assert len(found) == 7, at
            assert found[1] == found[6], "a value has one token"
            tokens[number].add(tuple(found))
    assert len(tokens) == CONVERSATIONS
    assert all(len(of_one) == 1 for of_one in tokens.values()), "a value keeps its token in every turn, of either side"
    shared = {next(iter(of_one))[5] for of_one in tokens.values()}
    assert len(shared) == CONVERSATIONS, "in another conversation the same value has another token"
