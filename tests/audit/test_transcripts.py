"""What lies there is compared with what the log says of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from guardrail.audit.event import AuditEvent, EventType
from guardrail.audit.ids import uuid7
from guardrail.audit.log import SegmentedLog
from guardrail.audit.transcripts import check_transcripts
from tests.audit.factories import TENANT, serve

CALL = uuid7()
REF = "a" * 64
NOW = 1_000


def a_log(folder: Path, *erased: str, expires: int = NOW + 1) -> None:
    async def story(log: SegmentedLog) -> None:
        await log.append(AuditEvent(EventType.TRANSCRIPT_SEALED, {"exchange": CALL, "ref": REF, "expires": expires}), TENANT)
        if erased:
            said = {"basis": "UU-27-2022/43", "approvers": ["dpo"], "refs": list(erased)}
            await log.append(AuditEvent(EventType.ERASURE_DONE, said), TENANT)

    serve(folder, story)


@pytest.mark.parametrize(
    ("held", "erased", "expires", "counts", "broken"),
    [
        ({CALL: REF}, (), NOW + 1, (1, 0, 0, 0), []),
        ({CALL: "b" * 64}, (), NOW + 1, (0, 0, 0, 0), ["transcript_changed"]),
        ({}, (), NOW + 1, (0, 0, 0, 0), ["transcript_missing"]),
        ({}, ("c" * 64,), NOW + 1, (0, 0, 0, 0), ["transcript_missing"]),
        ({}, (REF,), NOW + 1, (0, 0, 1, 0), []),
        ({}, (), NOW, (0, 1, 0, 0), []),
        ({CALL: REF, uuid7(): REF}, (), NOW + 1, (1, 0, 0, 1), []),
    ],
    ids=["kept", "changed", "missing", "another erased", "erased", "expired", "unrecorded"],
)
def test_each_is_kept_expired_erased_or_broken(
    tmp_path: Path, held: dict[str, str], erased: tuple[str, ...], expires: int, counts: tuple[int, ...], broken: list[str]
) -> None:
    """Gone before its time without a record of it is broken; with one it is erased."""
    a_log(tmp_path, *erased, expires=expires)
    report = check_transcripts(tmp_path, held, NOW)
    assert (report.kept, report.expired, report.erased, report.unrecorded) == counts
    assert [place.reason for place in report.breaks] == broken
    assert report.ok is not bool(broken)


def test_an_erasure_may_stand_in_another_log(tmp_path: Path) -> None:
    """It is the command's own log, not that of the server."""
    a_log(tmp_path)

    async def story(log: SegmentedLog) -> None:
        said = {"basis": "UU-27-2022/43", "approvers": ["dpo"], "refs": [REF]}
        await log.append(AuditEvent(EventType.ERASURE_DONE, said), TENANT)

    serve(tmp_path, story)
    assert check_transcripts(tmp_path, {}, NOW).erased == 1


def test_a_broken_log_is_told(tmp_path: Path) -> None:
    """Nothing behind the break is believed."""
    a_log(tmp_path, REF)
    (segment,) = tmp_path.glob("*.jsonl")
    segment.write_bytes(segment.read_bytes().replace(b'"refs":["a', b'"refs":["b', 1))
    report = check_transcripts(tmp_path, {}, NOW)
    assert {place.reason for place in report.breaks} == {"bad_sum", "transcript_missing"}
