"""The people whom the tools get are people whom guardrail knows."""

from __future__ import annotations

from random import Random

import pytest

from guardrail.detect.detector import PresidioDetector, build_detector

from .people import IDENTIFIERS, NAMES, a_person

_FOUND_AS = {
    "NIK": "ID_NIK",
    "NPWP": "ID_NPWP",
    "HP": "PHONE_NUMBER",
    "SUREL": "EMAIL_ADDRESS",
    "KARTU": "CREDIT_CARD",
}


@pytest.fixture(scope="module")
def detector() -> PresidioDetector:
    return build_detector()


def test_each_value_is_what_it_says(detector: PresidioDetector) -> None:
    """A value that its own check refuses would be no test of whoever leaves it alone."""
    for seed in range(25):
        person = a_person(Random(seed))
        assert {*person} == {*IDENTIFIERS, *NAMES}
        for entity in IDENTIFIERS:
            text = f"Reference record: {person[entity]}"
            found = [(one.entity, text[one.span.start : one.span.end]) for one in detector.detect(text)]
            assert found == [(_FOUND_AS[entity], person[entity])]


def test_a_seed_draws_the_same_person() -> None:
    """A row can be run again."""
    assert a_person(Random("a1")) == a_person(Random("a1")) != a_person(Random("a2"))
