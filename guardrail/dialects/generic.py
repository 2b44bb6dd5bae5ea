"""Any JSON service that a policy names: nothing is opaque, every string is inspected, every string is restored."""

from __future__ import annotations

from .dialect import Dialect, Framing, Operation, Route
from .openai_chat import openai_error

__all__ = ["GENERIC", "generic_route"]

GENERIC = Dialect(name="generic", routes=(), framing=Framing.SSE, error=openai_error, channel=(), done="[DONE]")


def generic_route(path: str) -> Route:
    """The route of one endpoint that a policy names: ``POST`` to this exact path."""
    return Route("POST", path, Operation.GENERIC)
