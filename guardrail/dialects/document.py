"""The body of a request as leaves and back: JSON, a form with its files, or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from guardrail.core.errors import ErrorCode, RequestRefused
from guardrail.core.text import Leaf, LeafKind, Medium, Path, Place

from .dialect import BodyForm, Dialect
from .form import Part, encode_form, parse_form
from .generic import GENERIC
from .leaves import dump, parse, rebuild, walk
from .media import medium_of_file
from .registry import find
from .target import Target
from .upload import Upload, UploadForm, read_upload

__all__ = ["Document", "read_document"]

_BATCH: Final = "batch"
"""What a form says of a file whose lines are calls."""


class Document(Protocol):
    """What a caller sent, read once."""

    @property
    def members(self) -> Mapping[str, Any]:
        """Its top members by name: of a form, the fields that are no files."""

    @property
    def brings_files(self) -> bool:
        """Whether files came with it. Who wrote their words nobody knows."""

    def leaves(self) -> list[Leaf]:
        """Every text of it."""

    def written(self, changes: Mapping[Path, str]) -> tuple[bytes, str]:
        """Its bytes with these leaves changed, and their content type."""


def read_document(body: bytes, dialect: Dialect, target: Target) -> Document:
    """Raises ``RequestRefused`` for what cannot be read in one way only."""
    if target.body is BodyForm.FORM:
        return _read_form(body, dialect, target.boundary)
    tree = parse(body) if target.has_body else {}
    if not isinstance(tree, dict):
        raise RequestRefused(ErrorCode.MALFORMED_JSON, "body")
    return _JsonDocument(tree, dialect, body)


@dataclass(frozen=True, slots=True)
class _JsonDocument:
    members: Mapping[str, Any] = field(repr=False)
    dialect: Dialect
    body: bytes = field(repr=False)
    brings_files: bool = False

    def leaves(self) -> list[Leaf]:
        return walk(self.members, self.dialect)

    def written(self, changes: Mapping[Path, str]) -> tuple[bytes, str]:
        return (dump(rebuild(self.members, changes)) if changes else self.body), "application/json"


@dataclass(frozen=True, slots=True)
class _FormDocument:
    """``tree`` has a place for each part: ``{name: text}`` of a field, ``{"filename": ..., "content": ...}`` of a file."""

    members: Mapping[str, Any] = field(repr=False)
    dialect: Dialect
    parts: Sequence[Part]
    uploads: Sequence[Upload | None] = field(repr=False)
    tree: list[dict[str, Any]] = field(repr=False)
    calls: bool
    """Its files hold calls, one a line."""

    @property
    def brings_files(self) -> bool:
        return any(upload is not None for upload in self.uploads)

    def leaves(self) -> list[Leaf]:
        found = []
        for i, (upload, node) in enumerate(zip(self.uploads, self.tree, strict=True)):
            if upload is None:
                found += _below((i,), walk(node, self.dialect))
            else:
                found.append(Leaf((i, "filename"), node["filename"], LeafKind.PROSE, Place.FILE, "filename"))
                inside = _file_leaves(upload, self.calls, medium_of_file(node["filename"], self.parts[i].media))
                found += _below((i, "content"), [leaf._replace(place=Place.FILE) if leaf.place is Place.OTHER else leaf for leaf in inside])
        return found

    def written(self, changes: Mapping[Path, str]) -> tuple[bytes, str]:
        tree = rebuild(self.tree, changes)
        parts = []
        for part, upload, before, node in zip(self.parts, self.uploads, self.tree, tree, strict=True):
            if upload is None:
                parts.append(Part(part.name, str(node[part.name]).encode()))
            else:
                same = node is before or node["content"] is before["content"]
                content = part.content if same else _file_bytes(upload, before["content"], node["content"])
                parts.append(Part(part.name, content, node["filename"], part.media))
        return encode_form(parts)


def _read_form(body: bytes, dialect: Dialect, boundary: str) -> _FormDocument:
    parts = parse_form(body, boundary)
    try:
        fields = [None if part.filename is not None else part.content.decode("utf-8") for part in parts]
    except UnicodeDecodeError:
        raise RequestRefused(ErrorCode.MALFORMED_FORM, "body") from None
    members = {part.name: text for part, text in zip(parts, fields, strict=True) if text is not None}
    calls = members.get("purpose") == _BATCH
    uploads: list[Upload | None] = []
    tree: list[dict[str, Any]] = []
    for part, text in zip(parts, fields, strict=True):
        if part.filename is None:
            uploads.append(None)
            tree.append({part.name: text})
        else:
            upload = read_upload(part.filename, part.media, part.content, calls)
            uploads.append(upload)
            tree.append({"filename": part.filename, "content": upload.content})
    return _FormDocument(members, dialect, parts, uploads, tree, calls)


def _file_leaves(upload: Upload, calls: bool, medium: Medium) -> list[Leaf]:
    match upload.form:
        case UploadForm.TEXT:
            return [Leaf((), upload.content, LeafKind.PROSE)]
        case UploadForm.JSON:
            return walk(upload.content, GENERIC)
        case UploadForm.LINES:
            read = _call_leaves if calls else _record_leaves
            return [leaf for n, record in enumerate(upload.content) for leaf in _below((n,), read(record))]
        case UploadForm.BYTES:
            return [Leaf((), "", LeafKind.BINARY, medium=medium)]


def _record_leaves(record: Any) -> list[Leaf]:
    return walk(record, GENERIC)


def _call_leaves(record: Any) -> list[Leaf]:
    """One call of a batch: its body as the dialect of its address reads it. ``custom_id`` comes back as it is, so it is a name."""
    if not isinstance(record, dict) or not isinstance(record.get("url"), str) or not isinstance(record.get("body"), dict):
        raise RequestRefused(ErrorCode.MALFORMED_JSON, "body")
    url = record["url"]
    match = find("POST", url if url.startswith(("/v1/", "/openai/")) else f"/v1{url}")
    if match.route.body is not BodyForm.JSON or "{" in match.route.path:
        raise RequestRefused(ErrorCode.UNKNOWN_ROUTE, "body")
    if any(record["body"].get(member) is not None for member in match.dialect.thread):
        raise RequestRefused(ErrorCode.SERVER_SIDE_STATE, "body")
    rest = {name: value for name, value in record.items() if name not in ("body", "url")}
    named = [leaf._replace(kind=LeafKind.OPAQUE) if leaf.path == ("custom_id",) else leaf for leaf in walk(rest, GENERIC)]
    return named + _below(("body",), walk(record["body"], match.dialect))


def _file_bytes(upload: Upload, before: Any, after: Any) -> bytes:
    match upload.form:
        case UploadForm.LINES:
            return b"".join(dump(record) + b"\n" for record in after)
        case UploadForm.JSON:
            return dump(after)
        case _:
            return str(after).encode()


def _below(path: Path, leaves: list[Leaf]) -> list[Leaf]:
    return [leaf._replace(path=(*path, *leaf.path)) for leaf in leaves]
