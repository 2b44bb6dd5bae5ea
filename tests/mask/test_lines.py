"""Words, characters, and where lines begin."""

from __future__ import annotations

import pytest

from guardrail.mask.lines import LOOK_BACK, WORD, is_marker, kind_of, piece_at


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("\n>", True),
        ("\n  > >", True),
        ("a\n\n", True),
        ("> a\n>\n", True),
        ("a\r\n\r\n", True),
        (">", False),
        ("a >", False),
        ("\na\n", False),
        ("\n" + " " * LOOK_BACK + ">", False),
    ],
)
def test_a_line_begins_behind_blanks_and_quotation_marks(text: str, marks: bool) -> None:
    """What a place is depends on the characters right before it, and on no more of them than are kept."""
    assert is_marker(text, len(text) - 1) is marks
    assert is_marker("x" * 100 + text, len(text) + 99) is marks


@pytest.mark.parametrize(("text", "piece"), [("Budi_a", "Budi"), ("_a", "_"), ("é1 ", "é1"), (" a", " "), ("<b", "<")])
def test_pieces_are_words_and_single_characters(text: str, piece: str) -> None:
    """A word is read whole; all words are of one kind."""
    assert piece_at("x" + text, 1) == piece
    assert kind_of(piece) == (WORD if piece.isalnum() else piece)
