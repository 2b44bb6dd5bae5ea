"""(method, path) -> route and dialect. What is not listed does not exist: there is no pass-through."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from guardrail.core.errors import ErrorCode, RequestRefused

from .dialect import Dialect, Route
from .generic import GENERIC, generic_route
from .openai_chat import OPENAI_CHAT

__all__ = ["DIALECTS", "Match", "find"]

DIALECTS: tuple[Dialect, ...] = (OPENAI_CHAT,)


@dataclass(frozen=True, slots=True)
class Match:
    """A known route and the dialect that reads it."""

    route: Route
    dialect: Dialect


_ROUTES = {(route.method, route.path): Match(route, dialect) for dialect in DIALECTS for route in dialect.routes}
_PATHS = {path for _, path in _ROUTES}


def find(method: str, path: str, endpoints: Collection[str] = ()) -> Match:
    """The route for an exact method and path; ``endpoints`` are the paths a policy opened for the generic dialect.

    Raises ``RequestRefused``: ``unknown_route``, or ``method_not_allowed`` where the path exists for another method.
    """
    known = _ROUTES.get((method, path))
    if known is not None:
        return known
    if path in endpoints:
        if method == "POST":
            return Match(generic_route(path), GENERIC)
        raise RequestRefused(ErrorCode.METHOD_NOT_ALLOWED, "method")
    raise RequestRefused(ErrorCode.METHOD_NOT_ALLOWED if path in _PATHS else ErrorCode.UNKNOWN_ROUTE, "path")
