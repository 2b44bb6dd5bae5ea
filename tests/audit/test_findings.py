"""Findings by kind: what left open is never less than it was."""

from __future__ import annotations

from guardrail.audit.findings import Entity, Findings, is_data


def test_what_left_open_is_what_was_not_masked() -> None:
    """Never below zero, since a value that reads as two kinds is found twice."""
    found = Findings()
    found.sent({"ADDRESS": 3, "ID_NIK": 1}, {"ADDRESS": 1, "ID_NIK": 2})
    found.refused({"ADDRESS": 9})
    found.answered({"PERSON": 2}, {"PERSON": 1})
    assert dict(found)["ADDRESS"] == Entity(sent=3, masked=1, refused=9)
    assert (dict(found)["ADDRESS"].open, dict(found)["ID_NIK"].open) == (2, 0)
    assert found.total() == Entity(sent=4, masked=3, refused=9, answered=2, answers_masked=1)


def test_signals_and_marks_are_no_data() -> None:
    """They are about the request, so nothing of them can be masked; for programs they are counted."""
    found = Findings()
    found.sent({"SIGNAL_BRIBERY": 1, "MARK_RAHASIA": 1, "ID_NIK": 1}, {})
    assert [name for name, _ in found] == ["ID_NIK"]
    assert found.total().open == 1
    assert found.as_json().keys() == {"SIGNAL_BRIBERY", "MARK_RAHASIA", "ID_NIK"}  # type: ignore[union-attr]
    assert not is_data("MARK_RAHASIA")


def test_kinds_are_bounded() -> None:
    """A log that names a new kind with every call does not fill the memory."""
    found = Findings()
    for number in range(1_500):
        found.sent({f"X{number}": 1}, {})
    assert len(list(found)) == 1_001
    assert found.total().sent == 1_500
