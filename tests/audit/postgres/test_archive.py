"""Logs in a database: verified as those of a directory, every change found and named by table, writer and row."""

from __future__ import annotations

from contextlib import closing
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guardrail.audit.ids import uuid7
from guardrail.audit.layout import RECORDS
from guardrail.audit.note import VerificationError
from guardrail.audit.postgres.archive import PostgresArchive
from guardrail.audit.report import Report
from guardrail.audit.store import StoreFault
from guardrail.audit.verify import verify
from tests.audit.factories import VKEY
from tests.audit.postgres.factories import written
from tests.support.postgres import Server


def verified(postgres: Server) -> Report:
    with closing(PostgresArchive(postgres.dsn)) as archive:
        return verify(archive, VKEY)


class Tampering(NamedTuple):
    statement: str
    place: str
    seq: int
    reason: str


@pytest.mark.parametrize(
    "done",
    [
        Tampering("UPDATE guardrail.audit_leaf SET leaf = set_byte(leaf, 60, 65) WHERE seq = 3", "audit_leaf", 3, "bad_sum"),
        Tampering("DELETE FROM guardrail.audit_leaf WHERE seq = 3", "audit_leaf", 3, "sequence_gap"),
        Tampering("DELETE FROM guardrail.audit_leaf WHERE seq < 3", "audit_leaf", 0, "records_missing"),
        Tampering("UPDATE guardrail.audit_leaf SET leaf = leaf || '\\x0a' || leaf WHERE seq = 3", "audit_leaf", 3, "bad_sum"),
        Tampering("UPDATE guardrail.audit_leaf SET seq = -seq WHERE seq = 3", "audit_checkpoint", 1, "records_missing"),
        Tampering("UPDATE guardrail.audit_leaf SET seq = seq + 1000", "audit_leaf", 0, "records_missing"),
        Tampering(
            "UPDATE guardrail.audit_leaf l SET leaf = o.leaf FROM guardrail.audit_leaf o WHERE l.seq IN (3, 4) AND o.seq = 7 - l.seq",
            "audit_leaf", 3, "sequence_gap",
        ),
        Tampering("UPDATE guardrail.audit_checkpoint SET note = set_byte(note, 60, 33)", "audit_checkpoint", 0, "bad_base64"),
        Tampering("DELETE FROM guardrail.audit_checkpoint", "audit_leaf", 1, "checkpoints_missing"),
    ],
)  # fmt: skip
def test_every_change_of_a_row_is_found_and_named(postgres: Server, done: Tampering) -> None:
    """By whoever owns the tables: rights do not stop them, proofs tell."""
    writer = written(postgres)
    assert verified(postgres).ok
    postgres.sql(done.statement)
    report = verified(postgres)
    assert str(report.breaks[0]) == f"{done.place} {writer} seq {done.seq}: {done.reason}"


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("DELETE FROM guardrail.audit_roster", "roster_missing"),
        ("DELETE FROM guardrail.audit_roster WHERE number = 1", "root_mismatch"),
        ("DELETE FROM guardrail.audit_leaf; DELETE FROM guardrail.audit_checkpoint", "roster_mismatch"),
        ("INSERT INTO guardrail.audit_writer VALUES ('019385d2-0000-7000-8000-000000000000', '')", "unknown_writer"),
    ],
)
def test_what_is_taken_away_or_put_in_is_found(postgres: Server, statement: str, reason: str) -> None:
    """The roster names every writer, and signs how far it came."""
    written(postgres)
    postgres.sql(statement)
    assert reason in {problem.reason for problem in verified(postgres).breaks}


@pytest.mark.parametrize(
    ("statement", "name"),
    [
        ("CREATE TABLE guardrail.audit_leaf_more (one integer)", "audit_leaf_more"),
        ("CREATE RULE quiet AS ON INSERT TO guardrail.audit_leaf DO INSTEAD NOTHING", "audit_leaf.quiet"),
        (
            "CREATE FUNCTION public.f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';"
            "CREATE TRIGGER quiet BEFORE INSERT ON guardrail.audit_roster FOR EACH ROW EXECUTE FUNCTION public.f()",
            "audit_roster.quiet",
        ),
    ],
)
def test_what_could_change_an_insert_is_a_stranger(postgres: Server, statement: str, name: str) -> None:
    """Tables that no log has, rules and triggers."""
    written(postgres)
    postgres.sql(statement)
    assert [(problem.file, problem.reason) for problem in verified(postgres).breaks] == [(name, "unknown_file")]


def test_long_logs_are_read_in_pieces(postgres: Server) -> None:
    """Over the edge of one question, and with a gap behind it."""
    writer = "019385d2111171118111111111111111"
    postgres.sql(
        "INSERT INTO guardrail.audit_leaf SELECT CAST(:writer AS uuid), n, '\\x41' FROM generate_series(0, 11000) n", writer=writer
    )
    with closing(PostgresArchive(postgres.dsn)) as archive:
        (part,) = archive.parts(writer, RECORDS)
        assert sum(line == b"A\n" for line in part.lines) == 11001
        postgres.sql("DELETE FROM guardrail.audit_leaf WHERE seq = 10500")
        (part,) = archive.parts(writer, RECORDS)
        with pytest.raises(VerificationError, match="sequence_gap"):
            list(part.lines)
        (part,) = archive.parts(writer, RECORDS)
        next(part.lines)
        postgres.sql("DELETE FROM guardrail.audit_leaf WHERE seq < 9000")
        with pytest.raises(StoreFault, match="ESTALE"):
            list(part.lines)


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("DROP SCHEMA guardrail CASCADE", "not_migrated"),
        ("INSERT INTO guardrail.audit_migration VALUES (3)", "not_migrated"),
        ("GRANT DELETE ON guardrail.audit_leaf TO app", "role_may_change_records"),
        ("GRANT UPDATE ON guardrail.audit_roster TO guardrail_audit_writer", "role_may_change_records"),
    ],
)
def test_a_log_is_not_begun_where_it_would_not_hold(postgres: Server, statement: str, code: str) -> None:
    """Closed: rather no service than a log that its own writer could change."""
    postgres.sql(statement)
    with pytest.raises(StoreFault, match=code), PostgresArchive(postgres.dsn).starting():
        pytest.fail("it was begun")


def test_a_reader_needs_no_writing_server(postgres: Server) -> None:
    """A standby will do for an inspector; a writer is refused there."""
    written(postgres)
    postgres.sql(f"ALTER DATABASE {postgres.database} SET default_transaction_read_only = on")
    assert verified(postgres).ok
    with pytest.raises(StoreFault, match="read_only"), PostgresArchive(postgres.dsn).starting():
        pytest.fail("it was begun")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(leaves=st.lists(st.binary(min_size=1, max_size=20).map(lambda leaf: leaf.replace(b"\n", b"\\")), min_size=1, max_size=5))
def test_bytes_are_read_as_they_stand(postgres: Server, leaves: list[bytes]) -> None:
    """Whatever somebody put into a row: verification judges the bytes, not what a transport made of them."""
    writer = uuid7()
    for seq, leaf in enumerate(leaves):
        postgres.sql("INSERT INTO guardrail.audit_leaf VALUES (CAST(:writer AS uuid), :seq, :leaf)", writer=writer, seq=seq, leaf=leaf)
    with closing(PostgresArchive(postgres.dsn)) as archive:
        (part,) = archive.parts(writer.replace("-", ""), RECORDS)
        assert list(part.lines) == [leaf + b"\n" for leaf in leaves]
