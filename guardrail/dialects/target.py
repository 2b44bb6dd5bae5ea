"""Where one call goes, with what its caller put into path, query and headers. All of that is inspected, none of it is rewritten."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from guardrail.core.errors import ErrorCode, RequestRefused
from guardrail.core.text import Leaf, LeafKind, Place

from .dialect import BodyForm, Dialect, Framing, Route

__all__ = ["NOWHERE", "Target", "aim"]

_MODEL: Final = "model"


@dataclass(frozen=True, slots=True)
class Target:
    """``path`` is what is sent, its query included. ``words`` are the caller's own: (where they stood, text)."""

    method: str
    path: str = field(repr=False)
    credential: str = "authorization"
    """The header that takes the agency's key."""
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    """Lower-case names and values that go with the call."""
    words: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    model: str = field(default="", repr=False)
    """The model that the path names, if it does."""
    streams: bool = False
    """See ``Route``."""
    body: BodyForm = BodyForm.JSON
    boundary: str = field(default="", repr=False)
    """What parts the parts of a form."""
    content_type: str = "application/json"
    """Of what is sent."""
    framing: Framing | None = None
    """Of the stream, where the caller chose one."""

    @property
    def has_body(self) -> bool:
        return self.body is not BodyForm.NONE and self.method in ("POST", "PUT", "PATCH")

    def leaves(self) -> tuple[Leaf, ...]:
        """What the caller chose, to be inspected: personal data in it refuses the call."""
        return tuple([Leaf((name,), text, LeafKind.OPAQUE, Place.HEADER) for name, text in self.words]) if self.words else ()


NOWHERE: Final = Target("POST", "")
"""For bodies alone: policy tests, other programs."""


def aim(
    route: Route, dialect: Dialect, path: str, params: Mapping[str, str], query: Mapping[str, str], headers: Mapping[str, str]
) -> Target:
    """The target of a call on this route.

    Raises ``RequestRefused``: ``unsupported_query`` for a parameter that the route does not know or whose value is not of its
    form. Headers that the dialect does not name, or whose value is not of its form, do not go on.
    """
    for name, value in query.items():
        form = route.query.get(name)
        if form is None or re.fullmatch(form, value) is None:
            raise RequestRefused(ErrorCode.UNSUPPORTED_QUERY, "query")
    going = tuple((name, headers[name]) for name, form in dialect.headers.items() if name in headers and re.fullmatch(form, headers[name]))
    words = (*params.items(), *query.items(), *going)
    asked = "?" + "&".join(f"{name}={value}" for name, value in query.items()) if query else ""
    return Target(
        method=route.method,
        path=path + asked,
        credential=dialect.credential,
        headers=going,
        words=words,
        model=params.get(_MODEL, ""),
        streams=route.streams,
        body=route.body,
        framing=Framing.SSE if query.get("alt") == "sse" else None,
    )
