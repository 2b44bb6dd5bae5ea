"""``guardrail audit prune``: what goes is said first, nothing young goes, and ``audit verify`` says what is gone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from guardrail.app.keys import keyring_of, signer_of
from guardrail.audit.postgres.archive import PostgresArchive
from guardrail.settings import load_settings
from tests.audit.ages import OLD, YOUNG, write, write_in
from tests.cli.factories import a_config, run
from tests.support.postgres import Server

BASIS = ("--legal-basis", "UU-27-2022/43")


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A deployment whose log has records of 2020 and of 2026."""
    file = a_config(tmp_path)
    settings = load_settings(file)
    settings.audit_dir.mkdir(parents=True)
    write(settings.audit_dir, [OLD] * 15 + [YOUNG] * 6, signer=signer_of(keyring_of(settings), settings.audit.name))
    return file


def test_a_dry_run_says_what_would_go(config: Path) -> None:
    """And touches nothing."""
    audit = load_settings(config).audit_dir
    names = sorted(audit.iterdir())
    result = run("audit", "prune", *BASIS, "--dry-run", "--config", config)
    assert result.exit_code == 0
    assert "akan dihapus" in result.stdout
    assert "would be removed" in result.stdout
    assert sorted(audit.iterdir()) == names


def test_what_went_is_said_by_verify(config: Path) -> None:
    """With the range of sequence numbers, and the log is intact."""
    told = json.loads(run("audit", "prune", *BASIS, "--json", "--config", config).stdout)
    (pruned,) = told["pruned"]
    audit = load_settings(config).audit_dir
    result = run("audit", "verify", audit)
    assert result.exit_code == 0
    assert f"pruned: {pruned['writer']} seq 0–{pruned['size'] - 1}" in result.stdout
    assert f"; {pruned['size']} gone after their term" in result.stdout
    assert json.loads(run("audit", "verify", audit, "--json").stdout)["logs"][0]["pruned"] == pruned["size"]
    again = run("audit", "prune", *BASIS, "--config", config)
    assert (again.exit_code, again.stdout.startswith("0 catatan")) == (0, True)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--legal-basis", "atas permintaan"), "--legal-basis"),
        ((*BASIS, "--before", "kemarin"), "--before is a day"),
        ((*BASIS, "--before", "2999-01-01"), "within the term of 1826 days"),
    ],
)
def test_misuse_is_exit_2(config: Path, arguments: tuple[str, ...], said: str) -> None:
    """And says what is wrong."""
    result = run("audit", "prune", *arguments, "--config", config)
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_broken_log_keeps_everything(config: Path) -> None:
    """Exit 4, with the place."""
    first = sorted(load_settings(config).audit_dir.glob("*.jsonl"))[0]
    first.write_bytes(first.read_bytes().replace(b'"ID_NIK":1', b'"ID_NIK":2', 1))
    result = run("audit", "prune", *BASIS, "--config", config)
    assert result.exit_code == 4
    assert "tidak ada yang dihapus" in result.stderr
    assert first.name in result.stderr


def test_a_log_in_a_database_is_pruned_by_a_login_of_its_own(tmp_path: Path, postgres: Server) -> None:
    """Verified, exported, searched and checked against its index afterwards; a server's login plans and removes nothing."""
    config = a_config(tmp_path, f'[audit]\nstore = "postgres"\ndsn = "{postgres.address}"\n')
    settings = load_settings(config)
    signer = signer_of(keyring_of(settings), settings.audit.name)
    writer, _ = (write_in(PostgresArchive(postgres.dsn), ages, signer=signer) for ages in ([OLD] * 4, [YOUNG] * 2))
    postgres.sql("CREATE SCHEMA guardrail_index AUTHORIZATION app")
    assert writer in _writers(config)
    assert run("audit", "fsck", "--config", config).exit_code == 0
    refused = run("audit", "prune", *BASIS, "--config", config)
    assert (refused.exit_code, "--dsn" in refused.stderr) == (2, True)
    assert run("audit", "prune", *BASIS, "--dsn", postgres.address, "--config", config).exit_code == 5
    dry = json.loads(run("audit", "prune", *BASIS, "--dry-run", "--json", "--config", config).stdout)
    told = json.loads(run("audit", "prune", *BASIS, "--dsn", postgres.remover, "--json", "--config", config).stdout)
    assert told == {**dry, "dry_run": False}
    assert [pruned["writer"] for pruned in told["pruned"]] == [writer]
    verified = run("audit", "verify", "--config", config)
    assert (verified.exit_code, f"pruned: {writer} seq 0–{told['pruned'][0]['size'] - 1}" in verified.stdout) == (0, True)
    assert run("audit", "export", "--all", "-o", tmp_path / "all.zip", "--config", config).exit_code == 0
    assert writer not in _writers(config)
    fsck = run("audit", "fsck", "--config", config)
    assert fsck.exit_code == 0, fsck.output


def _writers(config: Path) -> set[str]:
    """Whose records a search finds."""
    return {record["writer"] for record in json.loads(run("audit", "search", "--json", "--config", config).stdout)["records"]}


def test_a_directory_needs_no_login(config: Path) -> None:
    """Whoever names one has another log in mind."""
    assert run("audit", "prune", *BASIS, "--dsn", "postgresql://arsiparis@db/audit", "--config", config).exit_code == 2
