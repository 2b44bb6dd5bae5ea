"""(method, path) -> route and dialect. What is not listed does not exist: there is no pass-through."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from guardrail.core.errors import ErrorCode, RequestRefused

from .azure_openai import azure
from .dialect import Dialect, Route
from .generic import GENERIC, generic_route
from .openai_chat import OPENAI_CHAT
from .openai_completions import OPENAI_COMPLETIONS
from .openai_embeddings import OPENAI_EMBEDDINGS
from .openai_images import OPENAI_IMAGES
from .openai_moderations import OPENAI_MODERATIONS
from .openai_responses import OPENAI_RESPONSES

__all__ = ["DIALECTS", "Match", "find"]

_OPENAI = (OPENAI_CHAT, OPENAI_RESPONSES, OPENAI_COMPLETIONS, OPENAI_EMBEDDINGS, OPENAI_MODERATIONS, OPENAI_IMAGES)
DIALECTS: tuple[Dialect, ...] = (*_OPENAI, *map(azure, _OPENAI))


@dataclass(frozen=True, slots=True)
class Match:
    """A known route, the dialect that reads it, and what the caller put into its path."""

    route: Route
    dialect: Dialect
    params: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), repr=False)


_ROUTES = {(route.method, route.path): Match(route, dialect) for dialect in DIALECTS for route in dialect.routes if route.pattern is None}
_PATHS = {path for _, path in _ROUTES}
_PATTERNS = [(route.pattern, Match(route, dialect)) for dialect in DIALECTS for route in dialect.routes if route.pattern is not None]


def find(method: str, path: str, endpoints: Collection[str] = ()) -> Match:
    """The route for a method and path; ``endpoints`` are the paths a policy opened for the generic dialect.

    Raises ``RequestRefused``: ``unknown_route``, or ``method_not_allowed`` where the path exists for another method.
    """
    known = _ROUTES.get((method, path))
    if known is not None:
        return known
    if path in endpoints:
        if method == "POST":
            return Match(generic_route(path), GENERIC)
        raise RequestRefused(ErrorCode.METHOD_NOT_ALLOWED, "method")
    exists = path in _PATHS
    for pattern, match in _PATTERNS:
        found = pattern.fullmatch(path)
        if found is not None:
            if match.route.method == method:
                return Match(match.route, match.dialect, found.groupdict())
            exists = True
    raise RequestRefused(ErrorCode.METHOD_NOT_ALLOWED if exists else ErrorCode.UNKNOWN_ROUTE, "path")
