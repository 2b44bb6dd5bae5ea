from __future__ import annotations

from training.ner.templates import held_out, read_slots, read_templates


def test_a_fifth_of_the_templates_is_held_back() -> None:
    """What tests the model was never trained on, and there is enough of it, of every genre that has many templates."""
    templates = read_templates()
    back = [template for template in templates if template.split == "held_out"]
    assert 0.2 <= len(back) / len(templates) <= 0.3
    genres = [template.genre for template in templates]
    assert {genre for genre in genres if genres.count(genre) >= 30} <= {template.genre for template in back}


def test_there_are_many_templates() -> None:
    """A model learns from many ways to write, not from many names in a few; none counts twice."""
    templates = [template.text for template in read_templates()]
    assert len(templates) == len(set(templates)) >= 2000


def test_membership_follows_the_text_alone() -> None:
    """Adding a template moves no other one to the other side."""
    assert [held_out(text) for text in ("Nama: {P}", "Hormat kami, {P}")] == [held_out(text) for text in ("Nama: {P}", "Hormat kami, {P}")]
    assert {held_out(str(number)) for number in range(40)} == {True, False}


def test_lists_hold_what_people_write() -> None:
    """Lists come whole, values in order, blanks at the ends kept."""
    slots = read_slots()
    assert slots["romawi"][:3] == ("I", "II", "III")
    assert " : " in slots["ttk"]
    assert len(slots["kota"]) > 400
