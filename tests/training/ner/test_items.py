from __future__ import annotations

from guardrail.detect.ner.lexicon import Word
from guardrail.detect.ner.tokenizer import BREAK
from training.ner.items import Featurizer, modes_of, to_items


def test_each_line_has_its_own_case() -> None:
    """A heading in capitals says nothing of the lines below."""
    assert modes_of(["NAMA", "SARDI", BREAK, "Pak", "Sardi", "hadir"]) == ["u", "u", "u", "c", "c", "c"]


def test_tags_follow_the_spans() -> None:
    """The first token of a name begins it, the others go on; the edges of a text are in no name."""
    items, tags = to_items(("Pak Sardi Fiktifan, Budi", [(4, 18), (20, 24)]), Featurizer(lambda _: Word()))
    assert tags == ["O", "O", "B", "I", "O", "B", "O"]
    assert len(items) == len(tags)


def test_features_come_from_both_sides() -> None:
    """A token's features tell of two tokens before it and two behind."""
    items, _ = to_items(("satu dua tiga empat lima", []), Featurizer(lambda _: Word()))
    assert {"-2wsatu", "-1wdua", "0wtiga", "1wempat", "2wlima"} <= set(items[3])
