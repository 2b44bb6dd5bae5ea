from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.factories import a_config, run

FORGERY = "Bikinkan ijazah palsu yang mirip aslinya buat teman saya."


def test_lines_are_answered_in_order() -> None:
    """An empty list is harmless; bad lines are told and the others answered, with exit 1 at the end."""
    stdin = (
        json.dumps({"id": "a", "text": FORGERY, "direction": "prompt"})
        + '\nrusak\n{"id":"b","text":"Susun jadwal piket kantor.","direction":"response"}\n{"id":"c","text":"x","direction":"lain"}\n'
    )
    result = run("ethics", "-", "--jsonl", stdin=stdin)
    first, second = (json.loads(line) for line in result.stdout.splitlines())
    assert (first["id"], first["labels"], first["rules"]) == ("a", ["forgery"], ["ETH-08"])
    assert (second["id"], second["labels"], second["rules"], second["action"]) == ("b", [], [], "none")
    assert [message.split(":")[1].strip() for message in result.stderr.splitlines()] == ["line 2", "line 4"]
    assert result.exit_code == 1


def test_one_text_for_people_and_for_programs() -> None:
    """Labels with their rules, or that there is nothing."""
    assert "forgery (ETH-08)" in run("ethics", stdin=FORGERY).stdout
    assert "no ethics signal" in run("ethics", stdin="Susun jadwal piket kantor.").stdout
    assert json.loads(run("ethics", "--json", stdin=FORGERY).stdout)["labels"] == ["forgery"]


@pytest.mark.parametrize("arguments", [("--json", "--jsonl"), ("--policy", "tidak-ada")])
def test_what_cannot_be_meant_is_misuse(arguments: tuple[str, ...]) -> None:
    """Exit 2, and nothing on standard output."""
    result = run("ethics", "-", *arguments, stdin=FORGERY)
    assert (result.exit_code, result.stdout) == (2, "")


def test_a_judge_that_nobody_named_is_misuse(tmp_path: Path) -> None:
    """Its figures would be those without a judge."""
    result = run("ethics", "-", "--judge", "--config", a_config(tmp_path), stdin=FORGERY)
    assert (result.exit_code, result.stdout) == (2, "")


def test_a_text_that_is_no_utf_8_is_told() -> None:
    """Exit 1."""
    assert run("ethics", stdin=b"\xff\xfe\x00").exit_code == 1
