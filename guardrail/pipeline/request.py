"""A request as it is read before anybody looks into it: its document and every text of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from guardrail.core.errors import ErrorCode, RequestRefused
from guardrail.core.text import Leaf
from guardrail.dialects.dialect import Dialect
from guardrail.dialects.document import Document, read_document
from guardrail.dialects.target import Target

__all__ = ["Request", "read_request"]


@dataclass(frozen=True, slots=True)
class Request:
    """What a caller sent, read once. ``target`` has what stood in path, query and headers."""

    document: Document = field(repr=False)
    dialect: Dialect
    target: Target = field(repr=False)
    leaves: tuple[Leaf, ...] = field(repr=False)
    """Of the document, then of the target."""

    @property
    def members(self) -> Mapping[str, Any]:
        """The top members of the document."""
        return self.document.members


def read_request(body: bytes, dialect: Dialect, target: Target) -> Request:
    """Raises ``RequestRefused`` for what cannot be read in one way only, or asks for what this dialect does not serve."""
    document = read_document(body, dialect, target)
    if not dialect.serves(document.members):
        raise RequestRefused(ErrorCode.UNKNOWN_ROUTE, "body")
    return Request(document, dialect, target, (*document.leaves(), *target.leaves()))
