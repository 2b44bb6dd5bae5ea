"""``guardrail exception``."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import Result

from tests.cli.factories import run
from tests.docs.world import EXAMPLES

ASK = {
    "--effect": "mask", "--expires": "2027-01-31", "--reason": "Surat edaran memuat alamat surel dinas", "--ticket": "ND-204/2026",
    "--by": "boyolali/umum", "--on": "2026-12-01",
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EXAMPLES / "before", tmp_path / "kebijakan"))


def ask(folder: Path, rule: str = "provinsi/surel", **other: str) -> Result:
    options = ASK | {f"--{name}": value for name, value in other.items()}
    return run("exception", "request", rule, "--in", folder, "--app", "persuratan", *(word for pair in options.items() for word in pair))


def approve(folder: Path, by: str, *more: str, day: str = "2026-12-02") -> Result:
    return run("exception", "approve", "EXC-2026-010", "--in", folder, "--by", by, "--on", day, *more)


def states(folder: Path) -> dict[str, str]:
    found = json.loads(run("exception", "list", "--in", folder, "--on", "2026-12-03", "--json").stdout)
    return {one["id"]: one["state"] for one in found}


def test_from_a_request_to_an_exception_and_its_end(folder: Path) -> None:
    """Two others approve; the policies hold it, lint and show it; revoked, they hold it no more."""
    assert ask(folder).exit_code == 0
    assert states(folder) == {"EXC-2026-009": "running", "EXC-2026-010": "requested"}
    first, second = (json.loads(approve(folder, name, "--json").stdout) for name in ("ani", "budi"))
    assert (first["approvals"], first["granted"], second["approvals"], second["granted"]) == (1, False, 2, True)
    assert states(folder) == {"EXC-2026-009": "running", "EXC-2026-010": "running"}
    assert "EXC-2026-010" in run("policy", "show", "provinsi", "--policies", folder).stdout
    assert run("policy", "lint", folder, "--on", "2026-12-03").exit_code == 0
    assert run("policy", "fmt", "--check", folder).exit_code == 0
    revoked = run(
        "exception", "revoke", "EXC-2026-010", "--in", folder, "--reason", "selesai", "--by", "ani", "--on", "2026-12-03", "--json"
    )
    assert Path(json.loads(revoked.stdout)["file"]).name == "EXC-2026-010.revoked"
    assert states(folder) == {"EXC-2026-009": "running", "EXC-2026-010": "revoked"}
    assert "EXC-2026-010" not in run("policy", "show", "provinsi", "--policies", folder).stdout


@pytest.mark.parametrize(
    ("by", "day", "said"),
    [
        ("boyolali/umum", "2026-12-02", "nobody approves their own request"),
        ("Boyolali/Umum", "2026-12-02", "nobody approves their own request"),
        ("ani", "2026-12-02", "ani has approved it already"),
        ("budi", "2026-12-09", "more than 7 days ago"),
        ("dewi", "2026-12-02", "dewi is none of its approvers: ani, budi, citra"),
    ],
)
def test_refused_approvals_change_nothing(folder: Path, by: str, day: str, said: str) -> None:
    """Exit 1 with the reason."""
    ask(folder)
    approve(folder, "ani")
    before = (folder / "exceptions/EXC-2026-010.request").read_bytes()
    result = approve(folder, by, day=day)
    assert (result.exit_code, said in result.stderr) == (1, True)
    assert (folder / "exceptions/EXC-2026-010.request").read_bytes() == before


@pytest.mark.parametrize(
    ("rule", "other", "code"),
    [
        ("provinsi/tiada", {}, "E209"),
        ("provinsi/surel", {"expires": "2027-03-02"}, "E219"),
        ("provinsi/surel", {"effect": "redact"}, "E219"),
        ("provinsi/surel", {"effect": "hapus"}, "E104"),
        ("provinsi/surel", {"reason": "Untuk NIK 3374015208900003"}, "E308"),
        ("provinsi/surel", {"id": "EXC-2026-009"}, "E219"),
    ],
)
def test_a_request_that_cannot_be_granted_is_not_kept(folder: Path, rule: str, other: dict[str, str], code: str) -> None:
    """Exit 3 at once, not after two people have read it; and nothing of what was written is said again."""
    result = ask(folder, rule, **other)
    assert (result.exit_code, code in result.stderr) == (3, True)
    assert "3374015208900003" not in result.stderr
    assert states(folder) == {"EXC-2026-009": "running"}


def test_what_is_not_there_is_told(folder: Path) -> None:
    """Exit 2, and where to look."""
    for words in (("approve", "EXC-2026-099", "--by", "ani"), ("revoke", "EXC-2026-099", "--reason", "a", "--by", "ani")):
        result = run("exception", *words, "--in", folder)
        assert (result.exit_code, "exception list" in result.stderr) == (2, True)


def test_a_request_is_revoked_too(folder: Path) -> None:
    """Before anybody approved it."""
    ask(folder)
    assert run("exception", "revoke", "EXC-2026-010", "--in", folder, "--reason", "salah", "--by", "ani").exit_code == 0
    assert states(folder)["EXC-2026-010"] == "revoked"


def test_other_documents_of_a_file_are_left_alone(folder: Path) -> None:
    """An exception that shares its file is revoked by hand."""
    file = folder / "exceptions/EXC-2026-009.yaml"
    file.write_text(file.read_text("utf-8") + "---\n" + file.read_text("utf-8").replace("EXC-2026-009", "EXC-2026-008"), "utf-8")
    result = run("exception", "revoke", "EXC-2026-009", "--in", folder, "--reason", "selesai", "--by", "ani")
    assert (result.exit_code, "by hand" in result.stderr) == (3, True)
    assert file.exists()


def test_a_name_that_no_file_can_hold_is_misuse(folder: Path) -> None:
    """Exit 2 with an example."""
    ask(folder)
    assert approve(folder, "Ani Lestari").exit_code == 2
