"""What the audit log keeps of what was seen."""

from __future__ import annotations

import pytest

from guardrail.audit.event import AuditEvent, EventType
from guardrail.core.canonical import Json
from guardrail.core.decision import Sighting
from guardrail.core.text import Finding, Place, Span
from guardrail.pipeline.seen import Seen, seen_in, sighted


def a_sighting(entity: str = "ID_NIK", score: float = 0.9, place: Place = Place.USER, subject: int = 0) -> Sighting:
    return Sighting(0, place, Finding(entity, Span(0, 4), score, "r"), subject)


@pytest.mark.parametrize(("score", "bucket"), [(0.0, 0), (0.04, 0), (0.05, 5), (0.85, 85), (0.899, 85), (1.0, 100), (float("nan"), 100)])
def test_scores_are_kept_in_steps_of_five_percent(score: float, bucket: int) -> None:
    """Rounded down; a score that is none counts as certain."""
    assert dict(seen_in([a_sighting(score=score)]).counts) == {f"ID_NIK/user/{bucket}": 1}


def test_findings_and_distinct_values() -> None:
    """By kind, place and score; a value seen twice is one subject."""
    seen = seen_in([a_sighting(), a_sighting(), a_sighting(subject=1, place=Place.SYSTEM), a_sighting("PERSON", 0.4, subject=2)])
    assert dict(seen.counts) == {"ID_NIK/user/90": 2, "ID_NIK/system/90": 1, "PERSON/user/40": 1}
    assert dict(seen.subjects) == {"ID_NIK": 2, "PERSON": 1}


def test_it_always_fits_a_record() -> None:
    """What is beyond a record's size is counted, not lost."""
    sightings = [a_sighting(f"CUSTOM_{'X' * 24}_{number}", subject=number) for number in range(200)]
    seen = seen_in(sightings)
    assert sum(seen.counts.values()) == sum(seen.subjects.values()) == 200
    fields: dict[str, Json] = {
        "exchange": "0" * 8 + "-0000-7000-8000-" + "0" * 12,
        "seen": dict(seen.counts),
        "subjects": dict(seen.subjects),
    }
    assert AuditEvent(EventType.CALL_INTENT, fields).body


def test_what_was_kept_can_be_decided_upon_again() -> None:
    """As many findings of each kind, place and score, with as many distinct values, each in a leaf of its own."""
    kept = seen_in([a_sighting(), a_sighting(), a_sighting(subject=1, place=Place.SYSTEM), a_sighting("PERSON", 0.4, subject=2)])
    again = sighted(kept)
    assert again is not None
    assert seen_in(again) == kept
    assert len({sighting.leaf for sighting in again}) == 4


@pytest.mark.parametrize("name", ["more", "ID_NIK/elsewhere/90", "ID_NIK/user", "ID_NIK/user/high"])
def test_what_was_not_kept_whole_cannot_be_decided_upon(name: str) -> None:
    """Neither the rest that was only counted, nor words of another version."""
    assert sighted(Seen({"ID_NIK/user/90": 1, name: 2}, {"ID_NIK": 1})) is None
