"""A writer's rows: sent again after every fault until they are certain, and never beside others."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace

import pytest

from guardrail.audit.ids import uuid7
from guardrail.audit.layout import CHECKPOINTS, RECORDS
from guardrail.audit.log import SegmentedLog
from guardrail.audit.postgres.archive import PostgresArchive
from guardrail.audit.postgres.dsn import Host
from guardrail.audit.postgres.store import PostgresStore
from guardrail.audit.store import StoreFault
from guardrail.audit.verify import verify
from guardrail.audit.waiter import AuditUnavailable
from tests.audit.factories import SIGNER, TENANT, VKEY, an_intent, serve_in
from tests.support.network import a_relay
from tests.support.postgres import Server

TERMINATE = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = 'app' AND datname = current_database()"


@contextmanager
def a_store(postgres: Server, writer: str | None = None, patience: float = 2.0, ring_bytes: int = 1 << 20) -> Iterator[PostgresStore]:
    store = PostgresStore(postgres.dsn, writer or uuid7().replace("-", ""), VKEY, patience, ring_bytes=ring_bytes)
    try:
        yield store
    finally:
        store.close()


def rows(postgres: Server, kind: str = RECORDS) -> bytes:
    with closing(PostgresArchive(postgres.dsn)) as archive:
        return b"".join(line for writer in archive.writers() for part in archive.parts(writer, kind) for line in part.lines)


@contextmanager
def refused(code: str, *, doubtful: bool = False) -> Iterator[None]:
    with pytest.raises(StoreFault) as fault:
        yield
    assert (fault.value.code, fault.value.doubtful) == (code, doubtful)


def test_the_same_lines_may_come_again_and_others_may_not(postgres: Server) -> None:
    """Whole, in part, or with more behind them; other bytes in their place stop the log for good."""
    with a_store(postgres) as store:
        store.append(0, b"one\ntwo\n")
        with closing(PostgresArchive(postgres.dsn)) as archive:
            (writer,) = archive.writers()
        again = PostgresStore.__new__(PostgresStore)
        again.__dict__.update(store.__dict__)
        again._ring = type(store._ring)(1 << 20)
        again.append(0, b"one\ntwo\n")
        again.append(2, b"three\n")
        assert rows(postgres) == b"one\ntwo\nthree\n"
    other = PostgresStore(postgres.dsn, uuid7().replace("-", ""), VKEY, 2.0)
    other._writer = writer
    with refused("split_brain"):
        other.append(0, b"one\nTWO\nmore\n")
    with refused("split_brain"):
        other.append(3, b"four\n")
    other.close()
    assert rows(postgres) == b"one\ntwo\nthree\n"


@pytest.mark.parametrize("data", [b"", b"no newline", b"nul \0\n", "\u00e9\n".encode()])
def test_what_no_record_is_made_of_is_refused(postgres: Server, data: bytes) -> None:
    """Records are lines of ASCII."""
    with a_store(postgres) as store, refused("bad_records"):
        store.append(0, data)


def test_backslashes_and_quotes_are_bytes_like_others(postgres: Server) -> None:
    """JSON is full of them."""
    data = b'{"a":"\\u00e9\\n\\"\'"}\n' + bytes(range(32, 127)) + b"\n" + b"\\x00\n\n"
    with a_store(postgres) as store:
        store.append(0, data)
    assert rows(postgres) == data


def test_a_terminated_connection_is_made_again(postgres: Server) -> None:
    """What was on its way is in doubt, sent again it stands once."""
    with a_store(postgres) as store:
        store.append(0, b"one\n")
        for seq in range(1, 6):
            postgres.sql(TERMINATE)
            with refused("connection_lost", doubtful=True):
                store.append(seq, b"%d\n" % seq)
            store.append(seq, b"%d\n" % seq)
        store.add_checkpoint(6, b"note\n\n")
        postgres.sql(TERMINATE)
        with refused("connection_lost"):
            store.add_checkpoint(6, b"note\n\n")
        store.add_checkpoint(6, b"note\n\n")
    assert rows(postgres) == b"one\n1\n2\n3\n4\n5\n"
    assert rows(postgres, CHECKPOINTS) == b"note\n\n"


def test_another_note_of_the_same_size_stops_the_log(postgres: Server) -> None:
    """Two heads over one size are a fork."""
    with a_store(postgres) as store:
        store.append(0, b"one\n")
        store.add_checkpoint(1, b"note\n\n")
        with refused("split_brain"):
            store.add_checkpoint(1, b"other\n\n")


def test_what_was_on_its_way_through_a_stalled_network_stands_once(postgres: Server) -> None:
    """The server may have it, and may still be at it: its old connection is ended before anybody looks."""
    with a_relay(postgres.port) as relay:
        dsn = replace(postgres.dsn, hosts=(Host("127.0.0.1", relay.port),))
        store = PostgresStore(dsn, uuid7().replace("-", ""), VKEY, 0.4)
        store.append(0, b"one\n")
        blocker = "SELECT pg_advisory_lock(1)"
        with closing(PostgresArchive(postgres.owner)) as other:
            other._ask(blocker)
            other._ask("BEGIN")
            other._ask("LOCK TABLE guardrail.audit_leaf")  # the server is at it when the network goes
            relay.stall()
            with refused("connection_lost", doubtful=True):
                store.append(1, b"two\n")
            with refused("connection_lost"):
                store.append(1, b"two\n")
            relay.heal()
        store.append(1, b"two\n")
        store.close()
    assert rows(postgres) == b"one\ntwo\n"


def test_rows_that_the_server_lost_are_sent_again_and_said_so(postgres: Server) -> None:
    """As after a fail-over to a standby that was behind: what was acknowledged comes back, notes and key as well."""
    with a_store(postgres) as store:
        for seq in range(10):
            store.append(seq, b"%d\n" % seq)
        store.add_checkpoint(8, b"note\n\n")
        postgres.sql(
            "DELETE FROM guardrail.audit_leaf WHERE seq > 3; DELETE FROM guardrail.audit_checkpoint; DELETE FROM guardrail.audit_writer"
        )
        postgres.sql(TERMINATE)
        with refused("connection_lost", doubtful=True):
            store.append(10, b"10\n")
        with refused("records_resent"):
            store.append(10, b"10\n")
        store.append(10, b"10\n")
    assert rows(postgres) == b"".join(b"%d\n" % seq for seq in range(11))
    assert rows(postgres, CHECKPOINTS) == b"note\n\n"


def test_rows_that_are_gone_for_good_stop_the_log(postgres: Server) -> None:
    """Nothing is written over a gap."""
    with a_store(postgres, ring_bytes=6) as store:
        for seq in range(10):
            store.append(seq, b"%d\n" % seq)
        postgres.sql("DELETE FROM guardrail.audit_leaf WHERE seq > 3")
        postgres.sql(TERMINATE)
        with refused("connection_lost", doubtful=True):
            store.append(10, b"10\n")
        for _ in range(2):
            with refused("records_lost"):
                store.append(10, b"10\n")


def test_other_rows_in_the_place_of_ours_stop_the_log(postgres: Server) -> None:
    """Found at once after a reconnection, before anything is written."""
    with a_store(postgres) as store:
        store.append(0, b"one\n")
        postgres.sql("UPDATE guardrail.audit_leaf SET leaf = 'eno'")
        postgres.sql(TERMINATE)
        with refused("connection_lost", doubtful=True):
            store.append(1, b"two\n")
        with refused("split_brain"):
            store.append(1, b"two\n")


def test_a_writer_that_was_found_dead_does_not_come_back(postgres: Server) -> None:
    """Whoever sealed its log has signed its size; while it is being sealed, the lock keeps it out."""
    dead = SegmentedLog(PostgresArchive(postgres.dsn), SIGNER)
    dead.start()

    async def story(log: SegmentedLog) -> None:
        await log.append(an_intent(), TENANT)

    async def late() -> None:
        for code in ("connection_lost", "writer_abandoned", "writer_abandoned"):
            with pytest.raises(AuditUnavailable, match=code):
                await dead.append(an_intent(), TENANT)

    asyncio.run(story(dead))
    postgres.sql(TERMINATE)
    serve_in(PostgresArchive(postgres.dsn, grace=0.1), story)
    asyncio.run(late())
    dead.close()
    with closing(PostgresArchive(postgres.dsn)) as archive:
        report = verify(archive, VKEY)
    assert report.ok, report.breaks
    assert (report.intents, report.outcomes) == (2, 1)


def test_a_writer_that_only_lost_its_connection_is_not_called_dead(postgres: Server) -> None:
    """It comes back within the grace, and another that starts meanwhile waits for it."""
    living = SegmentedLog(PostgresArchive(postgres.dsn), SIGNER)
    living.start()

    async def story(log: SegmentedLog) -> None:
        await log.append(an_intent(), TENANT)

    async def lost() -> None:
        with pytest.raises(AuditUnavailable):
            await living.append(an_intent(), TENANT)

    postgres.sql(TERMINATE)
    asyncio.run(lost())  # the probe of the writer thread connects again
    serve_in(PostgresArchive(postgres.dsn, grace=5.0), story)
    asyncio.run(story(living))
    living.close()
    with closing(PostgresArchive(postgres.dsn)) as archive:
        report = verify(archive, VKEY)
    assert report.ok, report.breaks
    assert [str(log.state) for log in report.logs] == ["closed", "closed"]
