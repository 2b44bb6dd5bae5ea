"""Which records and checkpoints of a log go into one tenant's export: theirs, and what proves that these are all. Pure."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Collection, Sequence
from typing import Final, NamedTuple

from .roster import RosterLeaf, Standing
from .scope import Scope
from .survey import Survey

__all__ = ["NOTHING", "Selection", "select"]

_MOST_CHECKPOINTS: Final = 256
"""Of one log, beside those that end an epoch: each is a signature to verify, and cuts the proof."""


class Selection(NamedTuple):
    """``records`` and ``checkpoints`` (sizes) to be shown, in order; ``end`` is the size up to which the log is proved."""

    end: int
    records: list[int]
    checkpoints: list[int]


NOTHING = Selection(0, [], [])


def select(
    survey: Survey,
    said: RosterLeaf,
    sizes: Sequence[int],
    scope: Scope,
    dead: Collection[str],
    statements: frozenset[str] = frozenset(),
) -> Selection:
    """Between two summaries of which one is not in the range yet and the other not any more, every record of the scope is shown; so
    counting shows that they are all. ``said`` is what the roster says of the log last, ``sizes`` are those of its checkpoints, ``dead``
    the writers that were found dead before the range: of those it must be shown when they were, and of ``statements`` about records that
    are gone, by their digests, that a log speaks of them.
    """
    ended = said.state is not Standing.OPEN
    limit = said.size if ended else max(sizes, default=0)
    mine, own = array("Q"), {seq for seq, writer, _ in survey.recoveries if writer in dead and seq < limit}
    own.update(seq for seq, digests in survey.retentions if digests & statements and seq < limit)
    if ended and survey.stop is not None and survey.stop[1] < scope.since:
        own.add(survey.stop[0])
    elif said.writer not in dead:
        mine, more = _within(survey, limit, scope)
        own |= more
    last = max([*mine[-1:], *own], default=-1)
    if last < 0 and ended and said.writer in dead:
        return NOTHING
    end = limit if ended else next((size for size in sizes if size > last), limit)
    checkpoints = {sizes[at] for seq in mine if (at := bisect_left(sizes, seq + 1)) < len(sizes) and sizes[at] <= end}
    checkpoints = _thinned(sorted(checkpoints)) | (set() if ended else {end})
    # The last checkpoint of an epoch vouches for its last record, which names the next key.
    rotations = [seq for seq in survey.rotations if seq < max([last, *checkpoints])]
    checkpoints.update(seq + 1 for seq in rotations)
    return Selection(end, sorted({*mine, *own, *rotations}), sorted(checkpoints - {0}))


def _within(survey: Survey, limit: int, scope: Scope) -> tuple[array[int], set[int]]:
    """The scope's records of the range, with those between it and the summaries around it; and the records of these summaries."""
    runs = [run for run in survey.runs if run.last < limit]
    begins = survey.first_within if survey.first_within is not None else limit
    before = next((run for run in reversed(runs) if run.last < begins), None)
    after = next((run for run in runs if scope.ended_by(run.time) and run.first > survey.last_within), None)
    start = before.first if before is not None else 0
    stop = after.last + 1 if after is not None else limit
    closing = after if after is not None else (runs[-1] if runs else None)
    own = {seq for run in (before, closing) if run is not None for seq in range(run.first, run.last + 1)}
    if after is None and survey.stop is not None:
        own.add(survey.stop[0])
    return survey.mine[bisect_left(survey.mine, start) : bisect_left(survey.mine, stop)], own


def _thinned(sizes: Sequence[int]) -> set[int]:
    """Evenly, with the last."""
    step = -(-len(sizes) // _MOST_CHECKPOINTS) or 1
    return set(sizes[::-step])
