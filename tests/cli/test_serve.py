"""``guardrail serve`` refuses what cannot be before anything listens. That it serves is shown end to end."""

from __future__ import annotations

from pathlib import Path

import pytest

from guardrail.cli.servers import listening
from tests.cli.factories import a_config, run, spawn


@pytest.mark.parametrize(
    "flags",
    [
        ["--dev"],
        ["--dev", "--upstream", "http://127.0.0.1:9", "--config", "g.toml"],
        ["--upstream", "http://127.0.0.1:9"],
        ["--state", "var"],
        ["--dev", "--upstream", "http://127.0.0.1:9", "--workers", "2"],
    ],
)
def test_flags_that_contradict_each_other_are_usage_errors(flags: list[str]) -> None:
    """Development mode takes no configuration, and its flags belong to nothing else."""
    assert run("serve", *flags).exit_code == 2


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (["--dev", "--upstream", "ftp://x"], "upstreams.0.base_url"),
        (["--dev", "--upstream", "http://127.0.0.1:9", "--host", "0.0.0.0"], "loopback only"),
        (["--config", "tiada.toml"], "tiada.toml: C100"),
    ],
)
def test_settings_that_cannot_be_served_are_told(flags: list[str], said: str) -> None:
    """Exit 3 with the complaint on stderr."""
    result = run("serve", *flags)
    assert (result.exit_code, result.stdout) == (3, "")
    assert said in result.stderr


def test_a_policy_that_is_broken_stops_the_start(tmp_path: Path) -> None:
    """Nothing is served without the policies that the configuration names."""
    (tmp_path / "kebijakan").mkdir()
    (tmp_path / "kebijakan" / "rusak.yaml").write_text("kind: Policy\n")
    finished = spawn("serve", "--config", a_config(tmp_path, '[policies]\ndir = "kebijakan"\n'))
    assert finished.returncode == 3
    assert b"rusak.yaml:1:1: E103" in finished.stderr


def test_development_runs_under_the_policies_that_the_environment_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who names a folder of policies never runs under the shipped ones unawares: a broken one there stops the start."""
    (tmp_path / "rusak.yaml").write_text("kind: Policy\n")
    monkeypatch.setenv("GUARDRAIL_POLICIES__DIR", str(tmp_path))
    result = run("serve", "--dev", "--upstream", "http://127.0.0.1:9", "--state", str(tmp_path / "var"))
    assert result.exit_code == 3
    assert "rusak.yaml:1:1: E103" in result.stderr


def test_a_taken_port_is_told_with_its_number(tmp_path: Path) -> None:
    """Exit 5 with the address in words on stderr, not only a place in a library."""
    with listening("127.0.0.1", 0) as other:
        other.listen()
        port = other.getsockname()[1]
        finished = spawn("serve", "--dev", "--upstream", "http://127.0.0.1:9", "--state", str(tmp_path), "--port", str(port))
    assert finished.returncode == 5
    assert finished.stderr.decode() == f"guardrail: Address already in use: 127.0.0.1:{port}\n"
