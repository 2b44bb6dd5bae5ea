from __future__ import annotations

from pathlib import Path

import pytest

from guardrail.detect.ethics.labels import LABELS
from guardrail.detect.ethics.phrase_book import PhraseBook, read_phrases


def book(folder: Path, text: str) -> PhraseBook:
    file = folder / "phrases.txt"
    file.write_text(text, "utf-8")
    return read_phrases(file)


def test_words_have_meanings_by_form_command_and_verb(tmp_path: Path) -> None:
    """A plain word in its own form, ``^`` where it is asked for, ``~`` in any voice; ``#`` is a number."""
    read = book(tmp_path, "person = warga\nask = ^coret\nact = ~tolak\ncount = #\n")
    person, ask, act, count = range(4)
    assert read.meanings("warganya") == (person,)
    assert read.meanings("coretkan") == (ask,)
    assert read.meanings("dicoret") == ()
    assert read.meanings("ditolak") == (act,)
    assert read.meanings("000") == (count,)
    assert read.meanings("halo") == ()


def test_a_phrase_names_what_must_be_near_and_what_guards_it(tmp_path: Path) -> None:
    """Guards of the label and of the phrase add up; a meaning may stand further down; comments and empty lines do not count."""
    rules = "// by hand\n\npolitical ! calm\npolitical : act who|where/3 >what !rest  // why\n"
    read = book(tmp_path, rules + "act = a\nwho = b\nwhere = c\nwhat = d\ncalm = e\nrest = f\n")
    (phrase,) = read.phrases
    assert phrase.label == "political"
    assert phrase.line == 4
    assert [(len(slot.meanings), slot.reach, slot.behind) for slot in phrase.slots] == [(2, 3, False), (1, 8, True)]
    assert len(phrase.guards) == 2


@pytest.mark.parametrize(
    "text",
    [
        "political : act\n",  # no such meaning
        "act = a\npolitics : act\n",  # no such label
        "act = a\npolitical ! calm\n",
        "act a\n",
        "act = tanda+tangan\n",
    ],
)
def test_a_mistake_is_refused_with_its_line(tmp_path: Path, text: str) -> None:
    """Never skipped."""
    with pytest.raises(ValueError, match=r"^phrases\.txt:\d+: "):
        book(tmp_path, text)


def test_the_book_of_the_package_speaks_of_every_label_that_words_can_tell() -> None:
    """All but credentials, which have a form."""
    assert {phrase.label for phrase in read_phrases().phrases} == set(LABELS) - {"secret_leak"}
