"""Uploaded files: what is text by its name, by its type and by its bytes is read; all else is bytes."""

from __future__ import annotations

import pytest

from guardrail.core.errors import ErrorCode, RequestRefused
from guardrail.dialects.upload import Upload, UploadForm, read_upload


@pytest.mark.parametrize(
    ("filename", "media", "content", "expected"),
    [
        ("a.txt", "text/plain", b"isi", Upload(UploadForm.TEXT, "isi")),
        ("A.CSV", "", b"nik,nama\r\n1,Siti\r\n", Upload(UploadForm.TEXT, "nik,nama\r\n1,Siti\r\n")),
        ("a.md", "application/octet-stream", b"# Judul", Upload(UploadForm.TEXT, "# Judul")),
        ("a.csv", "text/csv", b"\xef\xbb\xbfnik", Upload(UploadForm.TEXT, "nik")),
        ("upload", "application/octet-stream", b"isi", Upload(UploadForm.TEXT, "isi")),
        ("upload", "text/plain", b"isi", Upload(UploadForm.TEXT, "isi")),
        ("a.json", "application/json", b'{"a":1}', Upload(UploadForm.JSON, {"a": 1})),
        ("a.json", "application/json", b'{"a":1,"a":2}', Upload(UploadForm.TEXT, '{"a":1,"a":2}')),
        ("a.jsonl", "", b'{"a":1}\n\n{"a":2}\r\n', Upload(UploadForm.LINES, [{"a": 1}, {"a": 2}])),
        ("a.jsonl", "", b'{"a":1}\n{', Upload(UploadForm.TEXT, '{"a":1}\n{')),
        ("a.pdf", "application/pdf", b"%PDF-1.7", Upload(UploadForm.BYTES)),
        ("a.txt", "application/pdf", b"isi", Upload(UploadForm.BYTES)),
        ("a.pdf", "text/plain", b"isi", Upload(UploadForm.BYTES)),
        ("a.txt", "text/plain", b"%PDF-1.7 isi", Upload(UploadForm.BYTES)),
        ("a.txt", "text/plain", b"{\\rtf1 isi}", Upload(UploadForm.BYTES)),
        ("a.txt", "text/plain", b"isi\x00", Upload(UploadForm.BYTES)),
        ("a.txt", "text/plain", "isi".encode("utf-16"), Upload(UploadForm.BYTES)),
        ("a.mp3", "audio/mpeg", b"ID3", Upload(UploadForm.BYTES)),
        ("a.html", "text/html", b"isi", Upload(UploadForm.BYTES)),
        ("upload", "image/png", b"isi", Upload(UploadForm.BYTES)),
    ],
)
def test_forms(filename: str, media: str, content: bytes, expected: Upload) -> None:
    """The three must agree."""
    assert read_upload(filename, media, content) == expected


def test_calls_are_lines_whatever_their_file_is_called() -> None:
    """And where they are not, nobody guesses."""
    assert read_upload("upload", "", b'{"a":1}', calls=True) == Upload(UploadForm.LINES, [{"a": 1}])
    with pytest.raises(RequestRefused) as refused:
        read_upload("a.jsonl", "", b'{"a":1,"a":2}', calls=True)
    assert refused.value.code is ErrorCode.DUPLICATE_KEY
