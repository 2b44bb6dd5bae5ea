"""Lines in, lines out."""

from __future__ import annotations

import io
import json

import pytest

from guardrail.cli.records import BadLine, Found, Passage, Record, answer, numbered_lines, read_record
from guardrail.core.decision import Effect
from guardrail.core.text import Finding, Place, Span

NIK = Finding("ID_NIK", Span(4, 20), 0.98765, "NikRecognizer")


def test_a_text_is_one_passage_of_the_user() -> None:
    """Further members of the line are somebody else's."""
    assert read_record(b'{"id": 7, "text": "halo", "lang": "id"}') == Record(7, (Passage("halo", Place.USER),))


def test_messages_are_passages_with_their_places() -> None:
    """Each message has its number, its text and whose words they are."""
    line = b'{"id":"a","messages":[{"role":"system","content":"s"},{"role":"user","content":"u"},{"role":"tool","content":"t"}]}'
    assert read_record(line).passages == (
        Passage("s", Place.SYSTEM, 0),
        Passage("u", Place.USER, 1),
        Passage("t", Place.TOOL_RESULT, 2),
    )


@pytest.mark.parametrize(
    "line",
    [
        b"bukan json",
        b'{"id": 1, "text": "\xff"}',
        b"[" * 100_000,
        b"[]",
        b'{"text": "tanpa id"}',
        b'{"id": 1}',
        b'{"id": 1, "text": 5}',
        b'{"id": 1, "text": "a", "messages": []}',
        b'{"id": 1, "messages": ["a"]}',
        b'{"id": 1, "messages": [{"content": "a"}]}',
        b'{"id": 1, "messages": [{"role": "siapa", "content": "a"}]}',
        b'{"id": 1, "messages": [{"role": ["user"], "content": "a"}]}',
        b'{"id": 1, "messages": [{"role": "user", "content": ["a"]}]}',
    ],
)
def test_what_is_not_a_record_is_refused(line: bytes) -> None:
    """Closed by default: no line is read as something it does not say."""
    with pytest.raises(BadLine):
        read_record(line)


def test_a_refusal_repeats_nothing_of_the_line() -> None:
    """Bad lines may hold anything."""
    with pytest.raises(BadLine) as refused:
        read_record(b'{"id": "Siti", "text": ["Siti"]}')
    assert "Siti" not in str(refused.value)


def test_an_answer_says_where_and_what() -> None:
    """Offsets, type and score; the message and the action only where there are some."""
    lone = answer(Record("x", (Passage("NIK 3373011708909001"),)), [Found(0, NIK)])
    assert json.loads(lone) == {"id": "x", "entities": [{"start": 4, "end": 20, "type": "ID_NIK", "score": 0.9877}]}
    turns = Record(1, (Passage("a", Place.USER, 0), Passage("b", Place.USER, 1)))
    (entity,) = json.loads(answer(turns, [Found(1, NIK, Effect.MASK)]))["entities"]
    assert entity == {"message": 1, "start": 4, "end": 20, "type": "ID_NIK", "score": 0.9877, "action": "mask"}


def test_an_answer_is_one_line_whatever_the_id() -> None:
    """Line separators and lone surrogates in an id are written as escapes."""
    assert answer(Record("a\n\u2028\ud800", ()), []) == '{"id": "a\\n\\u2028\\ud800", "entities": []}'


def test_lines_keep_their_numbers() -> None:
    """Empty lines count and are passed over; only a newline ends a line."""
    assert list(numbered_lines(io.BytesIO(b"a\r\n\n  \nb\x0bc\xe2\x80\xa8d"))) == [(1, b"a"), (4, b"b\x0bc\xe2\x80\xa8d")]
