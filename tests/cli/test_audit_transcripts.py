"""``guardrail audit transcripts``: counts, and exit 4 where the log says otherwise."""

from __future__ import annotations

import json
from pathlib import Path

from guardrail.app.offices import transcripts_of
from guardrail.pipeline.transcript_store import Transcript
from guardrail.settings import load_settings
from tests.audit.test_transcripts import CALL, a_log
from tests.cli.factories import a_config, run


def test_a_missing_transcript_is_exit_4_and_named(tmp_path: Path) -> None:
    """With file, line and sequence number of the record that speaks of it."""
    config = a_config(tmp_path)
    a_log(load_settings(config).audit_dir, expires=1 << 40)
    result = run("audit", "transcripts", "--config", config)
    assert result.exit_code == 4
    assert "RUSAK / BROKEN: " in result.stdout
    assert "seq 1: transcript_missing" in result.stdout


def test_what_is_there_is_compared_by_its_bytes(tmp_path: Path) -> None:
    """Whatever the row beside it says."""
    config = a_config(tmp_path)
    settings = load_settings(config)
    a_log(settings.audit_dir, expires=1 << 40)
    store = transcripts_of(settings)
    store.add(Transcript(CALL, "jateng", "2026-11-22", 1 << 40, "a" * 64, b"lain"))
    store.close()
    result = run("audit", "transcripts", "--config", config, "--json")
    assert (result.exit_code, json.loads(result.stdout)["breaks"][0]["reason"]) == (4, "transcript_changed")


def test_without_transcripts_all_is_well(tmp_path: Path) -> None:
    """Nothing is made by looking."""
    config = a_config(tmp_path)
    settings = load_settings(config)
    settings.audit_dir.mkdir(parents=True)
    result = run("audit", "transcripts", "--config", config)
    assert result.exit_code == 0
    assert not (settings.state.dir / "transcripts.db").exists()
