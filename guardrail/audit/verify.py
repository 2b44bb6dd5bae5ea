"""Proves that logs are as they were written. Works offline on a copy of a directory at any path; needs nothing but the public key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from .calls import Calls
from .checkpoint import Checkpoint
from .cosigned import Hearing
from .entry import Entry
from .event import EventType
from .fields import SYSTEM_TENANT
from .layout import CHECKPOINTS, COSIGNED, RECORDS, ROSTER
from .merkle import EMPTY_ROOT
from .note import NoteVerifier, VerificationError
from .pruned import statements_of
from .report import Break, LogReport, Report, Witnessed
from .roster import Roster, RosterLeaf, Standing, by_writer, read_roster
from .source import Source, source_of
from .walk import Walk

__all__ = ["verify"]

_PROGRESS_STEP = 10_000


def verify(
    where: Path | Source,
    vkey: str | None = None,
    progress: Callable[[int], None] | None = None,
    roster: Checkpoint | None = None,
    hearing: Hearing | None = None,
    visit: Callable[[Entry], None] | None = None,
) -> Report:
    """Check every log of a directory or database: records, links, sequences, tree heads, signatures, intents and outcomes, ends of dead
    writers, and that the roster names these logs and no others.

    ``vkey`` is the verification key as the auditor holds it on paper. Without it the key beside the logs is believed, which a
    forger could have replaced: the report warns. ``roster`` is a checkpoint of the roster that the auditor kept from an earlier day:
    only this, or the ``hearing`` of witnesses, finds a whole directory put back to an older state. ``progress`` is told the number of
    records now and then.
    ``visit`` is shown every good record, log by log, in the same pass; a ``VerificationError`` of its own is that record's fault.
    Raises ``VerificationError`` when ``vkey`` is not a key, ``OSError`` when it cannot be read.
    """
    trusted = NoteVerifier.parse(vkey) if vkey is not None else None
    return _Verification(source_of(where), trusted, progress, roster, hearing, visit).run()


class _Verification:
    def __init__(
        self,
        source: Source,
        trusted: NoteVerifier | None,
        progress: Callable[[int], None] | None,
        kept: Checkpoint | None,
        hearing: Hearing | None,
        visit: Callable[[Entry], None] | None,
    ) -> None:
        self._source = source
        self._trusted = trusted
        self._progress = progress
        self._kept = kept
        self._hearing = hearing
        self._witnessed: Witnessed | None = None
        self._signer: NoteVerifier | None = None
        """The root key, once it is known."""
        self._shown = visit
        self._records = 0
        self._calls = Calls()
        self._recovered: list[tuple[str, int, str, Break]] = []
        self._stated: list[tuple[Break, str]] = []
        """Place and digest of each statement that stands for records which are gone."""
        self._said: set[str] = set()
        """Digests of statements that the logs speak of."""
        self._breaks: list[Break] = []
        self._warnings: list[str] = []
        self._logs: list[LogReport] = []

    def run(self) -> Report:
        # Writers first: one stands in the roster before anything of it is stored.
        found = self._source.writers()
        listed = self._source.roster()
        root = self._root(found) if found or listed is not None else None
        roster = self._roster(root, listed) if root is not None else None
        if root is not None and roster is not None:
            self._signer = root
            for writer, life in by_writer(roster).items():
                self._walk(writer, NoteVerifier.of(f"{root.name}/{writer}", bytes.fromhex(life[0][0].key)), life)
            known = roster.last()
            self._breaks += [Break(self._source.key(writer).place, 1, 0, "unknown_writer") for writer in found if writer not in known]
        else:
            for writer in found:
                self._walk(writer, None, [])
        self._compare_ends()
        self._compare_statements()
        self._breaks += [Break(name, 1, 0, "unknown_file") for name in self._source.strangers()]
        self._breaks += [Break(file, line, seq, "outcome_without_intent") for file, line, seq in self._calls.orphans()]
        if not self._logs:
            self._warnings.append("no_log: there is no audit log here")
        if self._progress is not None:
            self._progress(self._records)
        calls = self._calls
        head = roster.head if roster is not None else None
        found_here = tuple(self._logs), tuple(self._breaks), tuple(self._warnings)
        return Report(*found_here, calls.intents, calls.outcomes, calls.dangling, head, self._witnessed)

    def _root(self, found: list[str]) -> NoteVerifier | None:
        """The key that signed the roster."""
        if self._trusted is not None:
            return self._trusted
        keys: list[NoteVerifier] = []
        for writer in found:
            place, vkey = self._source.key(writer)
            if vkey is None:
                self._breaks.append(Break(place, 1, 0, "key_missing"))
                continue
            try:
                keys.append(NoteVerifier.parse(vkey.decode("ascii").removesuffix("\n")))
            except (VerificationError, UnicodeDecodeError):
                self._breaks.append(Break(place, 1, 0, "bad_vkey"))
            else:
                if keys[-1] != keys[0]:
                    self._breaks.append(Break(place, 1, 0, "another_key"))
        if not keys:
            return None
        self._warnings.append("untrusted_key: the log was checked with the key beside it; give the key you hold on paper")
        return keys[0]

    def _roster(self, root: NoteVerifier, data: bytes | None) -> Roster | None:
        if data is None:
            self._breaks.append(Break(ROSTER, 1, 0, "roster_missing"))
            return None
        try:
            roster = read_roster(data, root)
            by_writer(roster)
        except VerificationError as error:
            self._breaks.append(Break(ROSTER, 1, 0, str(error)))
            return None
        if roster.end < len(data):
            self._warnings.append(f"torn: the roster ends with {len(data) - roster.end} bytes of an unfinished write")
        kept = self._kept
        if kept is not None and roster.roots.get(kept.size) != kept.root:
            self._breaks.append(Break(ROSTER, 1, min(kept.size, roster.tree.size), "rolled_back"))
        if self._hearing is not None:
            self._hear(self._hearing, root, roster)
        return roster

    def _hear(self, hearing: Hearing, root: NoteVerifier, roster: Roster) -> None:
        try:
            self._witnessed = hearing.quorum.judge(hearing.data, root, roster)
        except VerificationError as error:
            self._breaks.append(Break(COSIGNED, 1, 0, str(error)))
            return
        if later := roster.tree.size - self._witnessed.size:
            self._warnings.append(f"unwitnessed: the roster has {later} entries that not enough witnesses have seen yet")

    def _walk(self, writer: str, verifier: NoteVerifier | None, listed: list[tuple[RosterLeaf, int]]) -> None:
        if listed[-1:] and listed[-1][0].size == 0 and not any(self._source.parts(writer, kind) for kind in (RECORDS, CHECKPOINTS)):
            self._warnings.append(f"empty: {writer} began and wrote no record")
            return
        marks = [(leaf.size, leaf.root, Break(ROSTER, line, leaf.size, "roster_mismatch")) for leaf, line in listed]
        walk = Walk(self._source, writer, verifier, marks, root=self._signer)
        walk.run(self._visit)
        if walk.statement is not None and walk.stated is not None:
            place, digest = walk.stated
            self._stated.append((place, digest))
            for exchange in walk.statement.open:
                self._calls.reopen(exchange, SYSTEM_TENANT, writer)
            keys = [listed[0][0].key, *(key for _, key in walk.statement.epochs)] if listed else []
            if any(leaf.epoch < len(keys) and leaf.key != keys[leaf.epoch] for leaf, _ in listed):
                walk.breaks.append(replace(place, reason="wrong_epoch"))
        if listed and not walk.breaks and listed[-1][0].state is not Standing.OPEN and listed[-1][0].size != walk.tree.size:
            # Nobody writes to a log that has ended.
            walk.breaks.append(Break(ROSTER, listed[-1][1], listed[-1][0].size, "sealed_writer_grew"))
        report = walk.report()
        self._logs.append(report)
        self._breaks += walk.breaks
        if report.torn_bytes:
            self._warnings.append(f"torn: {writer} ends with {report.torn_bytes} bytes of an unfinished write")
        # Whoever stopped signed last: that the roster vouches for the end as well does not make up for signatures that are gone.
        if report.records > report.covered and (walk.stopped or not any(leaf.size == report.records for leaf, _ in listed)):
            self._warnings.append(f"uncovered: {writer} has {report.records - report.covered} records after its last good checkpoint")

    def _visit(self, entry: Entry, file: str, line: int) -> None:
        self._records += 1
        if self._progress is not None and self._records % _PROGRESS_STEP == 0:
            self._progress(self._records)
        self._calls.see(entry, file, line)
        if self._shown is not None:
            self._shown(entry)
        if entry.event == EventType.WRITER_RECOVER:
            place = Break(file, line, entry.seq, "dead_writer_changed")
            match entry.decoded():
                case {"dead": str(dead), "size": int(size), "root": str(root), **more}:
                    self._recovered.append((dead, size, root, place))
                    if lost := more.get("lost"):
                        self._warnings.append(f"lost: {dead} had {lost} more records when it was last vouched for")
                case _:
                    raise VerificationError("bad_record")
        elif entry.event == EventType.RETENTION_DONE:
            self._said.update(statements_of(entry))
        elif entry.event == EventType.ROSTER_UNWITNESSED:
            self._hear_refusal(entry, file, line)

    def _hear_refusal(self, entry: Entry, file: str, line: int) -> None:
        """What a process recorded that found itself on a log put back: what is there is as it was written, and something is not there."""
        match entry.decoded():
            case {"code": "rolled_back", "witness": str(witness), "size": int(size), "seen": int(seen)}:
                lost = f"lost: {file}:{line}: witness {witness} had seen {seen} entries of the roster when it had only {size}"
                self._warnings.append(lost)
            case {"code": "forked", "witness": str(witness), "seen": int(seen)}:
                self._warnings.append(f"lost: {file}:{line}: witness {witness} had seen another roster of {seen} entries")

    def _compare_statements(self) -> None:
        """Nothing is gone of which no log speaks: what spoke of it is said again before it goes itself."""
        for place, digest in self._stated:
            if digest not in self._said:
                self._breaks.append(replace(place, reason="pruned_unsaid"))

    def _compare_ends(self) -> None:
        """A dead log must still be what its successor found: later growth, loss or change is tampering."""
        logs = {log.writer: log for log in self._logs}
        for dead, size, root, place in self._recovered:
            log = logs.get(dead)
            found = (log.records, log.root) if log is not None else (0, EMPTY_ROOT.hex())
            if found != (size, root):
                self._breaks.append(place)
