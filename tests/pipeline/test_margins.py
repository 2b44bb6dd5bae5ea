"""Where notes stand in a stream: what waits, what goes on, and when it is over."""

from __future__ import annotations

from dataclasses import dataclass

from guardrail.core.decision import Effect, Note, Reason
from guardrail.core.text import Path
from guardrail.pipeline.annotations import Annotations
from guardrail.pipeline.margins import Margins

TEXT: Path = ("teks",)
FIRST, SECOND = (0,), (1,)


@dataclass
class Event:
    """One text, and whether it waits."""

    text: str
    unsettled: int = 0

    def said(self, path: Path) -> str:
        assert path == TEXT
        return self.text

    def say(self, path: Path, text: str) -> None:
        self.text = text


def margins(before: str = "", after: str = "") -> Margins:
    notes = {"a": Note(before, True), "b": Note(after)}
    return Margins(Annotations("e", [Reason(rule, Effect.ANNOTATE, "X", 1, note=note) for rule, note in notes.items() if note.text]))


def test_the_last_text_has_the_note() -> None:
    """An earlier one waits only until another begins."""
    one, two, known = Event("Satu"), Event("Dua"), margins(after="Catatan")
    assert known.begins(0, FIRST) == ""
    known.ends(0, FIRST, one, TEXT)
    assert one.unsettled == 1
    known.begins(0, SECOND)
    assert (one.unsettled, one.text) == (0, "Satu")
    known.ends(0, SECOND, two, TEXT)
    known.over(0)
    assert (two.unsettled, two.text) == (0, "Dua\n\nCatatan")


def test_the_first_text_has_what_stands_before() -> None:
    """Once for each answer."""
    known = margins(before="112")
    assert [known.begins(0, FIRST), known.begins(0, FIRST), known.begins(0, SECOND), known.begins(1, FIRST)] == [
        "112\n\n",
        "",
        "",
        "112\n\n",
    ]


def test_copies_say_what_their_text_says() -> None:
    """Of the first text and of the last one; a text that comes as a copy alone is both."""
    known = margins("112", "Catatan")
    known.begins(0, FIRST)
    known.begins(0, SECOND)
    first, second = Event("Satu"), Event("Dua")
    known.copied(0, FIRST, first, TEXT)
    known.copied(0, SECOND, second, TEXT)
    alone = Event("Sendiri")
    known.copied(1, FIRST, alone, TEXT)
    known.all_over()
    assert [first.text, second.text, alone.text] == ["112\n\nSatu", "Dua\n\nCatatan", "112\n\nSendiri\n\nCatatan"]
    assert [event.unsettled for event in (first, second, alone)] == [0, 0, 0]


def test_an_old_text_that_ends_late_does_not_wait() -> None:
    """The note is not for it any more."""
    known, late = margins(after="Catatan"), Event("Satu")
    known.begins(0, FIRST)
    known.begins(0, SECOND)
    known.ends(0, FIRST, late, TEXT)
    assert late.unsettled == 0


def test_nothing_waits_where_nothing_is_to_be_said() -> None:
    """And nothing is said twice once an answer is over."""
    known, event = margins(before="112"), Event("Satu")
    known.begins(0, FIRST)
    known.ends(0, FIRST, event, TEXT)
    assert event.unsettled == 0
    again, other = margins(after="Catatan"), Event("Dua")
    again.begins(0, FIRST)
    again.ends(0, FIRST, event, TEXT)
    again.over(0)
    again.begins(0, FIRST)
    again.ends(0, FIRST, other, TEXT)
    again.all_over()
    assert (event.text, other.text, other.unsettled) == ("Satu\n\nCatatan", "Dua", 0)
    again.over(7)
