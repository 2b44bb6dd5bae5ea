"""One pass over a text for all triggers at once: where something may be. What it is, is verified elsewhere.

Hyperscan where its wheel exists, ``re`` otherwise; both read the same bytes, one per character, so that offsets are characters.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Protocol

try:
    import hyperscan
except ImportError:  # no wheel for this platform: ``PlainScanner`` finds the same, slower
    hyperscan = None  # type: ignore[assignment]

__all__ = ["HyperscanScanner", "JoinedScanner", "PlainScanner", "Scanner", "build_scanner", "has_hyperscan"]

has_hyperscan = hyperscan is not None


class Scanner(Protocol):
    """Finds triggers: portable patterns over ASCII, case ignored, ``\\z`` for the end of the text, no groups, no look-around."""

    def ends(self, text: str) -> Sequence[Sequence[int]]:
        """For each trigger the rising offsets at which it ends. A scanner may leave out ends inside a longer match."""


def _scanned(text: str) -> bytes:
    """One byte a character. What is not ASCII becomes "?", which no trigger contains."""
    return text.encode("ascii", "replace")


class PlainScanner:
    """Standard library only."""

    def __init__(self, triggers: Sequence[str]) -> None:
        self._patterns = [re.compile(trigger.replace(r"\z", r"\Z").encode("ascii"), re.IGNORECASE) for trigger in triggers]

    def ends(self, text: str) -> Sequence[Sequence[int]]:
        data = _scanned(text)
        return [[match.end() for match in pattern.finditer(data)] for pattern in self._patterns]


class HyperscanScanner:
    """Without start-of-match, which costs more than finding it again in a small window."""

    def __init__(self, triggers: Sequence[str]) -> None:
        if hyperscan is None:
            raise RuntimeError("hyperscan is not installed")
        self._nothing: list[Sequence[int]] = [()] * len(triggers)
        self._database = _compiled(tuple(triggers))
        self._scratch: Any = hyperscan.Scratch(self._database)
        self._local = threading.local()

    def ends(self, text: str) -> Sequence[Sequence[int]]:
        found = self._nothing.copy()
        scratch = getattr(self._local, "scratch", None)
        if scratch is None:
            # Scratch space may serve one scan at a time: one for each thread.
            scratch = self._local.scratch = self._scratch.clone()
        self._database.scan(_scanned(text), match_event_handler=_note, context=found, scratch=scratch)
        return found


class JoinedScanner:
    """Scanners over one text as one: what many of them have in common is compiled once, and a text is passed over once for each."""

    def __init__(self, *scanners: Scanner) -> None:
        self._scanners = scanners

    def ends(self, text: str) -> Sequence[Sequence[int]]:
        return [ends for scanner in self._scanners for ends in scanner.ends(text)]


@lru_cache(maxsize=256)
def _compiled(triggers: tuple[str, ...]) -> Any:
    """The database of these triggers. Compiling takes up to a second and a half, and it may be scanned by many at once."""
    database = hyperscan.Database()
    database.compile(
        expressions=[trigger.encode("ascii") for trigger in triggers],
        ids=list(range(len(triggers))),
        elements=len(triggers),
        flags=hyperscan.HS_FLAG_CASELESS,
    )
    return database


def _note(trigger: int, _start: int, end: int, _flags: int, found: list[list[int]]) -> None:
    ends = found[trigger]
    if not ends:
        found[trigger] = [end]
    elif ends[-1] != end:
        ends.append(end)


def build_scanner(triggers: Sequence[str]) -> Scanner:
    """The fastest scanner that this platform has."""
    return HyperscanScanner(triggers) if has_hyperscan else PlainScanner(triggers)
