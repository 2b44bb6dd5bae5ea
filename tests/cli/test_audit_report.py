"""``guardrail audit report``: a month's report as a file, with an exit code that says whether its log is whole."""

from __future__ import annotations

import json
import sys
from io import BytesIO
from pathlib import Path

import pytest

from tests.audit.factories import VKEY
from tests.audit.story import KLATEN, november, write_story
from tests.cli.factories import run, spawn

openpyxl = pytest.importorskip("openpyxl")
pypdf = pytest.importorskip("pypdf")


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("audit")
    write_story(directory, november(60))
    return directory


def test_a_report_is_written_in_the_form_of_its_ending(log: Path, tmp_path: Path) -> None:
    """PDF, workbook, Markdown and JSON say the same number of calls."""
    made = {}
    for ending in ("pdf", "xlsx", "md", "json"):
        made[ending] = tmp_path / f"laporan.{ending}"
        result = run("audit", "report", log, "--month", "2026-11", "--tenant", KLATEN, "--vkey", VKEY, "-o", made[ending])
        assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")
    calls = json.loads(made["json"].read_text())["data"]["calls"]
    assert calls["sent"] + calls["blocked"] == 60
    assert "tercatat 60 panggilan" in made["md"].read_text()
    assert "tercatat 60 panggilan" in pypdf.PdfReader(BytesIO(made["pdf"].read_bytes())).pages[0].extract_text()
    sheet = openpyxl.load_workbook(made["xlsx"])["Ringkasan"]
    assert [cell.value for cell in sheet[2]] == ["Panggilan", 60, "–"]


def test_two_people_get_the_same_bytes(log: Path, tmp_path: Path) -> None:
    """In processes of their own, with hashes salted differently."""
    for ending in ("pdf", "xlsx"):
        files = [tmp_path / f"{seed}.{ending}" for seed in (1, 2)]
        for seed, file in enumerate(files):
            command = ("audit", "report", log, "--month", "2026-11", "-o", file)
            assert spawn(*command, environment={"PYTHONHASHSEED": str(seed)}).returncode == 0
        assert files[0].read_bytes() == files[1].read_bytes()


def test_a_broken_log_makes_a_report_that_says_so(tmp_path: Path) -> None:
    """On its first page, and by exit 4."""
    directory = tmp_path / "audit"
    directory.mkdir()
    write_story(directory, november(5))
    (segment,) = directory.glob("*.jsonl")
    segment.write_bytes(segment.read_bytes().replace(b'"bytes_in":900', b'"bytes_in":901', 1))
    result = run("audit", "report", directory, "--month", "2026-11", "-o", tmp_path / "laporan.pdf")
    assert result.exit_code == 4
    assert "RUSAK / BROKEN" in result.stderr
    assert "PERHATIAN: log ini telah berubah" in pypdf.PdfReader(tmp_path / "laporan.pdf").pages[0].extract_text()
    told = run("audit", "report", directory, "--month", "2026-11", "--json")
    assert (told.exit_code, json.loads(told.stdout)["integrity"]["ok"]) == (4, False)


def test_a_forged_record_puts_no_words_into_a_report(tmp_path: Path) -> None:
    """Somebody who can compute every link, but has no key, writes a name where a model stands: the report ends before it."""
    from tests.audit.factories import relink

    directory = tmp_path / "audit"
    directory.mkdir()
    write_story(directory, november(5))
    (segment,) = directory.glob("*.jsonl")
    lines = segment.read_bytes().replace(b'"application":"', b'"application":"Budi 3374015208900003 ').splitlines()
    segment.write_bytes(relink(lines))
    result = run("audit", "report", directory, "--month", "2026-11", "--json")
    assert result.exit_code == 4
    assert "Budi" not in result.stdout + result.stderr
    assert "bad_record" in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("--month", "2026-13", "--json"),
        ("--month", "2026-11"),
        ("--month", "2026-11", "-o", "laporan.docx"),
        ("--month", "2026-11", "--json", "-o", "laporan.pdf"),
    ],
)
def test_a_misuse_is_told(log: Path, arguments: tuple[str, ...]) -> None:
    """Exit 2, and nothing written."""
    assert run("audit", "report", log, *arguments).exit_code == 2


def test_without_the_library_it_says_what_to_install(log: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit 5; JSON and Markdown need none."""
    monkeypatch.setitem(sys.modules, "reportlab.platypus", None)
    result = run("audit", "report", log, "--month", "2026-11", "-o", tmp_path / "laporan.pdf")
    assert (result.exit_code, "pip install 'guardrail[report]'" in result.stderr) == (5, True)
    assert run("audit", "report", log, "--month", "2026-11", "-o", tmp_path / "laporan.md").exit_code == 0
