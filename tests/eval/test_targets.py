"""The present detector on the committed sets: figures that were reached once are not lost again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from guardrail.detect.detector import build_detector
from tests.eval.measuring import Measured, measure
from tests.eval.predicting import find
from tests.eval.scoring import load
from tests.eval.targets import TARGETS, Outcome, outcomes

_HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def reached() -> dict[tuple[str, str], Outcome]:
    detector = build_detector()

    def look(records: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        return find((json.dumps(record).encode() for record in records), detector)

    def of(name: str) -> Measured:
        return measure(name, load(_HERE / f"{name}.jsonl"), look)

    return {(one.target.on, one.target.what): one for one in outcomes(of("dev"), of("evasion_dev"))}


@pytest.mark.parametrize("target", [target for target in TARGETS if target.held], ids=lambda target: target.what)
def test_a_figure_that_was_reached_is_held(reached: dict[tuple[str, str], Outcome], target: Any) -> None:
    """Whoever changes a recognizer sees here what it costs on office texts."""
    outcome = reached[target.on, target.what]
    assert outcome.reached, f"{outcome.figure:.4f}, should be {target.reach}"
