"""T11: nothing that a caller can write switches the guardrail off: a call is masked or refused, and never leaves raw."""

from __future__ import annotations

import gzip
import json
import socket
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

import pytest

from guardrail.dialects.form import Part, encode_form
from guardrail.mask.token import TOKEN
from tests.support.canaries import CANARIES
from tests.support.chat import CHAT, a_call
from tests.support.scripted import LAST_CHUNK, chunk
from tests.support.server import CLIENT_KEY

from .gates import Gate
from .needles import leaks

N3 = CANARIES.add("3273015501909909")
"""A canary: whatever the servers of these tests write is searched for it as well."""
TEXT = f"NIK saya {N3}."


class Fate(Enum):
    MASKED = "masked"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Attempt:
    """A call that tries to get past, and what becomes of it."""

    fate: Fate
    body: bytes
    path: str = CHAT
    headers: Mapping[str, str] = field(default_factory=dict)


def masked(tree: Any, path: str = CHAT, **headers: str) -> Attempt:
    return Attempt(Fate.MASKED, _json(tree), path, _named(headers))


def refused(body: Any, path: str = CHAT, **headers: str) -> Attempt:
    return Attempt(Fate.REFUSED, body if isinstance(body, bytes) else _json(body), path, _named(headers))


def _json(tree: Any) -> bytes:
    return json.dumps(tree, ensure_ascii=False).encode()


