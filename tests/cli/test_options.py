"""Which configuration file and which day are meant."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import typer

from guardrail.app.clock import SystemClock
from guardrail.cli.options import config_file, day_of, noon


def test_a_flag_beats_the_environment_beats_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    """--config, then GUARDRAIL_CONFIG, then guardrail.toml here."""
    monkeypatch.delenv("GUARDRAIL_CONFIG", raising=False)
    assert config_file(None) == Path("guardrail.toml")
    monkeypatch.setenv("GUARDRAIL_CONFIG", "/etc/guardrail.toml")
    assert config_file(None) == Path("/etc/guardrail.toml")
    assert config_file(Path("lain.toml")) == Path("lain.toml")


def test_a_day_is_that_of_jakarta() -> None:
    """Today where none is given; its noon is within it."""
    assert day_of("2026-12-01") == date(2026, 12, 1)
    assert noon(date(2026, 12, 1)) == datetime(2026, 12, 1, 5, tzinfo=UTC)
    before = (SystemClock().now() + timedelta(hours=7)).date()
    assert before <= day_of("") <= (SystemClock().now() + timedelta(hours=7)).date()


def test_what_is_no_day_is_misuse(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 2 with an example."""
    with pytest.raises(typer.Exit) as raised:
        day_of("besok")
    assert raised.value.exit_code == 2
    assert "2026-12-01" in capsys.readouterr().err
