"""Files to documents that remember where each part stands. Reads; decides nothing about what the documents mean together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeAlias

from pydantic import ValidationError

from guardrail.core.diagnostic import Diagnostic
from guardrail.core.errors import InvalidFiles

from .code import Code
from .complaint import did_you_mean, shape_complaints
from .schema import API_VERSION, KINDS_TO_COME, PolicyDocument, PolicyTestDocument
from .tree import Tree, read_trees

__all__ = ["MAX_BYTES", "Body", "Document", "load", "parse"]

MAX_BYTES: Final = 256 * 1024
"""Largest policy file; at worst, one of this size takes a few seconds to read."""

Body: TypeAlias = PolicyDocument | PolicyTestDocument

_KINDS: Final[dict[str, type[PolicyDocument] | type[PolicyTestDocument]]] = {"Policy": PolicyDocument, "PolicyTest": PolicyTestDocument}


@dataclass(frozen=True, slots=True)
class Document:
    """One document of one file, valid in shape."""

    file: str
    body: Body = field(repr=False)
    tree: Tree = field(repr=False)

    def complaint(self, code: Code, message: str, *path: str | int, mend: str = "", key: bool = False) -> Diagnostic:
        """A complaint about the value (or the key) at ``path``."""
        return Diagnostic(self.file, *self.tree.mark(path, key=key), code, message, mend)


def load(source: Path) -> tuple[Document, ...]:
    """Every document of a file, or of all ``*.yaml`` and ``*.yml`` under a folder, in order of path.

    Raises ``InvalidFiles`` with every complaint of every file.
    """
    documents: list[Document] = []
    complaints: list[Diagnostic] = []
    for file in _files(source):
        try:
            content = _read(file)
        except OSError:
            complaints.append(Diagnostic(str(file), 0, 0, Code.FILE, "cannot be read"))
            continue
        found, faults = parse(str(file), content)
        documents += found
        complaints += faults
    if not documents and not complaints:
        complaints.append(Diagnostic(str(source), 0, 0, Code.NO_POLICY, "holds no policy file", "policy files end in .yaml"))
    if complaints:
        raise InvalidFiles(complaints)
    return tuple(documents)


def parse(file: str, content: bytes) -> tuple[list[Document], list[Diagnostic]]:
    """Documents and complaints of one file's bytes."""
    if len(content) > MAX_BYTES:
        return [], [Diagnostic(file, 0, 0, Code.FILE, f"is larger than {MAX_BYTES // 1024} KiB", "split it")]
    if content.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        return [], [Diagnostic(file, 1, 1, Code.FILE, "starts with a byte order mark", "save it as UTF-8 without BOM")]
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return [], [Diagnostic(file, line, 0, Code.FILE, "is not UTF-8", "save it as UTF-8")]
    trees, complaints = read_trees(file, text)
    if not trees and not complaints:
        complaints.append(Diagnostic(file, 1, 1, Code.STRUCTURE, "the file holds no document"))
    documents: list[Document] = []
    refused = {(complaint.line, complaint.column) for complaint in complaints}
    for tree in trees:
        outcome = _document(file, tree)
        if isinstance(outcome, Document):
            documents.append(outcome)
        else:
            complaints += [complaint for complaint in outcome if (complaint.line, complaint.column) not in refused]
    return documents, complaints


def _files(source: Path) -> Iterator[Path]:
    """Names that begin with a dot are left out: editors' copies, and the folders behind a mounted Kubernetes ConfigMap's links."""
    if not source.is_dir():
        yield source
        return
    for file in sorted(source.rglob("*")):
        inside = file.relative_to(source)
        if file.suffix in (".yaml", ".yml") and not any(part.startswith(".") for part in inside.parts):
            yield file


def _read(file: Path) -> bytes:
    """At most one byte more than is permitted, so that a huge file costs nothing."""
    with file.open("rb") as stream:
        return stream.read(MAX_BYTES + 1)


def _document(file: str, tree: Tree) -> Document | list[Diagnostic]:
    if not isinstance(tree.value, dict):
        return [Diagnostic(file, *tree.mark(()), Code.STRUCTURE, "a document must be a mapping", "begin with apiVersion and kind")]
    if "kind" not in tree.value:
        return [Diagnostic(file, *tree.mark(()), Code.MISSING_KEY, "the key 'kind' is missing", "add kind: Policy or kind: PolicyTest")]
    kind = str(tree.value["kind"])
    if kind in KINDS_TO_COME:
        message, mend = f"the kind {kind} is not supported by this version", "remove the document; it is never ignored"
        return [Diagnostic(file, *tree.mark(("kind",)), Code.NOT_SUPPORTED, message, mend)]
    model = _KINDS.get(kind)
    if model is None:
        return [Diagnostic(file, *tree.mark(("kind",)), Code.KIND, "unknown kind", did_you_mean(kind, _KINDS) or "Policy or PolicyTest")]
    if tree.value.get("apiVersion") not in (None, API_VERSION):
        return [Diagnostic(file, *tree.mark(("apiVersion",)), Code.KIND, "unknown apiVersion", f"this version reads {API_VERSION}")]
    try:
        return Document(file, model.model_validate(tree.value), tree)
    except ValidationError as error:
        return shape_complaints(file, tree, model, error)
