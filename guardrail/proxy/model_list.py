"""The models of several AI services in one list, as callers see one address: each from the service that gets the calls for it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import Any, Final

from guardrail.core.errors import ErrorCode, Fault, UpstreamFault
from guardrail.dialects.leaves import dump, parse_answer
from guardrail.dialects.target import Target
from guardrail.pipeline.ports import Answer, Upstream

__all__ = ["ModelList"]

_PATIENCE: Final = 5.0
"""Seconds after which a service that has not answered has no models now."""
_FARTHEST: Final = ("luar-negeri", "dalam-negeri", "lokal")
_LISTS: Final = ("data", "models")
"""OpenAI's and Anthropic's member, Google's and Ollama's."""
_NAMES: Final = ("id", "name", "model")
_MORE: Final = ("has_more", "nextPageToken")


class ModelList:
    """An ``Upstream`` of several, for lists of models alone.

    Services that fail or are slow are left out; where all fail, so does the first. A list that comes in pages is that of the first:
    pages of two services make no order.
    """

    def __init__(
        self, dialect: str, upstreams: Sequence[Upstream], serves: Callable[[Upstream, str], bool], patience: float = _PATIENCE
    ) -> None:
        """``serves`` says whether calls for a model go to this one of the services; ``patience`` is in seconds."""
        self.name = f"every:{dialect}"
        regions = {upstream.region for upstream in upstreams}
        self.region = next(region for region in (*_FARTHEST, *sorted(regions)) if region in regions)
        self._upstreams = upstreams
        self._serves = serves
        self._patience = patience

    async def send(self, target: Target, body: bytes) -> Answer:
        asked = [asyncio.wait_for(_models_of(upstream, target, body), self._patience) for upstream in self._upstreams]
        told = await asyncio.gather(*asked, return_exceptions=True)
        trees: list[tuple[Upstream, dict[str, Any]]] = []
        for upstream, tree in zip(self._upstreams, told, strict=True):
            if isinstance(tree, dict):
                trees.append((upstream, tree))
            elif not isinstance(tree, Fault | TimeoutError):
                raise tree
        if not trees:
            raise next((fault for fault in told if isinstance(fault, Fault)), UpstreamFault(ErrorCode.UPSTREAM_TIMEOUT, "read"))
        return _Merged(dump(self._merged(trees)))

    def _merged(self, trees: Sequence[tuple[Upstream, dict[str, Any]]]) -> dict[str, Any]:
        first = trees[0][1]
        member = _list_in(first)
        if any(tree.get(more) for _, tree in trees for more in _MORE):
            return first
        listed = [
            one for upstream, tree in trees if _list_in(tree) == member for one in tree[member] if self._serves(upstream, _name_of(one))
        ]
        ends = {name: _name_of(listed[at]) for name, at in (("first_id", 0), ("last_id", -1)) if listed and first.get(name)}
        return {**first, member: listed, **ends}


class _Merged:
    """What several services said, as the answer of one."""

    def __init__(self, body: bytes) -> None:
        self.status = 200
        self.headers: Mapping[str, str] = {"content-type": "application/json"}
        self._body = body

    async def chunks(self) -> AsyncIterator[bytes]:
        yield self._body

    async def read(self) -> bytes:
        return self._body

    async def aclose(self) -> None:
        """Nothing is open."""


async def _models_of(upstream: Upstream, target: Target, body: bytes) -> dict[str, Any]:
    """Raises ``UpstreamFault`` for what is no list of models."""
    answer = await upstream.send(target, body)
    try:
        if answer.status in (401, 403, 407):
            raise UpstreamFault(ErrorCode.UPSTREAM_REFUSED_KEY, "status")
        if answer.status != 200:
            raise UpstreamFault(ErrorCode.UPSTREAM_ERROR, "status")
        tree = parse_answer(await answer.read())
    finally:
        await answer.aclose()
    if not isinstance(tree, dict) or not _list_in(tree):
        raise UpstreamFault(ErrorCode.UPSTREAM_INVALID, "models")
    return tree


def _list_in(tree: Mapping[str, Any]) -> str:
    return next((member for member in _LISTS if isinstance(tree.get(member), list)), "")


def _name_of(model: Any) -> str:
    """As calls name it; empty for what is no model."""
    name = next((model[key] for key in _NAMES if isinstance(model.get(key), str)), "") if isinstance(model, dict) else ""
    return str(name).removeprefix("models/")
