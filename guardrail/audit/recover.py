"""Says in a new log how dead writers ended. Reads their files and changes none of them: a torn tail is evidence too."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import NamedTuple

from guardrail.core.canonical import Json

from .calls import Calls
from .codes import UNKNOWN
from .event import AuditEvent, EventType
from .fields import SYSTEM_TENANT
from .note import NoteVerifier, VerificationError
from .roster import RosterLeaf, Standing, read_roster
from .source import Source, source_of
from .store import StoreFault
from .walk import Walk

__all__ = ["Autopsy", "autopsy"]


class Autopsy(NamedTuple):
    """What the next writer has to record before it serves: one ``writer.recover`` a dead writer, one outcome a call they left open."""

    events: list[tuple[AuditEvent, str]]
    """Each with its tenant."""
    ends: list[RosterLeaf]
    """For the roster, when the events are durable: from then on these logs may not change any more."""


def autopsy(where: Path | Source, own: str, root: NoteVerifier) -> Autopsy:
    """Find the writers that the roster calls open and nobody is. Raises ``OSError``, and ``StoreFault`` when the roster was changed.

    They are read together: where a recovering writer died itself, its outcomes close calls of the one it recovered.
    """
    source = source_of(where)
    try:
        roster = read_roster(source.roster() or b"", root)
    except VerificationError:
        raise StoreFault("roster_changed") from None
    ended = [leaf for leaf in roster.last().values() if leaf.state is Standing.OPEN and leaf.writer != own]
    calls = Calls()
    walks = [(leaf, Walk(source, leaf.writer, None)) for leaf in ended if not source.is_alive(leaf.writer)]
    for _, walk in walks:
        walk.run(calls.see)
    left = calls.still_open()
    count = Counter(call.writer for call in left)
    events = [(_found(leaf, walk, count[walk.writer]), SYSTEM_TENANT) for leaf, walk in walks if not walk.stopped]
    events += [(AuditEvent(EventType.CALL_OUTCOME, {"exchange": call.exchange, "code": UNKNOWN}), call.tenant) for call in left]
    return Autopsy(events, [_end(leaf, walk) for leaf, walk in walks])


def _end(leaf: RosterLeaf, walk: Walk) -> RosterLeaf:
    state = Standing.CLOSED if walk.stopped else Standing.ABANDONED
    if walk.tree.size < leaf.size:
        # Records are gone that the roster vouched for: it goes on vouching for them, so that the loss is never hidden.
        return leaf._replace(state=Standing.ABANDONED)
    return leaf._replace(size=walk.tree.size, root=walk.tree.root().hex(), state=state)


def _found(leaf: RosterLeaf, walk: Walk, dangling: int) -> AuditEvent:
    lost: dict[str, Json] = {"lost": leaf.size - walk.tree.size} if walk.tree.size < leaf.size else {}
    return AuditEvent(
        EventType.WRITER_RECOVER,
        {
            "dead": walk.writer,
            "size": walk.tree.size,
            "root": walk.tree.root().hex(),
            "dangling": dangling,
            "torn": walk.torn_bytes,
            "broken": bool(walk.breaks),
            **lost,
        },
    )
