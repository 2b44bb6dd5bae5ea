"""Whether logs that came out of a backup are the newest there were, and if not, what is missing. Changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from .checkpoint import Checkpoint
from .cosigned import Hearing
from .note import NoteVerifier, VerificationError
from .report import Report
from .roster import Roster, RosterLeaf, read_roster
from .source import Source, source_of
from .verify import verify

__all__ = ["Kept", "Missing", "Restored", "check_restored"]


@dataclass(frozen=True, slots=True)
class Kept:
    """What somebody kept of a roster elsewhere: its head, and the whole of it where ``leaves`` are there."""

    size: int
    root: bytes
    leaves: tuple[RosterLeaf, ...] = ()

    @classmethod
    def read(cls, data: bytes, root: NoteVerifier) -> Kept:
        """A line ``<size> <root>`` as ``audit verify`` prints it, a signed note of the roster (a witness's file), or a copy of the roster.

        Raises ``VerificationError``.
        """
        if data.startswith(b"{"):
            roster = read_roster(data, root)
            if not roster.note:
                raise VerificationError("bad_roster")
            return cls(roster.tree.size, roster.tree.root(), tuple(roster.leaves))
        if b"\n\n" in data:
            checkpoint = Checkpoint.open(data.rstrip(b"\n") + b"\n", root)
        else:
            checkpoint = Checkpoint.kept(data.decode("ascii", errors="replace"))
        return cls(checkpoint.size, checkpoint.root)


@dataclass(frozen=True, slots=True)
class Missing:
    """Of one writer: ``records`` were vouched for and are not there."""

    writer: str
    records: int


@dataclass(frozen=True, slots=True)
class Restored:
    """``entries`` counts those of the roster that are not there; ``missing`` names writers as far as any roster at hand does."""

    report: Report
    entries: int
    missing: tuple[Missing, ...]

    @property
    def usable(self) -> bool:
        return self.report.ok and not self.entries and not self.missing


def check_restored(
    where: Path | Source,
    root: NoteVerifier,
    kept: Kept | None = None,
    hearing: Hearing | None = None,
    progress: Callable[[int], None] | None = None,
) -> Restored:
    """Verify restored logs, and compare them with what was kept elsewhere or witnesses saw. Raises ``OSError``."""
    source = source_of(where)
    anchor = Checkpoint("", kept.size, kept.root) if kept is not None else None
    report = verify(source, root.vkey, progress, anchor, hearing)
    try:
        roster = read_roster(source.roster() or b"", root)
    except VerificationError:
        roster = Roster()
    vouched = {leaf.writer: leaf for leaf in (*roster.leaves, *(kept.leaves if kept is not None else ()))}
    entries = max(0, kept.size - roster.tree.size) if kept is not None else 0
    return Restored(report, entries, _missing(vouched, report))


def _missing(vouched: Mapping[str, RosterLeaf], report: Report) -> tuple[Missing, ...]:
    there = {log.writer: log.records for log in report.logs}
    gone = ((writer, leaf.size - there.get(writer, 0)) for writer, leaf in vouched.items())
    return tuple(Missing(writer, records) for writer, records in gone if records > 0)
