"""A7: the live segment removed, moved, emptied, replaced, opened to others. Expected: found at the next batch; that is refused."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from guardrail.audit.layout import RECORDS, segments_of
from guardrail.audit.log import SegmentedLog
from guardrail.audit.verify import verify
from guardrail.audit.waiter import AuditUnavailable
from tests.audit.factories import TENANT, VKEY, an_intent, serve
from tests.audit.reading import until


def test_a_removed_segment_is_detected_and_never_hidden(tmp_path: Path) -> None:
    """The next call is refused; service goes on in a new segment, and verification names the hole for ever."""

    async def story(log: SegmentedLog) -> None:
        await log.append(an_intent(), TENANT)
        segments_of(tmp_path, log.writer, RECORDS)[0].path.unlink()
        with pytest.raises(AuditUnavailable, match="segment_missing"):
            await log.append(an_intent(), TENANT)
        await until(lambda: log.healthy)
        await log.append(an_intent(), TENANT)

    serve(tmp_path, story)
    (problem,) = verify(tmp_path, VKEY).breaks
    assert (problem.reason, problem.seq) == ("records_missing", 0)


def _replaced_by_a_link(path: Path) -> None:
    path.rename(path.with_suffix(".lain"))
    path.symlink_to(path.with_suffix(".lain"))


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda path: path.rename(path.with_suffix(".lain")), id="moved"),
        pytest.param(lambda path: os.truncate(path, 0), id="truncated"),
        pytest.param(_replaced_by_a_link, id="a link"),
        pytest.param(lambda path: path.chmod(0o644), id="opened to others"),
        pytest.param(lambda path: path.with_suffix(".lain").hardlink_to(path), id="a second name"),
        pytest.param(lambda path: path.write_bytes(path.read_bytes() + b"\n"), id="grown"),
    ],
)
def test_a7_a_segment_that_somebody_touched_is_noticed_at_the_next_batch(tmp_path: Path, spoil: Callable[[Path], None]) -> None:
    """That batch is refused, whatever was done; service goes on in a new segment."""

    async def story(log: SegmentedLog) -> None:
        await log.append(an_intent(), TENANT)
        spoil(segments_of(tmp_path, log.writer, RECORDS)[0].path)
        with pytest.raises(AuditUnavailable, match=r"segment_(missing|changed)"):
            await log.append(an_intent(), TENANT)
        await until(lambda: log.healthy)
        await log.append(an_intent(), TENANT)

    log = serve(tmp_path, story)
    assert len(segments_of(tmp_path, log.writer, RECORDS)) >= 1
