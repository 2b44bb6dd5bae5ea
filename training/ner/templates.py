"""Templates as people write them: texts with slots, kept in plain files. Reads them; does not fill them.

Written without a look at any evaluation text (see ``overlap``). A line that begins with ``*3-9 `` stands for three to nine such lines.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, TypeAlias

__all__ = ["SLOT", "Split", "Template", "held_out", "read_slots", "read_templates"]

Split: TypeAlias = Literal["train", "held_out"]

HERE = Path(__file__).parent
SLOT = re.compile(
    r"\{(?:=(?P<literal>[^{}]+)|#(?P<digits>\d+)"
    r"|(?P<name>[A-Za-z_]+)(?P<index>\d?)(?::(?P<form>[a-z]+))?(?:\.(?P<case>[a-z]+))?)\}"
)
"""``{#4}`` four digits; ``{P}`` a person, ``{Pf}`` a woman, ``{P1:first.caps}`` the calling name of person 1 in capitals; ``{X}`` a name
after which something is called; ``{=Bunga}`` a person of this very name, where the name is a word; ``{no}`` the number of the row;
``{kota}`` one of the list of this name in ``slots.txt``, ``{bergelar1}`` person 1 in one of the ways of that list."""

_HELD_OUT_OF_256 = 58


@dataclass(frozen=True, slots=True)
class Template:
    """A text with slots. ``genre`` is the name of its file."""

    genre: str
    text: str

    @property
    def split(self) -> Split:
        return "held_out" if held_out(self.text) else "train"


def held_out(text: str) -> bool:
    """Whether a template (or a part of a name) is kept for tests: 23 in 100, decided by its own digest, so that additions move nothing."""
    return hashlib.sha256(text.encode()).digest()[0] < _HELD_OUT_OF_256


@cache
def read_templates() -> tuple[Template, ...]:
    """All templates, each once: a line each in ``templates/lines``, blocks between lines of ``%%`` in ``templates/documents``."""
    found = dict.fromkeys(_from_files())
    return tuple(found)


def _from_files() -> Iterator[Template]:
    for path in sorted((HERE / "templates" / "lines").glob("*.txt")):
        yield from (Template(path.stem, line) for line in path.read_text("utf-8").splitlines() if line.strip())
    for path in sorted((HERE / "templates" / "documents").glob("*.txt")):
        blocks = re.split(r"^%%$\n?", path.read_text("utf-8"), flags=re.MULTILINE)
        yield from (Template(path.stem, block.strip("\n")) for block in blocks if block.strip())


@cache
def read_slots() -> dict[str, tuple[str, ...]]:
    """The lists behind the slots of ``slots.txt``: ``[name]``, then values, parted by lines or " | ", which may hold slots.

    Raises ``ValueError`` for a value before the first name, an empty list and a name given twice.
    """
    slots: dict[str, list[str]] = {}
    values: list[str] | None = None
    for line in (HERE / "slots.txt").read_text("utf-8").splitlines():
        if header := re.fullmatch(r"\[([A-Za-z_]+)\]", line):
            if header[1] in slots:
                raise ValueError("a slot is given twice")
            values = slots.setdefault(header[1], [])
        elif line.strip():
            if values is None:
                raise ValueError("a value before the first slot")
            values.extend(line.split(" | "))
    if any(not values for values in slots.values()):
        raise ValueError("a slot without values")
    return {name: tuple(values) for name, values in slots.items()}
