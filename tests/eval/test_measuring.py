"""What is measured on a set, with a finder whose mistakes are known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from tests.eval.measuring import false_masks, measure, settings
from tests.eval.worst import worst

_TEXTS = {"one": "Ibu Sari Melati datang", "two": "Taman Sari Melati ditutup", "three": "tidak ada nama"}


def _records() -> dict[str, dict[str, Any]]:
    sari = {"start": 4, "end": 15, "type": "PERSON", "text": "Sari Melati"}
    return {key: {"id": key, "lang": "id", "text": text, "entities": [sari] if key == "one" else []} for key, text in _TEXTS.items()}


def _finder(records: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Finds "Sari Melati" as it is written: surely behind "Ibu", less surely elsewhere."""
    for record in records:
        at = record["text"].find("Sari Melati")
        score = 0.9 if record["id"] == "one" else 0.6
        found = {"start": at, "end": at + 11, "type": "PERSON", "score": score, "recognizer": "Sari"}
        yield {"id": record["id"], "entities": [found] if at >= 0 else []}


def test_a_set_is_measured_in_its_own_and_in_other_letter_cases() -> None:
    """A finder that knows one letter case finds nothing in the others."""
    measured = measure("set", _records(), _finder)
    assert [each["types"]["PERSON"]["overlap"][1] for each in (measured.figures, measured.lower, measured.upper)] == [1.0, 0.0, 0.0]
    assert measured.figures["types"]["PERSON"]["overlap"][0] == 0.5
    assert set(measured.groups) == {"lang"}


def test_false_masks_name_their_recognizer() -> None:
    """The one who repairs it wants to know where to look."""
    (row,) = false_masks(measure("set", _records(), _finder))
    assert (row.recognizer, row.spans, row.characters, row.texts) == ("Sari", 1, 11, 1)


def test_each_setting_of_min_score_shows_what_it_gives_and_costs() -> None:
    """Between two scores nothing changes, so one row stands for the whole stretch."""
    rows = [(one.least, one.recall, one.wrong) for one in settings(measure("set", _records(), _finder)) if one.entity == "PERSON"]
    assert rows == [(0.6, 1.0, 1), (0.9, 1.0, 0), (0.95, 0.0, 0)]


def test_the_worst_errors_are_those_of_most_characters() -> None:
    """A false mask weighs as many characters as it hides."""
    (mistake,) = worst(measure("set", _records(), _finder))
    assert (mistake.kind, mistake.record, mistake.weight) == ("false mask", "two", 11)


def test_a_missed_value_is_an_error() -> None:
    """What nobody finds leaks as many characters as it has."""

    def nothing(records: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        return ({"id": record["id"], "entities": []} for record in records)

    assert [(mistake.kind, mistake.text) for mistake in worst(measure("set", _records(), nothing))] == [("missed", "Sari Melati")]
