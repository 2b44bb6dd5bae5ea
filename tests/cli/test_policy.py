"""``guardrail policy lint`` and ``test``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.factories import POLICY, run, spawn

CASES = """\
---
apiVersion: guardrail/v1
kind: PolicyTest
spec:
  policy: contoh
  cases:
    - name: NIK disamarkan
      input: NIK 3374015208900003
      expect: {action: mask, text: NIK <NIK_1>}
"""
WRONG = """\
    - name: harus gagal
      input: NIK 3374015208900003
      expect: {action: none, text: NIK 3374015208900003}
"""


def policies(folder: Path, *parts: str) -> Path:
    file = folder / "contoh.yaml"
    file.write_text("".join(parts), "utf-8")
    return folder


def test_lint_of_good_policies_counts_them(tmp_path: Path) -> None:
    """No complaint is exit 0."""
    result = run("policy", "lint", policies(tmp_path, POLICY))
    assert (result.exit_code, result.stdout) == (0, "0 errors, 0 warnings in 1 file\n")


def test_lint_names_every_mistake_with_its_place(tmp_path: Path) -> None:
    """file:line:column: code message; mend. Two mistakes are two lines, and exit 3."""
    folder = policies(tmp_path, POLICY.replace("action: mask", "acton: mask, min_score: 2"))
    result = run("policy", "lint", folder)
    assert result.exit_code == 3
    assert f"{folder}/contoh.yaml:6:" in result.stdout
    assert "did you mean 'action'?" in result.stdout
    assert result.stdout.splitlines()[-1].endswith("errors, 0 warnings in 1 file")


def test_policies_name_what_the_deployment_has(tmp_path: Path) -> None:
    """Its AI services by the names of its configuration; without one no service is known to be none."""
    folder = policies(tmp_path, POLICY.replace("action: mask", "where: [request], action: route, route: {upstreams: [dekatt]}"))
    config = tmp_path / "guardrail.toml"
    config.write_text('[[upstreams]]\nname = "dekat"\nbase_url = "http://127.0.0.1:9"\nregion = "lokal"\n')
    assert run("policy", "lint", folder).exit_code == 0
    result = run("policy", "lint", folder, "--config", config)
    assert result.exit_code == 3
    assert "E220 there is no AI service 'dekatt'; did you mean 'dekat'?" in result.stdout


def test_lint_for_programs_has_the_same_complaints(tmp_path: Path) -> None:
    """Each complaint has its file, line, column, code, message, mend and severity."""
    result = run("policy", "lint", policies(tmp_path, POLICY.replace("ID_NIK", "ID_NIKK")), "--json")
    found = json.loads(result.stdout)
    assert (result.exit_code, found["errors"], found["warnings"]) == (3, 1, 0)
    (complaint,) = found["complaints"]
    assert (complaint["line"], complaint["code"], complaint["severity"]) == (6, "E201", "error")
    assert complaint["mend"] == "did you mean 'ID_NIK'?"


def test_lint_of_nothing_is_an_error(tmp_path: Path) -> None:
    """A folder without policies governs nobody."""
    assert run("policy", "lint", tmp_path).exit_code == 3


def test_the_shipped_policies_lint_and_pass_in_any_folder(tmp_path: Path) -> None:
    """As a process, without a path, exit 0."""
    assert spawn("policy", "lint", cwd=tmp_path).returncode == 0
    tested = spawn("policy", "test", cwd=tmp_path)
    assert tested.returncode == 0, tested.stdout.decode()
    assert b"FAIL 0" in tested.stdout


def test_passing_cases_are_counted_with_the_rules_they_reach(tmp_path: Path) -> None:
    """PASS, FAIL, TODO and coverage on one line."""
    result = run("policy", "test", policies(tmp_path, POLICY, CASES))
    assert (result.exit_code, result.stdout) == (0, "PASS 1  FAIL 0  TODO 0  rules covered 1/1\n")


def test_a_failing_case_is_named_with_both_sides(tmp_path: Path) -> None:
    """file:line "name", what was expected, what was got; exit 1."""
    result = run("policy", "test", policies(tmp_path, POLICY, CASES, WRONG))
    assert result.exit_code == 1
    assert "PASS 1  FAIL 1  TODO 0" in result.stdout
    assert f'FAIL {tmp_path}/contoh.yaml:16 "harus gagal"' in result.stdout
    assert "text      expected  NIK 3374015208900003" in result.stdout
    assert "got       NIK <NIK_1>" in result.stdout


def test_a_todo_that_passes_is_told(tmp_path: Path) -> None:
    """Exit 0, and the mark can go."""
    result = run("policy", "test", policies(tmp_path, POLICY, CASES + "      todo: true\n"))
    assert result.exit_code == 0
    assert "DONE 1" in result.stdout
    assert "remove its todo" in result.stdout


def test_uncovered_rules_are_named(tmp_path: Path) -> None:
    """A rule that no case reaches is a rule nobody has seen act."""
    more = "    - {id: nama, description: Nama, entities: [PERSON], action: mask}\n"
    result = run("policy", "test", policies(tmp_path, POLICY, more, CASES))
    assert "rules covered 1/2 (uncovered: contoh/nama)" in result.stdout


def test_no_cases_is_no_pass(tmp_path: Path) -> None:
    """Where nothing ran nothing was shown: exit 1 and a word about it."""
    result = run("policy", "test", policies(tmp_path, POLICY))
    assert result.exit_code == 1
    assert "no cases" in result.stderr


def test_cases_of_an_invalid_policy_do_not_run(tmp_path: Path) -> None:
    """Exit 3 with the complaint on stderr."""
    result = run("policy", "test", policies(tmp_path, POLICY.replace("ID_NIK", "ID_NIKK"), CASES))
    assert (result.exit_code, result.stdout) == (3, "")
    assert "E201" in result.stderr


@pytest.mark.parametrize(("more", "verdict", "ok"), [("", "pass", True), (WRONG, "fail", False)])
def test_results_for_programs(tmp_path: Path, more: str, verdict: str, ok: bool) -> None:
    """Counts, coverage, and each case with its mismatches."""
    found = json.loads(run("policy", "test", policies(tmp_path, POLICY, CASES, more), "--json").stdout)
    assert found["ok"] is ok
    assert found["cases"][-1]["verdict"] == verdict
    assert found["rules"] == {"covered": ["contoh/nik"], "uncovered": []}
    assert bool(found["cases"][-1]["mismatches"]) is not ok


def test_lint_warns_and_stays_at_exit_0(tmp_path: Path) -> None:
    """A warning is advice: it is told with its place, and counted."""
    head = POLICY.replace("owner: contoh}", "owner: contoh, effective: {review_by: 2026-12-01}}")
    result = run("policy", "lint", policies(tmp_path, head), "--on", "2026-12-03")
    assert result.exit_code == 0
    warning, summary = result.stdout.splitlines()
    assert warning.startswith(f"warning: {tmp_path}/contoh.yaml:3:")
    assert "W313 the day of review was 2 days ago" in warning
    assert summary == "0 errors, 1 warning in 1 file"


def test_known_failures_are_listed_with_what_came(tmp_path: Path) -> None:
    """They fail nothing."""
    result = run("policy", "test", policies(tmp_path, POLICY, CASES, WRONG + "      todo: true\n"))
    assert result.exit_code == 0
    assert f'TODO {tmp_path}/contoh.yaml:16 "harus gagal"' in result.stdout


def test_coverage_counts_cases_of_each_rule(tmp_path: Path) -> None:
    """Those without any first, each with the place where it is written."""
    more = "    - {id: nama, description: Nama, entities: [PERSON], action: mask}\n"
    folder = policies(tmp_path, POLICY, more, CASES)
    shown = run("policy", "test", folder, "--coverage").stdout
    assert "written at" in shown
    found = json.loads(run("policy", "test", folder, "--coverage", "--json").stdout)["coverage"]
    assert [(one["rule"], one["cases"]) for one in found] == [("contoh/nama", 0), ("contoh/nik", 1)]
    assert found[0]["origin"] == f"{folder}/contoh.yaml:7"
