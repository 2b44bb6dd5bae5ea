"""What a client script is asked, one JSON object a line, and what it answers. It runs in the clients' own environment."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

__all__ = ["TOOL", "Job", "serve"]

TOOL = "cari_penduduk"
_Thing = TypeVar("_Thing")


@dataclass(slots=True)
class Job:
    """One scenario for one client, and everything that the client has seen in it."""

    base_url: str
    """Of guardrail, without a path."""
    key: str
    model: str
    scenario: str
    say: str
    """What the user says."""
    again: str
    """What the user says next in a conversation that the service keeps."""
    schema: dict[str, Any]
    """JSON Schema of an object: the tool's parameters, or the shape of an answer."""
    result: str
    """What the tool says, as JSON."""
    extra: dict[str, Any]
    """Further members of a body that is to be answered in words."""
    seen: list[str] = field(default_factory=list)

    @property
    def v1(self) -> str:
        return f"{self.base_url}/v1"

    def saw(self, thing: _Thing) -> _Thing:
        self.seen.append(repr(thing))
        return thing


def serve(scenarios: Mapping[str, Callable[[Job], Mapping[str, Any]]]) -> None:
    """Answer every line of standard input: what the client was told, or the error it met, and everything it saw."""
    for line in sys.stdin:
        job = Job(**json.loads(line))
        try:
            answer: dict[str, Any] = {"told": scenarios[job.scenario](job)}
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps({**answer, "seen": job.seen}, default=repr), flush=True)
