"""Commands that read a whole log verify it on the way."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
import typer

from guardrail.audit.entry import Entry
from guardrail.audit.period import month
from guardrail.audit.report import Break, Report
from guardrail.audit.statistics import Statistics
from guardrail.cli.verified import agency_of, kinds, proved_or_exit, read_verified, told_if_empty, written
from guardrail.detect.catalog import CATALOG
from tests.audit.factories import VKEY, write_log
from tests.audit.postgres.factories import written as written_to
from tests.audit.samples import counted
from tests.cli.factories import a_config
from tests.support.postgres import Server


def test_every_record_is_shown_and_proved(tmp_path: Path) -> None:
    """In one pass; the directory may be the configuration's."""
    seen: list[Entry] = []
    (tmp_path / "state/audit").mkdir(parents=True)
    write_log(tmp_path / "state/audit", calls=3)
    report = read_verified(None, a_config(tmp_path), VKEY, None, seen.append)
    assert report.ok
    assert len(seen) == report.records
    assert report.warnings == ()


def test_a_database_is_read_too(postgres: Server) -> None:
    """As every reading command does."""
    seen: list[Entry] = []
    written_to(postgres, calls=2)
    assert read_verified(postgres.address, None, VKEY, None, seen.append).records == len(seen) > 4


@pytest.mark.parametrize(
    ("directory", "vkey", "roster", "code"),
    [("kosong", None, None, 5), ("tiada", None, None, 5), ("log", "x", None, 2), ("log", None, "x", 2)],
)
def test_what_cannot_be_read_or_meant_ends_the_command(
    tmp_path: Path, directory: str, vkey: str | None, roster: str | None, code: int
) -> None:
    """No log is 5, no key is 2."""
    (tmp_path / "kosong").mkdir()
    (tmp_path / "log").mkdir()
    write_log(tmp_path / "log", calls=1)
    if vkey:
        (tmp_path / "kunci").write_text("bukan kunci")
    with pytest.raises(typer.Exit) as left:
        read_verified(str(tmp_path / directory), None, str(tmp_path / "kunci") if vkey else None, roster, lambda entry: None)
    assert left.value.exit_code == code


def test_a_broken_log_leaves_with_four(capsys: pytest.CaptureFixture[str]) -> None:
    """And names the place; a whole one with nothing."""
    with pytest.raises(typer.Exit) as left:
        proved_or_exit(Report((), (Break("a.jsonl", 4, 3, "bad_sum"),), (), 0, 0, 0))
    assert left.value.exit_code == 4
    assert "a.jsonl:4: seq 3: bad_sum" in capsys.readouterr().err


def test_a_file_is_its_owners_alone(tmp_path: Path) -> None:
    """A report names agencies, applications and officers."""
    written(tmp_path / "laporan.pdf", b"x")
    assert stat.S_IMODE((tmp_path / "laporan.pdf").stat().st_mode) == 0o600
    with pytest.raises(typer.Exit) as left:
        written(tmp_path / "tiada/laporan.pdf", b"x")
    assert left.value.exit_code == 5


def test_every_kind_of_the_catalogue_has_its_words() -> None:
    """Name, class and article, in Indonesian."""
    assert set(kinds()) == set(CATALOG)
    assert (kinds()["ID_NIK"].name, kinds()["ID_NIK"].data_class, kinds()["HEALTH"].data_class) == ("NIK", "umum", "spesifik")
    assert kinds()["SECRET"].data_class == "kredensial"


@pytest.mark.parametrize("tenant", ["-", "jateng kab", "/jateng", "3374015208900003"])
def test_what_no_agency_is_called_is_a_misuse(tenant: str) -> None:
    """A report about it would look like a quiet month."""
    assert agency_of("jateng/kab-klaten") == "jateng/kab-klaten"
    assert agency_of("") == ""
    with pytest.raises(typer.Exit) as left:
        agency_of(tenant)
    assert left.value.exit_code == 2


def test_a_time_without_a_record_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """It may be a quiet month, or a name spelled wrong."""
    told_if_empty(Statistics(month("2026-11"), "jateng/kab-kelaten"))
    assert "jateng/kab-kelaten" in capsys.readouterr().err
    told_if_empty(counted())
    assert capsys.readouterr().err == ""
