from __future__ import annotations

import json
from collections import Counter
from random import Random

import pytest

from training.ner.generate import fill, generate, main
from training.ner.names import People
from training.ner.templates import SLOT, Split, read_templates

SPLITS: tuple[Split, Split] = ("train", "held_out")


def _fill(template: str, seed: int = 1) -> tuple[str, list[str]]:
    random = Random(seed)
    text, places = fill(template, People(random, "train"), random)
    return text, [text[start:end] for start, end in places]


@pytest.mark.parametrize("split", SPLITS)
def test_every_template_fills(split: Split) -> None:
    """No slot is left open, and names stand where they are said to stand, in order and apart."""
    count = sum(template.split == split for template in read_templates())
    for text, places in generate(11, count, split):
        assert not SLOT.search(text)
        ends = [0, *(end for _, end in places)]
        for before, (start, end) in zip(ends, places, strict=False):
            assert before <= start < end <= len(text)
            assert text[start:end] == text[start:end].strip()


@pytest.mark.parametrize("split", SPLITS)
def test_nearly_half_of_the_texts_name_nobody(split: Split) -> None:
    """Precision is learned from texts without names, recall from the others: neither side may shrink away."""
    texts = list(generate(8, 4000, split))
    assert 0.4 <= sum(not places for _, places in texts) / len(texts) <= 0.6


def test_the_same_seed_gives_the_same_texts() -> None:
    """A model can be trained again."""
    assert list(generate(3, 200, "train")) == list(generate(3, 200, "train"))
    assert list(generate(3, 200, "train")) != list(generate(4, 200, "train"))


def test_every_template_is_used_before_any_is_used_again() -> None:
    """A genre with few templates is not lost to chance."""
    templates = {template.text for template in read_templates() if template.split == "train" and not SLOT.search(template.text)}
    count = sum(template.split == "train" for template in read_templates())
    texts = Counter(text for text, _ in generate(5, count, "train"))
    assert {template: texts[template] for template in templates} == dict.fromkeys(templates, 1)


def test_titles_and_degrees_stay_outside() -> None:
    """``Drs. H. Budi Santoso, M.Si``: only the name is marked."""
    for seed in range(200):
        text, names = _fill("{bergelar_kapital}", seed)
        assert len(names) == 1
        assert names[0] == names[0].upper()
        assert "," not in names[0]
        assert names[0] in text


def test_a_numbered_person_is_the_same_throughout() -> None:
    """Letters come back to the person they are about; another number is another person."""
    text, names = _fill("{Pm1:first.caps}, {Pm1:first}, {P2:first}, {akrab1}")
    assert names[0].title() == names[1].title() == names[3].title()
    assert names[1] != names[2]
    assert text.count(names[1]) == 2


def test_what_is_named_after_people_is_not_marked() -> None:
    """A hospital bears a name and is nobody."""
    text, names = _fill("RSUD dr. {X}, {#4}")
    assert names == []
    assert text.startswith("RSUD dr. ")
    assert text[-4:].isdigit()


def test_a_name_that_is_a_word_is_marked_where_it_is_a_name() -> None:
    """``{=Bunga}`` is a person, the word beside it is interest on a loan."""
    assert _fill("Bunga pinjaman {=Bunga} naik") == ("Bunga pinjaman Bunga naik", ["Bunga"])
    assert fill("Bunga pinjaman {=Bunga} naik", People(Random(1), "train"), Random(1))[1] == [(15, 20)]


def test_rows_are_repeated_and_counted() -> None:
    """``*3-3 `` before a line makes three of it."""
    text, names = _fill("Hadir:\n*3-3 {no}. {P}\nSelesai")
    assert text.split("\n") == ["Hadir:", *(f"{row}. {name}" for row, name in enumerate(names, 1)), "Selesai"]


def test_an_unknown_slot_is_an_error() -> None:
    """A slip in a template never reaches the training texts."""
    with pytest.raises(KeyError):
        _fill("{gedung_negara}")


def test_prints_json_lines(capsys: pytest.CaptureFixture[str]) -> None:
    """What is printed can be read back."""
    assert main(["2", "3", "held_out"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    expected = list(generate(2, 3, "held_out"))
    assert [(line["text"], [(entity["start"], entity["end"]) for entity in line["entities"]]) for line in lines] == expected
    assert main(["2", "3", "test"]) == 2
