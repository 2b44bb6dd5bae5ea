"""Logs in a database go after their term as those of a directory do: at every step what is left verifies and says what is gone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import pytest

from guardrail.audit.event import AuditEvent
from guardrail.audit.fields import SYSTEM_TENANT
from guardrail.audit.log import SegmentedLog
from guardrail.audit.note import VerificationError
from guardrail.audit.past import read_past
from guardrail.audit.postgres.archive import PostgresArchive
from guardrail.audit.postgres.dsn import Dsn
from guardrail.audit.postgres.retention import PostgresPrunable
from guardrail.audit.postgres.session import Session
from guardrail.audit.prune import LogBroken, Pruning, plan, prune, steps
from guardrail.audit.report import Report, State
from guardrail.audit.store import StoreFault
from guardrail.audit.verify import verify
from tests.audit.ages import OLD, YOUNG, write_in
from tests.audit.factories import SIGNER, VKEY, serve_in
from tests.support.postgres import Server

BEFORE = "2021-11-22"
BASIS = "UU-27-2022/43"


@contextmanager
def prunable(postgres: Server) -> Iterator[PostgresPrunable]:
    with closing(PostgresPrunable(Dsn.parse(postgres.remover), 60.0)) as log:
        yield log


def checked(postgres: Server) -> Report:
    with closing(PostgresArchive(postgres.dsn, 60.0)) as archive:
        return verify(archive, VKEY)


def written(postgres: Server, ages: list[int]) -> str:
    """The log of a process that began now; its records say when."""
    with closing(PostgresArchive(postgres.dsn, 60.0)) as archive:
        return write_in(archive, ages)


def recorded(postgres: Server, act: Callable[[Callable[[AuditEvent], None]], None]) -> None:
    """Run ``act`` with a writer of its own, as the command does."""

    async def story(log: SegmentedLog) -> None:
        loop = asyncio.get_running_loop()

        def record(event: AuditEvent) -> None:
            asyncio.run_coroutine_threadsafe(log.append(event, SYSTEM_TENANT), loop).result()

        await asyncio.to_thread(act, record)

    serve_in(PostgresArchive(postgres.dsn, 60.0), story, deadline=60.0, now_ns=lambda: YOUNG * 10**9)


def prune_all(postgres: Server) -> list[Pruning]:
    with prunable(postgres) as log:
        plans = plan(log, SIGNER.verifier, BEFORE)
        recorded(postgres, lambda record: prune(log, plans, SIGNER, BEFORE, BASIS, record))
        return plans


def end_month(postgres: Server) -> None:
    """Let those who begin from now on write to another partition, as if a month had passed."""
    ((table,),) = postgres.sql("SELECT DISTINCT CAST(CAST(tableoid AS regclass) AS text) FROM guardrail.audit_leaf")
    ((edge,),) = postgres.sql("SELECT CAST(writer AS text) FROM guardrail.audit_writer ORDER BY writer DESC LIMIT 1")
    ((bounds,),) = postgres.sql("SELECT pg_get_expr(relpartbound, oid) FROM pg_class WHERE oid = CAST(:table AS regclass)", table=table)
    begin, end = bounds.split("'")[1::2]
    middle = f"{edge[:-12]}ffffffffffff"
    postgres.sql(
        f"ALTER TABLE guardrail.audit_leaf DETACH PARTITION {table};"
        f"ALTER TABLE guardrail.audit_leaf ATTACH PARTITION {table} FOR VALUES FROM ('{begin}') TO ('{middle}');"
        f"CREATE TABLE guardrail.audit_leaf_2999_01 PARTITION OF guardrail.audit_leaf FOR VALUES FROM ('{middle}') TO ('{end}')"
    )


def rows(postgres: Server, writer: str) -> int:
    ((count,),) = postgres.sql("SELECT count(*) FROM guardrail.audit_leaf WHERE writer = CAST(:writer AS uuid)", writer=writer)
    return int(count)


def test_a_month_that_is_over_its_term_goes_at_once(postgres: Server) -> None:
    """Its checkpoints, keys and places in the roster are as before; of its records the hashes are left."""
    writers = [written(postgres, [OLD] * 4), written(postgres, [OLD] * 3)]
    end_month(postgres)
    before = {log.writer: log for log in checked(postgres).logs}
    plans = prune_all(postgres)
    assert [(one.writer, one.begin, one.size) for one in plans] == [(writer, 0, before[writer].records) for writer in writers]
    report = checked(postgres)
    assert (report.breaks, report.warnings) == ((), ())
    for log in report.logs[:2]:
        was = before[log.writer]
        assert (log.state, log.pruned) == (State.PRUNED, was.records)
        assert (log.records, log.root, log.covered, log.checkpoints) == (was.records, was.root, was.covered, was.checkpoints)
    ((size,),) = postgres.sql(
        "SELECT sum(pg_relation_size(inhrelid)) FROM pg_inherits WHERE inhparent = CAST('guardrail.audit_leaf' AS regclass)"
        " AND CAST(CAST(inhrelid AS regclass) AS text) <> 'guardrail.audit_leaf_2999_01'"
    )
    assert size == 0
    assert prune_all(postgres) == []
    with closing(PostgresArchive(postgres.dsn)) as archive:
        assert read_past(archive, lambda entry: None) == ()


def test_what_is_not_old_enough_stays(postgres: Server) -> None:
    """Also where it shares a month with what goes: then rows go, and no partition."""
    old, young, mixed = (written(postgres, ages) for ages in ([OLD] * 3, [YOUNG] * 3, [OLD, YOUNG]))
    kept = rows(postgres, young), rows(postgres, mixed)
    assert [one.writer for one in prune_all(postgres)] == [old]
    assert (rows(postgres, old), rows(postgres, young), rows(postgres, mixed)) == (0, *kept)
    assert checked(postgres).breaks == ()


@pytest.mark.parametrize("whole", [True, False])
def test_whoever_is_killed_leaves_a_log_that_verifies(postgres: Server, monkeypatch: pytest.MonkeyPatch, whole: bool) -> None:
    """After each step; and the next run ends what was begun."""
    monkeypatch.setattr("guardrail.audit.postgres.retention._ROWS", 4)
    monkeypatch.setattr("guardrail.audit.postgres.retention._HASHES", 3)
    written(postgres, [OLD] * 4)
    written(postgres, [OLD] * 2)
    if whole:
        end_month(postgres)
    done: list[int] = []
    for at in range(40):
        other = postgres.copied()
        left = [at]
        with prunable(other) as log:
            plans = plan(log, SIGNER.verifier, BEFORE)

            def killed(
                record: Callable[[AuditEvent], None],
                log: PostgresPrunable = log,
                plans: list[Pruning] = plans,
                left: list[int] = left,
            ) -> None:
                with log.pruning():
                    for _ in steps(log, plans, SIGNER, BEFORE, BASIS, record):
                        left[0] -= 1
                        if left[0] < 0:
                            return

            recorded(other, killed)
        assert checked(other).breaks == (), at
        prune_all(other)
        report = checked(other)
        assert report.ok, at
        assert sum(one.pruned for one in report.logs) == sum(pruning.size for pruning in plans)
        done.append(at)
        if left[0] >= 0:
            break
    removals = 1 if whole else sum(-(-pruning.size // 4) for pruning in plans)
    assert len(done) == 6 + removals + 1


def test_what_changed_since_it_was_looked_at_stays(postgres: Server) -> None:
    """What is to go is hashed anew; and of a log that is broken nothing goes at all."""
    writer = written(postgres, [OLD] * 3)
    with prunable(postgres) as log:
        plans = plan(log, SIGNER.verifier, BEFORE)
        postgres.sql("UPDATE guardrail.audit_leaf SET leaf = set_byte(leaf, 60, 65) WHERE seq = 3")
        count = rows(postgres, writer)
        with pytest.raises(VerificationError, match="hashes_differ"):
            prune(log, plans, SIGNER, BEFORE, BASIS, lambda event: None)
        assert rows(postgres, writer) == count
        with pytest.raises(LogBroken, match="log_broken"):
            plan(log, SIGNER.verifier, BEFORE)


_CHANGED = "set_byte(content, 40, get_byte(content, 40) # 1)"
"""Not a byte of our choice: one of 256 hashes has it there already."""


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("DELETE FROM guardrail.audit_pruned WHERE kind = 'pruned'", "records_missing"),
        ("DELETE FROM guardrail.audit_pruned WHERE kind = 'leaves'", "leaves_missing"),
        (f"UPDATE guardrail.audit_pruned SET content = {_CHANGED} WHERE kind = 'leaves'", "root_mismatch"),
        ("UPDATE guardrail.audit_pruned SET content = content || '\\x41' WHERE kind = 'leaves'", "bad_leaves"),
        (f"UPDATE guardrail.audit_pruned SET content = {_CHANGED} WHERE kind = 'pruned'", "bad_signature"),
        ("UPDATE guardrail.audit_pruned SET first = first - 1 WHERE kind = 'pruned'", "bad_statement"),
    ],
)
def test_every_change_of_what_stays_is_found(postgres: Server, statement: str, reason: str) -> None:
    """By whoever owns the tables."""
    written(postgres, [OLD] * 3)
    prune_all(postgres)
    assert checked(postgres).ok
    postgres.sql(statement)
    assert reason in {problem.reason for problem in checked(postgres).breaks}


def test_a_server_cannot_remove_and_nobody_does_twice_at_once(postgres: Server) -> None:
    """Before anything is done."""
    with closing(PostgresPrunable(postgres.dsn, 10.0)) as log, pytest.raises(StoreFault, match="not_permitted"), log.pruning():
        pytest.fail("a server's login removes")
    with prunable(postgres) as one, one.pruning(), prunable(postgres) as two, pytest.raises(StoreFault, match="ETIMEDOUT"), two.pruning():
        pytest.fail("both hold the lock")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE guardrail.audit_leaf SET leaf = ''",
        "INSERT INTO guardrail.audit_leaf SELECT * FROM guardrail.audit_leaf",
        "DELETE FROM guardrail.audit_checkpoint",
        "DELETE FROM guardrail.audit_roster",
        "DELETE FROM guardrail.audit_writer",
        "UPDATE guardrail.audit_pruned SET content = ''",
        "DROP TABLE guardrail.audit_leaf_rest",
    ],
)
def test_whoever_removes_cannot_write(postgres: Server, statement: str) -> None:
    """Records may go; neither they nor what vouches for them may be changed."""
    with closing(Session(Dsn.parse(postgres.remover), 10.0)) as session, pytest.raises(StoreFault, match="not_permitted"):
        session.ask(statement)
