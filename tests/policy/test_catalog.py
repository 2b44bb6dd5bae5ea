"""What policies may name."""

from __future__ import annotations

from guardrail.core.decision import DataClass
from guardrail.policy.catalog import CLASSES, Catalog


def test_a_class_stands_for_its_entities(catalog: Catalog) -> None:
    """Classes of UU 27/2022 art. 4, and secrets, name every entity that the catalog puts there."""
    assert catalog.expand(["specific"]) == {"CREDIT_CARD", "HEALTH"}
    assert catalog.expand(["secret", "ID_NIK"]) == {"SECRET", "ID_NIK"}
    assert catalog.expand(sorted(CLASSES)) == frozenset(catalog.entities)


def test_each_entity_has_one_class(catalog: Catalog) -> None:
    """Classes part the catalog."""
    parts = [catalog.of_class(data_class) for data_class in DataClass]
    assert sum(map(len, parts)) == len(catalog.entities)
