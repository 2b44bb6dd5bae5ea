"""Conversations at once, each with a history that its client resends: what was said, what came back, and how long it took."""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field

import aiohttp

from tests.support.chat import CHAT, deltas

from .words import LONG, NAME, turn

__all__ = ["KEY", "Talk", "Tally", "talk"]

KEY = "kunci-soak-" + "7f3kq9zd" * 4
_HISTORY = 4
"""Messages that are resent, besides the first of the conversation."""
_DIRECT_EVERY = 8
"""Each eighth call is also made without guardrail, to know what it adds."""
_LONG_FROM = 10_000
_KEEP_ALIVE = 5.0
"""Seconds that an idle connection is kept, as by httpx, with which the vendors' SDKs call."""


@dataclass(frozen=True, slots=True)
class Talk:
    """How much is said. ``long_every`` is the distance of long letters in turns, 0 for none."""

    conversations: int
    turns: int
    long_every: int = 100
    long: int = LONG


@dataclass(slots=True)
class Tally:
    """What came of it. Times in seconds, of ordinary calls; ``foreign`` are names in an answer that its caller never wrote."""

    calls: int = 0
    names: int = 0
    long: int = 0
    failures: Counter[str] = field(default_factory=Counter)
    """Calls that failed, by status and code of the error, or by the kind of exception."""
    changed: int = 0
    """Answers that are not what was said."""
    foreign: int = 0
    examples: list[tuple[str, str]] = field(default_factory=list)
    """Of the first changed answers: what was said, and what came back, from where they differ."""
    through: list[float] = field(default_factory=list)
    direct: list[float] = field(default_factory=list)
    took: float = 0.0

    @property
    def failed(self) -> int:
        return self.failures.total()


async def talk(base_url: str, direct_url: str, talk: Talk, until: float, told: Callable[[Tally], None]) -> Tally:
    """Every conversation at once, each turn by turn, until all is said or the clock (``time.monotonic``) is at ``until``."""
    tally = Tally()
    started = time.monotonic()
    headers = {"authorization": f"Bearer {KEY}"}
    connector = aiohttp.TCPConnector(limit=0, keepalive_timeout=_KEEP_ALIVE)
    async with aiohttp.ClientSession(headers=headers, connector=connector) as session, asyncio.TaskGroup() as group:
        teller = group.create_task(_tell(tally, told))
        await asyncio.gather(*(_converse(session, (base_url, direct_url), talk, at, until, tally) for at in range(talk.conversations)))
        teller.cancel()
    tally.took = time.monotonic() - started
    return tally


async def _converse(session: aiohttp.ClientSession, urls: tuple[str, str], talk: Talk, at: int, until: float, tally: Tally) -> None:
    first: list[dict[str, str]] = []
    later: deque[dict[str, str]] = deque(maxlen=_HISTORY)
    mine: set[str] = set()
    for number in range(talk.turns):
        if time.monotonic() > until:
            return
        text, names = turn(at, number, talk.turns, talk.long_every, talk.long)
        asked = {"role": "user", "content": text}
        body = {"model": "uji", "messages": [*first, *later, asked], "stream": (at + number) % 2 == 0}
        tally.calls += 1
        tally.names += len(names)
        mine.update(word for name in names for word in name.split())
        if len(text) > _LONG_FROM:
            tally.long += 1
        answer = await _ask(session, urls[0], body, tally, tally.through if len(text) < _LONG_FROM else [])
        if answer != text:
            tally.changed += 1
            tally.examples.append(_differing(text, answer))
        tally.foreign += len(set(NAME.findall(answer)) - mine)
        if number % _DIRECT_EVERY == 0 and len(text) < _LONG_FROM and urls[1]:
            await _ask(session, urls[1], body, tally, tally.direct)
        if len(text) < _LONG_FROM:  # a client would not resend a megabyte with every turn
            turns = (asked, {"role": "assistant", "content": answer})
            first = first or [turns[0]]
            later.extend(turns)


def _differing(said: str, came: str) -> tuple[str, str]:
    same = next((at for at, (left, right) in enumerate(zip(said, came, strict=False)) if left != right), min(len(said), len(came)))
    around = slice(max(0, same - 20), same + 60)
    return said[around], came[around]


async def _ask(session: aiohttp.ClientSession, url: str, body: dict[str, object], tally: Tally, times: list[float]) -> str:
    started = time.perf_counter()
    try:
        async with session.post(url + CHAT, json=body) as response:
            raw = await response.read()
            status = response.status
    except (aiohttp.ClientError, TimeoutError) as error:
        tally.failures[type(error).__name__] += 1
        return ""
    times.append(time.perf_counter() - started)
    if status != 200:
        tally.failures[f"{status} {_code(raw)}"] += 1
        return ""
    if not body["stream"]:
        return str(json.loads(raw)["choices"][0]["message"]["content"])
    try:
        return "".join(deltas(raw))
    except LookupError:  # the stream broke off with an error
        tally.failures[f"stream {_code(raw.rstrip().rpartition(b'data: ')[2])}"] += 1
        return ""


def _code(raw: bytes) -> str:
    """The code of an error of guardrail; empty where it is none."""
    try:
        return str(json.loads(raw)["error"]["code"])
    except (ValueError, LookupError, TypeError):
        return ""


async def _tell(tally: Tally, told: Callable[[Tally], None]) -> None:
    while True:
        await asyncio.sleep(1.0)
        told(tally)
