"""Commands that need an index, and what they say when there is none to be had."""

from __future__ import annotations

from pathlib import Path

from guardrail.audit.index_sqlite import index_path
from tests.cli.factories import a_config, run
from tests.support.indexes import write_calls


def test_the_log_of_a_configuration_is_found(tmp_path: Path) -> None:
    """Its index lies in the state directory."""
    (tmp_path / "state").mkdir()
    write_calls(tmp_path / "state" / "audit")
    result = run("audit", "search", "--config", a_config(tmp_path), "--count-by", "event", "--json")
    assert result.exit_code == 0
    assert (tmp_path / "state" / "audit-index.db").is_file()


def test_an_index_may_lie_elsewhere(tmp_path: Path) -> None:
    """For a log on a medium that cannot be written."""
    write_calls(tmp_path / "audit")
    assert run("audit", "search", tmp_path / "audit", "--index", tmp_path / "lain.db").exit_code == 0
    assert (tmp_path / "lain.db").is_file()
    assert not index_path(tmp_path / "audit").exists()


def test_where_there_is_no_log_no_index_is_made(tmp_path: Path) -> None:
    """Exit 5."""
    assert run("audit", "search", tmp_path / "tiada").exit_code == 5
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_index_is_said_to_be_damaged(tmp_path: Path) -> None:
    """Exit 4, and how to mend it."""
    write_calls(tmp_path / "audit")
    index_path(tmp_path / "audit").write_bytes(b"bukan basis data" * 100)
    result = run("audit", "search", tmp_path / "audit")
    assert (result.exit_code, "fsck --rebuild" in result.stderr) == (4, True)


def test_a_broken_log_is_told_after_what_was_found(tmp_path: Path) -> None:
    """Exit 4: what stands behind the break was not read."""
    write_calls(tmp_path / "audit")
    (segment,) = (tmp_path / "audit").glob("*.jsonl")
    lines = segment.read_bytes().splitlines(keepends=True)
    at = next(at for at, line in enumerate(lines) if b'"sahabat"' in line)
    lines[at] = lines[at].replace(b'"sahabat"', b'"SAHABAT"')
    segment.write_bytes(b"".join(lines))
    result = run("audit", "search", tmp_path / "audit", "--csv")
    assert result.exit_code == 4
    assert result.stdout.count("\n") == 1 + at
    assert "bad_sum" in result.stderr
