"""OpenAI files: texts are masked, other files refused, and what comes out of a batch is restored line by line."""

from __future__ import annotations

import json
from typing import Any

import pytest

from guardrail.core.errors import ErrorCode
from guardrail.dialects.answer import unwrapped, wrapped
from guardrail.dialects.dialect import AnswerForm
from guardrail.dialects.form import Part
from guardrail.dialects.openai_files import OPENAI_FILES
from guardrail.pipeline.restore import restore

from .canary import restored_places, unnamed
from .forms import leaving_form, sent_form
from .planting import NIK, a_vault

FILE: dict[str, Any] = {"id": "file-1", "object": "file", "filename": "surat.txt", "purpose": "batch", "status": "processed"}
LIST: dict[str, Any] = {"object": "list", "data": [FILE], "first_id": "file-1", "last_id": "file-1"}
_MESSAGE = {"content": "Baik", "tool_calls": [{"id": "call_1", "function": {"name": "cari", "arguments": '{"nik":"x"}'}}]}
LINES: list[dict[str, Any]] = [
    {"id": "b_1", "custom_id": "1", "response": {"request_id": "r", "body": {"id": "c", "model": "m", "choices": [{"message": _MESSAGE}]}}},
    {"id": "b_2", "custom_id": "2", "response": {"body": {"output": [{"id": "fc_1", "call_id": "call_1", "arguments": '{"nik":"x"}'}]}}},
    {"id": "b_3", "custom_id": "3", "response": {"body": {"data": [{"embedding": "AACA"}]}}},
]


def _upload(content: bytes, filename: str, purpose: str = "user_data", media: str = "") -> tuple[str, bytes]:
    outcome, parts = leaving_form(OPENAI_FILES, Part("file", content, filename, media), Part("purpose", purpose.encode()))
    return outcome, parts[0].content + str(parts[0].filename).encode() if parts else b""


@pytest.mark.parametrize(
    ("filename", "content"),
    [
        ("a.txt", f"Pemohon NIK {NIK}."),
        ("a.csv", f"nama,nik\nSiti,{NIK}\n"),
        ("a.md", f"| nik |\n|---|\n| {NIK} |\n"),
        ("a.json", f'{{"pemohon":{{"nik":{NIK}}}}}'),
        ("a.jsonl", f'{{"nik":"{NIK}"}}\n{{"nik":{NIK}}}\n'),
        (f"ktp_{NIK}.txt", "isi"),
    ],
)
def test_texts_leave_masked(filename: str, content: str) -> None:
    """Of every form, and their names too."""
    outcome, left = _upload(content.encode(), filename)
    assert (outcome, NIK.encode() in left, b"[[NIK_" in left) == ("sent", False, True)


@pytest.mark.parametrize(("filename", "media"), [("ktp.pdf", "application/pdf"), ("ktp.png", "image/png"), ("a.docx", ""), ("a.zip", "")])
def test_other_files_are_refused(filename: str, media: str) -> None:
    """What nobody can inspect does not leave."""
    assert _upload(b"%PDF-1.7\x00", filename, media=media) == (ErrorCode.NOT_INSPECTABLE, b"")


def test_calls_of_a_batch_leave_masked() -> None:
    """Each by its own dialect; a value in what must come back unchanged refuses the file."""
    body = {"model": "m", "messages": [{"role": "user", "content": f"NIK {NIK}"}]}
    call = {"custom_id": "1", "method": "POST", "url": "/v1/chat/completions", "body": body}
    outcome, left = _upload(json.dumps(call).encode(), "a.jsonl", "batch")
    assert (outcome, NIK.encode() in left, b"NIK [[NIK_" in left) == ("sent", False, True)
    assert _upload(json.dumps({**call, "custom_id": NIK}).encode(), "a.jsonl", "batch")[0] == ErrorCode.PERSONAL_DATA_IN_IDENTIFIER
    image = {"model": "m", "messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "https://contoh.id/a"}}]}]}
    assert _upload(json.dumps({**call, "body": image}).encode(), "a.jsonl", "batch")[0] == ErrorCode.NOT_INSPECTABLE


def test_a_purpose_is_a_name() -> None:
    """A value in it refuses the call."""
    assert _upload(b"isi", "a.txt", NIK)[0] == ErrorCode.PERSONAL_DATA_IN_IDENTIFIER


def test_answers_give_the_filename_back() -> None:
    """Whatever else they hold are names."""
    assert {place for place, restored in restored_places(LIST, OPENAI_FILES) if restored} == {"/data/0/filename"}


def test_lines_that_a_batch_answered_are_restored() -> None:
    """Words, and arguments so that they stay JSON; identifiers are what they were."""
    vault = a_vault()
    token = vault.put("PERSON", 'Siti "Ayu"')
    raw = b"".join(json.dumps(line).encode() + b"\n" for line in LINES).replace(b"Baik", token.encode())
    raw = raw.replace(b'\\"x\\"', b'\\"%s\\"' % token.encode())
    out = unwrapped(restore(wrapped(raw, AnswerForm.FILE), OPENAI_FILES, vault), AnswerForm.FILE)
    first, second, third = map(json.loads, out.splitlines())
    message = first["response"]["body"]["choices"][0]["message"]
    assert message["content"] == 'Siti "Ayu"'
    assert json.loads(message["tool_calls"][0]["function"]["arguments"]) == {"nik": 'Siti "Ayu"'}
    assert json.loads(second["response"]["body"]["output"][0]["arguments"]) == {"nik": 'Siti "Ayu"'}
    assert third == LINES[2]


def test_every_glob_names_something() -> None:
    """A name that fits nothing is a typing error."""
    form = {"purpose": "x", "expires_after[anchor]": "x", "expires_after[seconds]": "1"}
    assert unnamed(OPENAI_FILES, LIST, FILE, form, LINES) == []


@pytest.mark.parametrize(("filename", "purpose"), [("a.txt", "user_data"), ("a.jsonl", "batch")])
def test_words_of_a_file_are_strangers_words(filename: str, purpose: str) -> None:
    """Nobody knows who wrote them, so what reads them later counts as a conversation with untrusted text in it."""
    call = {"custom_id": "1", "method": "POST", "url": "/v1/chat/completions", "body": {"messages": [{"role": "user", "content": "Halo"}]}}
    assert sent_form(OPENAI_FILES, Part("purpose", purpose.encode()), Part("file", json.dumps(call).encode(), filename)).untrusted
    assert not sent_form(OPENAI_FILES, Part("purpose", purpose.encode())).untrusted
