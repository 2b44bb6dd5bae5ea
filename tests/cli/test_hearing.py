"""``audit verify --witness``: what witnesses saw decides, and options that make no sense are refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from guardrail.audit.checkpoint import Checkpoint
from guardrail.audit.cosignature import Cosigner, signature_lines
from guardrail.audit.cosigned import add_cosigned
from guardrail.audit.layout import COSIGNED
from guardrail.audit.roster import read_roster
from tests.audit.factories import SIGNER, VKEY, write_log
from tests.cli.factories import run

ONE, TWO = Cosigner.generate("witness.test/inspektorat"), Cosigner.generate("witness.test/bpk")
LONG_AGO = 1_600_000_000


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """A log whose newest head one witness saw in 2020."""
    directory = tmp_path / "audit"
    directory.mkdir()
    write_log(directory, calls=3)
    cosign(directory, ONE)
    return directory


def cosign(directory: Path, witness: Cosigner) -> None:
    note = read_roster((directory / "roster").read_bytes(), SIGNER.verifier).note
    add_cosigned(directory, note, signature_lines(witness.cosign(Checkpoint.peek(note).text, LONG_AGO).encode()))


def keys(*witnesses: Cosigner) -> list[str]:
    return [part for witness in witnesses for part in ("--witness", witness.verifier.vkey)]


def test_a_log_that_its_witness_saw_is_said_to_be_seen(log: Path) -> None:
    """By whom, when, and how far."""
    result = run("audit", "verify", log, "--vkey", VKEY, *keys(ONE))
    assert result.exit_code == 0
    assert "saksi / witnessed: witness.test/inspektorat (2020-09-13 12:26:40 UTC): roster 3" in result.stdout
    told = json.loads(run("audit", "verify", log, "--vkey", VKEY, *keys(ONE), "--json").stdout)
    assert told["witnessed"] == {"size": 3, "time": LONG_AGO, "witnesses": ["witness.test/inspektorat"]}


@pytest.mark.parametrize(
    ("arguments", "exit_code", "reason"),
    [
        (keys(ONE, TWO), 4, "not_witnessed"),
        ([*keys(ONE, TWO), "--witnesses-required", "1"], 0, "INTACT"),
        ([*keys(ONE), "--witnessed-within", "24"], 4, "witnessed_long_ago"),
        ([*keys(ONE), "--witnessed-within", "999999"], 0, "INTACT"),
        (keys(TWO), 4, "not_witnessed"),
    ],
)
def test_as_many_as_were_asked_for_must_have_seen_it(log: Path, arguments: list[str], exit_code: int, reason: str) -> None:
    """And as lately."""
    result = run("audit", "verify", log, "--vkey", VKEY, *arguments)
    assert (result.exit_code, reason in result.stdout) == (exit_code, True)


def test_what_came_after_is_warned_of(log: Path) -> None:
    """The newest entries are nobody's but the log's yet."""
    write_log(log, calls=1)
    result = run("audit", "verify", log, "--vkey", VKEY, *keys(ONE))
    assert result.exit_code == 0
    assert "unwitnessed: the roster has 3 entries" in result.stdout


def test_what_witnesses_signed_may_lie_elsewhere(log: Path, tmp_path: Path) -> None:
    """In the auditor's own copy, which finds a log put back."""
    copy = tmp_path / "cosigned"
    (log / COSIGNED).rename(copy)
    assert run("audit", "verify", log, "--vkey", VKEY, *keys(ONE)).exit_code == 4
    assert run("audit", "verify", log, "--vkey", VKEY, *keys(ONE), "--cosigned", copy).exit_code == 0
    other = tmp_path / "other"
    other.mkdir()
    write_log(other, calls=9)
    result = run("audit", "verify", other, "--vkey", VKEY, *keys(ONE), "--cosigned", copy)
    assert (result.exit_code, "forked" in result.stdout) == (4, True)


@pytest.mark.parametrize(
    "arguments",
    [
        ["--witnesses-required", "1"],
        ["--witnessed-within", "1"],
        [*keys(ONE), "--witnesses-required", "2"],
        keys(ONE, ONE),
        ["--witness", VKEY],
    ],
)
def test_what_makes_no_sense_is_refused(log: Path, arguments: list[str]) -> None:
    """Exit 2, before anything is read."""
    assert run("audit", "verify", log, *arguments).exit_code == 2
