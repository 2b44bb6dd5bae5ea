"""Every small change that can be done to a file, each with the line that it damages first."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import NamedTuple

__all__ = ["Mutation", "sample"]

_FLIPS = (0x01, 0x20, 0x80, 0xFF)
_INSERTED = (b"\n", b"0", b"\x00", b" ", b"\xff", b"}")


class Mutation(NamedTuple):
    """``line`` is the first that it damages, from 0; -1 where what is missing was at the end."""

    kind: str
    at: int
    line: int

    def of(self, data: bytes) -> bytes:
        at = self.at
        match self.kind:
            case "delete":
                return data[:at] + data[at + 1 :]
            case "insert":
                return data[:at] + _inserted(at) + data[at:]
            case "cut":
                return data[:at]
            case "drop" | "double" | "swap":
                lines = data.splitlines(keepends=True)
                put = {"drop": [], "double": [lines[at]] * 2, "swap": lines[at : at + 2][::-1]}[self.kind]
                return b"".join([*lines[:at], *put, *lines[at + (2 if self.kind == "swap" else 1) :]])
            case flip:
                return data[:at] + bytes([data[at] ^ int(flip, 16)]) + data[at + 1 :]


def _inserted(at: int) -> bytes:
    return _INSERTED[at % len(_INSERTED)]


def mutations(data: bytes) -> Iterator[Mutation]:
    """Each byte changed in four ways, left out, and preceded by another; each beginning of the file; each line left out, doubled and
    exchanged with the next."""
    line = 0
    for at, byte in enumerate(data):
        yield from (Mutation(f"{flip:02x}", at, line) for flip in _FLIPS)
        ends = byte == 0x0A
        # A newline before a newline leaves the line as it was, and an empty one behind it.
        behind = line + (ends and _inserted(at) == b"\n")
        yield from (Mutation("delete", at, line), Mutation("insert", at, behind), Mutation("cut", at, -1))
        line += ends
    count = len(data.splitlines())
    for at in range(count):
        yield from (Mutation("drop", at, at), Mutation("double", at, at + 1))
        if at < count - 1:
            yield Mutation("swap", at, at)


def sample(data: bytes, count: int | None) -> Iterator[tuple[Mutation, bytes]]:
    """``count`` of them with what they make of the data, the same ones each time; all of them for None. The same bytes are no change."""
    found: Sequence[Mutation] = list(mutations(data))
    if count is not None and count < len(found):
        found = random.Random(7).sample(found, count)
    for mutation in found:
        changed = mutation.of(data)
        if changed != data:
            yield mutation, changed
