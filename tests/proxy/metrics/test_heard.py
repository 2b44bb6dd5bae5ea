"""The log is what it was; the meters hear what it takes."""

from __future__ import annotations

from pathlib import Path

import pytest

from guardrail.audit.event import AuditEvent, EventType
from guardrail.audit.ids import uuid7
from guardrail.core.errors import ErrorCode, GuardFault
from guardrail.proxy.metrics import Cells, CountedLog, Meters
from guardrail.proxy.metrics.cells import told_by_all
from tests.pipeline.world import FakeAudit


def _refused(code: str) -> AuditEvent:
    return AuditEvent(EventType.CALL_BLOCKED, {"exchange": uuid7(), "code": code})


async def test_what_is_durable_is_counted(tmp_path: Path) -> None:
    """Both ways to say something reach the log as they were said, with its own answer."""
    kept = FakeAudit([])
    log = CountedLog(kept, Meters(Cells(tmp_path)))
    assert await log.append(_refused("overloaded"), "jateng") == 1
    assert await log.submit(_refused("client_gone"), "jateng", soon=False) == 2
    assert kept.said() == [("call.blocked", "overloaded"), ("call.blocked", "client_gone")]
    [told] = told_by_all(tmp_path)
    assert told.numbers == {("guardrail_refusals", "overloaded"): 1, ("guardrail_refusals", "client_gone"): 1}


async def test_what_the_log_did_not_take_is_counted_as_that(tmp_path: Path) -> None:
    """No record tells of the call, so here alone it is seen; the fault passes on."""
    kept = FakeAudit([])
    kept.fault = GuardFault(ErrorCode.AUDIT_UNAVAILABLE, "audit.hangs")
    log = CountedLog(kept, Meters(Cells(tmp_path)))
    with pytest.raises(GuardFault, match="audit_unavailable"):
        await log.append(_refused("overloaded"), "jateng")
    [told] = told_by_all(tmp_path)
    assert told.numbers == {("guardrail_refusals", "audit_unavailable"): 1}
