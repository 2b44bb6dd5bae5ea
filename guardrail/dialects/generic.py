"""Any JSON service that a policy names: every string is inspected, every string is restored, save where the policy excludes a place."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from guardrail.core.jsonpath import shape_globs

from .dialect import Dialect, Framing, Operation, Route
from .openai_chat import openai_error

__all__ = ["GENERIC", "generic_dialect", "generic_route"]

GENERIC = Dialect(name="generic", routes=(), framing=Framing.SSE, error=openai_error, channel=(), done="[DONE]")


def generic_route(path: str) -> Route:
    """The route of one endpoint that a policy names: ``POST`` to this exact path."""
    return Route("POST", path, Operation.GENERIC)


@lru_cache(maxsize=64)
def generic_dialect(exclude: tuple[str, ...]) -> Dialect:
    """The dialect of an endpoint at which these places (JSONPath) are left alone, in requests and in answers."""
    return replace(GENERIC, unread=tuple(glob for path in exclude for glob in shape_globs(path))) if exclude else GENERIC
