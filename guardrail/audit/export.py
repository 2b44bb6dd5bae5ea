"""Exports of the log: one agency's records with the proof that they are all and unchanged, or everything. Only what verifies goes out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from importlib.resources import files
from io import BytesIO
from itertools import chain, islice
from json import dumps
from pathlib import Path
from typing import Any, Final, NamedTuple

import guardrail

from .checkpoint import Checkpoint, join_notes, split_notes
from .data import verify as standalone
from .entry import Entry
from .excerpt import excerpt
from .layout import CHECKPOINTS, COSIGNED, LEAVES, PRUNED, RECORDS, ROSTER, segment_path
from .merkle import leaf_hash
from .note import NoteVerifier, VerificationError
from .pruned import digest_of
from .report import Break
from .roster import Roster, RosterLeaf, Standing, by_writer, read_roster
from .scope import Scope
from .sealed_zip import SealedZip
from .selection import Selection, select
from .source import Source, source_of
from .survey import Survey
from .walk import Walk

__all__ = ["Exported", "NotIntact", "export", "root_key"]

_FORMAT: Final = "guardrail-export/1"
_STEP: Final = 10_000
_POLICY: Final = re.compile(rb'"ev":"call\.(?:intent|blocked)".*[,{]"policy_digest":"([0-9a-f]{64})"').search


class NotIntact(VerificationError):
    """The log itself is broken, and says where: there is nothing that an export could prove."""

    def __init__(self, found: Break) -> None:
        self.found = found
        super().__init__(found.reason)


@dataclass(frozen=True, slots=True)
class Exported:
    """What went out. ``scope`` is None for everything; ``unproved`` are codes and places of what its verifier will call not proved."""

    scope: Scope | None
    logs: int
    records: int
    """Of the scope within its range; of everything, all."""
    shown: int
    """Records in the file: also those that prove."""
    roster: str
    sha256: str
    policies: tuple[str, ...]
    missing_policies: tuple[str, ...]
    unproved: tuple[tuple[str, str], ...] = ()


def export(
    where: Path | Source,
    scope: Scope | None,
    output: Path,
    root: NoteVerifier,
    *,
    made: str,
    policies: Mapping[str, bytes] | None = None,
    cosigned: bytes = b"",
    progress: Callable[[int], None] | None = None,
) -> Exported:
    """Write the records of a scope, or everything, into a new zip.

    A scope without an end is given the latest one that the log can prove by now. ``root`` is the key of the roster, ``made`` the time,
    ``policies`` canonical forms by digest, of which those that judged are enclosed, ``cosigned`` what witnesses said of the roster by
    then. Raises ``NotIntact`` for a log that is broken,
    ``VerificationError`` where the export would not verify, ``FileExistsError``, ``OSError``: then no file is left.
    """
    source = source_of(where)
    bundle = SealedZip(output)
    try:
        if notes := split_notes(cosigned)[0]:
            bundle.add(f"log/{COSIGNED}", join_notes(notes))
        export = _Export(source, scope, root, bundle, policies or {}, progress)
        exported = export.write(made)
        exported = replace(exported, sha256=bundle.seal())
        verdict = standalone.verify(output, root.vkey, None, first=True)
        if verdict.broken:
            raise VerificationError(verdict.broken[0].check)
    except BaseException:
        bundle.discard()
        raise
    shown = sum(verdict.shown.values()) if scope is not None else verdict.records
    return replace(exported, records=shown, shown=verdict.records, unproved=tuple(verdict.incomplete))


def root_key(where: Path | Source, vkey: str | None) -> NoteVerifier:
    """The key that is given, else the one beside the log. Raises ``VerificationError`` where there is none."""
    source = source_of(where)
    found = vkey.encode() if vkey is not None else next((key for key in (source.key(name).vkey for name in source.writers()) if key), b"")
    try:
        return NoteVerifier.parse(found.decode("ascii").strip())
    except UnicodeDecodeError:
        raise VerificationError("bad_vkey") from None


class _Log(NamedTuple):
    """One log, read and found good."""

    life: tuple[RosterLeaf, ...]
    """What the roster says of it."""
    survey: Survey
    notes: dict[int, bytes]
    """Its checkpoints by size."""
    gone: int
    """How many of its first records are gone after their term."""
    statement: bytes
    """The signed statement about these."""

    @property
    def writer(self) -> str:
        return self.life[0].writer

    @property
    def has_ended(self) -> bool:
        return self.life[-1].state is not Standing.OPEN


class _Export:
    def __init__(
        self,
        source: Source,
        scope: Scope | None,
        root: NoteVerifier,
        bundle: SealedZip,
        policies: Mapping[str, bytes],
        progress: Callable[[int], None] | None,
    ) -> None:
        self._source = source
        self._scope = scope
        self._root = root
        self._zip = bundle
        self._policies = policies
        self._progress = progress
        self._read = 0
        self._digests: set[str] = set()

    def write(self, made: str) -> Exported:
        data = self._source.roster()
        if data is None:
            raise NotIntact(Break(ROSTER, 1, 0, "roster_missing"))
        try:
            roster = read_roster(data, self._root)
            lives = by_writer(roster)
        except VerificationError as error:
            raise NotIntact(Break(ROSTER, 1, 0, str(error))) from None
        self._zip.add("BACA-SAYA.md", _shipped("BACA-SAYA.md"))
        self._zip.add("verify.py", _shipped("verify.py"))
        self._zip.add("log/roster", data[: roster.end])
        logs = [log for log in map(self._survey, lives.values()) if log is not None]
        scope = self._bounded(logs)
        if scope is None:
            self._write_all(logs)
        else:
            self._write_scope(logs, scope)
        enclosed = tuple(sorted(self._digests & self._policies.keys()))
        for digest in enclosed:
            self._zip.add(f"policies/{digest}.json", self._policies[digest])
        self._zip.add("manifest.json", _manifest(scope, roster, made, self._zip.files))
        missing = tuple(sorted(self._digests - self._policies.keys()))
        return Exported(scope, len(logs), 0, 0, roster.head, "", enclosed, missing)

    def _survey(self, life: list[tuple[RosterLeaf, int]]) -> _Log | None:
        """Read a whole log and check it as ``verify`` does; None for one that wrote no record. Raises ``NotIntact``."""
        first, last = life[0][0], life[-1][0]
        writer = first.writer
        if last.size == 0 and not any(self._source.parts(writer, kind) for kind in (RECORDS, CHECKPOINTS)):
            return None
        survey = Survey(self._scope or Scope("-"))
        marks = [(leaf.size, leaf.root, Break(ROSTER, line, leaf.size, "roster_mismatch")) for leaf, line in life]
        key = NoteVerifier.of(f"{self._root.name}/{writer}", bytes.fromhex(first.key))
        walk = Walk(self._source, writer, key, marks, root=self._root)

        def see(entry: Entry, file: str, line: int) -> None:
            self._read += 1
            if self._progress is not None and self._read % _STEP == 0:
                self._progress(self._read)
            survey.see(entry, file, line)

        walk.run(see)
        if walk.breaks:
            raise NotIntact(walk.breaks[0])
        stored = b"".join(chain.from_iterable(part.lines for part in self._source.parts(writer, CHECKPOINTS)))
        sizes = ((Checkpoint.peek(note).size, note) for note in split_notes(stored)[0])
        notes = {size: note for size, note in sizes if size <= walk.covered}
        signed = [part.lines for part in self._source.parts(writer, PRUNED) if walk.pruned and part.first == walk.pruned]
        return _Log(tuple(leaf for leaf, _ in life), survey, notes, walk.pruned, b"".join(chain.from_iterable(signed)))

    def _bounded(self, logs: list[_Log]) -> Scope | None:
        """Nobody can prove what a log that goes on will not say later: its last summary is the end of what can be."""
        scope = self._scope
        if scope is None or scope.until:
            return scope
        proved = []
        for log in logs:
            if not log.has_ended:
                runs = [run.time for run in log.survey.runs if run.last < max(log.notes, default=0)]
                proved.append(runs[-1] if runs else "")
        return scope._replace(until=min(filter(None, proved), default=""))

    def _write_scope(self, logs: list[_Log], scope: Scope) -> None:
        recovered = {dead: time for log in logs for _, dead, time in log.survey.recoveries}
        over = {log.writer for log in logs if log.has_ended and log.writer in recovered and recovered[log.writer] < scope.since}
        statements = frozenset(digest_of(log.statement) for log in logs if log.gone)
        for log in logs:
            selection = select(log.survey, log.life[-1], sorted(log.notes), scope, over, statements)
            if selection.end:
                self._write_excerpt(log, selection)

    def _write_excerpt(self, log: _Log, selection: Selection) -> None:
        cuts = {selection.end, *selection.checkpoints, *(leaf.size for leaf in log.life if 0 < leaf.size <= selection.end)}
        hashes = BytesIO()
        if log.gone:
            self._zip.add(f"log/{log.writer}.pruned", log.statement)
            cuts.add(log.gone)
        with self._zip.create(f"log/{log.writer}.jsonl") as sink:

            def show(line: bytes) -> None:
                self._judged(line)
                sink.write(line)

            excerpt(self._leaves(log), selection.records, sorted(cuts), show, hashes.write)
        if selection.checkpoints:
            self._zip.add(f"log/{log.writer}.checkpoints", join_notes([log.notes[size] for size in selection.checkpoints]))
        if hashes.tell():
            self._zip.add(f"log/{log.writer}.hashes", hashes.getvalue())

    def _write_all(self, logs: list[_Log]) -> None:
        """Segments as they are stored, up to what is signed."""
        found = {dead: size for log in logs for dead, size in log.survey.found.items()}
        for log in logs:
            signed = max(log.notes, default=0)
            limit = log.life[-1].size if log.has_ended else max(found.get(log.writer, 0), signed)
            if log.gone:
                self._zip.add(f"log/{segment_path(Path(), log.writer, log.gone, PRUNED).name}", log.statement)
            for part in self._source.parts(log.writer, LEAVES):
                if part.first < log.gone:
                    self._zip.add(f"log/{segment_path(Path(), log.writer, part.first, LEAVES).name}", b"".join(part.lines))
            for part in self._source.parts(log.writer, RECORDS):
                if log.gone <= part.first < limit:
                    with self._zip.create(f"log/{segment_path(Path(), log.writer, part.first, RECORDS).name}") as sink:
                        for line in islice(part.lines, limit - part.first):
                            self._judged(line)
                            sink.write(line)
            if log.notes:
                name = segment_path(Path(), log.writer, min(log.notes), CHECKPOINTS).name
                self._zip.add(f"log/{name}", join_notes([log.notes[size] for size in sorted(log.notes) if size <= limit]))

    def _leaves(self, log: _Log) -> Iterator[tuple[bytes, bytes]]:
        """Hashes with lines; of records that are gone the lines are empty."""
        for part in self._source.parts(log.writer, LEAVES):
            if part.first < log.gone:
                yield from ((bytes.fromhex(line.decode("ascii")), b"") for line in part.lines)
        for part in self._source.parts(log.writer, RECORDS):
            if part.first >= log.gone:
                yield from ((leaf_hash(line[:-1]), line) for line in part.lines)

    def _judged(self, line: bytes) -> None:
        if found := _POLICY(line):
            self._digests.add(found[1].decode("ascii"))


def _manifest(scope: Scope | None, roster: Roster, made: str, files: Mapping[str, str]) -> bytes:
    """JSON that people can read as well; ``sum`` is the SHA-256 of what stands before it."""
    told: dict[str, Any] = {"format": _FORMAT, "kind": "all" if scope is None else "tenant", "made": made}
    if scope is not None:
        told |= {"tenant": scope.tenant, "from": scope.since, "to": scope.until}
    told |= {"by": f"guardrail {guardrail.__version__}", "roster": roster.head, "files": dict(sorted(files.items()))}
    body = dumps(told, indent=1).removesuffix("\n}").encode("ascii")
    return b'%b,\n "sum": "%b"\n}\n' % (body, sha256(body).hexdigest().encode("ascii"))


def _shipped(name: str) -> bytes:
    return files(f"{__package__}.data").joinpath(name).read_bytes()
