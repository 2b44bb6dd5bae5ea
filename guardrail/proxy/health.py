"""What a load balancer and a person on call are told of a worker. Codes and places only: anybody may ask."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from starlette.types import Receive, Scope, Send

__all__ = ["Health", "State"]

_MOST_REASONS: Final = 20


@dataclass(frozen=True, slots=True)
class State:
    """How a worker is: parts without which nothing is served, and parts that serve on as they were, with the reasons."""

    needed: Mapping[str, bool] = field(default_factory=dict)
    degraded: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """What is wrong, as codes and places; empty where nothing is."""

    @property
    def status(self) -> str:
        if not all(self.needed.values()):
            return "unavailable"
        return "degraded" if any(self.degraded.values()) else "ok"


class Health:
    """503 while a needed part is not well, else 200: a worker that serves on under its last good policies must not be taken from
    the load balancer for it, or one typing error would stop them all. Which part and why, as JSON.
    """

    def __init__(self, state: Callable[[], State]) -> None:
        self._state = state

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        state = self._state()
        told: dict[str, object] = {"status": state.status, **state.needed, **{part: not why for part, why in state.degraded.items()}}
        if reasons := [reason for why in state.degraded.values() for reason in why]:
            told["why"] = reasons[:_MOST_REASONS]
        body = json.dumps(told).encode("ascii")
        headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body)), (b"cache-control", b"no-store")]
        await send({"type": "http.response.start", "status": 503 if state.status == "unavailable" else 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})
