"""Says in a new log how dead writers ended. Reads their files and changes none of them: a torn tail is evidence too."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import Final, NamedTuple

from .calls import Calls
from .entry import LONGEST_LINE, parse
from .event import AuditEvent, EventType
from .fields import SYSTEM_TENANT
from .layout import RECORDS, is_alive, recovered_path, segments_of, sync_directory, writers
from .note import VerificationError
from .walk import Walk

__all__ = ["UNKNOWN", "Autopsy", "autopsy", "mark_recovered"]

UNKNOWN: Final = "unknown"
"""Code of an outcome that nobody lived to record."""


class Autopsy(NamedTuple):
    """What the next writer has to record before it serves: one ``writer.recover`` a dead writer, one outcome a call they left open."""

    dead: list[str]
    events: list[tuple[AuditEvent, str]]
    """Each with its tenant."""


def autopsy(directory: Path, own: str) -> Autopsy:
    """Find the writers that ended without ``writer.stop`` and were not recovered yet. Raises ``OSError``.

    They are read together: where a recovering writer died itself, its outcomes close calls of the one it recovered.
    """
    dead = [writer for writer in writers(directory) if writer != own and _is_dead(directory, writer)]
    calls = Calls()
    walks = [Walk(directory, writer, None) for writer in dead]
    for walk in walks:
        walk.run(calls.see)
    left = calls.still_open()
    count = Counter(call.writer for call in left)
    events = [(_found(walk, count[walk.writer]), SYSTEM_TENANT) for walk in walks]
    events += [(AuditEvent(EventType.CALL_OUTCOME, {"exchange": call.exchange, "code": UNKNOWN}), call.tenant) for call in left]
    return Autopsy(dead, events)


def mark_recovered(directory: Path, dead: list[str], own: str) -> None:
    """Spare later starts the reading of these logs. Raises ``OSError``."""
    for writer in dead:
        path = recovered_path(directory, writer)
        path.touch(0o600)
        path.write_text(own + "\n", "ascii")
    if dead:
        sync_directory(directory)


def _found(walk: Walk, dangling: int) -> AuditEvent:
    return AuditEvent(
        EventType.WRITER_RECOVER,
        {
            "dead": walk.writer,
            "size": walk.tree.size,
            "root": walk.tree.root().hex(),
            "dangling": dangling,
            "torn": walk.torn_bytes,
            "broken": bool(walk.breaks),
        },
    )


def _is_dead(directory: Path, writer: str) -> bool:
    return not recovered_path(directory, writer).exists() and not is_alive(directory, writer) and not _has_stopped(directory, writer)


def _has_stopped(directory: Path, writer: str) -> bool:
    """Whether the log's last line is ``writer.stop``. Reads the tail only: `verify` is who checks the rest."""
    segments = segments_of(directory, writer, RECORDS)
    if not segments:
        return False
    with segments[-1].path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - LONGEST_LINE))
        tail = file.read()
    *_, last, rest = [b"", *tail.split(b"\n")]
    try:
        return not rest and parse(last).event == EventType.WRITER_STOP
    except VerificationError:
        return False
