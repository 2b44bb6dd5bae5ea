"""What was seen in a call, as the audit log keeps it: enough to decide the same call again under another policy, and no text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from guardrail.core.decision import Sighting
from guardrail.core.text import Finding, Place, Span

__all__ = ["NOTHING_SEEN", "Seen", "seen_in", "sighted"]

_MOST: Final = 60
_STEP: Final = 5
_PLACES: Final = frozenset(Place)


@dataclass(frozen=True, slots=True)
class Seen:
    """``counts``: findings of every score by ``ENTITY/place/score``, the score in percent, rounded down to the next five.
    ``subjects``: distinct values by entity.
    """

    counts: Mapping[str, int]
    subjects: Mapping[str, int]


NOTHING_SEEN: Final = Seen({}, {})


def seen_in(sightings: Sequence[Sighting]) -> Seen:
    """What has more kinds than a record holds keeps the commonest; the rest is counted under ``more``."""
    if not sightings:
        return NOTHING_SEEN
    # A conversation shows the same again and again, so what differs is counted first.
    met = Counter([(finding.entity, place, finding.score, subject) for _, place, finding, subject in sightings])
    counts: dict[tuple[str, Place, float], int] = {}
    subjects: dict[str, set[int]] = {}
    for (entity, place, score, subject), count in met.items():
        counts[entity, place, score] = counts.get((entity, place, score), 0) + count
        subjects.setdefault(entity, set()).add(subject)
    named: dict[str, int] = {}
    for (entity, place, score), count in counts.items():
        name = f"{entity}/{place}/{_percent(score)}"
        named[name] = named.get(name, 0) + count
    return Seen(_bounded(named), _bounded({entity: len(values) for entity, values in subjects.items()}))


def sighted(seen: Seen) -> tuple[Sighting, ...] | None:
    """Findings to decide upon again: as many of each kind, at the score that was kept, with as many distinct values. Where in a text
    they stood is not known, so each has a leaf of its own.

    None where the record kept only the commonest kinds, or has words that this version does not know.
    """
    found: list[Sighting] = []
    met: dict[str, int] = {}
    for name, count in seen.counts.items():
        entity, _, rest = name.partition("/")
        place, _, percent = rest.partition("/")
        if place not in _PLACES or not percent.isdigit():
            return None
        finding = Finding(entity, Span(0, 1), int(percent) / 100, "recorded")
        for _ in range(count):
            number = met.get(entity, 0)
            met[entity] = number + 1
            found.append(Sighting(len(found), Place(place), finding, number % max(1, seen.subjects.get(entity, count))))
    return tuple(found)


def _percent(score: float) -> int:
    """A score that is no number counts as certain, as it does for rules."""
    return int(score * 100 + 1e-9) // _STEP * _STEP if 0 <= score <= 1 else 100


def _bounded(counts: dict[str, int]) -> Mapping[str, int]:
    if len(counts) <= _MOST:
        return counts
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return {**dict(ranked[:_MOST]), "more": sum(count for _, count in ranked[_MOST:])}
