"""A caller who speaks raw ASGI: sends a body in pieces, hangs up when told to, and keeps what comes back."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from starlette.types import Message

from guardrail.app.policies import load_policies
from guardrail.core.exchange import Principal
from guardrail.pipeline.rollout import Edition, Rollout
from guardrail.proxy.identity import Keys
from guardrail.proxy.refusals import Refusals
from guardrail.proxy.routes import ModelGate
from guardrail.settings import dev_settings
from tests.pipeline.world import Held, World, chat

__all__ = ["CHAT", "JSON", "KEY", "Caller", "OneKey", "gate_of"]

CHAT = "/v1/chat/completions"
KEY = (b"authorization", b"Bearer kunci")
JSON = (b"content-type", b"application/json")
_POLICIES = Rollout(Edition(load_policies(dev_settings("http://127.0.0.1:9", Path("var"), "127.0.0.1", 0))))


class OneKey:
    """Every key is this caller's."""

    def principal(self, key: str) -> Principal:
        return Principal("jateng/dinkes", "loket", "k-1")


def gate_of(world: World, keys: Keys | None = None, max_body: int = 1 << 20, **more: Any) -> ModelGate:
    """The gate before a world, under the shipped policy."""
    return ModelGate(world.guard, lambda: keys or OneKey(), lambda: _POLICIES, Refusals(), max_body, **more)


@dataclass(slots=True)
class Caller:
    """One request and its reply. Pieces of the body come one a message; ``None`` among them hangs up."""

    method: str = "POST"
    path: str = CHAT
    headers: Sequence[tuple[bytes, bytes]] = (KEY, JSON)
    body: Sequence[bytes | None] = (json.dumps(chat("Halo")).encode(),)
    query: bytes = b""
    sent: list[Message] = field(default_factory=list)
    gone: asyncio.Event = field(default_factory=asyncio.Event)

    async def ask(self, gate: ModelGate, door: Held | None = None) -> Caller:
        """``door``: where the caller waits before it sends anything of the body."""
        scope = {
            "type": "http",
            "method": self.method,
            "raw_path": self.path.encode(),
            "query_string": self.query,
            "headers": list(self.headers),
            "client": ("10.20.30.40", 50_000),
        }
        pieces = list(self.body)

        async def receive() -> Message:
            if door is not None:
                await door.wait()
            if pieces:
                piece = pieces.pop(0)
                if piece is None:
                    return {"type": "http.disconnect"}
                return {"type": "http.request", "body": piece, "more_body": bool(pieces)}
            await self.gone.wait()
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            await asyncio.sleep(0)
            self.sent.append(message)

        await gate(scope, receive, send)
        return self

    @property
    def status(self) -> int:
        status: int = self.sent[0]["status"]
        return status

    @property
    def answered(self) -> Mapping[str, str]:
        """Headers of the reply; none stands twice."""
        pairs = [(name.decode(), value.decode("latin-1")) for name, value in self.sent[0]["headers"]]
        assert len(pairs) == len(dict(pairs))
        return dict(pairs)

    @property
    def text(self) -> bytes:
        return b"".join(message.get("body", b"") for message in self.sent[1:])

    @property
    def error(self) -> dict[str, Any]:
        """OpenAI's error object."""
        error: dict[str, Any] = json.loads(self.text)["error"]
        return error
