from __future__ import annotations

import re

import pytest

from guardrail.core.decision import DataClass, Effect
from guardrail.detect.catalog import CATALOG, CatalogEntry
from guardrail.detect.detector import PresidioDetector


def test_every_entity_has_an_entry(detector: PresidioDetector) -> None:
    """What can be found is in the catalog, and the catalog promises nothing else."""
    assert set(CATALOG) == detector.entities


def test_nothing_found_passes_by_default() -> None:
    """Without a policy everything is masked or blocked."""
    assert all(entry.effect >= Effect.MASK for entry in CATALOG.values())


def test_entries_stand_under_their_own_name() -> None:
    """Key and entity agree, and both languages have a name."""
    assert all(key == entry.entity and entry.indonesian and entry.english and entry.source for key, entry in CATALOG.items())


@pytest.mark.parametrize("entry", CATALOG.values(), ids=lambda entry: entry.entity)
def test_the_example_is_found_as_its_entity(entry: CatalogEntry, detector: PresidioDetector) -> None:
    """Nothing else is found in it."""
    assert [finding.entity for finding in detector.detect(entry.example)] == [entry.entity]


@pytest.mark.parametrize("entry", CATALOG.values(), ids=lambda entry: entry.entity)
def test_class_and_article_agree(entry: CatalogEntry) -> None:
    """UU 27/2022 art. 4(2) is specific data, 4(3) general data; credentials are no class of it."""
    article = {DataClass.SPECIFIC: r"4\(2\)[a-g]", DataClass.GENERAL: r"4\(3\)[a-f]", DataClass.SECRET: "35, 39"}
    assert re.fullmatch(article[entry.data_class], entry.law)
