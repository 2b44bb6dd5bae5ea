"""``guardrail audit migrate``: makes what is missing and says what, or prints it for somebody else to run."""

from __future__ import annotations

import json

from guardrail.audit.postgres.migrate import VERSION
from tests.cli.factories import run
from tests.support.postgres import Server


def owner(postgres: Server) -> str:
    return postgres.address.replace("app@", "postgres@")


def test_tables_are_made_once(postgres: Server) -> None:
    """The second run says that there was nothing to do."""
    postgres.sql("DROP SCHEMA guardrail CASCADE")
    first, second = (run("audit", "migrate", "--dsn", owner(postgres)) for _ in range(2))
    assert (first.exit_code, first.stdout.splitlines()[0]) == (0, "0001_log.sql")
    assert (second.exit_code, second.stdout.strip()) == (0, "sudah mutakhir / up to date")
    told = json.loads(run("audit", "migrate", "--dsn", owner(postgres), "--json").stdout)
    assert told == {"version": VERSION, "made": []}


def test_the_sql_is_printed_and_not_run(postgres: Server) -> None:
    """All of it, or what one database lacks."""
    postgres.sql("DROP SCHEMA guardrail CASCADE")
    whole = run("audit", "migrate", "--print").stdout
    assert whole == run("audit", "migrate", "--print", "--dsn", owner(postgres)).stdout
    postgres.sql(whole)
    assert run("audit", "migrate", "--dsn", owner(postgres)).stdout.strip() == "sudah mutakhir / up to date"
    assert "CREATE SCHEMA" not in run("audit", "migrate", "--print", "--dsn", owner(postgres)).stdout


def test_nothing_is_made_by_whoever_may_not(postgres: Server) -> None:
    """The role that writes the log cannot make its tables; nor is anything guessed."""
    postgres.sql("DROP SCHEMA guardrail CASCADE")
    refused = run("audit", "migrate", "--dsn", postgres.address)
    assert (refused.exit_code, "not_permitted" in refused.stderr) == (5, True)
    assert run("audit", "migrate").exit_code == 2
    assert run("audit", "migrate", "--dsn", "postgresql://app:hunter2@db/audit").exit_code == 2
