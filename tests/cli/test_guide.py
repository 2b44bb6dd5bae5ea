"""``guardrail policy guide``."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tests.cli.factories import CONFIG, run
from tests.docs.world import EXAMPLES

BEFORE = EXAMPLES / "before"


def test_a_guide_is_markdown_for_the_terminal() -> None:
    """The inherited rules, the author's own kind by the words of its recognizer, the exception with its end; the same by tenant."""
    result = run("policy", "guide", "dinkes", "--policies", BEFORE, "--on", "2026-12-01")
    assert result.exit_code == 0
    page = result.stdout
    assert page.startswith("# Panduan aturan AI: Kebijakan AI Dinas Kesehatan")
    for words in ("### Data pribadi", "provinsi/data-pribadi", "Nomor berkas pasien", "alamat surel", "EXC-2026-009", "2026-12-05"):
        assert words in page
    assert "Mohon dicek" not in page, "a text of a case"
    of_tenant = run("policy", "guide", "--tenant", "jateng/kab-klaten/dinkes", "--policies", BEFORE, "--on", "2026-12-01").stdout
    assert [line for line in of_tenant.splitlines() if line.startswith("#")] == [line for line in page.splitlines() if line.startswith("#")]


def test_exceptions_are_those_of_the_day() -> None:
    """One that has run out is not told."""
    assert "EXC-2026-009" not in run("policy", "guide", "dinkes", "--policies", BEFORE, "--on", "2026-12-06").stdout


def test_a_file_has_the_form_of_its_name(tmp_path: Path) -> None:
    """HTML or Markdown, for its owner alone until they publish it."""
    html, markdown = tmp_path / "guide.html", tmp_path / "guide.md"
    for output in (html, markdown):
        assert run("policy", "guide", "provinsi", "--policies", BEFORE, "-o", output).exit_code == 0
    assert html.read_text("utf-8").startswith("<!doctype html>\n")
    assert markdown.read_text("utf-8").startswith("# Panduan aturan AI")
    assert stat.S_IMODE(html.stat().st_mode) == 0o600


def test_the_shipped_rules_have_their_groups() -> None:
    """In the order of the page: personal data, ethics, security, social resilience."""
    page = run("policy", "guide", "nasional").stdout
    order = ["## Data pribadi", "nasional/eth-02", "## Etika", "nasional/eth-08", "## Keamanan", "nasional/eth-14", "nasional/kredensial"]
    places = [page.index(words) for words in (*order, "## Ketahanan sosial", "nasional/eth-05", "## Pengecualian")]
    assert places == sorted(places)


def test_a_configuration_names_the_policies_in_force(tmp_path: Path) -> None:
    """Those that its deployment judges by, unless others are named."""
    config = tmp_path / "guardrail.toml"
    config.write_text(f'{CONFIG}\n[policies]\ndir = "{BEFORE}"\ndefault = "provinsi"\n', "utf-8")
    assert "Kebijakan AI provinsi" in run("policy", "guide", "provinsi", "--config", config).stdout


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((), 2),
        (("provinsi", "--tenant", "jateng"), 2),
        (("lain",), 2),
        (("--tenant", "provinsi"), 2),
        (("provinsi", "-o", "guide.pdf"), 2),
        (("provinsi", "--policies", "nowhere"), 3),
    ],
)
def test_misuse_is_told(arguments: tuple[str, ...], code: int) -> None:
    """Neither or both ways to name a policy, an unknown id, an id for a tenant, a form or a source that there is none of."""
    result = run("policy", "guide", "--policies", BEFORE, *arguments)
    assert result.exit_code == code
    assert result.stdout == ""
    assert result.stderr
