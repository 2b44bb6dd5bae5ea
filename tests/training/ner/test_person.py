from __future__ import annotations

from random import Random

import pytest

from training.ner.person import CASES, FORMS, Person

BUDI = Person(("Budi", "Agung", "Santoso"), "Budi", "male")


@pytest.mark.parametrize(
    ("form", "written"),
    [
        ("full", {"Budi Agung Santoso"}),
        ("first", {"Budi"}),
        ("nick", {"Budi"}),
        ("two", {"Budi Agung"}),
        ("surname", {"Santoso, Budi Agung"}),
        ("dotted", {"budi.agung"}),
        (
            "initials",
            {"Budi A. S.", "B. A. Santoso", "Budi A. Santoso", "Budi S.", "Budi A S", "B A Santoso", "Budi A Santoso", "Budi S"},
        ),
    ],
)
def test_a_name_has_many_forms(form: str, written: set[str]) -> None:
    """Each form is what an office writes, and all its variants occur."""
    assert {FORMS[form](BUDI, Random(seed)) for seed in range(200)} == written


def test_a_single_name_stays_whole() -> None:
    """Many Javanese have one name: it has no initials and no family name."""
    slamet = Person(("Slamet",), "Slamet", "male")
    assert {FORMS[form](slamet, Random(1)) for form in ("full", "first", "initials", "surname", "two")} == {"Slamet"}
    assert {FORMS["nick"](slamet, Random(seed)) for seed in range(50)} == {"Slamet", "Met", "Sla"}


def test_cases() -> None:
    """Forms are written in capitals, chats in lower case."""
    assert [CASES[case]("Ni Luh Sari") for case in ("caps", "lower")] == ["NI LUH SARI", "ni luh sari"]
