"""One writer's log as rows. A batch is one statement in a transaction of its own; what breaks is found again, compared, and sent again."""

from __future__ import annotations

from typing import Final

from guardrail.audit.note import VerificationError
from guardrail.audit.roster import RosterLeaf, Standing
from guardrail.audit.store import StoreFault

from .dsn import Dsn
from .ring import Ring
from .session import CONFLICT, Session, lock_key

__all__ = ["RING_BYTES", "PostgresStore"]

RING_BYTES: Final = 64 * 1024 * 1024
"""Of the newest records, kept to send them again to a server that lost them."""
_CHECKPOINTS_KEPT: Final = 1000
_INSERT: Final = """
INSERT INTO guardrail.audit_leaf (writer, seq, leaf)
SELECT CAST(:writer AS uuid), CAST(:first AS bigint) + n - 1, convert_to(line, 'UTF8')
FROM unnest(string_to_array(CAST(:lines AS text), E'\\n')) WITH ORDINALITY AS t(line, n)"""
_INSERT_MISSING: Final = _INSERT + " ON CONFLICT (writer, seq) DO NOTHING"
_SAME: Final = """
SELECT count(*) FROM unnest(string_to_array(CAST(:lines AS text), E'\\n')) WITH ORDINALITY AS t(line, n)
JOIN guardrail.audit_leaf l ON l.writer = CAST(:writer AS uuid) AND l.seq = CAST(:first AS bigint) + n - 1
WHERE l.leaf = convert_to(line, 'UTF8')"""
_BEGIN: Final = "INSERT INTO guardrail.audit_writer (writer, vkey) VALUES (CAST(:writer AS uuid), :vkey)"
_LEAF: Final = "SELECT leaf FROM guardrail.audit_leaf WHERE writer = CAST(:writer AS uuid) AND seq = :seq"
_INSERT_NOTE: Final = """
INSERT INTO guardrail.audit_checkpoint (writer, size, note) VALUES (CAST(:writer AS uuid), :size, :note) ON CONFLICT DO NOTHING"""
_NOTE: Final = "SELECT note FROM guardrail.audit_checkpoint WHERE writer = CAST(:writer AS uuid) AND size = :size"
_END: Final = """
SELECT pg_terminate_backend(pid, CAST(:wait AS bigint)) FROM pg_stat_activity
WHERE pid = CAST(:pid AS integer) AND backend_start = CAST(:start AS timestamptz)"""
# Something to commit: without it the transaction would not wait for the standby, which may lack the rows that are there already.
_WRITE_SOMETHING: Final = "SELECT pg_logical_emit_message(true, 'guardrail', '')"


