"""T2: two people over several messages of one call, five hundred times in parallel."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import Sequence
from pathlib import Path

import aiohttp

from guardrail.mask.token import TOKEN
from tests.support.chat import CHAT, chat_answer, deltas, stream_of
from tests.support.scripted import Received, Step, scripted_upstream, sse_answer, whole_answer
from tests.support.server import guardrail_server

from .needles import leaks

BUDI, SITI = "Budi Santoso", "Siti Rahayu"
TURNS = (("user", "Saya Budi Santoso"), ("assistant", "Halo"), ("user", "Istri saya Siti Rahayu; Budi Santoso juga hadir"))
REPEATS = 500
AT_ONCE = 64
ORDERS = [list(order) for order in itertools.permutations(({"role": role, "content": text} for role, text in TURNS))]


def siti_and_budi(request: Received) -> Sequence[Step]:
    """Says the tokens of both, learned from where they stand."""
    said = {turn["content"].split(" ")[0]: TOKEN.findall(turn["content"]) for turn in json.loads(request.body)["messages"]}
    text = f"{said['Istri'][0]} dan {said['Istri'][1]}"
    if json.loads(request.body)["stream"]:
        return sse_answer(stream_of([text[at : at + 5] for at in range(0, len(text), 5)]))
    return [whole_answer(chat_answer(text))]


async def ask(session: aiohttp.ClientSession, number: int, gate: asyncio.Semaphore) -> str:
    """One repeat: half of them streamed, and every sixth with the messages in another order."""
    messages = ORDERS[number // 2 % 6]
    body = {"model": "uji", "messages": messages, "stream": number % 2 == 0}
    async with gate, session.post(CHAT, json=body, headers={"authorization": "Bearer uji"}) as response:
        assert response.status == 200
        raw = await response.read()
    return "".join(deltas(raw)) if number % 2 == 0 else str(json.loads(raw)["choices"][0]["message"]["content"])


async def test_t2_two_people_two_messages(tmp_path: Path) -> None:
    """T2: one token for Budi in both messages, another for Siti, and both come back to whom they belong, in any order and any number."""
    gate = asyncio.Semaphore(AT_ONCE)
    with scripted_upstream(siti_and_budi, cut_gap=0.0) as upstream, guardrail_server(upstream.base_url, tmp_path / "state") as server:
        async with aiohttp.ClientSession(server.base_url) as session:
            answers = await asyncio.gather(*(ask(session, number, gate) for number in range(REPEATS)))
        requests = upstream.requests
    assert answers == [f"{SITI} dan {BUDI}"] * REPEATS
    assert len(requests) == REPEATS
    bodies = {request.body: request for request in requests}
    assert len(bodies) == 2 * len(ORDERS), "equal calls leave as equal bytes"
    for request in bodies.values():
        assert not leaks(request, BUDI)
        assert not leaks(request, SITI)
        first, second = (TOKEN.findall(json.dumps(turn)) for turn in _by_turn(request))
        assert first == second[1:], "Budi is one token in both messages"
        assert first != second[:1], "Siti is another"


def _by_turn(request: Received) -> list[str]:
    texts: dict[str, str] = {turn["content"].split(" ")[0]: turn["content"] for turn in json.loads(request.body)["messages"]}
    return [texts["Saya"], texts["Istri"]]
