"""What of a log somebody's export needs, as it is seen in one pass."""

from __future__ import annotations

from pathlib import Path

import pytest

from guardrail.audit.chain import Chain
from guardrail.audit.entry import Entry, parse
from guardrail.audit.event import AuditEvent, EventType
from guardrail.audit.fields import SYSTEM_TENANT
from guardrail.audit.note import VerificationError
from guardrail.audit.scope import Scope
from guardrail.audit.survey import Run, Survey
from guardrail.audit.walk import Walk
from guardrail.core.canonical import Json
from tests.audit.factories import TENANT, said, write_log

WRITER = "0" * 32
TIME = "2026-11-21T18:00:00.123456Z"


def a_survey(directory: Path, scope: Scope) -> Survey:
    writer = write_log(directory, 5)
    survey = Survey(scope)
    Walk(directory, writer, None).run(survey.see)
    return survey


def test_it_knows_the_scopes_records_and_the_logs_own(tmp_path: Path) -> None:
    """Of five calls the first and fourth are another agency's; summaries stand under each checkpoint."""
    survey = a_survey(tmp_path, Scope(TENANT))
    assert list(survey.mine) == [3, 4, 5, 6, 10, 11]
    assert survey.runs == [Run(9, 9, TIME), Run(12, 12, TIME)]
    assert survey.stop == (13, TIME)
    assert (survey.first_within, survey.last_within) == (0, 13)


def test_it_knows_where_the_range_lies(tmp_path: Path) -> None:
    """By anybody's records, since the log is one sequence: none here is within."""
    survey = a_survey(tmp_path, Scope(TENANT, since="2026-11-22T00:00:00.000000Z", until="2026-11-23T00:00:00.000000Z"))
    assert (survey.first_within, survey.last_within) == (None, 13)


def entries(*events: tuple[EventType, dict[str, Json]]) -> list[Entry]:
    chain = Chain(WRITER)
    batch = chain.batch([said(AuditEvent(event, fields), SYSTEM_TENANT) for event, fields in events])
    return [parse(line) for line in batch.data.splitlines()]


def test_summaries_of_several_parts_count_together() -> None:
    """A part alone says nothing of the tenants that it does not name."""
    survey = Survey(Scope(TENANT))
    part: tuple[EventType, dict[str, Json]] = (EventType.LOG_SUMMARY, {"tenants": {}, "parts": 2})
    for entry in entries(part, part, part, (EventType.WRITER_STOP, {"records": 4}), part, (EventType.LOG_SUMMARY, {"tenants": {}})):
        survey.see(entry, "", 0)
    assert survey.runs == [Run(0, 1, TIME), Run(5, 5, TIME)]


def test_it_knows_the_dead_and_the_keys() -> None:
    """Where a later log says how a dead one ended, and where epochs end."""
    survey = Survey(Scope(TENANT))
    found: dict[str, Json] = {"dead": "1" * 32, "size": 7, "root": "0" * 64}
    for entry in entries((EventType.WRITER_RECOVER, found), (EventType.KEY_ROTATED, {"epoch": 1, "public": "0" * 64})):
        survey.see(entry, "", 0)
    assert survey.recoveries == [(0, "1" * 32, TIME)]
    assert survey.found == {"1" * 32: 7}
    assert survey.rotations == [1]


def test_a_summary_in_no_parts_is_none() -> None:
    """Nothing is divided into nothing."""
    (entry,) = entries((EventType.LOG_SUMMARY, {"tenants": {}, "parts": 0}))
    with pytest.raises(VerificationError):
        Survey(Scope(TENANT)).see(entry, "", 0)
