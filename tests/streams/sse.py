"""A second reader of server-sent events, written from the standard alone (WHATWG HTML, 9.2.6): it judges what the product wrote."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["SeenEvent", "read"]


@dataclass(frozen=True, slots=True)
class SeenEvent:
    """One block between empty lines. ``others`` are its lines that are not data, as they stood."""

    data: str | None
    others: tuple[str, ...]


def read(stream: bytes) -> list[SeenEvent]:
    """Every block of a whole stream in order, also those that only comment."""
    found = []
    data: list[str] = []
    others: list[str] = []
    for line in [*re.split("\r\n|\n|\r", stream.decode("utf-8")), ""]:
        if line:
            name, _, value = line.partition(":")
            if name == "data":
                data.append(value.removeprefix(" "))
            else:
                others.append(line)
        elif data or others:
            found.append(SeenEvent("\n".join(data) if data else None, tuple(others)))
            data, others = [], []
    return found
