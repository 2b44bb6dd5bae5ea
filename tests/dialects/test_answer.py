"""Answers that are no JSON: read as JSON and written back as they were."""

from __future__ import annotations

import json

import pytest

from guardrail.core.errors import ErrorCode, UpstreamFault
from guardrail.dialects.answer import answer_form, unwrapped, wrapped
from guardrail.dialects.dialect import AnswerForm, Operation, Route

_PLAIN = Route("POST", "/x", Operation.CHAT)
_TEXT = Route("POST", "/x", Operation.TRANSCRIPTION, answer=AnswerForm.TEXT)
_FILE = Route("GET", "/x", Operation.STORED, answer=AnswerForm.FILE)
_AUDIO = Route("POST", "/x", Operation.SPEECH, answer=AnswerForm.AUDIO)


@pytest.mark.parametrize(
    ("route", "content_type", "status", "form"),
    [
        (_PLAIN, "application/json", 200, None),
        (_TEXT, "application/json", 200, None),
        (_TEXT, "text/plain", 200, AnswerForm.TEXT),
        (_TEXT, "text/vtt", 200, AnswerForm.TEXT),
        (_TEXT, "application/json", 400, None),
        (_FILE, "application/octet-stream", 200, AnswerForm.FILE),
        (_FILE, "application/json", 200, AnswerForm.FILE),
        (_FILE, "application/json", 404, None),
        (_AUDIO, "audio/mpeg", 200, AnswerForm.AUDIO),
        (_AUDIO, "application/json", 400, None),
    ],
)
def test_forms(route: Route, content_type: str, status: int, form: AnswerForm | None) -> None:
    """By the route and the type; errors are JSON everywhere."""
    assert answer_form(content_type, route, status) is form


@pytest.mark.parametrize(
    ("route", "content_type", "status", "code"),
    [
        (_PLAIN, "text/plain", 200, ErrorCode.UPSTREAM_INVALID),
        (_PLAIN, "text/html", 500, ErrorCode.UPSTREAM_ERROR),
        (_TEXT, "audio/mpeg", 200, ErrorCode.UPSTREAM_INVALID),
        (_FILE, "application/pdf", 200, ErrorCode.UPSTREAM_INVALID),
        (_AUDIO, "text/plain", 200, ErrorCode.UPSTREAM_INVALID),
        (_AUDIO, "audio/mpeg", 500, ErrorCode.UPSTREAM_ERROR),
        (_TEXT, "", 200, ErrorCode.UPSTREAM_INVALID),
    ],
)
def test_other_types_do_not_pass(route: Route, content_type: str, status: int, code: ErrorCode) -> None:
    """What a route does not give cannot be read."""
    with pytest.raises(UpstreamFault) as fault:
        answer_form(content_type, route, status)
    assert fault.value.code is code


@pytest.mark.parametrize(
    ("form", "raw", "tree"),
    [
        (None, b'{"a": 1}', {"a": 1}),
        (AnswerForm.TEXT, 'Baik "é"\n'.encode(), {"text": 'Baik "é"\n'}),
        (AnswerForm.FILE, b"nik,nama\r\n1,Siti\r\n", {"text": "nik,nama\r\n1,Siti\r\n"}),
        (AnswerForm.FILE, b'{"a":1}\n{"b":"c"}\n', [{"a": 1}, {"b": "c"}]),
        (AnswerForm.FILE, b'{"a":1}\n{"b"\n', {"text": '{"a":1}\n{"b"\n'}),
        (AnswerForm.FILE, b"", {"text": ""}),
    ],
)
def test_there_and_back(form: AnswerForm | None, raw: bytes, tree: object) -> None:
    """Words are one member, lines are an array, and both come back as they were."""
    assert json.loads(wrapped(raw, form)) == tree
    assert unwrapped(wrapped(raw, form), form) == raw


def test_bytes_that_are_no_text_do_not_pass() -> None:
    """Nobody can read them."""
    with pytest.raises(UpstreamFault) as fault:
        wrapped(b"\xff\xfe", AnswerForm.FILE)
    assert fault.value.code is ErrorCode.UPSTREAM_INVALID
