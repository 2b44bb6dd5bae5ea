"""Each way to be wrong is told from being right."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.people import a_person

from .judging import Cell, Told, judge

PERSON, OTHER = a_person(), a_person()
SPOKEN = f"Nama: {PERSON.name}, NIK {PERSON.nik}, HP {PERSON.phone}."
OBJECT = {"nik": PERSON.nik, "nama": PERSON.name}


def a_cell(scenario: str, tool_echoed: bool = False) -> Cell:
    return Cell("klien", "layanan", scenario, PERSON, OTHER, tool_echoed)


@pytest.mark.parametrize(
    ("scenario", "told"),
    [
        ("chat", {"text": SPOKEN}),
        ("stream", {"text": f"Ya: {SPOKEN}"}),
        ("responses", {"text": SPOKEN, "streamed": SPOKEN}),
        ("thread", {"text": SPOKEN, "again": PERSON.nik}),
        ("tools", {"object": OBJECT, "text": SPOKEN}),
        ("tools streamed", {"object": OBJECT, "text": SPOKEN}),
        ("responses tools", {"object": OBJECT, "text": OTHER.nik}),
        ("structured", {"object": OBJECT}),
        ("embeddings", {"length": 3}),
    ],
)
def test_what_is_right(scenario: str, told: dict[str, Any]) -> None:
    """The caller's values in every member that the scenario tells."""
    assert judge(a_cell(scenario), Told(told), frozenset()) == ""


@pytest.mark.parametrize(
    ("scenario", "told"),
    [
        ("chat", {"text": f"NIK {PERSON.nik}"}),
        ("stream", {}),
        ("responses", {"text": SPOKEN, "streamed": ""}),
        ("thread", {"text": SPOKEN, "again": "Siapa?"}),
        ("tools", {"object": {"nik": "", "nama": ""}, "text": SPOKEN}),
        ("tools streamed", {"object": OBJECT, "text": None}),
        ("responses tools", {"object": OBJECT, "text": SPOKEN}),
        ("structured", {"object": {"nik": PERSON.nik}}),
        ("structured", {}),
        ("embeddings", {"length": 0}),
    ],
)
def test_what_is_wrong(scenario: str, told: dict[str, Any]) -> None:
    """A value, a member or everything is missing."""
    assert judge(a_cell(scenario), Told(told), frozenset())


def test_a_service_that_repeats_the_tool_gives_its_values() -> None:
    """Where the tool's words come back they have the other person's number."""
    told = {"object": OBJECT, "text": SPOKEN}
    assert judge(a_cell("tools", tool_echoed=True), Told(told), frozenset())
    assert judge(a_cell("tools", tool_echoed=True), Told({**told, "text": OTHER.nik}), frozenset()) == ""


def test_a_token_before_the_client_is_wrong() -> None:
    """Also where the text is right: in anything that the client saw."""
    assert judge(a_cell("chat"), Told({"text": SPOKEN}, seen=["usage [[NIK_7F3KQ9ZD]]"]), frozenset()) == "the client saw a token"


def test_a_value_at_the_service_is_wrong() -> None:
    """Of either person, whatever the client got."""
    for value in (PERSON.phone, OTHER.nik):
        assert judge(a_cell("chat"), Told({"text": SPOKEN}), frozenset({value})) == "a value reached the AI service"


def test_an_error_is_wrong() -> None:
    """It is said in its own words."""
    assert judge(a_cell("chat"), Told(error="BadRequestError: 400"), frozenset()) == "BadRequestError: 400"


def test_a_service_with_words_of_its_own() -> None:
    """It has to say something, and no value may have reached it."""
    cell = Cell("klien", "layanan", "chat", PERSON, OTHER, echoed=False)
    assert judge(cell, Told({"text": "lain"}), frozenset()) == ""
    assert judge(cell, Told({"text": ""}), frozenset())
    assert judge(cell, Told({"text": "lain"}), frozenset({PERSON.nik}))
