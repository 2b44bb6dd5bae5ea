"""``guardrail audit restore-check``: a plain yes, or what is missing and exit 4; asking a witness, too."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from guardrail.audit.roster import read_roster
from guardrail.audit.witness import Witness, make_witness
from guardrail.cli.servers import on_loopback
from guardrail.proxy.witness_service import witness_service
from tests.audit.factories import SIGNER, VKEY, write_log
from tests.cli.factories import run

KEY = ("--vkey", VKEY)


@pytest.fixture
def today(tmp_path: Path) -> Path:
    """Beside it a backup of yesterday."""
    today = tmp_path / "today"
    today.mkdir()
    write_log(today, calls=3)
    shutil.copytree(today, tmp_path / "backup")
    write_log(today, calls=5)
    return today


def head_of(directory: Path) -> str:
    return read_roster((directory / "roster").read_bytes(), SIGNER.verifier).head


def test_the_newest_may_be_used(today: Path) -> None:
    """Exit 0 and the sentence in both languages."""
    for kept in (head_of(today), str(today / "roster")):
        result = run("audit", "restore-check", today, *KEY, "--roster", kept)
        assert result.exit_code == 0
        assert "BOLEH DIPAKAI" in result.stdout
        assert "MAY BE USED" in result.stdout


def test_an_older_one_says_what_is_missing(today: Path, tmp_path: Path) -> None:
    """Which writers and how many records, where a copy of the roster tells; else how many entries."""
    backup = tmp_path / "backup"
    result = run("audit", "restore-check", backup, *KEY, "--roster", today / "roster")
    assert result.exit_code == 4
    assert "JANGAN DIPAKAI" in result.stdout
    told = json.loads(run("audit", "restore-check", backup, *KEY, "--roster", today / "roster", "--json").stdout)
    sizes = {leaf.writer: leaf.size for leaf in read_roster((today / "roster").read_bytes(), SIGNER.verifier).leaves}
    (gone,) = told["missing"]
    assert (told["usable"], told["roster_entries"], gone["records"]) == (False, 3, sizes[gone["writer"]])
    line = run("audit", "restore-check", backup, *KEY, "--roster", head_of(today))
    assert (line.exit_code, "3 entri hilang" in line.stdout, "salinan roster" in line.stdout.lower()) == (4, True, True)


def test_a_witness_is_asked(today: Path, tmp_path: Path) -> None:
    """It signs what continues its memory, and knows how much a backup lacks; nobody there is exit 5."""
    key = make_witness(tmp_path / "w", "saksi").verifier.vkey
    witness = Witness(tmp_path / "w", [SIGNER.verifier], lambda: 1_795_284_000)
    with on_loopback(witness_service(witness)) as address:
        asked = (*KEY, "--witness", key, "--ask", address)
        assert run("audit", "restore-check", today, *asked).exit_code == 0
        told = json.loads((result := run("audit", "restore-check", tmp_path / "backup", *asked, "--json")).stdout)
        assert (result.exit_code, told["witness"], told["roster_entries"]) == (4, "rolled_back", 3)
        write_log(tmp_path / "backup", calls=4)
        write_log(tmp_path / "backup", calls=4)
        forked = run("audit", "restore-check", tmp_path / "backup", *asked)
        assert (forked.exit_code, "forked" in forked.stdout) == (4, True)
    witness.close()
    away = run("audit", "restore-check", today, *KEY, "--witness", key, "--ask", "http://127.0.0.1:9")
    assert (away.exit_code, "saksi tidak menjawab" in away.stderr) == (5, True)


@pytest.mark.parametrize(
    "arguments",
    [[*KEY], [*KEY, "--ask", "http://127.0.0.1:9", "--roster", "1 x"], [*KEY, "--roster", "1 x"], ["--vkey", "a+b", "--roster", "1 x"]],
)
def test_what_makes_no_sense_is_refused(today: Path, arguments: list[str]) -> None:
    """Exit 2: without anything from elsewhere every older backup would pass."""
    assert run("audit", "restore-check", today, *arguments).exit_code == 2
