"""``guardrail audit incident``: a stretch of time as the package of UU 27/2022 art. 46."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.audit.story import KLATEN, november, write_story
from tests.cli.factories import run


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("audit")
    write_story(directory, november(60))
    return directory


def test_the_package_is_written(log: Path, tmp_path: Path) -> None:
    """With the term, both letters and the hours."""
    span = ("--from", "2026-11-10", "--to", "2026-11-12T12:00", "--known", "2026-11-12T09:00")
    for ending in ("md", "pdf", "xlsx"):
        assert run("audit", "incident", log, *span, "--tenant", KLATEN, "-o", tmp_path / f"insiden.{ending}").exit_code == 0
    text = (tmp_path / "insiden.md").read_text()
    assert "15 November 2026 pukul 09.00.00 WIB" in text
    assert "Konsep pemberitahuan kepada lembaga" in text
    data = json.loads(run("audit", "incident", log, *span, "--json").stdout)["data"]
    assert data["scope"]["until"] == "2026-11-12T12:00:00+07:00"
    assert data["calls"]["sent"] == sum(hour["sent"] for hour in data["hours"].values())


def test_an_end_before_the_beginning_is_refused(log: Path) -> None:
    """And so is a form that nobody can write."""
    assert run("audit", "incident", log, "--from", "2026-11-12", "--to", "2026-11-10", "--json").exit_code == 2
    assert run("audit", "incident", log, "--from", "2026-11-10", "--to", "2026-11-12", "-o", "insiden.docx").exit_code == 2
