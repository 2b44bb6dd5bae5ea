"""The operator hears of an outage and of a disk that fills up, once each."""

from __future__ import annotations

from pathlib import Path

import pytest
from structlog.testing import capture_logs

from guardrail.audit.disk import Disk
from guardrail.audit.log import SegmentedLog
from guardrail.audit.watch import Watch
from tests.audit.factories import SIGNER


@pytest.fixture
def watch(tmp_path: Path) -> Watch:
    return Watch(SegmentedLog(tmp_path, SIGNER), Disk(tmp_path), 80, 90)


@pytest.mark.parametrize(
    ("used", "complaints", "told"),
    [
        (79, (), []),
        (80, ("disk_warning 80%",), [("warning", "disk_warning")]),
        (89, ("disk_warning 89%",), [("warning", "disk_warning")]),
        (90, ("disk_critical 90%",), [("error", "disk_critical")]),
        (100, ("disk_critical 100%",), [("error", "disk_critical")]),
    ],
)
def test_a_watermark_is_told_from_its_percent_on(watch: Watch, used: int, complaints: tuple[str, ...], told: list[tuple[str, str]]) -> None:
    """To readiness for as long as it lasts, to the operator's log once."""
    with capture_logs() as lines:
        watch.see(used)
        watch.see(used)
    assert watch.complaints == complaints
    assert [(line["log_level"], line["code"]) for line in lines] == told


def test_a_disk_that_was_emptied_is_told_too(watch: Watch) -> None:
    """Each crossing is one line."""
    with capture_logs() as lines:
        for used in (85, 95, 96, 85, 10, 10):
            watch.see(used)
    assert [line["code"] for line in lines] == ["disk_warning", "disk_critical", "disk_warning", "disk_ok"]
    assert watch.complaints == ()


def test_an_outage_is_told_with_its_code(watch: Watch) -> None:
    """Another reason is another line; so is its end."""
    with capture_logs() as lines:
        for fault in (None, "EIO", "EIO", "ENOSPC", None, None):
            watch.hear(fault)
    assert [(line["event"], line["code"]) for line in lines] == [
        ("audit.unavailable", "EIO"),
        ("audit.unavailable", "ENOSPC"),
        ("audit.available", "ENOSPC"),
    ]
