"""Bodies of requests: JSON as it came, forms with their files, calls in the lines of a file."""

from __future__ import annotations

import json
from typing import Any

import pytest

from guardrail.core.errors import ErrorCode, RequestRefused
from guardrail.core.text import LeafKind, Path, Place
from guardrail.dialects.dialect import BodyForm, Dialect
from guardrail.dialects.document import Document, read_document
from guardrail.dialects.form import Part, boundary_of, encode_form, parse_form
from guardrail.dialects.openai_audio import OPENAI_AUDIO
from guardrail.dialects.openai_chat import OPENAI_CHAT
from guardrail.dialects.openai_files import OPENAI_FILES
from guardrail.dialects.target import NOWHERE, Target

NIK = "3374011708909001"


def a_form(*parts: Part, dialect: Dialect = OPENAI_FILES) -> Document:
    body, content_type = encode_form(parts)
    return read_document(body, dialect, Target("POST", "", body=BodyForm.FORM, boundary=boundary_of(content_type)))


def a_file(content: bytes, filename: str = "a.txt", purpose: str = "user_data") -> Document:
    return a_form(Part("file", content, filename), Part("purpose", purpose.encode()))


def changed(document: Document, old: str = NIK, new: str = "[[NIK_7F3KQ9ZD]]") -> list[Part]:
    """The parts as they leave, with one text for another in every leaf."""
    changes: dict[Path, str] = {leaf.path: leaf.text.replace(old, new) for leaf in document.leaves() if old in leaf.text}
    body, content_type = document.written(changes)
    return parse_form(body, boundary_of(content_type))


def test_json_in_which_nothing_changes_is_what_came() -> None:
    """Byte for byte, spaces and all."""
    body = b'{ "model":"uji", "messages":[ {"role":"user","content":"Halo"} ] }'
    document = read_document(body, OPENAI_CHAT, NOWHERE)
    assert document.written({}) == (body, "application/json")
    assert [leaf.text for leaf in document.leaves()] == ["uji", "user", "Halo"]
    assert document.members["model"] == "uji"


def test_json_that_is_no_object_is_refused() -> None:
    """A request has members."""
    with pytest.raises(RequestRefused) as refused:
        read_document(b"[1]", OPENAI_CHAT, NOWHERE)
    assert refused.value.code is ErrorCode.MALFORMED_JSON


@pytest.mark.parametrize("target", [Target("GET", ""), Target("POST", "", body=BodyForm.NONE)])
def test_where_nothing_is_sent_nothing_is_read(target: Target) -> None:
    """A GET, and what needs no words."""
    document = read_document(b"", OPENAI_CHAT, target)
    assert (document.leaves(), document.written({})[0]) == ([], b"")


def test_fields_of_a_form_are_members() -> None:
    """A field is read as the dialect says, by its name; a file by its name and what stands in it."""
    file = Part("file", b"isi", "surat.txt")
    document = a_form(Part("model", b"m"), Part("prompt", b"Tolong"), file, dialect=OPENAI_AUDIO)
    assert document.members == {"model": "m", "prompt": "Tolong"}
    assert [(leaf.text, leaf.kind, leaf.place, leaf.label) for leaf in document.leaves()] == [
        ("m", LeafKind.OPAQUE, Place.OTHER, ""),
        ("Tolong", LeafKind.PROSE, Place.USER, "prompt"),
        ("surat.txt", LeafKind.PROSE, Place.FILE, "filename"),
        ("isi", LeafKind.PROSE, Place.FILE, ""),
    ]


def test_fields_and_files_are_written_with_what_changed() -> None:
    """Names, types and the rest stay."""
    document = a_form(Part("prompt", f"NIK {NIK}".encode()), Part("file", f"NIK {NIK}".encode(), f"{NIK}.txt", "text/plain"))
    token = "[[NIK_7F3KQ9ZD]]"
    assert changed(document) == [
        Part("prompt", f"NIK {token}".encode()),
        Part("file", f"NIK {token}".encode(), f"{token}.txt", "text/plain"),
    ]


