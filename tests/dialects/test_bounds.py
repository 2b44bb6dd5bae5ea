"""P10: how much a JSON text would become is told from its marks: exactly as many values as permitted pass, and none more."""

from __future__ import annotations

import json
from typing import Any

import pytest

from guardrail.core.errors import ErrorCode, RequestRefused, UpstreamFault
from guardrail.core.text import LONGEST_TEXT
from guardrail.dialects.bounds import MAX_ANSWER_NODES, MAX_NODES, check_answer, check_body, check_text

BRIM: dict[str, Any] = {
    "arrays": [[]] * (MAX_NODES - 1),
    "objects": [{}] * (MAX_NODES - 1),
    "numbers": [1] * MAX_NODES,
    "strings": ["a"] * MAX_NODES,
    "members": {str(number): 1 for number in range(MAX_NODES)},
}


@pytest.mark.parametrize("name", BRIM)
def test_p10_a_value_more_than_permitted_is_refused(name: str) -> None:
    """In a body and in a string that holds JSON."""
    full = json.dumps(BRIM[name])
    check_body(full.encode())
    check_text(full)
    more = full[0] + ('"z":[0],' if name == "members" else "[0],") + full[1:]
    with pytest.raises(RequestRefused) as refused:
        check_body(more.encode())
    assert refused.value.code is ErrorCode.TOO_DEEP
    with pytest.raises(RequestRefused):
        check_text(more)


@pytest.mark.parametrize("text", [",[{" * MAX_NODES, '\\",[{' * MAX_NODES, "\\", '\\"', "a" * LONGEST_TEXT * 4])
def test_marks_inside_a_text_are_no_values(text: str) -> None:
    """A long table in a message is one string, whatever it quotes."""
    check_body(json.dumps({"a": text, "b": [1]}).encode())
    check_text(json.dumps({"a": text, "b": [1]}))
    check_answer(json.dumps({"a": text * 4, "b": [1]}).encode())


def test_p10_a_text_that_nobody_reads_is_not_built() -> None:
    """One wide character makes four bytes of each: such a text is refused as bytes. In ASCII it may be a picture."""
    check_body(b'{"a":"' + b"A" * (LONGEST_TEXT * 5) + b'"}')
    check_body(b'{"a":"' + "😀".encode() * LONGEST_TEXT + b'"}')
    with pytest.raises(RequestRefused) as refused:
        check_body(b'{"a":"' + b"A" * (LONGEST_TEXT * 4) + "😀".encode() + b'"}')
    assert refused.value.code is ErrorCode.BODY_TOO_LARGE


def test_p10_an_answer_of_a_million_objects_is_refused() -> None:
    """Numbers, of which embeddings hold as many, are not counted."""
    check_answer(json.dumps([0.5] * 1_000_000).encode())
    check_answer(json.dumps([{}] * (MAX_ANSWER_NODES - 1)).encode())
    with pytest.raises(UpstreamFault) as fault:
        check_answer(json.dumps([{}] * MAX_ANSWER_NODES).encode())
    assert fault.value.code is ErrorCode.UPSTREAM_INVALID


@pytest.mark.parametrize("data", [b"", b'"', b'"\\', b"[" * MAX_NODES, b"," * 3, b'"' * 7, b"\xff\xfe"])
def test_what_is_no_json_is_for_the_reader(data: bytes) -> None:
    """Counting raises nothing but what it is for."""
    try:
        check_body(data)
    except RequestRefused as refused:
        assert refused.code is ErrorCode.TOO_DEEP