class PostgresStore:
    """An ``EntryStore``. ``begin`` takes the writer's name; a name that is taken raises ``StoreFault`` (``EEXIST``).

    After a lost connection the next call connects again, ends what may be left of the old one on the server, and compares: rows that
    the server lost are sent again (``records_resent`` says so once), and the log stops for good where they are not in memory any more
    (``records_lost``), where others stand in their place (``split_brain``), or where a later writer has sealed this log
    (``writer_abandoned``). ``patience`` (seconds) bounds what one call waits for.
    """

    def __init__(self, dsn: Dsn, writer: str, vkey: str, patience: float, *, ring_bytes: int = RING_BYTES) -> None:
        self._dsn = dsn
        self._writer = writer
        self._vkey = vkey.encode() + b"\n"
        self._patience = patience
        self._ring = Ring(ring_bytes)
        self._notes: dict[int, bytes] = {}
        self._ended: str | None = None
        """Why nothing is written any more."""
        self._resent = False
        self._before: tuple[int, str] | None = None
        """Process and start of the last connection, on the server."""
        self.timeline = 0
        """Of the server that was written to last."""
        self._session: Session | None = None
        session = Session(dsn, patience)
        try:
            session.ask(_BEGIN, writer=writer, vkey=self._vkey)
            self._take_lock(session)
        except StoreFault as fault:
            session.close()
            raise StoreFault("EEXIST" if fault.code == CONFLICT else fault.code) from None
        self._session = session

    def append(self, first_seq: int, data: bytes) -> None:
        lines = _text(data)
        session = self._ready()
        try:
            try:
                session.ask(_INSERT, writer=self._writer, first=first_seq, lines=lines)
            except StoreFault as fault:
                if fault.code != CONFLICT:
                    raise
                self._insert_missing(session, first_seq, data)
        finally:
            self._drop_closed()
        self._ring.add(first_seq, data)

    def add_checkpoint(self, size: int, note: bytes) -> None:
        session = self._ready()
        try:
            self._insert_note(session, size, note)
        except StoreFault as fault:
            raise StoreFault(fault.code) from None  # never in doubt: the same note may be added again, or a later one
        finally:
            self._drop_closed()
        self._notes[size] = note
        while len(self._notes) > _CHECKPOINTS_KEPT:
            del self._notes[next(iter(self._notes))]

    def close(self) -> None:
        if self._session is not None:
            self._session.close()
            self._session = None

    def _ready(self) -> Session:
        """A connection that holds the writer's lock, to a server that has all that was acknowledged. Raises ``StoreFault``."""
        if self._ended is None and self._session is None:
            try:
                self._session = self._connected()
            except StoreFault as fault:
                raise StoreFault(fault.code) from None  # of what was to be written nothing was sent
        if self._ended is not None:
            raise StoreFault(self._ended)
        if self._resent:
            self._resent = False
            raise StoreFault("records_resent")
        assert self._session is not None  # noqa: S101 - made above
        return self._session

    def _connected(self) -> Session:
        session = Session(self._dsn, self._patience, timeline=self.timeline)
        try:
            self._take_lock(session)
            self._catch_up(session)
        except BaseException:
            session.close()
            raise
        return session

    def _take_lock(self, session: Session) -> None:
        """What the old connection was doing, if the server has not noticed its end, is ended first. Raises ``StoreFault``."""
        if self._before is not None:
            pid, start = self._before
            session.ask(_END, pid=pid, start=start, wait=round(self._patience * 500))
        ((taken,),) = session.ask("SELECT pg_try_advisory_lock(:key)", key=lock_key(self._writer))
        if not taken:
            raise StoreFault("writer_locked")
        ((pid, start),) = session.ask("SELECT pid, CAST(backend_start AS text) FROM pg_stat_activity WHERE pid = pg_backend_pid()")
        self._before, self.timeline = (pid, start), session.timeline

    def _catch_up(self, session: Session) -> None:
        """Compare what the server has with what was acknowledged, and send it what it lost. Raises ``StoreFault``."""
        if self._is_sealed(session):
            self._ended = "writer_abandoned"
            return
        ((last,),) = session.ask("SELECT max(seq) FROM guardrail.audit_leaf WHERE writer = CAST(:writer AS uuid)", writer=self._writer)
        size = 0 if last is None else int(last) + 1
        if size < self._ring.begin:
            self._ended = "records_lost"
            return
        newest = min(size, self._ring.end) - 1
        line = self._ring.line(newest)
        # Each record holds the hash of the one before it: where this one is the same, so are those before.
        if line is not None and session.ask(_LEAF, writer=self._writer, seq=newest) != [[line]]:
            self._ended = "split_brain"
        elif size < self._ring.end:
            self._send_again(session, size)
            self._resent = True

    def _is_sealed(self, session: Session) -> bool:
        """Whether the newest word of the roster on this log is that it has ended: somebody found its writer dead."""
        for (block,) in session.ask("SELECT block FROM guardrail.audit_roster ORDER BY number DESC"):
            try:
                said = [RosterLeaf.parse(line) for line in block.splitlines() if line.startswith(b"{")]
            except VerificationError:
                raise StoreFault("roster_changed") from None
            states = [leaf.state for leaf in said if leaf.writer == self._writer]
            if states:
                return states[-1] is not Standing.OPEN
        return False

    def _send_again(self, session: Session, size: int) -> None:
        session.ask(_BEGIN + " ON CONFLICT DO NOTHING", writer=self._writer, vkey=self._vkey)
        for stretch in self._ring.since(size):
            self._insert_missing(session, stretch.first, stretch.data)
        for checkpoint in self._notes.items():
            self._insert_note(session, *checkpoint)

    def _insert_missing(self, session: Session, first_seq: int, data: bytes) -> None:
        """Records of which some are there already; those must be the same. Raises ``StoreFault``."""
        values = {"writer": self._writer, "first": first_seq, "lines": _text(data)}
        with session.transaction():
            session.ask(_WRITE_SOMETHING)
            session.ask(_INSERT_MISSING, **values)
            ((same,),) = session.ask(_SAME, **values)
            if same != data.count(b"\n"):
                self._ended = "split_brain"
                raise StoreFault(self._ended)

    def _insert_note(self, session: Session, size: int, note: bytes) -> None:
        values = {"writer": self._writer, "size": size, "note": note}
        session.ask(_INSERT_NOTE, **values)
        if session.ask(_NOTE, writer=self._writer, size=size) != [[note]]:
            self._ended = "split_brain"
            raise StoreFault(self._ended)

    def _drop_closed(self) -> None:
        if self._session is not None and not self._session.open:
            self._session = None


def _text(data: bytes) -> str:
    """Whole lines as one value. Records are ASCII, and a NUL has no place in them. Raises ``StoreFault``."""
    if not data.endswith(b"\n") or b"\0" in data or not data.isascii():
        raise StoreFault("bad_records")
    return data[:-1].decode("ascii")
