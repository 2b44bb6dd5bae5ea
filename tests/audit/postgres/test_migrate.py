"""Tables and partitions are made once, and the role that writes the log may not change it."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime

import pytest

from guardrail.audit.ids import uuid7
from guardrail.audit.postgres.migrate import MONTHS_AHEAD, VERSION, migrate, migrations, partitions, script, version_of
from guardrail.audit.postgres.session import Session
from guardrail.audit.store import StoreFault
from tests.support.postgres import Server

JUNE = datetime(2031, 6, 15, tzinfo=UTC)


def test_the_version_is_that_of_the_last_file() -> None:
    """Numbered without a gap."""
    assert [migration.version for migration in migrations()] == list(range(1, VERSION + 1))


def test_months_follow_one_another_without_a_gap() -> None:
    """Also over a new year."""
    tables = partitions(datetime(2026, 11, 30, 23, tzinfo=UTC))
    assert list(tables)[:3] == [f"guardrail.audit_leaf_{month}" for month in ("2026_11", "2026_12", "2027_01")]
    assert len(tables) == MONTHS_AHEAD + 1
    bounds = [statement.split("'")[1::2] for statement in tables.values()]
    assert [end for _, end in bounds[:-1]] == [begin for begin, _ in bounds[1:]]


def test_a_writer_lies_in_the_month_in_which_it_began(postgres: Server) -> None:
    """A name begins with the time; one of a month without a table lies in the rest, and stays there when the table would come."""
    now, later = uuid7(), "02b0" + uuid7()[4:]
    for writer in (now, later):
        postgres.sql("INSERT INTO guardrail.audit_leaf VALUES (CAST(:writer AS uuid), 0, '')", writer=writer)
    rows = postgres.sql("SELECT CAST(writer AS text), CAST(CAST(tableoid AS regclass) AS text) FROM guardrail.audit_leaf ORDER BY 1")
    assert rows == [[now, f"guardrail.audit_leaf_{datetime.now(UTC):%Y_%m}"], [later, "guardrail.audit_leaf_rest"]]
    moment = datetime.fromtimestamp(int(later.replace("-", "")[:12], 16) / 1000, UTC)
    with closing(Session(postgres.owner, 60.0)) as session:
        made = migrate(session, moment)
    assert len(made) == MONTHS_AHEAD
    assert f"guardrail.audit_leaf_{moment:%Y_%m}" not in made


def test_a_second_run_changes_nothing(postgres: Server) -> None:
    """A later month only adds its partitions."""
    with closing(Session(postgres.owner, 60.0)) as session:
        assert version_of(session) == VERSION
        assert migrate(session, datetime.now(UTC), 1) == []
        made = migrate(session, JUNE)
        assert made == list(partitions(JUNE))
        assert migrate(session, JUNE) == []


def test_the_script_is_the_whole_migration(postgres_server: Server) -> None:
    """For whoever administers the database and runs SQL by hand; of what is there already it has nothing but the months."""
    database = postgres_server.another()
    database.sql("DROP SCHEMA guardrail CASCADE")
    database.sql(script(JUNE))
    with closing(Session(database.owner, 60.0)) as session:
        assert version_of(session) == VERSION
        assert migrate(session, JUNE) == []
    assert "CREATE SCHEMA" not in script(JUNE, VERSION)
    database.sql(script(JUNE, VERSION))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE guardrail.audit_leaf SET leaf = ''",
        "DELETE FROM guardrail.audit_leaf",
        "TRUNCATE guardrail.audit_leaf",
        "DROP TABLE guardrail.audit_leaf",
        "ALTER TABLE guardrail.audit_leaf DISABLE TRIGGER ALL",
        "UPDATE guardrail.audit_roster SET block = ''",
        "DELETE FROM guardrail.audit_checkpoint",
        "UPDATE guardrail.audit_writer SET vkey = ''",
        "CREATE TABLE guardrail.more (one integer)",
        "INSERT INTO guardrail.audit_migration VALUES (9)",
    ],
)
def test_whoever_writes_the_log_cannot_change_it(postgres: Server, statement: str) -> None:
    """The role inserts and selects."""
    with closing(Session(postgres.dsn, 10.0)) as session, pytest.raises(StoreFault, match="not_permitted"):
        session.ask(statement)


def test_a_reader_only_reads(postgres: Server) -> None:
    """For inspectors, and for reports."""
    postgres.sql("SET ROLE guardrail_audit_reader; SELECT count(*) FROM guardrail.audit_leaf")
    with closing(Session(postgres.owner, 10.0)) as session:
        session.ask("SET ROLE guardrail_audit_reader")
        with pytest.raises(StoreFault, match="not_permitted"):
            session.ask("INSERT INTO guardrail.audit_roster VALUES (0, '')")
