"""What stands in an uploaded file: text, one JSON value, or JSON lines; anything else is bytes that nobody can read here.

The name and the declared type must both be of text, and the bytes too: a PDF is no text for being called ``.txt``.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Any, Final, NamedTuple

from guardrail.core.errors import RequestRefused

from .leaves import parse

__all__ = ["Upload", "UploadForm", "read_upload"]


class UploadForm(StrEnum):
    """How a file is read."""

    TEXT = "text"
    JSON = "json"
    LINES = "lines"
    """One JSON value a line."""
    BYTES = "bytes"


class Upload(NamedTuple):
    """A file as read: a string, a tree, a list of trees, or nothing where it is bytes."""

    form: UploadForm
    content: Any = None


_SUFFIXES: Final = {
    **dict.fromkeys(("txt", "csv", "tsv", "md", "markdown", "log", "srt", "vtt"), UploadForm.TEXT),
    "json": UploadForm.JSON,
    **dict.fromkeys(("jsonl", "ndjson"), UploadForm.LINES),
}
_MEDIA: Final = {
    **dict.fromkeys(("text/plain", "text/csv", "text/tab-separated-values", "text/markdown", "text/vtt"), UploadForm.TEXT),
    "application/json": UploadForm.JSON,
    **dict.fromkeys(("application/jsonl", "application/x-jsonlines", "application/x-ndjson"), UploadForm.LINES),
}
_UNSAID: Final = frozenset({"", "application/octet-stream"})
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_OTHER_FORMATS: Final = ("%PDF", "%!PS", "{\\rtf")
"""Formats that can be written in plain characters and yet hide their words."""


def read_upload(filename: str, media: str, content: bytes, calls: bool = False) -> Upload:
    """The file by its name and declared type; without either it is text if its bytes are. JSON that is not valid JSON is text.

    A file of ``calls`` is JSON lines, whatever it is called. Raises ``RequestRefused`` (``malformed_json``) where its bytes are not.
    """
    if calls:
        return Upload(UploadForm.LINES, _lines(content))
    suffix = filename.rpartition(".")[2].lower()
    by_name = _SUFFIXES.get(suffix) if "." in filename else None
    by_media = _MEDIA.get(media)
    if (by_media is None and media not in _UNSAID) or (by_name is None and "." in filename):
        return Upload(UploadForm.BYTES)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return Upload(UploadForm.BYTES)
    if _CONTROL.search(text) or text.lstrip().startswith(_OTHER_FORMATS):
        return Upload(UploadForm.BYTES)
    form = by_name or by_media or UploadForm.TEXT
    try:
        if form is UploadForm.JSON:
            return Upload(form, parse(content))
        if form is UploadForm.LINES:
            return Upload(form, _lines(content))
    except RequestRefused:
        return Upload(UploadForm.TEXT, text)
    return Upload(UploadForm.TEXT, text)


def _lines(content: bytes) -> list[Any]:
    return [parse(line) for line in content.splitlines() if line.strip()]
