"""``guardrail policy init`` and ``fmt``."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from guardrail.app.policies import shipped_policies
from tests.cli.factories import POLICY, run
from tests.cli.test_policy import policies


def test_a_first_policy_lints_and_tests_clean(tmp_path: Path) -> None:
    """Without a word changed: no complaint, no warning, every case passes, every rule exercised."""
    assert run("policy", "init", "puskesmas", "--dir", tmp_path).exit_code == 0
    assert run("policy", "lint", tmp_path / "puskesmas").stdout.startswith("0 errors, 0 warnings")
    tested = run("policy", "test", tmp_path / "puskesmas")
    assert (tested.exit_code, tested.stdout) == (0, "PASS 4  FAIL 0  TODO 0  rules covered 2/2\n")
    assert run("policy", "fmt", "--check", tmp_path / "puskesmas").exit_code == 0


def test_a_first_policy_below_a_parent_tests_clean(tmp_path: Path) -> None:
    """With the national policy beside it; the hint names the folder that holds both."""
    shutil.copytree(shipped_policies() / "national", tmp_path / "national")
    made = run("policy", "init", "puskesmas", "--extends", "nasional@^1", "--dir", tmp_path)
    assert made.stderr == f"guardrail policy lint {tmp_path}; guardrail policy test {tmp_path}\n"
    assert run("policy", "lint", tmp_path).stdout.startswith("0 errors")
    assert " FAIL 0 " in run("policy", "test", tmp_path).stdout


def test_a_parent_that_was_not_read_is_told_with_the_mend(tmp_path: Path) -> None:
    """The folder of the child alone does not have it."""
    run("policy", "init", "puskesmas", "--extends", "nasional@^1", "--dir", tmp_path)
    told = run("policy", "lint", tmp_path)
    assert told.exit_code == 3
    assert "there is no policy 'nasional'; its file has to lie in the folder that is read" in told.stdout


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    """A folder that is there stays as it is."""
    (tmp_path / "puskesmas").mkdir()
    assert run("policy", "init", "puskesmas", "--dir", tmp_path).exit_code == 5
    assert list((tmp_path / "puskesmas").iterdir()) == []


@pytest.mark.parametrize("words", [("Puskesmas",), ("1a",), ("a", "--tenant", "a b")])
def test_names_that_do_not_fit_are_misuse(tmp_path: Path, words: tuple[str, ...]) -> None:
    """Exit 2 with an example."""
    result = run("policy", "init", *words, "--dir", tmp_path)
    assert result.exit_code == 2
    assert "such as" in result.stderr


def test_files_are_laid_out_in_place(tmp_path: Path) -> None:
    """Named once, and not again."""
    folder = policies(tmp_path, POLICY.replace("    - {id", "      - {id"))
    checked = run("policy", "fmt", "--check", folder, "--json")
    assert (checked.exit_code, json.loads(checked.stdout)) == (1, {"files": 1, "changed": [f"{folder}/contoh.yaml"]})
    assert run("policy", "fmt", folder).stdout == f"changed {folder}/contoh.yaml\n"
    assert (folder / "contoh.yaml").read_text("utf-8") == POLICY
    assert run("policy", "fmt", "--check", folder).exit_code == 0


def test_a_file_that_is_not_valid_is_left_alone(tmp_path: Path) -> None:
    """Exit 3, none of the files is changed."""
    folder = policies(tmp_path, POLICY.replace("    - {id", "      - {id"))
    (folder / "lain.yaml").write_text("kind: Polisi\n", "utf-8")
    assert run("policy", "fmt", folder).exit_code == 3
    assert (folder / "contoh.yaml").read_text("utf-8") != POLICY
