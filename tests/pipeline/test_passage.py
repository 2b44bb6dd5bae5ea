"""A text that is only restored: settled as far as no token can go on, and bounded where it waits."""

from __future__ import annotations

import pytest

from guardrail.core.errors import UpstreamFault
from guardrail.mask.edit import Edit
from guardrail.pipeline.passage import MAX_TEXT, Plain, Taken, bounded, shifted

from .looking import NIK, OWN, a_vault, fed

TOKEN = a_vault().put("ID_NIK", OWN)


def test_only_the_callers_values_change() -> None:
    """Nothing is looked for."""
    assert fed(Plain(a_vault(), False), [f"{TOKEN[:5]}", f"{TOKEN[5:]} dan {NIK}."]) == f"{OWN} dan {NIK}."


def test_places_count_from_the_beginning_of_the_text() -> None:
    """Whatever came in earlier pieces."""
    plain = Plain(a_vault(), False)
    assert plain.take("Ini: ") == Taken([], 5)
    assert plain.take(TOKEN[:7]) == Taken([], 5)
    assert plain.take(f"{TOKEN[7:]}, ") == Taken([Edit(5, 5 + len(TOKEN), OWN)], 7 + len(TOKEN))


def test_without_a_vault_everything_is_settled_at_once() -> None:
    """There is nothing to restore."""
    plain = Plain(None, False)
    assert (plain.take("[[NIK_"), plain.finish()) == (Taken([], 6), Taken([], 6))


def test_waiting_texts_are_bounded() -> None:
    """A service that never ends a text cannot fill the memory."""
    assert bounded("x" * MAX_TEXT)
    with pytest.raises(UpstreamFault):
        bounded("x" * (MAX_TEXT + 1))


def test_edits_move_with_their_text() -> None:
    """By as much as stands before it."""
    assert shifted([Edit(1, 2, "a")], 3) == [Edit(4, 5, "a")]
