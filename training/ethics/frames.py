"""Reads the hand-written frames and spells them out.

A file below ``frames/<writer>/`` has sections that begin with ``@`` and say what its frames are::

    @ political prompt id
    Buat {slogan|yel-yel|jargon} {kampanye|pemenangan} {@candidate} untuk {@media}.
    @ none prompt id
    Susun {imbauan|surat edaran} netralitas ASN menjelang {pilkada|pemilu}.

First the labels, parted by commas (``none``: harmless), then ``prompt``, ``response`` or ``untrusted`` (a document, a
tool's result), then the language. ``{a|b|}`` is one of several, which may be nothing; ``{@name}`` is one line of
``slots/<name>.txt``; ``\\n`` is a line break. ``#`` begins a comment line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random

from guardrail.detect.ethics.labels import LABELS

__all__ = ["FOLDER", "Frame", "FrameError", "expand", "read_frames"]

FOLDER = Path(__file__).parent / "frames"
_SOURCES = frozenset({"prompt", "response", "untrusted"})
_LANGUAGES = frozenset({"id", "jv", "su", "en", "mix"})
_CHOICE = re.compile(r"\{([^{}]*)\}")


class FrameError(Exception):
    """A line that cannot be read, as ``file:line: what is wrong``."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One line: what it is, and its text with choices."""

    labels: frozenset[str]
    source: str
    language: str
    writer: str
    pattern: str = field(repr=False)


def read_frames(folder: Path = FOLDER) -> list[Frame]:
    """Every frame of every writer. Raises ``FrameError``."""
    return [frame for file in sorted(folder.glob("*/*.txt")) if file.parent.name != "slots" for frame in _read(file)]


def _read(file: Path) -> Iterator[Frame]:
    head: tuple[frozenset[str], str, str] | None = None
    for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
        line = line.strip()
        if line.startswith("@ "):
            head = _head(line[2:], f"{file.name}:{number}")
        elif line and not line.startswith("#"):
            if head is None:
                raise FrameError(f"{file.name}:{number}: a section line (@ labels source language) comes first")
            if _CHOICE.sub("", line).count("{") or _CHOICE.sub("", line).count("}"):
                raise FrameError(f"{file.name}:{number}: braces do not match or are nested")
            yield Frame(*head, file.parent.name, line)


def _head(text: str, place: str) -> tuple[frozenset[str], str, str]:
    try:
        names, source, language = text.split()
    except ValueError:
        raise FrameError(f"{place}: say labels, source and language") from None
    labels = frozenset(names.split(",")) - {"none"}
    if not labels <= set(LABELS) or source not in _SOURCES or language not in _LANGUAGES:
        raise FrameError(f"{place}: unknown label, source or language")
    return labels, source, language


def expand(frame: Frame, random: Random, most: int) -> list[str]:
    """Up to ``most`` different texts of a frame."""
    found: dict[str, None] = {}
    for _ in range(2 * most):
        found[_CHOICE.sub(lambda choice: _choose(choice[1], random), frame.pattern).replace("\\n", "\n")] = None
        if len(found) == most or "{" not in frame.pattern:
            break
    return list(found)


def _choose(options: str, random: Random) -> str:
    if options.startswith("@"):
        return random.choice(_slot(options[1:]))
    return random.choice(options.split("|"))


@cache
def _slot(name: str) -> Sequence[str]:
    file = FOLDER / "slots" / f"{name}.txt"
    if not file.is_file():
        raise FrameError(f"{name}: no such slot")
    return tuple(line for line in file.read_text("utf-8").splitlines() if line and not line.startswith("#"))
