"""P10: bodies and answers that are small and become large -> refused, and the server has grown by 32 MiB at most.

Measured on the server's process, as the most that it ever held (``VmHWM``) over what it held before.
"""

from __future__ import annotations

import base64
import gzip
import json
import zlib
from typing import Final

import pytest

from tests.failures.test_bypasses import brotli, zstd
from tests.support.chat import a_call
from tests.support.scripted import Step, head

from .growth import Growth
from .place import Place

MOST: Final = 32 << 20
BODY: Final = 8 << 20
"""Bytes of a body that are permitted."""
TEXT: Final = 1 << 20
"""Characters of a text that are read."""
ZEROS: Final = bytes(100 << 20)


def _within(inner: bytes) -> bytes:
    """A call with one more member, cut to what a body may hold."""
    return b'{"model":"uji","messages":[{"role":"user","content":"Halo"}],"x":' + inner + b"}"


def _filled(unit: bytes, opening: bytes, closing: bytes) -> bytes:
    return _within(opening + unit * ((BODY - 200) // len(unit)) + closing)


def _said(text: str) -> bytes:
    return json.dumps(a_call(text), ensure_ascii=False).encode()


def _told(text: str) -> bytes:
    """By a tool: such texts are read as JSON."""
    return json.dumps({"model": "uji", "messages": [{"role": "tool", "tool_call_id": "c", "content": text}]}).encode()


PACKED: Final = {
    "gzip": (gzip.compress(ZEROS), "gzip"),
    "gzip of gzip": (gzip.compress(gzip.compress(ZEROS)), "gzip, gzip"),
    "gzip, cut": (gzip.compress(ZEROS)[:-9], "gzip"),
    "gzip, and more": (gzip.compress(ZEROS) + b"{}", "gzip"),
    "deflate": (zlib.compress(ZEROS), "deflate"),
    "brotli": (brotli(b"{}"), "br"),
    "zstd": (zstd(b"{}"), "zstd"),
    "gzip that is said to be brotli": (gzip.compress(ZEROS), "br"),
    "gzip that is said to be plain": (gzip.compress(ZEROS), "identity"),
}
JSON: Final = {
    "arrays": (_filled(b"[],", b"[", b"[]]"), "json_too_deep"),
    "objects": (_filled(b"{},", b"[", b"{}]"), "json_too_deep"),
    "numbers": (_filled(b"1.5,", b"[", b"1]"), "json_too_deep"),
    "words": (_filled(b"true,", b"[", b"1]"), "json_too_deep"),
    "texts": (_filled(b'"ab",', b"[", b'""]'), "json_too_deep"),
    "trees": (_filled(b"[" * 190 + b"]" * 190 + b",", b"[", b"1]"), "json_too_deep"),
    "members": (_within(b"{" + b",".join(b'"%x":1' % number for number in range(700_000)) + b"}"), "json_too_deep"),
    "depth": (b"[" * (BODY - 1), "json_too_deep"),
    "depth of objects": (b'{"":' * (BODY // 5), "json_too_deep"),
    "digits": (_within(b"9" * (BODY - 200)), "malformed_json"),
    "a text that holds arrays": (_told(json.dumps([[]] * (TEXT // 5))), "json_too_deep"),
    "a text that is too long": (_within(b'"' + b"a " * (BODY // 2 - 200) + b'"'), "body_too_large"),
    "a text that is too long, and wide": (_within('"😀'.encode() + b"a " * (BODY // 2 - 200) + b'"'), "body_too_large"),
}
UNICODE: Final = {
    "signs that are whole sentences": (_said("\ufdfa" * (TEXT - 9)), "content_not_inspectable"),
    "signs that are words": (_said("㍿㌀㋿" * (TEXT // 3 - 9)), "content_not_inspectable"),
    "percent": (_said("%41" * (TEXT // 3)), "content_not_inspectable"),
    "entities": (_said("&#65;" * (TEXT // 5)), "content_not_inspectable"),
    "escapes": (_said("\\u0041" * (TEXT // 6)), "content_not_inspectable"),
}
ANSWERS: Final = {
    "gzip": (gzip.compress(ZEROS), "gzip"),
    "deflate": (zlib.compress(ZEROS), "deflate"),
    "gzip of gzip": (gzip.compress(gzip.compress(ZEROS)), "gzip, gzip"),
    "gzip that is said to be plain": (gzip.compress(ZEROS), "identity"),
    "objects": (b'{"choices":[' + b"{}," * 700_000 + b"{}]}", "identity"),
}


def _play(name: str) -> list[Step]:
    body, encoding = ANSWERS[name]
    kind = ("content-type", "application/json")
    return [head(200, kind, ("content-encoding", encoding), ("content-length", str(len(body)))) + body]


@pytest.mark.parametrize("name", PACKED)
def test_p10_a_packed_body_is_not_unpacked(place: Place, name: str) -> None:
    """415 where it is said to be packed, 400 where it is not; nobody unpacks it."""
    body, encoding = PACKED[name]
    growth = Growth(place.server.process.pid)
    said = place.call(body, content_encoding=encoding)
    told = (400, "malformed_json") if encoding == "identity" else (415, "unsupported_content_encoding")
    assert (said.status, said.error["code"]) == told
    assert growth.bytes() <= MOST


@pytest.mark.parametrize("name", [*JSON, *UNICODE])
def test_p10_what_would_become_large_is_refused(place: Place, name: str) -> None:
    """Before it is built, or while it is."""
    body, code = {**JSON, **UNICODE}[name]
    assert len(body) <= BODY
    growth = Growth(place.server.process.pid)
    said = place.call(body)
    assert said.error["code"] == code
    assert growth.bytes() <= MOST


def test_p10_base64_of_base64_is_refused(place: Place) -> None:
    """Deeper than three times nobody unpacks it."""
    data = b"NIK 3374010101909001 " * 6000
    for _ in range(5):
        data = base64.b64encode(data)
    growth = Growth(place.server.process.pid)
    assert place.call(_said(data.decode()[:TEXT])).error["code"] == "content_not_inspectable"
    assert growth.bytes() <= MOST


@pytest.mark.parametrize("name", ANSWERS)
def test_p10_an_answer_that_would_become_large_is_refused(place: Place, name: str) -> None:
    """502: an AI service is asked for plain bytes, and nothing else of it is read."""
    growth = Growth(place.server.process.pid)
    said = place.call(a_call("Halo", model=place.stage.on(_play(name))))
    assert (said.status, said.error["code"]) == (502, "upstream_invalid_answer")
    assert growth.bytes() <= MOST


def test_p10_a_good_call_goes_as_before(place: Place) -> None:
    """After all of them."""
    assert place.call(_said("Halo")).status == 200