def test_a_file_in_which_nothing_changes_is_what_came() -> None:
    """Byte for byte, with its mark at the start and its line ends."""
    for content in (b"\xef\xbb\xbfnik\r\n", b'{ "a": 1 }\r\n{ "a": 2 }'):
        assert changed(a_file(content, "a.jsonl"))[0].content == content


def test_json_files_keep_their_form() -> None:
    """A value is changed in its place, a number becomes a string, and lines stay lines."""
    token = "[[NIK_7F3KQ9ZD]]"
    assert json.loads(changed(a_file(f'{{"a":{NIK},"b":"\\u0033374011708909001"}}'.encode(), "a.json"))[0].content) == {
        "a": token,
        "b": token,
    }
    lines = changed(a_file(f'{{"nik":"{NIK}"}}\n{{"b":1}}\n'.encode(), "a.jsonl"))[0].content
    assert [json.loads(line) for line in lines.splitlines()] == [{"nik": token}, {"b": 1}]


def test_bytes_are_a_leaf_that_nobody_can_read() -> None:
    """So the call is refused wherever it is inspected."""
    assert [leaf.kind for leaf in a_file(b"%PDF-1.7", "a.pdf").leaves()][1] is LeafKind.BINARY


def _call(**more: Any) -> dict[str, Any]:
    body = {"model": "m", "messages": [{"role": "system", "content": "Bantu"}, {"role": "user", "content": f"NIK {NIK}"}]}
    return {"custom_id": "1", "method": "POST", "url": "/v1/chat/completions", "body": body, **more}


def _batch(*calls: Any) -> Document:
    return a_file(b"\n".join(json.dumps(call).encode() for call in calls), "a.jsonl", "batch")


def test_calls_of_a_batch_are_read_by_their_own_dialect() -> None:
    """Words have their places, names are names, and what changed is written where it stood."""
    document = _batch(_call(), _call(custom_id="2", url="/v1/embeddings", body={"model": "m", "input": ["Halo"]}))
    found = {leaf.text: (leaf.kind, leaf.place) for leaf in document.leaves()}
    assert found[f"NIK {NIK}"] == (LeafKind.PROSE, Place.USER)
    assert found["Bantu"] == (LeafKind.PROSE, Place.SYSTEM)
    assert found["m"][0] is found["2"][0] is LeafKind.OPAQUE
    first, second = map(json.loads, changed(document)[0].content.splitlines())
    assert first["body"]["messages"][1]["content"] == "NIK [[NIK_7F3KQ9ZD]]"
    assert (first["custom_id"], second["body"]["input"]) == ("1", ["Halo"])


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (_call(url="/v1/tidak-ada"), ErrorCode.UNKNOWN_ROUTE),
        (_call(url="/v1/files"), ErrorCode.UNKNOWN_ROUTE),
        (_call(url="/v1/responses", body={"previous_response_id": "r"}), ErrorCode.SERVER_SIDE_STATE),
        (_call(url=1), ErrorCode.MALFORMED_JSON),
        (_call(body="x"), ErrorCode.MALFORMED_JSON),
        ([], ErrorCode.MALFORMED_JSON),
    ],
)
def test_calls_that_nobody_would_answer_one_by_one_are_refused(call: Any, code: ErrorCode) -> None:
    """A batch is no way around what a single call may not do."""
    with pytest.raises(RequestRefused) as refused:
        _batch(call).leaves()
    assert refused.value.code is code


def test_azure_writes_addresses_without_a_version() -> None:
    """The same dialect reads them."""
    assert any(leaf.place is Place.USER for leaf in _batch(_call(url="/chat/completions")).leaves())


def test_a_field_that_is_no_text_is_refused() -> None:
    """Only files may hold other bytes."""
    with pytest.raises(RequestRefused) as refused:
        a_form(Part("prompt", b"\xff"))
    assert refused.value.code is ErrorCode.MALFORMED_FORM


def test_nothing_of_the_caller_is_in_a_repr() -> None:
    """A document may stand in a traceback."""
    assert NIK not in repr(a_file(NIK.encode(), f"{NIK}.txt"))
    assert NIK not in repr(read_document(f'{{"a":"{NIK}"}}'.encode(), OPENAI_CHAT, NOWHERE))
