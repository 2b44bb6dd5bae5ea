"""Notes as rules have them written: before, behind, once each, and never what a rule on trial would say."""

from __future__ import annotations

import pytest

from guardrail.core.decision import Effect, Note, Reason
from guardrail.core.text import Place
from guardrail.pipeline.annotations import Annotations, annotations_of, is_data
from guardrail.policy.circumstances import UNKNOWN

from .looking import a_policy

EVENT = "0192f0c1-2d3e-7abc-8def-001122334455"


def a_reason(rule: str, text: str, before: bool = False, effect: Effect = Effect.ANNOTATE) -> Reason:
    return Reason(rule, effect, "SIGNAL_SELF_HARM", 1, note=Note(text, before))


def test_notes_stand_before_and_behind() -> None:
    """In the order of their rules, an empty line between; the event id where it is asked for."""
    notes = Annotations(EVENT, [a_reason("b", "Label {event}"), a_reason("a", "Periksa."), a_reason("c", "112", before=True)])
    assert notes.closed(notes.opened("Baik."), 0) == f"112\n\nBaik.\n\nPeriksa.\n\nLabel {EVENT}"
    assert notes.given == {"a", "b", "c"}


def test_what_is_heard_stands_behind_its_own_answer() -> None:
    """Of answers side by side each has what was said in it, once."""
    notes = Annotations(EVENT)
    assert not notes.waits(0)
    notes.hear(1, [a_reason("a", "Periksa."), a_reason("a", "Periksa.")])
    assert (notes.waits(0), notes.waits(1)) == (False, True)
    assert (notes.closed("Nol", 0), notes.closed("Satu", 1)) == ("Nol", "Satu\n\nPeriksa.")


@pytest.mark.parametrize("effect", [Effect.NONE, Effect.WARN, Effect.MASK])
def test_only_an_annotating_rule_writes(effect: Effect) -> None:
    """In another mode it does less."""
    notes = Annotations(EVENT, [a_reason("a", "Periksa.", effect=effect)])
    assert notes.closed("Baik.", 0) == "Baik."
    assert notes.given == set()


NOTE = "note: {id: 'Disusun dengan AI. {event}', en: By AI., place: %s}"


@pytest.mark.parametrize(("place", "said"), [("before", f"Disusun dengan AI. {EVENT}\nBy AI.\n\nBaik."), ("after", None)])
def test_a_label_is_a_rule_about_every_answer(place: str, said: str | None) -> None:
    """It takes effect before the answer is there, so that it may stand before it."""
    judge = a_policy(f"signals: [ai_answer], where: [response], action: annotate, {NOTE % place}").under(UNKNOWN)
    notes, label = annotations_of((), judge, EVENT, Place.RESPONSE)
    assert notes is not None
    assert [reason.rule for reason in label] == ["uji/r0"]
    assert notes.opened("Baik.") == (said or "Baik.")
    assert notes.waits(0) is (place == "after")


def test_nothing_annotates_where_no_rule_does() -> None:
    """Then an answer passes as if there were no notes."""
    judge = a_policy("entities: [ID_NIK], action: mask").under(UNKNOWN)
    assert annotations_of((), judge, EVENT, Place.RESPONSE) == (None, ())


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ('{"a": 1}', True),
        (' \n{\n  "nama": "x"', True),
        ("{}", True),
        ('[{"a": 1}]', True),
        ('["a"]', True),
        ("[]", True),
        ("{", True),
        ("Baik.", False),
        ("[[NIK_7F3KQ9ZD]] itu", False),
        ("[JDIH](https://contoh.id)", False),
        ("[1] UU 27/2022", False),
        ("{nama} diisi pemohon", False),
        ("", False),
    ],
)
def test_json_is_known_by_its_beginning(text: str, data: bool) -> None:
    """A program reads it: no word may come into it. Tokens, links and forms are prose."""
    assert is_data(text) is data
