"""An officer's key comes from a file or a prompt, never from an argument."""

from __future__ import annotations

from pathlib import Path

import pytest

from guardrail.cli.officer_key import officer_key
from tests.cli.factories import a_config, run


def test_it_is_in_the_file_that_the_environment_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read as other keys are: without its newline."""
    (tmp_path / "kunci").write_text("gr-rahasia\n")
    (tmp_path / "kunci").chmod(0o600)
    monkeypatch.setenv("GUARDRAIL_OFFICER_KEY_FILE", str(tmp_path / "kunci"))
    assert officer_key() == "gr-rahasia"


def test_without_a_terminal_and_a_file_it_is_misuse(tmp_path: Path) -> None:
    """Nobody is asked who cannot answer."""
    result = run("audit", "transcript", "a", "--reason", "tiga kata saja", "--config", a_config(tmp_path))
    assert (result.exit_code, "GUARDRAIL_OFFICER_KEY_FILE" in result.stderr) == (2, True)
