"""``guardrail audit transcript``: what an officer sees, and what everybody else does."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from guardrail.app.keys import keyring_of
from guardrail.app.offices import sealer_of, transcripts_of
from guardrail.audit.ids import uuid7
from guardrail.mask.transcript_seal import Bound
from guardrail.pipeline.transcript_store import Transcript
from guardrail.settings import load_settings
from tests.cli.factories import a_config, run

WHY = "pengaduan nomor register tujuh"
EVENT = uuid7()


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A deployment with one transcript and an officer."""
    file = a_config(tmp_path)
    (tmp_path / "ani").write_text(run("keys", "officer", "ani", "--role", "dpo", "--tenant", "jateng", "--config", file).stdout)
    (tmp_path / "ani").chmod(0o400)
    settings = load_settings(file)
    bound = Bound("jateng/dinkes", EVENT, date(2026, 11, 22), 1 << 40)
    text = json.dumps({"event": EVENT, "request": "Surat [[PERSON_7F3KQ9ZD]]", "answer": "Baik."}).encode()
    sealed = sealer_of(keyring_of(settings)).seal(bound, text)
    store = transcripts_of(settings)
    store.add(Transcript(EVENT, bound.tenant, "2026-11-22", bound.expires, sealed.ref, sealed.box))
    store.close()
    monkeypatch.setenv("GUARDRAIL_OFFICER_KEY_FILE", str(tmp_path / "ani"))
    return file


def test_an_officer_sees_what_left_and_what_came_back(config: Path) -> None:
    """In words, or as JSON; reading it stands in the log."""
    result = run("audit", "transcript", EVENT, "--reason", WHY, "--config", config)
    assert result.exit_code == 0
    assert "DIKIRIM / SENT\nSurat [[PERSON_7F3KQ9ZD]]" in result.stdout
    assert "DIJAWAB / ANSWERED\nBaik." in result.stdout
    told = json.loads(run("audit", "transcript", EVENT, "--reason", WHY, "--config", config, "--json").stdout)
    assert (told["event"], told["tenant"], told["answer"]) == (EVENT, "jateng/dinkes", "Baik.")
    lines = b"".join(path.read_bytes() for path in load_settings(config).audit_dir.glob("*.jsonl")).splitlines()
    read = [record for record in map(json.loads, lines) if record["ev"] == "transcript.read"]
    assert [(record["exchange"], record["officer"], record["ten"]) for record in read] == [(EVENT, "ani", "jateng/dinkes")] * 2


@pytest.mark.parametrize(
    ("event", "reason", "code", "said"),
    [
        (EVENT, "ingin tahu", 1, "refused and recorded"),
        (uuid7(), WHY, 1, "none is kept"),
    ],
)
def test_who_gets_nothing_hears_why(config: Path, event: str, reason: str, code: int, said: str) -> None:
    """Exit 1, and nothing on stdout."""
    result = run("audit", "transcript", event, "--reason", reason, "--config", config)
    assert (result.exit_code, result.stdout, said in result.stderr) == (code, "", True)


def test_a_transcript_that_is_not_what_was_sealed_is_exit_4(config: Path) -> None:
    """As every broken integrity."""
    store = transcripts_of(load_settings(config))
    row = store.find(EVENT)
    assert row is not None
    store.delete([EVENT])
    store.add(row._replace(sealed=row.sealed + b"x"))
    store.close()
    result = run("audit", "transcript", EVENT, "--reason", WHY, "--config", config)
    assert (result.exit_code, "BROKEN" in result.stderr) == (4, True)
