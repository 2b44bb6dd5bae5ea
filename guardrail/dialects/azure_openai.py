"""OpenAI's dialects under Azure's paths: a deployment in the path, a version behind it, the key in ``api-key``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from .dialect import Dialect, Operation, Route

__all__ = ["azure"]

_VERSION: Final = r"20[0-9]{2}-[0-9]{2}-[0-9]{2}(?:-preview)?|preview|latest|v1"
_OF_DEPLOYMENTS: Final = frozenset(
    {
        Operation.TEXT_COMPLETION,
        Operation.EMBEDDINGS,
        Operation.IMAGE_GENERATION,
        Operation.SPEECH,
        Operation.TRANSCRIPTION,
    }
)
_CHAT: Final = "/v1/chat/completions"


def azure(dialect: Dialect) -> Dialect:
    """The same dialect as Azure serves it: ``/openai/v1/...``, and the dated ``/openai/deployments/{model}/...`` or ``/openai/...``."""
    return replace(
        dialect,
        name=f"azure_{dialect.name}",
        routes=tuple(moved for route in dialect.routes for moved in _moved(route)),
        credential="api-key",
        headers=MappingProxyType({}),
    )


def _moved(route: Route) -> Iterator[Route]:
    query = MappingProxyType({**route.query, "api-version": _VERSION})
    deployed = route.operation in _OF_DEPLOYMENTS or route.path == _CHAT
    for path in ("/openai" + route.path, ("/openai/deployments/{model}" if deployed else "/openai") + route.path.removeprefix("/v1")):
        yield replace(route, path=path, query=query)
