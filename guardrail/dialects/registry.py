"""(method, path) -> route and dialect. What is not listed does not exist: there is no pass-through."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from guardrail.core.errors import ErrorCode, RequestRefused

from .anthropic import ANTHROPIC
from .azure_openai import azure
from .dialect import Dialect, Route
from .gemini import GEMINI
from .generic import GENERIC, generic_route
from .mcp import MCP
from .ollama import OLLAMA
from .openai_audio import OPENAI_AUDIO
from .openai_batches import OPENAI_BATCHES
from .openai_chat import OPENAI_CHAT
from .openai_completions import OPENAI_COMPLETIONS
from .openai_conversations import OPENAI_CONVERSATIONS
from .openai_embeddings import OPENAI_EMBEDDINGS
from .openai_files import OPENAI_FILES
from .openai_images import OPENAI_IMAGES
from .openai_moderations import OPENAI_MODERATIONS
from .openai_responses import OPENAI_RESPONSES

__all__ = ["DIALECTS", "Match", "find"]

_OPENAI = (
    OPENAI_CHAT,
    OPENAI_RESPONSES,
    OPENAI_CONVERSATIONS,
    OPENAI_COMPLETIONS,
    OPENAI_EMBEDDINGS,
    OPENAI_MODERATIONS,
    OPENAI_IMAGES,
    OPENAI_AUDIO,
    OPENAI_FILES,
    OPENAI_BATCHES,
)
DIALECTS: tuple[Dialect, ...] = (*_OPENAI, *map(azure, _OPENAI), ANTHROPIC, GEMINI, OLLAMA, MCP)


@dataclass(frozen=True, slots=True)
class Match:
    """A known route, the dialect that reads it, and what the caller put into its path."""

    route: Route
    dialect: Dialect
    params: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), repr=False)
    rivals: tuple[Match, ...] = ()
    """Routes of other dialects on the same path, each of which a header makes known."""

    def told_by(self, headers: Collection[str]) -> Match:
        """The one that a call with these headers (names in lower case) means."""
        return next((rival for rival in self.rivals if rival.route.header in headers), self)


_ALL = [Match(route, dialect) for dialect in DIALECTS for route in dialect.routes]
_EXACT: dict[tuple[str, str], list[Match]] = {}
for _match in _ALL:
    if _match.route.pattern is None:
        _EXACT.setdefault((_match.route.method, _match.route.path), []).append(_match)
_PATHS = {path for _, path in _EXACT}
_PATTERNS = [(match.route.pattern, match) for match in _ALL if match.route.pattern is not None]


def _with_rivals(matches: list[Match]) -> Match:
    """The one that no header makes known, and with it the others."""
    first = next((match for match in matches if not match.route.header), matches[0])
    return replace(first, rivals=tuple(match for match in matches if match is not first))


_ROUTES = {place: _with_rivals(matches) for place, matches in _EXACT.items()}


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
    fits = [replace(match, params=found.groupdict()) for pattern, match in _PATTERNS if (found := pattern.fullmatch(path)) is not None]
    meant = [match for match in fits if match.route.method == method]
    if meant:
        return _with_rivals(meant)
    raise RequestRefused(ErrorCode.METHOD_NOT_ALLOWED if fits or path in _PATHS else ErrorCode.UNKNOWN_ROUTE, "path")
