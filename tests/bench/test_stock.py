"""The comparison is fair: both engines are asked the same and both know the answer."""

from __future__ import annotations

import pytest
from presidio_analyzer import AnalyzerEngine

from guardrail.detect.analyzer import build_analyzer
from guardrail.detect.recognizer import LANGUAGE
from tests.bench.office import TEXTS, clean, dense
from tests.bench.stock import CATALOGUE, EVERYDAY, stock_analyzer
from tests.eval.scoring import NOT_PATTERNS


@pytest.fixture(scope="module")
def ours() -> AnalyzerEngine:
    return build_analyzer()


@pytest.fixture(scope="module")
def stock() -> AnalyzerEngine:
    return stock_analyzer()


def test_the_stock_engine_finds_what_ours_finds(ours: AnalyzerEngine, stock: AnalyzerEngine) -> None:
    """A rival that finds less would be quick for nothing. Its context words count: what a label names scores above its pattern."""
    text = dense(1200)
    scores = {(found.entity_type, found.start, found.end): found.score for found in stock.analyze(text, LANGUAGE)}
    found = ours.analyze(text, LANGUAGE)
    wanted = {(one.entity_type, one.start, one.end) for one in found if one.entity_type not in NOT_PATTERNS}
    assert len(wanted) == 6
    assert wanted <= scores.keys()
    assert all(scores[place] > 0.5 for place in wanted)


def test_both_look_for_the_same(ours: AnalyzerEngine) -> None:
    """An entity with a pattern that ours looks for and the rival does not would be work for one side only."""
    assert set(ours.get_supported_entities(LANGUAGE)) - NOT_PATTERNS == CATALOGUE
    for entities in (CATALOGUE, EVERYDAY):
        assert set(stock_analyzer(entities).get_supported_entities(LANGUAGE)) == entities


def test_clean_text_holds_nothing(ours: AnalyzerEngine, stock: AnalyzerEngine) -> None:
    """Neither engine has anything to verify in it."""
    text = clean(4096)
    assert ours.analyze(text, LANGUAGE) == []
    assert stock.analyze(text, LANGUAGE) == []


def test_texts_have_the_size_that_is_asked_for() -> None:
    """A figure for 8 KB is one of 8 KB."""
    assert {len(make(8192)) for make in TEXTS.values()} == {8192}
