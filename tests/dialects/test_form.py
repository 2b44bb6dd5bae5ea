"""Forms: read in one way or not at all, and written anew so that nobody can read them in another."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.core.errors import ErrorCode, RequestRefused
from guardrail.dialects.form import MAX_PARTS, Part, boundary_of, encode_form, parse_form

B = "batas"
_FIELD = b'--batas\r\nContent-Disposition: form-data; name="model"\r\n\r\nwhisper-1\r\n'
_END = b"--batas--\r\n"
_FILE = (
    b'--batas\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n'
    b"Content-Type: text/plain; charset=utf-8\r\n\r\nisi\r\n\r\n"
)


def test_parts_in_order() -> None:
    """Fields and files, with what they say of themselves."""
    assert parse_form(_FIELD + _FILE + _END, B) == [Part("model", b"whisper-1"), Part("file", b"isi\r\n", "a.txt", "text/plain")]


@pytest.mark.parametrize(
    ("said", "boundary"),
    [
        ("multipart/form-data; boundary=abc", "abc"),
        ('multipart/form-data;boundary="a b:c"', "a b:c"),
        ("Multipart/Form-Data; Boundary=----WebKitFormBoundaryAbC1", "----WebKitFormBoundaryAbC1"),
    ],
)
def test_boundaries(said: str, boundary: str) -> None:
    """Plain or quoted."""
    assert boundary_of(said) == boundary


@pytest.mark.parametrize(
    "said",
    [
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=a; boundary=b",
        "multipart/form-data; boundary=a; charset=utf-8",
        "multipart/mixed; boundary=a",
        'multipart/form-data; boundary="a',
        'multipart/form-data; boundary="a "',
        "multipart/form-data; boundary=" + "a" * 71,
        "application/json",
    ],
)
def test_what_is_no_form_is_refused(said: str) -> None:
    """One form, one boundary."""
    with pytest.raises(RequestRefused) as refused:
        boundary_of(said)
    assert refused.value.code is ErrorCode.UNSUPPORTED_MEDIA_TYPE


def _with(head: bytes) -> bytes:
    return b"--batas\r\n" + head + b"\r\n\r\nisi\r\n" + _END


@pytest.mark.parametrize(
    "body",
    [
        b"",
        _END,
        _FIELD,
        b"pembuka\r\n" + _FIELD + _END,
        b"\r\n" + _FIELD + _END,
        _FIELD + _END + b"penutup",
        _FIELD + b"--batas--" + b"\r\n\r\n",
        _FIELD.replace(b"--batas\r\n", b"--batas \r\n") + _END,
        (_FIELD + _END).replace(b"\r\n", b"\n"),
        _FIELD + b"--batasan\r\n" + _END,
        _with(b""),
        _with(b'Content-Disposition: form-data; filename="a"'),
        _with(b'Content-Disposition: form-data; name="3374011708909001"'),
        _with(b'Content-Disposition: form-data; name="a"; name="b"'),
        _with(b'Content-Disposition: form-data; name="a"; filename="b"; filename="c"'),
        _with(b"Content-Disposition: form-data; name=\"a\"; filename*=UTF-8''b"),
        _with(b'Content-Disposition: form-data; name="a"; filename="b\\"c"'),
        _with(b'Content-Disposition: attachment; name="a"'),
        _with(b'Content-Disposition: form-data; name="a"\r\nContent-Disposition: form-data; name="b"'),
        _with(b'Content-Disposition: form-data; name="a"\r\n folded: 1'),
        _with(b'Content-Disposition: form-data; name="a"\r\nX-Data: 1'),
        _with(b'Content-Disposition: form-data; name="a"\r\nContent-Transfer-Encoding: base64'),
        _with(b'Content-Disposition: form-data; name="a"\r\nContent-Length: 9'),
        _with(b'Content-Disposition: form-data; name="a"\r\nContent-Type: multipart/mixed; boundary=b'),
        _with(b'Content-Disposition: form-data; name="a"\r\nContent-Type: multipart/mixed'),
        _with(b'Content-Disposition: form-data; name="a"\r\nContent-Type: text/plain; charset=utf-16'),
        _with(b'Content-Disposition: form-data; name="a"; filename="\xff"'),
        _with(b'Content-Disposition: form-data; name="a"' + b" " * 3000),
        _FIELD.replace(b"model", b"a[]") * (MAX_PARTS + 1) + _END,
    ],
)
def test_what_could_be_read_in_two_ways_is_refused(body: bytes) -> None:
    """Text around the parts, other line ends, forms in forms, headers that are no form's."""
    with pytest.raises(RequestRefused) as refused:
        parse_form(body, B)
    assert refused.value.code is ErrorCode.MALFORMED_FORM


def test_a_name_comes_once() -> None:
    """Unless it says that it may come again."""
    with pytest.raises(RequestRefused) as refused:
        parse_form(_FIELD * 2 + _END, B)
    assert refused.value.code is ErrorCode.DUPLICATE_KEY
    assert len(parse_form(_FIELD.replace(b"model", b"include[]") * 2 + _END, B)) == 2


def test_usual_headers_of_a_part_are_read() -> None:
    """Some clients say how long a part is and that it is plain."""
    head = b'content-disposition: form-data; name="a"\r\nContent-Length: 3\r\nContent-Transfer-Encoding: binary'
    assert parse_form(_with(head), B) == [Part("a", b"isi")]


_NAMES = st.from_regex(r"[a-z]{1,8}(\[[a-z]{0,4}\])?", fullmatch=True)
_FILENAMES = st.none() | st.text(st.characters(exclude_characters='"\x7f', min_codepoint=32, exclude_categories=["Cs", "Cc"]), max_size=20)
_MEDIA = st.sampled_from(["", "text/plain", "application/octet-stream", "audio/mpeg"])
_PARTS = st.builds(Part, _NAMES, st.binary(max_size=80), _FILENAMES, _MEDIA)


@given(st.lists(_PARTS, min_size=1, max_size=5, unique_by=lambda part: part.name))
def test_what_is_written_reads_back(parts: list[Part]) -> None:
    """Every part, with any bytes in it."""
    body, content_type = encode_form(parts)
    assert parse_form(body, boundary_of(content_type)) == parts


def test_a_masked_filename_cannot_break_its_header() -> None:
    """Quotes and line ends are written as browsers write them."""
    body, content_type = encode_form([Part("file", b"x", 'a"\r\nX: b')])
    assert parse_form(body, boundary_of(content_type))[0].filename == "a%22%0D%0AX: b"


def _unquoted(line: bytes) -> bytes:
    return re.sub(rb'"', b"", line)


@pytest.mark.parametrize("change", [_unquoted, bytes.lower, bytes.upper])
def test_headers_in_other_dress(change: Callable[[bytes], bytes]) -> None:
    """Names of headers are of any case; values without quotes are not read."""
    body = change(b'--batas\r\nContent-Disposition: form-data; name="a"\r\n\r\nisi\r\n--batas--\r\n').replace(b"BATAS", b"batas")
    if change is _unquoted:
        with pytest.raises(RequestRefused):
            parse_form(body, B)
    else:
        assert len(parse_form(body, B)) == 1
