"""Compares the sealed transcripts that are there with what the log says of them: kept, expired, erased with a record of it, or broken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from .entry import Entry
from .event import EventType
from .layout import RECORDS
from .note import VerificationError
from .report import Break
from .source import Source, source_of
from .walk import Walk

__all__ = ["TranscriptReport", "check_transcripts"]


class _Sealed(NamedTuple):
    ref: str
    expires: int
    place: Break


@dataclass(frozen=True, slots=True)
class TranscriptReport:
    """Counts, and what is not as the log says. ``unrecorded`` are there and no log knows them: left by a crash, and nobody's evidence."""

    kept: int
    expired: int
    erased: int
    """Gone before their time, and the log says by whose leave."""
    unrecorded: int
    breaks: tuple[Break, ...]
    """``transcript_missing``: gone without a record of it. ``transcript_changed``: another one stands there. And where a log is broken."""

    @property
    def ok(self) -> bool:
        return not self.breaks


def check_transcripts(where: Path | Source, held: Mapping[str, str], now: int) -> TranscriptReport:
    """``held`` has for each event id of a call the hex SHA-256 of what lies there; ``now`` is in Unix seconds. Raises ``OSError``."""
    sealed: dict[str, _Sealed] = {}
    erased: set[str] = set()
    breaks: list[Break] = []

    def look(entry: Entry, file: str, line: int) -> None:
        if entry.event == EventType.TRANSCRIPT_SEALED:
            match entry.decoded():
                case {"exchange": str(exchange), "ref": str(ref), "expires": int(expires)}:
                    sealed[exchange] = _Sealed(ref, expires, Break(file, line, entry.seq, "transcript_missing"))
                case _:
                    raise VerificationError("bad_record")
        elif entry.event == EventType.ERASURE_DONE:
            erased.update(_refs(entry))

    source = source_of(where)
    for writer in source.writers():
        if source.parts(writer, RECORDS):
            walk = Walk(source, writer, None)
            walk.run(look)
            breaks += walk.breaks
    kept = expired = gone = 0
    for exchange, one in sealed.items():
        found = held.get(exchange)
        if found is not None and found != one.ref:
            place = one.place
            breaks.append(Break(place.file, place.line, place.seq, "transcript_changed"))
        elif found is not None:
            kept += 1
        elif one.ref in erased:
            gone += 1
        elif one.expires <= now:
            expired += 1
        else:
            breaks.append(one.place)
    return TranscriptReport(kept, expired, gone, len(held.keys() - sealed.keys()), tuple(breaks))


def _refs(entry: Entry) -> Iterable[str]:
    refs = entry.decoded().get("refs", [])
    return [str(ref) for ref in refs] if isinstance(refs, list) else []
