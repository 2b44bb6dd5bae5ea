"""``guardrail audit ropa``: the register of processing activities from a log and the shipped policies."""

from __future__ import annotations

import csv
import json
from io import StringIO
from pathlib import Path

import pytest

from tests.audit.story import KLATEN, november, write_story
from tests.cli.factories import POLICY, a_config, run

SPAN = ("--from", "2026-11-01", "--to", "2026-11-30", "--tenant", KLATEN)


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("audit")
    write_story(directory, november(60))
    return directory


def test_the_register_has_one_line_an_application(log: Path, tmp_path: Path) -> None:
    """The same lines in CSV and JSON."""
    for ending in ("csv", "json"):
        assert run("audit", "ropa", log, *SPAN, "-o", tmp_path / f"ropa.{ending}").exit_code == 0
    assert (tmp_path / "ropa.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    lines = json.loads((tmp_path / "ropa.json").read_text())["activities"]
    rows = list(csv.DictReader(StringIO((tmp_path / "ropa.csv").read_text("utf-8-sig"))))
    assert [line["application"] for line in lines] == [row["Kegiatan (aplikasi)"] for row in rows]
    assert len(lines) == 4
    assert sum(int(row["Panggilan"]) for row in rows) == 60


def test_a_policy_states_the_bases_of_those_above_it(log: Path) -> None:
    """Of Klaten's also the nation's and the province's."""
    (line, *_) = json.loads(run("audit", "ropa", log, *SPAN, "--json").stdout)["activities"]
    bases = line["policies"][0]["legal_basis"]
    assert any("33.10" in basis for basis in bases)
    assert any(basis.startswith("UU 27/2022 Ps. 16") for basis in bases)


def test_a_deployments_own_policies_and_term_are_told(tmp_path: Path) -> None:
    """Where its own log is read: those in force there, and how long its records stay."""
    (tmp_path / "state/audit").mkdir(parents=True)
    write_story(tmp_path / "state/audit", november(20))
    (tmp_path / "kebijakan").mkdir()
    policy = POLICY.replace("id: contoh", "id: kab-klaten").replace("owner: contoh", "owner: contoh, legal_basis: [Perbup Klaten 9/2026]")
    (tmp_path / "kebijakan/klaten.yaml").write_text(policy)
    more = '[policies]\ndir = "kebijakan"\ndefault = "kab-klaten"\n[audit]\nretention_days = 400\n'
    result = run("audit", "ropa", *SPAN, "--config", a_config(tmp_path, more), "-o", tmp_path / "ropa.csv")
    assert result.exit_code == 0, result.stderr
    (row, *_) = csv.DictReader(StringIO((tmp_path / "ropa.csv").read_text("utf-8-sig")))
    assert row["Dasar hukum menurut kebijakan"] == "Perbup Klaten 9/2026"
    assert "400 hari" in row["Retensi"]


def test_a_misuse_is_told(log: Path) -> None:
    """A PDF would hide twenty columns; a span has a length."""
    assert run("audit", "ropa", log, *SPAN, "-o", "ropa.pdf").exit_code == 2
    assert run("audit", "ropa", log, "--from", "2026-11-30", "--to", "2026-11-01", "--json").exit_code == 2
