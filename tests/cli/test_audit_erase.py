"""``guardrail audit erase``: what is destroyed, by whose leave, and what is no such request."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from guardrail.app.keys import keyring_of
from guardrail.settings import load_settings
from tests.cli.factories import a_config, run

LEAVE = ("--legal-basis", "UU-27-2022/43", "--approver", "dpo")


def test_keys_of_a_year_are_destroyed_once(tmp_path: Path) -> None:
    """The second time too it is said that they are; of a year without any, that there was nothing (exit 1)."""
    config = a_config(tmp_path)
    keyring_of(load_settings(config)).subject_key("jateng/dinkes", 2025)
    for _ in range(2):
        result = run("audit", "erase", "--tenant", "jateng/dinkes", "--subject-year", "2025", *LEAVE, "--config", config)
        assert (result.exit_code, result.stdout) == (0, "1 kunci dimusnahkan dan tercatat. / 1 keys destroyed, and recorded.\n")
    result = run("audit", "erase", "--tenant", "jateng/dinkes", "--subject-year", "2020", *LEAVE, "--config", config, "--json")
    assert (result.exit_code, json.loads(result.stdout)) == (1, {"erased": 0})


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "say what"),
        (("--event", "a", "--tenant", "jateng"), "say what"),
        (("--tenant", "jateng"), "say what"),
        (("--tenant", "jateng", "--before", "2026-01-01", "--subject-year", "2025"), "say what"),
        (("--before", "2026-01-01"), "say what"),
        (("--tenant", "Dinas Kesehatan", "--before", "2026-01-01"), "--tenant is a path"),
        (("--tenant", "jateng", "--before", "kemarin"), "--before is a day"),
        (("--tenant", "jateng", "--subject-year", "2999"), "is not over"),
        (("--tenant", "jateng", "--subject-year", "2025", "--approver", "Ibu Siti"), "--approver"),
    ],
)
def test_misuse_is_exit_2(tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    """And says what is wrong."""
    result = run("audit", "erase", *LEAVE, *arguments, "--config", a_config(tmp_path))
    assert (result.exit_code, said in result.stderr) == (2, True)


def test_a_legal_basis_is_a_code(tmp_path: Path) -> None:
    """Not a sentence, which could name somebody."""
    leave = ("--legal-basis", "permintaan Ibu Siti", "--approver", "dpo")
    result = run("audit", "erase", "--event", "a", *leave, "--config", a_config(tmp_path))
    assert (result.exit_code, "--legal-basis" in result.stderr) == (2, True)
