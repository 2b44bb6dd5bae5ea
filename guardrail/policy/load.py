"""Files to documents that remember where each part stands. Reads; decides nothing about what the documents mean together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeAlias

from pydantic import ValidationError

from guardrail.core.diagnostic import Diagnostic
from guardrail.core.errors import InvalidFiles

from .code import Code
from .complaint import did_you_mean, shape_complaints
from .schema import API_VERSION, DetectorSetDocument, ExceptionDocument, PolicyDocument, PolicyTestDocument
from .sources import MAX_BYTES, SourceFile, read_sources
from .tree import Tree, read_trees

__all__ = ["MAX_BYTES", "Body", "Document", "load", "load_files", "parse"]

Body: TypeAlias = PolicyDocument | DetectorSetDocument | ExceptionDocument | PolicyTestDocument

_KINDS: Final[dict[str, type[Body]]] = {
    "Policy": PolicyDocument,
    "DetectorSet": DetectorSetDocument,
    "Exception": ExceptionDocument,
    "PolicyTest": PolicyTestDocument,
}
_MANY: Final = ", ".join(_KINDS)


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
    return load_files(read_sources(source))


def load_files(files: Iterable[SourceFile]) -> tuple[Document, ...]:
    """Every document of files that have been read. Raises ``InvalidFiles`` with every complaint of every file."""
    documents: list[Document] = []
    complaints: list[Diagnostic] = []
    for file in files:
        found, faults = parse(file.name, file.content)
        documents += found
        complaints += faults
    if complaints:
        raise InvalidFiles(complaints)
    return tuple(documents)


def parse(file: str, content: bytes) -> tuple[list[Document], list[Diagnostic]]:
    """Documents and complaints of one file's bytes."""
    if len(content) > MAX_BYTES:
        line = content.count(b"\n", 0, MAX_BYTES) + 1
        return [], [Diagnostic(file, line, 0, Code.FILE, f"is larger than {MAX_BYTES // 1024} KiB from this line on", "split it")]
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


def _document(file: str, tree: Tree) -> Document | list[Diagnostic]:
    if not isinstance(tree.value, dict):
        return [Diagnostic(file, *tree.mark(()), Code.STRUCTURE, "a document must be a mapping", "begin with apiVersion and kind")]
    if "kind" not in tree.value:
        return [Diagnostic(file, *tree.mark(()), Code.MISSING_KEY, "the key 'kind' is missing", "add kind: Policy or kind: PolicyTest")]
    kind = str(tree.value["kind"])
    model = _KINDS.get(kind)
    if model is None:
        return [Diagnostic(file, *tree.mark(("kind",)), Code.KIND, "unknown kind", did_you_mean(kind, _KINDS) or f"known are {_MANY}")]
    if tree.value.get("apiVersion") not in (None, API_VERSION):
        return [Diagnostic(file, *tree.mark(("apiVersion",)), Code.KIND, "unknown apiVersion", f"this version reads {API_VERSION}")]
    try:
        return Document(file, model.model_validate(tree.value), tree)
    except ValidationError as error:
        return shape_complaints(file, tree, model, error)
