from __future__ import annotations

from random import Random

from training.ner.augment import joined, recased, substituted

EXAMPLE = ("Kata Budi Fiktifan, straße Budi.", [(5, 18), (27, 31)])


def _names(example: tuple[str, list[tuple[int, int]]]) -> list[str]:
    text, spans = example
    return [text[start:end] for start, end in spans]


def test_spans_follow_other_letters() -> None:
    """In capitals a letter may become two; the spans still hold the names."""
    assert _names(recased(EXAMPLE, str.upper)) == ["BUDI FIKTIFAN", "BUDI"]
    assert _names(recased(EXAMPLE, str.lower)) == ["budi fiktifan", "budi"]


def test_other_people_in_the_same_sentence() -> None:
    """One name becomes one other name throughout, written in the same letters."""
    changed = substituted(("budi dan Sardi dan budi", [(0, 4), (9, 14), (19, 23)]), lambda: ("Tiur", "Sardiwan"), Random(1))
    first, second, third = _names(changed)
    assert first == third
    assert first.islower()
    assert second[0].isupper()
    assert changed[0].count(" dan ") == 2
    assert {first, second.lower()} <= {"tiur", "sardiwan"}


def test_whole_names_stay_whole_names() -> None:
    """Where a full name stood, a full name stands."""
    assert _names(substituted(EXAMPLE, lambda: ("Tiur", "Sardiwan"), Random(1)))[0] == "Tiur Sardiwan"


def test_lines_of_one_text() -> None:
    """Every example is in the joined texts once, with its names."""
    examples = [EXAMPLE, ("tanpa nama", []), ("Sardi", [(0, 5)])] * 5
    texts = list(joined(examples, Random(1), ("\n",), 4))
    assert sum(text.count("\n") + 1 for text, _ in texts) == len(examples)
    assert [name for text in texts for name in _names(text)] == [name for example in examples for name in _names(example)]
    assert len(texts) < len(examples)
