"""Events that wait: byte for byte where nothing changes, and pieces of a text with the edits that begin in them."""

from __future__ import annotations

import json
from collections import deque

import pytest

from guardrail.dialects.dialect import Framing
from guardrail.dialects.event import Event
from guardrail.dialects.framing import CODECS
from guardrail.mask.edit import Edit
from guardrail.pipeline.queued import Piece, Queued, said

RAW = b'data: {"a" : ["Baik", "x"], "logprobs": [1]}\n\n'


def a_queued() -> Queued:
    data = RAW.decode()[6:].strip()
    return Queued(Event(RAW, data), CODECS[Framing.SSE], json.loads(data))


def test_an_event_in_which_nothing_changes_keeps_its_bytes() -> None:
    """Spacing too; what a text says is what the service said."""
    assert a_queued().encode() == RAW
    assert a_queued().said(("a", 0)) == "Baik"


def test_what_is_said_instead_is_written() -> None:
    """And read back; places go only where the text that they belong to has changed."""
    queued = a_queued()
    queued.say(("a", 0), "Buruk")
    assert queued.said(("a", 0)) == "Buruk"
    assert queued.encode() == b'data: {"a":["Buruk","x"],"logprobs":[1]}\n\n'
    queued.stale = True
    assert queued.encode() == b'data: {"a":["Buruk","x"],"logprobs":[]}\n\n'


def test_a_waiting_event_shows_none_of_its_words() -> None:
    """Neither of the event nor of a piece."""
    assert "Baik" not in repr(a_queued()) + repr(Piece(a_queued(), ("a", 0), "Baik", 0, 4))


@pytest.mark.parametrize(
    ("edits", "pieces"),
    [
        ([], ["Halo ", "Budi."]),
        ([Edit(0, 0, "112 ")], ["112 Halo ", "Budi."]),
        ([Edit(5, 9, "Siti")], ["Halo ", "Siti."]),
        ([Edit(3, 7, "!")], ["Hal!", "di."]),
        ([Edit(0, 10, "Ya")], ["Ya", ""]),
        ([Edit(1, 2, "A"), Edit(6, 7, "U")], ["HAlo ", "BUdi."]),
    ],
)
def test_an_edit_stands_where_it_begins(edits: list[Edit], pieces: list[str]) -> None:
    """Whatever it replaces in later pieces is gone there."""
    waiting = deque(edits)
    told = [said(Piece(a_queued(), ("a", 0), text, start, start + 5), waiting) for text, start in (("Halo ", 0), ("Budi.", 5))]
    assert told == pieces
    assert not waiting
