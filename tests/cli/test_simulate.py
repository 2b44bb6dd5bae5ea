"""``guardrail policy simulate``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.factories import CONFIG, run
from tests.docs.world import EXAMPLES, furnish

AFTER = ("policy", "simulate", "--candidate", EXAMPLES / "after", "--on", "2026-12-01")
BEFORE = ("policy", "simulate", "--candidate", EXAMPLES / "before", "--on", "2026-12-01")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kantor")
    furnish(folder)
    return folder


def test_the_log_is_judged_again(office: Path) -> None:
    """Counts, and groups with their rules, agencies and events; nothing is decided that the log does not hold."""
    result = run(*AFTER, "--from", office / "audit", "--json")
    found = json.loads(result.stdout)
    assert result.exit_code == 0
    assert [found[name] for name in ("calls", "unchanged", "stricter", "looser", "otherwise", "undecided")] == [7, 3, 1, 1, 2, 0]
    looser = found["groups"][0]
    assert (looser["direction"], looser["before"], looser["after"], looser["rules"]) == ("looser", "redact", "mask", ["provinsi/surel"])
    assert (looser["whose"], looser["events"]) == (["jateng/kab-boyolali"], ["019ab000-0003-7000-8000-00000000000b"])
    assert found["recognizers_not_simulated"] is True


def test_what_is_in_force_changes_nothing(office: Path) -> None:
    """The policies that judged these calls judge them alike from what the log holds."""
    found = json.loads(run(*BEFORE, "--from", office / "audit", "--json").stdout)
    assert (found["calls"], found["unchanged"], found["groups"]) == (7, 7, [])


@pytest.mark.parametrize(("candidate", "code"), [(AFTER, 1), (BEFORE, 0)])
def test_a_looser_candidate_fails_where_asked(office: Path, candidate: tuple[str | Path, ...], code: int) -> None:
    """Exit 1 with --fail-on-looser."""
    assert run(*candidate, "--from", office / "audit", "--fail-on-looser").exit_code == code


def test_the_configured_log_is_meant_by_audit(office: Path, tmp_path: Path) -> None:
    """Of the configuration that is named; --last counts from today."""
    config = tmp_path / "guardrail.toml"
    config.write_text(CONFIG + f'[audit]\ndir = "{office}/audit"\n', "utf-8")
    for last, calls in (("30d", 7), ("2h", 0)):
        result = run(*AFTER, "--from", "audit", "--last", last, "--config", config, "--json")
        assert json.loads(result.stdout)["calls"] == calls
    assert result.exit_code == 1


def test_a_broken_log_is_a_failure_of_integrity(tmp_path: Path) -> None:
    """Exit 4, with the place; what stood before it is told."""
    furnish(tmp_path)
    (segment,) = (tmp_path / "audit").glob("*.jsonl")
    lines = segment.read_bytes().split(b"\n")
    lines[4] = lines[4].replace(b'"action":"', b'"action":"x')
    segment.write_bytes(b"\n".join(lines))
    result = run(*AFTER, "--from", tmp_path / "audit", "--json")
    assert result.exit_code == 4
    assert json.loads(result.stdout)["breaks"]


def test_a_corpus_is_judged_under_both_sets() -> None:
    """For a tenant, or under every policy of the candidate."""
    asked = (*AFTER, "--baseline", EXAMPLES / "before", "--corpus", EXAMPLES / "corpus.jsonl", "--json")
    every, one = (json.loads(run(*asked, *more).stdout) for more in ((), ("--tenant", "jateng/kab-boyolali")))
    assert (every["calls"], one["calls"]) == (8, 4)
    assert {name for group in every["groups"] for name in group["whose"]} == {"provinsi", "dinkes"}
    assert next(group["events"] for group in one["groups"] if group["direction"] == "looser") == [f"{EXAMPLES}/corpus.jsonl:1"]


@pytest.mark.parametrize(
    "words",
    [(), ("--from", "a", "--corpus", "b"), ("--from", "a", "--last", "30"), ("--corpus", "b", "--last", "30d")],
)
def test_one_source_and_a_span_that_fits_it(words: tuple[str, ...]) -> None:
    """Anything else is misuse, exit 2."""
    assert run(*AFTER, *words).exit_code == 2


def test_a_line_that_is_no_record_is_told_with_its_number(tmp_path: Path) -> None:
    """Exit 2, and nothing of the line."""
    file = tmp_path / "a.jsonl"
    file.write_text('{"id": 1, "text": "a"}\nrahasia\n', "utf-8")
    result = run(*AFTER, "--baseline", EXAMPLES / "before", "--corpus", file)
    assert result.exit_code == 2
    assert f"{file}:2: is not JSON" in result.stderr
    assert "rahasia" not in result.stderr
