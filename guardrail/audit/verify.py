"""Proves offline that an audit directory is as it was written. Works on a copy at any path; needs nothing but the public key."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from .calls import Calls
from .entry import Entry
from .event import EventType
from .layout import CHECKPOINTS, RECORDS, segments_of, vkey_path, writers
from .merkle import EMPTY_ROOT
from .note import NoteVerifier, VerificationError
from .report import Break, LogReport, Report
from .walk import Walk

__all__ = ["verify"]

_PROGRESS_STEP = 10_000


def verify(directory: Path, vkey: str | None = None, progress: Callable[[int], None] | None = None) -> Report:
    """Check every log of the directory: records, links, sequences, tree heads, signatures, intents and outcomes, ends of dead writers.

    ``vkey`` is the verification key as the auditor holds it on paper. Without it the key beside each log is believed, which a
    forger could have replaced: the report warns. ``progress`` is told the number of records now and then.
    Raises ``VerificationError`` when ``vkey`` is not a key, ``OSError`` when the directory cannot be read.
    """
    trusted = NoteVerifier.parse(vkey) if vkey is not None else None
    return _Verification(directory, trusted, progress).run()


class _Verification:
    def __init__(self, directory: Path, trusted: NoteVerifier | None, progress: Callable[[int], None] | None) -> None:
        self._directory = directory
        self._trusted = trusted
        self._progress = progress
        self._records = 0
        self._calls = Calls()
        self._recovered: list[tuple[str, int, str, Break]] = []
        self._breaks: list[Break] = []
        self._warnings: list[str] = []
        self._logs: list[LogReport] = []

    def run(self) -> Report:
        for writer in writers(self._directory):
            self._walk(writer)
        self._compare_ends()
        self._breaks += [Break(file, line, seq, "outcome_without_intent") for file, line, seq in self._calls.orphans()]
        if not self._logs:
            self._warnings.append("no_log: the directory holds no audit log")
        if self._progress is not None:
            self._progress(self._records)
        calls = self._calls
        return Report(tuple(self._logs), tuple(self._breaks), tuple(self._warnings), calls.intents, calls.outcomes, calls.dangling)

    def _walk(self, writer: str) -> None:
        if not any(segments_of(self._directory, writer, kind) for kind in (RECORDS, CHECKPOINTS)):
            self._warnings.append(f"empty: {writer} has a key and no records")
            return
        walk = Walk(self._directory, writer, self._verifier(writer))
        walk.run(self._visit)
        report = walk.report()
        self._logs.append(report)
        self._breaks += walk.breaks
        if report.torn_bytes:
            self._warnings.append(f"torn: {writer} ends with {report.torn_bytes} bytes of an unfinished write")
        if report.records > report.covered:
            self._warnings.append(f"uncovered: {writer} has {report.records - report.covered} records after its last good checkpoint")

    def _verifier(self, writer: str) -> NoteVerifier | None:
        if self._trusted is not None:
            return self._trusted
        path = vkey_path(self._directory, writer)
        try:
            verifier = NoteVerifier.parse(path.read_text("ascii").removesuffix("\n"))
        except FileNotFoundError:
            self._breaks.append(Break(path.name, 1, 0, "key_missing"))
        except (VerificationError, UnicodeDecodeError):
            self._breaks.append(Break(path.name, 1, 0, "bad_vkey"))
        else:
            self._warnings.append(f"untrusted_key: {writer} was checked with the key beside it; give the key you hold on paper")
            return verifier
        return None

    def _visit(self, entry: Entry, file: str, line: int) -> None:
        self._records += 1
        if self._progress is not None and self._records % _PROGRESS_STEP == 0:
            self._progress(self._records)
        self._calls.see(entry, file, line)
        if entry.event == EventType.WRITER_RECOVER:
            place = Break(file, line, entry.seq, "dead_writer_changed")
            match entry.decoded():
                case {"dead": str(dead), "size": int(size), "root": str(root)}:
                    self._recovered.append((dead, size, root, place))
                case _:
                    raise VerificationError("bad_record")

    def _compare_ends(self) -> None:
        """A dead log must still be what its successor found: later growth, loss or change is tampering."""
        logs = {log.writer: log for log in self._logs}
        for dead, size, root, place in self._recovered:
            log = logs.get(dead)
            found = (log.records, log.root) if log is not None else (0, EMPTY_ROOT.hex())
            if found != (size, root):
                self._breaks.append(place)
