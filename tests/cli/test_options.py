"""Which configuration file is meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from guardrail.cli.options import config_file


def test_a_flag_beats_the_environment_beats_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    """--config, then GUARDRAIL_CONFIG, then guardrail.toml here."""
    monkeypatch.delenv("GUARDRAIL_CONFIG", raising=False)
    assert config_file(None) == Path("guardrail.toml")
    monkeypatch.setenv("GUARDRAIL_CONFIG", "/etc/guardrail.toml")
    assert config_file(None) == Path("/etc/guardrail.toml")
    assert config_file(Path("lain.toml")) == Path("lain.toml")