def _named(headers: Mapping[str, str]) -> Mapping[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


def a_form(path: str, *parts: Part) -> Attempt:
    body, content_type = encode_form(parts)
    return Attempt(Fate.REFUSED, body, path, {"content-type": content_type})


def a_part(**part: Any) -> Any:
    return {"model": "uji", "messages": [{"role": "user", "content": [{"type": "text", "text": "Halo"}, part]}]}


def brotli(data: bytes) -> bytes:
    """One stored meta-block (RFC 7932, 9.2) and the empty last one."""
    return ((len(data) - 1) << 4 | 1 << 20).to_bytes(3, "little") + data + b"\x03"


def zstd(data: bytes) -> bytes:
    """One frame of one raw block (RFC 8878, 3.1.1)."""
    return b"\x28\xb5\x2f\xfd\x20" + bytes([len(data)]) + (len(data) << 3 | 1).to_bytes(3, "little") + data


CALL = a_call(TEXT)
BODY = _json(CALL)
ESCAPED = "".join(f"\\u{ord(char):04x}" for char in N3)
WAVE = Part("file", b"RIFF\x24\x00\x00\x00WAVEfmt ", "rapat.wav", "audio/wav")
NOTHING: dict[str, str] = {"model": "uji"}

ATTEMPTS: Mapping[str, Attempt] = {
    # members that other products obey
    "metadata.guardrails": masked({**CALL, "metadata": {"guardrails": []}}),
    "guardrails": masked({**CALL, "guardrails": []}),
    "guardrail_config": masked({**CALL, "guardrail_config": {"language": "xx"}}),
    "mock_response": masked({**CALL, "mock_response": TEXT}),
    "disabled by name": masked({**CALL, "disable_global_guardrail": True, "no-log": True, "mock_testing": True}),
    "litellm_metadata": masked({**CALL, "litellm_metadata": {"guardrails": ["none"], "pii_tokens": {"a": N3}}}),
    "another address": masked({**CALL, "api_base": "http://127.0.0.1:9", "base_url": f"http://127.0.0.1:9/{N3}"}),
    # headers that other products obey, and those in which clients send people along
    "masking mode": masked(CALL, X_Shield_Masking_Mode="off"),
    "own names": masked(CALL, X_Guardrail_Policy="none", X_Guardrail_Action="none", X_Guardrail_Bypass="true"),
    "tenant": masked(CALL, X_Tenant="lain", X_Guardrail_Tenant="lain", X_Forwarded_User=N3),
    "another method": masked(CALL, X_HTTP_Method_Override="GET"),
    "another path": masked(CALL, X_Original_URL="/livez", X_Rewrite_URL="/v1/models"),
    "open webui": masked(CALL, X_OpenWebUI_User_Name=TEXT, X_OpenWebUI_User_Email="a@contoh.id", X_OpenWebUI_User_Id=N3),
    "baggage": masked(CALL, baggage=f"nik={N3}", tracestate=f"a={N3}", traceparent=f"00-{N3}{N3}-{N3}-01"),
    "cookie and agent": masked(CALL, cookie=f"nik={N3}", user_agent=f"klien/{N3}", referer=f"https://contoh.id/{N3}"),
    "organization": masked(CALL, openai_organization=f"org-x {N3}", openai_project=N3, idempotency_key=N3),
    "request id": masked(CALL, x_request_id=N3, request_id=N3, x_client_request_id=N3),
    "organization that is a number": refused(CALL, openai_organization=f"org-{N3}"),
    # how a body is written
    "duplicate content": refused(f'{{"model":"uji","messages":[{{"role":"user","content":"{TEXT}","content":"Halo"}}]}}'.encode()),
    "duplicate content, the other way": refused(
        f'{{"model":"uji","messages":[{{"role":"user","content":"Halo","content":"{TEXT}"}}]}}'.encode()
    ),
    "duplicate messages": refused(f'{{"messages":[],"model":"uji","messages":[{{"role":"user","content":"{TEXT}"}}]}}'.encode()),
    "duplicate by an escape": refused(
        f'{{"model":"uji","messages":[{{"role":"user","content":"Halo","c\\u006fntent":"{TEXT}"}}]}}'.encode()
    ),
    "escapes": Attempt(Fate.MASKED, f'{{"model":"uji","messages":[{{"role":"user","content":"NIK \\u0033{N3[1:]}"}}]}}'.encode()),
    "all escaped": Attempt(Fate.MASKED, f'{{"model":"uji","messages":[{{"role":"user","content":"NIK {ESCAPED}"}}]}}'.encode()),
    "escaped key": Attempt(Fate.MASKED, f'{{"model":"uji","messages":[{{"role":"user","\\u0063ontent":"NIK {N3}"}}]}}'.encode()),
    "escapes in the text": masked(a_call(f"NIK {ESCAPED}")),
    "gzip": refused(gzip.compress(BODY), content_encoding="gzip"),
    "deflate": refused(zlib.compress(BODY), content_encoding="deflate"),
    "brotli": refused(brotli(BODY), content_encoding="br"),
    "zstd": refused(zstd(BODY), content_encoding="zstd"),
    "two encodings": refused(gzip.compress(BODY), content_encoding="identity, gzip"),
    "said to be brotli": refused(BODY, content_encoding="br"),
    "gzip without a word": refused(gzip.compress(BODY)),
    "brotli without a word": refused(brotli(BODY)),
    "zstd without a word": refused(zstd(BODY)),
    "utf-16": refused(BODY.decode().encode("utf-16")),
    "utf-16, little end, no mark": refused(BODY.decode().encode("utf-16-le")),
    "utf-16, big end, no mark": refused(BODY.decode().encode("utf-16-be")),
    "utf-32": refused(BODY.decode().encode("utf-32")),
    "utf-8 with a mark": refused(b"\xef\xbb\xbf" + BODY),
    "utf-7, said so": refused(BODY, content_type="application/json; charset=utf-7"),
    "utf-16, said so": refused(BODY.decode().encode("utf-16"), content_type="application/json; charset=utf-16"),
    "overlong utf-8": refused(BODY.replace(N3[:1].encode(), b"\xc0\xb3", 1)),
    "comments": refused(b"/* */" + BODY),
    "two bodies": refused(b'{"model":"uji","messages":[]}\n' + BODY),
    "a list": refused([CALL]),
    "JSON said to be a form": refused(BODY, content_type="application/x-www-form-urlencoded"),
    "JSON said to be text": refused(BODY, content_type="text/plain"),
    "a form in place of JSON": a_form(CHAT, Part("messages", _json(CALL["messages"]))),
    # other doors
    "transcription prompt": a_form("/v1/audio/transcriptions", WAVE, Part("model", b"uji"), Part("prompt", TEXT.encode())),
    "name of a recording": a_form("/v1/audio/transcriptions", Part("file", b"RIFF", f"{N3}.wav", "audio/wav"), Part("model", b"uji")),
    "embeddings string": masked({**NOTHING, "input": TEXT}, "/v1/embeddings"),
    "embeddings list": masked({**NOTHING, "input": ["Halo", TEXT]}, "/v1/embeddings"),
    "embeddings of token ids": refused({**NOTHING, "input": [[int(N3[:5]), 4, 7]]}, "/v1/embeddings"),
    "completions": masked({**NOTHING, "prompt": TEXT}, "/v1/completions"),
    "completions list": masked({**NOTHING, "prompt": [TEXT]}, "/v1/completions"),
    "completions suffix": masked({**NOTHING, "prompt": "Halo", "suffix": TEXT}, "/v1/completions"),
    "images": masked({**NOTHING, "prompt": TEXT}, "/v1/images/generations"),
    "picture to be changed": a_form("/v1/images/edits", Part("image", b"\x89PNG\r\n", "a.png", "image/png"), Part("prompt", TEXT.encode())),
    "unknown path": refused(CALL, "/v1/foo"),
    "unknown vendor": refused(CALL, "/v2/chat"),
    "path in capitals": refused(CALL, "/V1/Chat/Completions"),
    "path up and down": refused(CALL, "/v1/foo/../chat/completions"),
    "path with a semicolon": refused(CALL, CHAT + ";a=1"),
    "query": refused(CALL, f"{CHAT}?nik={N3}"),
    "query of Azure": refused(CALL, f"/openai/deployments/uji/chat/completions?api-version={N3}"),
    "name of a deployment": refused(CALL, f"/openai/deployments/{N3}/chat/completions?api-version=2024-10-21"),
    "name of a model in the path": refused({"contents": []}, f"/v1beta/models/{N3}:generateContent"),
    "name of a model": refused({**CALL, "model": N3}),
    "name of a tool": refused({**CALL, "tools": [{"type": "function", "function": {"name": f"cari_{N3}", "parameters": {}}}]}),
    "number of a call": refused({**NOTHING, "messages": [{"role": "tool", "tool_call_id": N3, "content": "Halo"}]}),
    "role": refused({**NOTHING, "messages": [{"role": N3, "content": "Halo"}]}),
    "service tier": refused({**CALL, "service_tier": N3}),
    # parts of a message
    "unknown part": masked(a_part(type="hologram", isi=TEXT)),
    "unknown part, nested": masked(a_part(type="hologram", isi={"lapis": [{"teks": TEXT}]})),
    "text of an unknown part": masked(a_part(type="video_text", text=TEXT)),
    "type of a part": refused(a_part(type=N3, text="Halo")),
    "picture": refused(a_part(type="image_url", image_url={"url": "data:image/png;base64,iVBORw0KGgo="})),
    "picture elsewhere": refused(a_part(type="image_url", image_url={"url": f"https://contoh.id/{N3}.png"})),
    "picture in an unknown part": refused(a_part(type="hologram", isi="data:image/png;base64,iVBORw0KGgo=")),
    "recording": refused(a_part(type="input_audio", input_audio={"data": "UklGRg==", "format": "wav"})),
    "file": refused(a_part(type="file", file={"filename": f"{N3}.pdf", "file_data": "JVBERi0="})),
    "name of a file": masked(a_part(type="hologram", filename=f"KTP_{N3}.pdf")),
    "enumeration of a schema": masked(
        {**CALL, "response_format": {"type": "json_schema", "json_schema": {"name": "a", "schema": {"enum": [N3], "const": N3}}}}
    ),
    "required member of a schema": refused(
        {**CALL, "tools": [{"type": "function", "function": {"name": "cari", "parameters": {"type": "object", "required": [N3]}}}]}
    ),
    "pattern of a schema": masked(
        {**CALL, "tools": [{"type": "function", "function": {"name": "cari", "parameters": {"properties": {N3: {"pattern": f"^{N3}$"}}}}}]}
    ),
}


@pytest.mark.parametrize("name", ATTEMPTS)
def test_t11_the_client_cannot_switch_it_off(masking: Gate, name: str) -> None:
    """T11: what is not refused with 4xx leaves masked; raw, nothing does."""
    attempt = ATTEMPTS[name]
    connections = masking.upstream.connections
    seen = masking.sent(attempt.body, path=attempt.path, headers=attempt.headers)
    assert not any(leaks(request, N3) for request in seen.received)
    if attempt.fate is Fate.REFUSED:
        assert 400 <= seen.said.status < 500
        assert (masking.upstream.connections, seen.received) == (connections, [])
        assert N3.encode() not in seen.said.body
    else:
        assert (seen.said.status, seen.said.headers["x-guardrail-action"]) == (200, "mask")
        (request,) = seen.received
        assert TOKEN.search(request.body.decode())


KEPT = f"POST {CHAT} HTTP/1.1\r\nhost: a\r\nauthorization: Bearer {CLIENT_KEY}\r\ncontent-type: application/json\r\n".encode()
HEAD = KEPT + b"connection: close\r\n"
WIRE: Mapping[str, bytes] = {
    "length and chunks": HEAD + b"content-length: 4\r\ntransfer-encoding: chunked\r\n\r\n" + chunk(BODY) + LAST_CHUNK,
    "two lengths": HEAD + b"content-length: 2\r\ncontent-length: %d\r\n\r\n" % len(BODY) + BODY,
    "a folded header": HEAD + b"content-length:\r\n %d\r\n\r\n" % len(BODY) + BODY,
    "chunks, chunked twice": HEAD + b"transfer-encoding: chunked, chunked\r\n\r\n" + chunk(BODY) + LAST_CHUNK,
    "chunks that are gzip": HEAD + b"transfer-encoding: gzip, chunked\r\n\r\n" + chunk(gzip.compress(BODY)) + LAST_CHUNK,
    "a second request in the body": KEPT + b"content-length: 2\r\n\r\n{}" + HEAD + b"content-length: %d\r\n\r\n" % len(BODY) + BODY,
    "trailers": HEAD + b"transfer-encoding: chunked\r\n\r\n" + chunk(BODY) + f"0\r\nx-nik: {N3}\r\n\r\n".encode(),
    "the whole address": HEAD.replace(CHAT.encode(), f"http://127.0.0.1:9{CHAT}?a={N3}".encode()) + b"content-length: 2\r\n\r\n{}",
    "two content types": HEAD + b"content-type: text/plain\r\ncontent-length: %d\r\n\r\n" % len(BODY) + BODY,
    "a line break in the path": f"POST {CHAT}\rx HTTP/1.1\r\n\r\n".encode() + BODY,
}


@pytest.mark.parametrize("name", WIRE)
def test_t11_nothing_is_smuggled(masking: Gate, name: str) -> None:
    """T11: requests that two readers would cut differently do not carry anything past."""
    before = len(masking.upstream.requests)
    port = int(masking.server.base_url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=20) as client:
        client.sendall(WIRE[name])
        answer = b""
        while part := client.recv(65536):
            answer += part
    assert answer.startswith(b"HTTP/1.1 ")
    received = masking.upstream.requests[before:]
    assert not any(leaks(request, N3) for request in received)
    assert len(received) == 0
