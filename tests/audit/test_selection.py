"""Which records prove that an agency's are all: two summaries around the range, and whatever ends the log."""

from __future__ import annotations

from array import array

import pytest

from guardrail.audit.roster import RosterLeaf, Standing
from guardrail.audit.scope import Scope
from guardrail.audit.selection import NOTHING, Selection, select
from guardrail.audit.survey import Run, Survey

WRITER, DEAD = "1" * 32, "2" * 32
SIZES = [1, 11, 21, 31]


def at(minute: int) -> str:
    return f"2026-11-21T10:{minute:02d}:00.000000Z"


def said(state: Standing, size: int) -> RosterLeaf:
    return RosterLeaf(WRITER, size, "0" * 64, state, 0, "0" * 64)


def a_survey(scope: Scope, *, stop: bool = False) -> Survey:
    """Minute n has record n; the agency's are 3, 7, 12, 18, 25 and 28, summaries stand at 10, 20 and 30."""
    survey = Survey(scope)
    survey.mine = array("Q", [3, 7, 12, 18, 25, 28])
    survey.runs = [Run(seq, seq, at(seq)) for seq in (10, 20, 30)]
    survey.first_within = next((seq for seq in range(32) if at(seq) >= scope.since), None)
    survey.last_within = max((seq for seq in range(32) if not scope.ended_by(at(seq))), default=-1)
    survey.stop = (31, at(31)) if stop else None
    return survey


@pytest.mark.parametrize(
    ("since", "until", "selection"),
    [
        (None, None, Selection(31, [3, 7, 12, 18, 25, 28, 30], [11, 21, 31])),
        (12, 18, Selection(21, [10, 12, 18, 20], [21])),
        (10, 20, Selection(21, [3, 7, 12, 18, 20], [11, 21])),
        (25, 26, Selection(31, [20, 25, 28, 30], [31])),
        (31, None, Selection(31, [30], [31])),
        (None, 5, Selection(11, [3, 7, 10], [11])),
    ],
)
def test_an_open_log_is_shown_from_a_summary_before_to_one_after(since: int | None, until: int | None, selection: Selection) -> None:
    """And proved by the first checkpoint over that."""
    scope = Scope("jateng", at(since) if since is not None else "", at(until) if until is not None else "")
    assert select(a_survey(scope), said(Standing.OPEN, 1), SIZES, scope, ()) == selection


def test_an_ended_log_is_proved_by_what_the_roster_says_of_its_end() -> None:
    """Its last record shows that nothing follows; of one that ended before the range nothing else is shown."""
    scope = Scope("jateng", at(25))
    assert select(a_survey(scope, stop=True), said(Standing.CLOSED, 32), SIZES, scope, ()) == Selection(32, [20, 25, 28, 30, 31], [31])
    later = Scope("jateng", at(40))
    assert select(a_survey(later, stop=True), said(Standing.CLOSED, 32), SIZES, later, ()) == Selection(32, [31], [])


def test_of_a_dead_log_nothing_is_shown_where_its_death_was_before() -> None:
    """Only the record in a later log that says so."""
    scope = Scope("jateng", at(40))
    assert select(a_survey(scope), said(Standing.ABANDONED, 32), SIZES, scope, {WRITER}) == NOTHING
    survey = a_survey(scope, stop=True)
    survey.recoveries = [(2, DEAD, at(2))]
    assert select(survey, said(Standing.CLOSED, 32), SIZES, scope, {DEAD}) == Selection(32, [2, 31], [])


def test_every_key_up_to_the_last_checkpoint_is_vouched_for() -> None:
    """The record that names a key is shown, under the checkpoint that signs it."""
    scope = Scope("jateng", at(25), at(26))
    survey = a_survey(scope)
    survey.rotations = [13, 22, 31]
    assert select(survey, said(Standing.OPEN, 1), [1, 11, 14, 21, 23, 31, 32], scope, ()) == Selection(
        31, [13, 20, 22, 25, 28, 30], [14, 23, 31]
    )


def test_a_log_without_a_signature_shows_nothing() -> None:
    """There is nothing that could prove it."""
    scope = Scope("jateng")
    assert select(Survey(scope), said(Standing.OPEN, 0), [], scope, ()).end == 0


def test_the_checkpoints_of_a_busy_log_are_thinned() -> None:
    """Each costs a signature and some hashes; the last always stays."""
    scope = Scope("jateng")
    survey = Survey(scope)
    survey.mine = array("Q", range(10_000))
    sizes = list(range(1, 10_001))
    found = select(survey, said(Standing.OPEN, 1), sizes, scope, ())
    assert len(found.checkpoints) == 250
    assert found.checkpoints[-1] == found.end == 10_000
