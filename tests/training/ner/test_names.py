from __future__ import annotations

from collections.abc import Sequence
from random import Random

import pytest

from training.ner.names import People, made_up
from training.ner.person import Person, Sex
from training.ner.templates import HERE, Split, held_out


def _draw(split: Split, sex: Sex | None = None, number: int = 3000) -> Sequence[Person]:
    people = People(Random(7), split)
    return [people.draw(sex) for _ in range(number)]


CUSTOMARY = """i ni ida bagus ayu anak agung gede gusti ngurah luh dewa desak wayan made nyoman ketut putu kadek komang andi daeng la wa
    ode teuku t. said tgk. chik cut nyak syarifah pocut raja tengku wan encik megat syed dayang lalu l. baiq bq. siti sitti st. nur umi
    nurul muhammad muhamad mohammad mohamad moh. muh. m. mochamad ahmad achmad abdul"""
"""Particles and titles of birth, which belong to everybody."""


def _listed() -> set[str]:
    return {name.lower() for line in (HERE / "names.tsv").read_text("utf-8").splitlines()[1:] for name in line.split("\t")[2].split()}


@pytest.mark.parametrize(("split", "kept"), [("train", False), ("held_out", True)])
def test_listed_names_belong_to_one_split(split: Split, kept: bool) -> None:
    """The people of the tests bear names that no person of the training bears, but for particles, titles of birth and the like."""
    parts = {part.lower() for person in _draw(split) for part in person.parts} & _listed() - set(CUSTOMARY.split())
    assert len(parts) > 400
    # A made-up part may by chance be a listed one.
    assert sum(held_out(part) == kept for part in parts) / len(parts) > 0.97


def test_a_quarter_of_the_names_stands_in_no_list() -> None:
    """A model that has seen only listed names knows the list, not names."""
    parts = [part.lower() for person in _draw("train") for part in person.parts if len(part) > 3]
    listed = _listed()
    unlisted = sum(part not in listed for part in parts) / len(parts)
    assert 0.15 <= unlisted <= 0.35


def test_peoples_join_their_names_in_their_own_way() -> None:
    """One-word names, patronymics, titles of birth, family names after given ones: all occur."""
    drawn = [" ".join(person.parts) for person in _draw("train")]
    for piece in ("I Wayan ", "Ni Made ", "Andi ", " Daeng ", "La Ode ", "Teuku ", " bin ", " binti ", "Siti ", "Muhammad ", "Lalu "):
        assert any(piece in f"{name} " for name in drawn), piece
    assert sum(" " not in name for name in drawn) > 100


def test_sex_decides_the_patronymic() -> None:
    """A woman is somebody's daughter."""
    people = People(Random(3), "train")
    assert {"bin", "Bin"} >= {people.child_of(Person(("Umar",), "Umar", "male")).parts[1] for _ in range(30)}
    assert {"binti", "Binti", "bt."} >= {people.child_of(Person(("Wati",), "Wati", "female")).parts[1] for _ in range(30)}
    named = Person(("Umar", "bin", "Said"), "Umar", "male")
    assert people.child_of(named) == named


def test_the_calling_name_is_one_of_the_parts() -> None:
    """Nobody is called "Pak I" or "Bu Siti binti"."""
    for person in _draw("train"):
        assert person.call in person.parts
        assert person.call.lower() not in {"i", "ni", "bin", "binti", "br."}


@pytest.mark.parametrize("kind", ["male", "female", "surname"])
def test_made_up_parts_look_like_names(kind: str) -> None:
    """One capitalised word that can be said."""
    for seed in range(100):
        part = made_up(Random(seed), kind)
        assert part.isalpha()
        assert part.istitle()
        assert 2 < len(part) < 16
