"""A1: ``kill -9`` at any moment, with 8 to 64 writers. Expected: every acknowledged record is in the verified log, no call reached the AI
service without its intent, and calls that were open are closed as unknown. `make faults` makes 200 rounds.
"""

from __future__ import annotations

from pathlib import Path

from tests.faults.kills import server_kills, writer_kills


def test_a_killed_writer_loses_nothing_that_it_acknowledged(tmp_path: Path) -> None:
    """What was said to be durable is."""
    found = writer_kills(tmp_path, 3)
    assert found.acknowledged > 3 * 16
    assert (found.lost, found.breaks, found.left_open) == (0, 0, 0)


def test_no_call_left_a_killed_server_without_its_intent(tmp_path: Path) -> None:
    """As the AI service's own journal says; and whoever got an answer finds its event in the log."""
    found = server_kills(tmp_path, 3)
    assert found.acknowledged > 3 * 8
    assert (found.lost, found.unrecorded, found.breaks, found.left_open) == (0, 0, 0, 0)
