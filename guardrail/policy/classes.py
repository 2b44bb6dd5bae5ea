"""Which class of data is the gravest in a call (UU 27/2022 art. 4): what a record says first to whoever looks for serious ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from guardrail.core.decision import DataClass, Sighting

__all__ = ["gravest"]

_ORDER: Final = (DataClass.SIGNAL, DataClass.MARK, DataClass.GENERAL, DataClass.SPECIFIC, DataClass.SECRET)
_RANK: Final[Mapping[DataClass, int]] = {known: rank for rank, known in enumerate(_ORDER)}


def gravest(sightings: Iterable[Sighting], classes: Mapping[str, DataClass]) -> str:
    """Signals and marks are below all data. What no class is known of counts as specific; empty where there is nothing."""
    rank = max(
        [_RANK[classes.get(entity, DataClass.SPECIFIC)] for entity in {sighting.finding.entity for sighting in sightings}], default=-1
    )
    return str(_ORDER[rank]) if rank >= 0 else ""
