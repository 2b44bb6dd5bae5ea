"""Right or wrong: what a client was told, what it saw, and what passed to the AI service."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from guardrail.mask.token import TOKEN
from tests.support.people import Person

__all__ = ["Cell", "Told", "judge"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One client, one service, one scenario, and the two people in it."""

    client: str
    service: str
    scenario: str
    person: Person = field(repr=False)
    """Of whom the user speaks."""
    other: Person = field(repr=False)
    """Of whom the tool speaks."""
    tool_echoed: bool = False
    """Whether the service says the tool's words back, else the user's."""
    echoed: bool = True
    """Whether the service says anything back, or something of its own."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a script answered for one cell."""

    told: Mapping[str, Any] = field(default_factory=dict)
    error: str = ""
    seen: Sequence[str] = ()


def judge(cell: Cell, answer: Told, leaked: frozenset[str]) -> str:
    """What is wrong, or nothing. ``leaked``: values that passed to the AI service, in any encoding."""
    if leaked & {*cell.person.values, *cell.other.values}:
        return "a value reached the AI service"
    if answer.error:
        return answer.error
    if TOKEN.search(json.dumps([answer.told, answer.seen], ensure_ascii=False)):
        return "the client saw a token"
    return _missing(cell, answer.told) if cell.echoed else "" if answer.told.get("text") else "nothing told"


def _missing(cell: Cell, told: Mapping[str, Any]) -> str:
    person, spoken = cell.person, [cell.person.name, cell.person.nik, cell.person.phone]
    match cell.scenario:
        case "chat" | "stream":
            wanted = {"text": spoken}
        case "responses":
            wanted = {"text": spoken, "streamed": spoken}
        case "thread":
            wanted = {"text": spoken, "again": [person.nik]}
        case "tools" | "tools streamed":
            wanted = {"text": [cell.other.nik if cell.tool_echoed else person.nik]}
        case "responses tools":  # the service gets the tool's words alone
            wanted = {"text": [cell.other.nik]}
        case "embeddings":
            return "" if told.get("length", 0) > 0 else "no vector"
        case _:
            wanted = {}
    for member, values in wanted.items():
        if not all(value in str(told.get(member)) for value in values):
            return f"{member} without the caller's values: {told.get(member)!r}"
    if "object" in told and told["object"] != {"nik": person.nik, "nama": person.name}:
        return f"another object: {told['object']!r}"
    return "" if wanted or "object" in told else "nothing told"
