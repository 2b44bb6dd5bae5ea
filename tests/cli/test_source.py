"""Which log a command reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.audit.factories import VKEY, write_log
from tests.audit.postgres.factories import written
from tests.cli.factories import CONFIG, run
from tests.support.postgres import Server


def test_a_directory_is_read_where_one_is_named(tmp_path: Path) -> None:
    """Without any configuration."""
    (tmp_path / "audit").mkdir()
    write_log(tmp_path / "audit", calls=2)
    assert run("audit", "verify", tmp_path / "audit", "--vkey", VKEY).exit_code == 0


def test_without_a_name_the_deployments_own_log_is_read(tmp_path: Path, postgres: Server) -> None:
    """A directory or a database, as the settings say."""
    config = tmp_path / "guardrail.toml"
    config.write_text(CONFIG)
    (tmp_path / "state/audit").mkdir(parents=True)
    write_log(tmp_path / "state/audit", calls=2)
    assert "2 intents" in run("audit", "verify", "--vkey", VKEY, "--config", config).stdout
    written(postgres, calls=3)
    config.write_text(CONFIG + f'[audit]\nstore = "postgres"\ndsn = "{postgres.address}"\n')
    result = run("audit", "verify", "--vkey", VKEY, "--config", config)
    assert (result.exit_code, "3 intents" in result.stdout) == (0, True)


def test_a_database_is_read_where_one_is_named(postgres: Server) -> None:
    """And what is wrong in it is named by table, writer and row."""
    writer = written(postgres, calls=3)
    assert run("audit", "verify", postgres.address, "--vkey", VKEY).exit_code == 0
    postgres.sql("UPDATE guardrail.audit_leaf SET leaf = 'x' WHERE seq = 2")
    result = run("audit", "verify", postgres.address, "--vkey", VKEY)
    assert result.exit_code == 4
    assert f"audit_leaf {writer} seq 2: bad_record" in result.stdout.replace("\n", " ")


@pytest.mark.parametrize(
    ("address", "code", "told"),
    [
        ("postgresql://app:hunter2@127.0.0.1/audit", 2, "PGPASSFILE"),
        ("postgresql://127.0.0.1/audit", 2, "names no user"),
        ("postgresql://app@127.0.0.1:1/audit", 5, "connection_lost"),
    ],
)
def test_an_address_that_leads_nowhere_is_told_without_what_it_holds(address: str, code: int, told: str) -> None:
    """A password on a command line is in everybody's sight already, so the command does not take it."""
    result = run("audit", "verify", address)
    assert (result.exit_code, told in result.stderr, "hunter2" in result.output) == (code, True, False)


def test_what_is_checked_before_a_start_is_the_database(tmp_path: Path, postgres: Server) -> None:
    """A log that could not be begun, or whose writer could change it, is told of."""
    config = tmp_path / "guardrail.toml"
    config.write_text(CONFIG + f'[audit]\nstore = "postgres"\ndsn = "{postgres.address}"\n')
    assert "PostgreSQL" in run("config", "check", "--config", config).stdout
    postgres.sql("GRANT DELETE ON guardrail.audit_leaf TO app")
    refused = run("config", "check", "--config", config)
    assert (refused.exit_code, "role_may_change_records" in refused.stderr) == (3, True)
