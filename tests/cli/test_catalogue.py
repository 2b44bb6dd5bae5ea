"""The catalogue as people and programs read it."""

from __future__ import annotations

import json

import pytest

from guardrail.cli.catalogue import CLASS_STYLES, CLASS_WORDS, law_of, print_catalogue, print_catalogue_json
from guardrail.core.decision import DataClass, Effect
from guardrail.detect.catalog import CatalogEntry

ENTRY = CatalogEntry("ID_UJI", DataClass.SPECIFIC, Effect.BLOCK, "nomor uji", "test number", "4(2)a", "uji 12-34", "ISO 9999")


def test_every_class_has_words_and_a_colour() -> None:
    """A new class of data cannot be listed without a name."""
    assert set(CLASS_WORDS) == set(CLASS_STYLES) == set(DataClass)


def test_people_see_class_action_example_and_source(capsys: pytest.CaptureFixture[str]) -> None:
    """In both languages, and the entity never broken in two."""
    print_catalogue([ENTRY])
    shown = capsys.readouterr().out
    for part in (
        "ID_UJI",
        "nomor uji",
        "test number",
        "spesifik 4(2)a",
        "specific",
        "blokir",
        "block",
        "uji 12-34",
        "ISO 9999",
        "UU 27/2022",
    ):
        assert part in shown


def test_programs_read_a_list(capsys: pytest.CaptureFixture[str]) -> None:
    """One object an entity."""
    print_catalogue_json([ENTRY])
    assert json.loads(capsys.readouterr().out) == [
        {
            "entity": "ID_UJI",
            "name": {"id": "nomor uji", "en": "test number"},
            "class": {"id": "spesifik", "en": "specific"},
            "law": "UU 27/2022 Pasal 4(2)a",
            "action": "block",
            "example": "uji 12-34",
            "source": "ISO 9999",
        }
    ]
    assert law_of(ENTRY) == "UU 27/2022 Pasal 4(2)a"
