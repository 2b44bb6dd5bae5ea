from __future__ import annotations

from guardrail.core.decision import Effect
from guardrail.detect.catalog import CATALOG
from guardrail.detect.detector import PresidioDetector


def test_every_entity_has_an_entry(detector: PresidioDetector) -> None:
    """What can be found is in the catalog, and the catalog promises nothing else."""
    assert set(CATALOG) == detector.entities


def test_nothing_found_passes_by_default() -> None:
    """Without a policy everything is masked or blocked."""
    assert all(entry.effect >= Effect.MASK for entry in CATALOG.values())


def test_entries_stand_under_their_own_name() -> None:
    """Key and entity agree, and both languages have a name."""
    assert all(key == entry.entity and entry.indonesian and entry.english for key, entry in CATALOG.items())
