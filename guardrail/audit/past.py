"""Calls that were judged, read back from the log for whoever judges them again. Believes nothing that the log's own links contradict."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from .entry import Entry
from .event import EventType
from .layout import RECORDS
from .report import Break
from .source import Source, source_of
from .walk import Walk

__all__ = ["PastCall", "read_past"]

_JUDGED: Final = frozenset({EventType.CALL_INTENT, EventType.CALL_BLOCKED})
_STEP: Final = 1_000


@dataclass(frozen=True, slots=True)
class PastCall:
    """What the log holds of one judged call. ``seen`` and ``subjects`` are empty where nothing was found, or nothing was kept of it."""

    event: str
    exchange: str
    time: datetime
    tenant: str
    application: str
    model: str
    region: str
    """Where the AI service processes data; empty for a call that was not sent."""
    policy: str
    policy_version: int
    policy_digest: str
    action: str
    rules: tuple[str, ...]
    found: Mapping[str, int]
    masked: Mapping[str, int]
    seen: Mapping[str, int]
    subjects: Mapping[str, int]
    exceptions: Mapping[str, int]
    """Exceptions that lowered a rule, and on how many findings."""
    sent: bool


def read_past(
    where: Path | Source,
    visit: Callable[[PastCall], None],
    since: datetime | None = None,
    until: datetime | None = None,
    progress: Callable[[int], None] | None = None,
) -> tuple[Break, ...]:
    """Show ``visit`` every judged call of all logs, log by log, from ``since`` (inclusive) to ``until`` (exclusive).

    Returns the places where a log is not as it was written; nothing behind one was shown. ``progress`` is told the number of records
    now and then. Raises ``OSError``.
    """
    read = 0

    def look(entry: Entry, file: str, line: int) -> None:
        nonlocal read
        read += 1
        if progress is not None and read % _STEP == 0:
            progress(read)
        if entry.event not in _JUDGED:
            return
        time = datetime.fromisoformat(entry.time)
        if (since is not None and time < since) or (until is not None and time >= until):
            return
        call = _call(entry, time)
        if call is not None:
            visit(call)

    source = source_of(where)
    breaks: list[Break] = []
    for writer in source.writers():
        if source.parts(writer, RECORDS):
            walk = Walk(source, writer, None)
            walk.run(look)
            breaks += walk.breaks
    return tuple(breaks)


def _call(entry: Entry, time: datetime) -> PastCall | None:
    """None for a call that was refused before any policy judged it."""
    fields: dict[str, Any] = entry.decoded()
    if "action" not in fields:
        return None
    return PastCall(
        event=entry.id,
        exchange=entry.exchange or "",
        time=time,
        tenant=entry.tenant,
        application=str(fields.get("application", "")),
        model=str(fields.get("model", "")),
        region=str(fields.get("region", "")),
        policy=str(fields.get("policy", "")),
        policy_version=int(fields.get("policy_version", 0)),
        policy_digest=str(fields.get("policy_digest", "")),
        action=str(fields["action"]),
        rules=tuple(map(str, fields.get("rules", ()))),
        found=dict(fields.get("found", {})),
        masked=dict(fields.get("masked", {})),
        seen=dict(fields.get("seen", {})),
        subjects=dict(fields.get("subjects", {})),
        exceptions=dict(fields.get("exceptions", {})),
        sent=entry.event == EventType.CALL_INTENT,
    )
