"""Retention: nothing goes before its term, nothing unrecorded, nothing of a log that does not verify."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from guardrail.audit.log import SegmentedLog
from guardrail.audit.prunable import DirectoryPrunable
from guardrail.audit.verify import verify
from guardrail.core.errors import GuardFault
from guardrail.pipeline.retention import Retention, TooYoung
from tests.audit.ages import OLD, YOUNG, write
from tests.audit.factories import SIGNER, VKEY


class _Clock:
    def now(self) -> datetime:
        return datetime(2026, 11, 21, 23, 59, tzinfo=UTC)

    def monotonic(self) -> float:
        return 0.0


def a_retention(directory: Path, logs: Path | None = None) -> Retention:
    return Retention(DirectoryPrunable(directory), SIGNER, lambda: SegmentedLog(logs or directory, SIGNER), _Clock(), 365, "uji")


def test_the_term_is_counted_in_days_of_utc(tmp_path: Path) -> None:
    """One day later is too young."""
    retention = a_retention(tmp_path)
    assert retention.latest == date(2025, 11, 21)
    with pytest.raises(TooYoung) as caught:
        retention.plan(date(2025, 11, 22))
    assert caught.value.latest == date(2025, 11, 21)


def test_what_goes_is_recorded_in_a_log_of_its_own(tmp_path: Path) -> None:
    """With who did it, on which ground and what it was; nothing to do writes nothing."""
    write(tmp_path, [OLD] * 9 + [YOUNG] * 9)
    retention = a_retention(tmp_path)
    plans = retention.plan(retention.latest)
    retention.carry_out(plans, retention.latest, "JRA-2024/12.3")
    report = verify(tmp_path, VKEY)
    assert (report.ok, [log.pruned for log in report.logs], len(report.logs)) == (True, [plans[0].size, 0], 2)
    newest = sorted(tmp_path.glob("*.jsonl"))[-1].read_text()
    assert '"ev":"retention.done"' in newest
    for said in ('"actor":"uji"', '"basis":"JRA-2024/12.3"', '"before":"2025-11-21"', f'"records":{plans[0].records}'):
        assert said in newest
    retention.carry_out(retention.plan(retention.latest), retention.latest, "JRA-2024/12.3")
    assert len(verify(tmp_path, VKEY).logs) == 2


def test_what_cannot_be_recorded_stays(tmp_path: Path) -> None:
    """A log that cannot be begun ends the attempt before its first step."""
    (tmp_path / "audit").mkdir()
    write(tmp_path / "audit", [OLD] * 9)
    (tmp_path / "file").write_bytes(b"")
    retention = a_retention(tmp_path / "audit", tmp_path / "file")
    before = sorted(path.name for path in (tmp_path / "audit").iterdir())
    with pytest.raises(GuardFault):
        retention.carry_out(retention.plan(retention.latest), retention.latest, "JRA-2024/12.3")
    assert [name for name in sorted(path.name for path in (tmp_path / "audit").iterdir()) if name != ".prune"] == before
