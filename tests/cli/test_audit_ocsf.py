"""``guardrail audit ocsf``: one event a line, of a log that is verified on the way."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.audit.factories import relink
from tests.audit.story import DINKES, KLATEN, november, write_story
from tests.cli.factories import run


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("audit")
    write_story(directory, november(30))
    return directory


def test_every_record_is_one_line(log: Path, tmp_path: Path) -> None:
    """On stdout as in a file; in the order of its log."""
    result = run("audit", "ocsf", log)
    events = [json.loads(line) for line in result.stdout.splitlines()]
    assert (result.exit_code, {event["class_uid"] for event in events}) == (0, {6003})
    assert [event["metadata"]["sequence"] for event in events] == list(range(len(events)))
    assert run("audit", "ocsf", log, "-o", tmp_path / "siem.jsonl").exit_code == 0
    assert (tmp_path / "siem.jsonl").read_text() == result.stdout


def test_an_agency_and_a_time_may_be_asked_for(log: Path) -> None:
    """Then no record of anybody else is among them."""
    whole = [json.loads(line) for line in run("audit", "ocsf", log, "--tenant", KLATEN).stdout.splitlines()]
    some = [
        json.loads(line)
        for line in run("audit", "ocsf", log, "--tenant", DINKES, "--from", "2026-11-10", "--to", "2026-11-20").stdout.splitlines()
    ]
    assert {event["metadata"]["tenant_uid"] for event in some} == {DINKES}
    assert 0 < len(some) < len(whole)
    assert all("2026-11-09T17" <= event["metadata"]["original_time"] < "2026-11-20T17" for event in some)
    assert run("audit", "ocsf", log, "--from", "2026-11-20", "--to", "2026-11-10").exit_code == 2


def test_nothing_of_a_forged_record_is_handed_on(tmp_path: Path) -> None:
    """A SIEM is a place where words would stay."""
    write_story(tmp_path, november(5))
    (segment,) = tmp_path.glob("*.jsonl")
    segment.write_bytes(relink(segment.read_bytes().replace(b'"model":"', b'"model":"Budi 3374015208900003 ').splitlines()))
    result = run("audit", "ocsf", tmp_path)
    assert (result.exit_code, "Budi" in result.stdout) == (4, False)
