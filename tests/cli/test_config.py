"""``guardrail config``: what is in force, and whether a server could start with it."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.factories import a_config, run


def test_show_prints_values_with_their_origin(tmp_path: Path) -> None:
    """A value of the file names its line, the others are defaults."""
    result = run("config", "show", "--config", a_config(tmp_path), "--json")
    shown = json.loads(result.stdout)
    assert shown["upstreams.0.name"] == {"value": "lokal", "origin": f"{tmp_path}/guardrail.toml:6"}
    assert shown["server.port"] == {"value": 8080, "origin": "default"}


def test_show_is_a_table_for_people(tmp_path: Path) -> None:
    """Each setting has a line of its own."""
    result = run("config", "show", "--config", a_config(tmp_path))
    assert result.exit_code == 0
    assert "upstreams.0.models" in result.stdout


def test_a_file_that_is_not_there_is_invalid(tmp_path: Path) -> None:
    """Exit 3 with the mend on stderr, nothing on stdout."""
    result = run("config", "show", "--config", tmp_path / "tiada.toml")
    assert (result.exit_code, result.stdout) == (3, "")
    assert "--config FILE" in result.stderr


def test_check_tells_every_mistake_of_the_settings(tmp_path: Path) -> None:
    """Two mistakes are two complaints with their lines, and exit 3."""
    result = run("config", "check", "--config", a_config(tmp_path, 'regoin = "lokal"\nread_timeout_s = 0\n'))
    assert result.exit_code == 3
    assert "guardrail.toml:8: C102 upstreams.0.regoin: unknown key" in result.stderr
    assert "guardrail.toml:9: C102 upstreams.0.read_timeout_s" in result.stderr


def test_check_passes_what_a_server_could_start_with(tmp_path: Path) -> None:
    """Warnings are told and fail nothing; nothing is made on the way."""
    result = run("config", "check", "--config", a_config(tmp_path))
    assert result.exit_code == 0
    assert "warning: clients: C206" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["guardrail.toml"]


def test_check_fails_with_every_complaint(tmp_path: Path) -> None:
    """A key file that is missing and an audit directory that is a file: both are told, exit 3."""
    (tmp_path / "audit").write_text("")
    file = a_config(tmp_path, 'api_key_file = "kunci"\n[audit]\ndir = "audit"\n')
    result = run("config", "check", "--config", file, "--json")
    checks = {check["name"]: check for check in json.loads(result.stdout)}
    assert result.exit_code == 3
    assert not checks["key of lokal"]["ok"]
    assert not checks["audit log"]["ok"]
    assert checks["policies"]["ok"]
