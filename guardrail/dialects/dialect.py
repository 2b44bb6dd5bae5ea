"""The declaration of one vendor API. A dialect names what is *not* prose; everything it does not name is inspected."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from guardrail.core.errors import ErrorCode
from guardrail.core.text import LeafKind, Place

if TYPE_CHECKING:
    from .speech import Speech

__all__ = [
    "AnswerForm",
    "BodyForm",
    "Dialect",
    "ErrorShape",
    "Failure",
    "Framing",
    "Operation",
    "Refusal",
    "RefusalShape",
    "Route",
    "StreamError",
    "glob",
]

_NOTHING: Mapping[str, object] = MappingProxyType({})


class Failure(NamedTuple):
    """A call that could not go on, as its caller is told."""

    code: ErrorCode
    status: int
    sentence: str
    event: str = ""
    """The event id under which the audit log has it."""
    param: str | None = None
    """The part of the request that is to blame, in the vendor's own words."""
    at: int = 0
    """When the call came: Unix time in seconds."""
    answer: str = ""
    """The name that the AI service gave its answer before this ended it."""
    repeated: Mapping[str, object] = _NOTHING
    """What the dialect's ``repeats`` names, as the request had it."""


class Refusal(NamedTuple):
    """A failure put as an answer in which the AI service declines: in one piece, and as the events of a stream."""

    whole: Mapping[str, object]
    events: tuple[Mapping[str, object], ...]


ErrorShape: TypeAlias = "Callable[[Failure], Mapping[str, object]]"
"""A failure -> the JSON body in which this vendor reports it."""
StreamError: TypeAlias = "Callable[[Failure], bytes]"
"""A failure -> the bytes that end a stream with it."""
RefusalShape: TypeAlias = "Callable[[Failure], Refusal]"
"""A failure -> the answer in which this vendor's models decline."""

_Rules: TypeAlias = "tuple[tuple[str, LeafKind], ...]"
_MEMO_LIMIT = 4096
_LONGEST_REMEMBERED = 256
"""Shapes remembered per dialect, and how long one may be. Shapes hold keys that a caller chose, so both are bounded."""


class Framing(StrEnum):
    """How the events of a streamed answer are cut out of its bytes."""

    NONE = "none"
    SSE = "sse"
    NDJSON = "ndjson"
    """One JSON value a line."""
    ARRAY = "array"
    """The elements of one JSON array, as they come."""


class BodyForm(StrEnum):
    """What a caller sends to a route."""

    JSON = "json"
    FORM = "form"
    """multipart/form-data: fields and files."""
    NONE = "none"
    """Nothing, also where the method could carry something."""


class AnswerForm(StrEnum):
    """What a route may answer beside JSON and a stream."""

    TEXT = "text"
    """Words alone, as transcripts and subtitles come."""
    FILE = "file"
    """What was stored: text or JSON lines. Bytes that nobody can read do not pass."""
    AUDIO = "audio"
    """Speech that the AI service made of words it was given: handed on as it is."""


class Operation(StrEnum):
    """What a route does, in OpenTelemetry's words (``gen_ai.operation.name``) where it has one."""

    CHAT = "chat"
    GENERATE_CONTENT = "generate_content"
    TEXT_COMPLETION = "text_completion"
    EMBEDDINGS = "embeddings"
    MODERATION = "moderation"
    IMAGE_GENERATION = "image_generation"
    SPEECH = "speech"
    TRANSCRIPTION = "transcription"
    EXECUTE_TOOL = "execute_tool"
    COUNT_TOKENS = "count_tokens"
    STORED = "stored"
    """Reads, cancels or deletes what the AI service keeps."""
    UPLOAD = "upload"
    BATCH = "batch"
    LIST_MODELS = "list_models"
    GENERIC = "generic"


_PARAMETER = re.compile(r"\{([a-z_]+)\}")
_SEGMENT = r"[A-Za-z0-9][A-Za-z0-9._@-]{0,199}"
"""What a caller may put into a path: an identifier. No slash, no colon, no percent sign."""


@dataclass(frozen=True, slots=True)
class Route:
    """One method and path, where ``{name}`` stands for one identifier (``/v1beta/models/{model}:generateContent``).

    ``query`` maps each query parameter that may stand behind it to a pattern of what it may be; it goes on to the AI service.
    """

    method: str
    path: str
    operation: Operation
    query: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    framing: Framing | None = None
    """Of its streamed answers, where it may be another than the dialect's: the media type of the answer tells which."""
    streams: bool = False
    """Whether its answer comes in pieces when the request has no ``stream`` that says so."""
    header: str = ""
    """The header by which calls on this path are known to be this dialect's, where it shares the path with another."""
    body: BodyForm = BodyForm.JSON
    answer: AnswerForm | None = None
    refusal: RefusalShape | None = None
    """How an answer declines here, where answers can: what a policy blocks may then be told that way (``block_style``)."""

    @property
    def id(self) -> str:
        """Name for logs and audit records: paths of routes are known, so they hold no personal data."""
        return f"{self.method} {self.path}"

    @property
    def parameters(self) -> tuple[str, ...]:
        """Names of what a caller puts into the path, in order."""
        return tuple(_PARAMETER.findall(self.path))

    @property
    def pattern(self) -> re.Pattern[str] | None:
        """What its path looks like with the parameters named, or nothing where the path is exact."""
        if "{" not in self.path:
            return None
        parts = _PARAMETER.split(self.path)
        return re.compile("".join(f"(?P<{part}>{_SEGMENT})" if i % 2 else re.escape(part) for i, part in enumerate(parts)))


@dataclass(frozen=True, slots=True)
class Dialect:
    """One vendor API. Globs run over shapes: a path joined by ``/`` with array indices as ``*``; ``**`` spans any depth."""

    name: str
    routes: tuple[Route, ...]
    error: ErrorShape
    framing: Framing = Framing.NONE
    opaque: tuple[str, ...] = ()
    """Identifiers and enumerations that must reach the vendor unchanged. They are inspected all the same; see ``LeafKind``."""
    unread: tuple[str, ...] = ()
    """What a policy says is nobody's data: it goes as it is, and is neither inspected nor restored."""
    json_strings: tuple[str, ...] = ()
    binary: tuple[str, ...] = ()
    roles: Mapping[str, Place] = field(default_factory=lambda: MappingProxyType({}))
    """Value of a ``role`` member -> whose words its object holds. In words of a system or of a tool nothing speaks for others."""
    types: Mapping[str, Place] = field(default_factory=lambda: MappingProxyType({}))
    """Value of a ``type`` member -> whose words its object holds; beats the role."""
    places: Mapping[str, Place] = field(default_factory=lambda: MappingProxyType({}))
    """Object key -> whose words stand below it; beats role and type."""
    variants: Mapping[str, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))
    """Object key -> the values of ``type`` by which the object below it means something of its own: ``source`` of the type
    ``text`` is the step ``source:text`` of a shape, of any other type just ``source``."""
    channel: tuple[str, ...] = ("index",)
    """Members that tell parallel streams apart (choice, block, tool call), from the outermost in: their values replace array positions."""
    done: str | None = None
    """Data of the event that ends a stream; nothing follows it."""
    whole: tuple[str, ...] = ()
    """Texts of a stream that are complete in their event (a copy of all that was streamed); any other goes on in the next event."""
    tag: str | None = None
    """Member whose value begins the shapes of an event (``type``): the same member means different things in different events."""
    ends: frozenset[str] = frozenset()
    """Values of ``tag`` in events that end every text of the item, block or part they stand for: it waits for nothing more."""
    stream_error: StreamError | None = None
    """How a failure ends a stream, where it is not one more event."""
    last_event: ErrorShape | None = None
    """The event with which a failure ends a stream, where it is not the body of an error."""
    repeats: tuple[str, ...] = ()
    """Members of a request that its refusal repeats, so that the client knows what was refused."""
    served: Mapping[str, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))
    """Member of a request -> the values it may have: what one path is for where that does not follow from the path."""
    token_ids: tuple[str, ...] = ()
    """Where a number is a piece of text (a token of the model's own alphabet), which nobody can read here."""
    calls: tuple[str, ...] = ()
    """Objects of an answer that call a function of the caller, whose ``name`` they hold."""
    arguments: tuple[str, ...] = ()
    """Texts of an answer that are arguments of such a call, or pieces of them; JSON in a string is taken for such in any case."""
    signed: tuple[str, ...] = ()
    """Texts of an answer that the AI service signs and wants back as they were: they are changed only so that masking turns it back."""
    thread: tuple[str, ...] = ()
    """Members of a request that refer to a conversation which the AI service keeps."""
    thread_id: tuple[str, ...] = ()
    """Paths in an answer (or an event of it), joined by ``/``, to the names under which the AI service keeps this conversation."""
    thread_kept: str = ""
    """Member of a request that is false where the AI service shall keep no new name for the conversation."""
    thread_results: tuple[str, ...] = ()
    """The same in an answer to a call that only reads: names of what came out of the conversation since."""
    scattered: tuple[str, ...] = ()
    """Shapes of texts of an answer that repeat another one word by word: none of them shows whose word it is."""
    speech: Speech | None = None
    """Where its answers hold words for a reader, if they do."""
    speaks: Place = Place.RESPONSE
    """Whose words its answers are."""
    credential: str = "authorization"
    """The header that takes the agency's key to the AI service."""
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Headers of a caller that go on to the AI service, each with a pattern of what it may be. They are inspected."""
    _rules: Mapping[str, _Rules] = field(init=False, repr=False, compare=False)
    """By the last step of a shape, so that an odd key is compared with few globs; those that end in ``*`` under ``*``, and with all."""
    _whole: tuple[re.Pattern[str], ...] = field(init=False, repr=False, compare=False)
    _calls: re.Pattern[str] = field(init=False, repr=False, compare=False)
    _arguments: re.Pattern[str] = field(init=False, repr=False, compare=False)
    _members: re.Pattern[str] = field(init=False, repr=False, compare=False)
    _signed: re.Pattern[str] = field(init=False, repr=False, compare=False)
    _token_ids: tuple[re.Pattern[str], ...] = field(init=False, repr=False, compare=False)
    _unread: re.Pattern[str] = field(init=False, repr=False, compare=False)
    _memo: dict[str, LeafKind] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        named = ((self.binary, LeafKind.BINARY), (self.json_strings, LeafKind.JSON), (self.opaque + self.unread, LeafKind.OPAQUE))
        rules = [(pattern.rpartition("/")[2], (pattern, kind)) for patterns, kind in named for pattern in patterns]
        lasts = {"*"} | {last for last, _ in rules if "*" not in last}
        rules.sort(key=lambda rule: "*" in rule[0])  # what names a member beats what takes it along
        by_last = {end: tuple(rule for last, rule in rules if last == end or "*" in last) for end in lasts}
        object.__setattr__(self, "_rules", MappingProxyType(by_last))
        object.__setattr__(self, "_whole", tuple(glob(pattern) for pattern in self.whole))
        object.__setattr__(self, "_calls", _any(self.calls))
        object.__setattr__(self, "_arguments", _any(self.arguments))
        object.__setattr__(self, "_members", _any(tuple(pattern for pattern in self.arguments if pattern.endswith("/**"))))
        object.__setattr__(self, "_signed", _any(self.signed))
        object.__setattr__(self, "_unread", _any(self.unread))
        object.__setattr__(self, "_token_ids", tuple(glob(pattern) for pattern in self.token_ids))

    def kind(self, shape: str) -> LeafKind:
        """What a leaf of this shape is. The default is prose: an unknown field is read, never skipped."""
        known = self._memo.get(shape)
        if known is not None:
            return known
        rules = self._rules.get(shape.rpartition("/")[2]) or self._rules["*"]
        # Three thousand globs stand in all dialects; few are ever asked, so each is compiled when it is.
        found = next((kind for pattern, kind in rules if glob(pattern).fullmatch(shape)), LeafKind.PROSE)
        if len(shape) <= _LONGEST_REMEMBERED:
            if len(self._memo) >= _MEMO_LIMIT:  # filled by one caller's odd keys: the usual shapes come back at once
                self._memo.clear()
            self._memo[shape] = found
        return found

    def is_whole(self, shape: str) -> bool:
        """Whether a text of a stream ends with its event."""
        return any(pattern.fullmatch(shape) for pattern in self._whole)

    def is_call(self, shape: str) -> bool:
        """Whether an object of an answer calls a function of the caller."""
        return self._calls.fullmatch(shape) is not None

    def is_signed(self, shape: str) -> bool:
        """Whether a text of an answer comes back with a signature over it."""
        return self._signed.fullmatch(shape) is not None

    def is_argument(self, shape: str) -> bool:
        """Whether a text of an answer is what a function is called with."""
        return self.kind(shape) is LeafKind.JSON or self._arguments.fullmatch(shape) is not None

    def is_member(self, shape: str) -> bool:
        """Whether it is a member of arguments that are an object, not the source of one."""
        return self._members.fullmatch(shape) is not None

    def serves(self, request: Mapping[str, object]) -> bool:
        """Whether a request is for nothing but what is served."""
        return all(
            isinstance(request.get(member, ""), str) and request.get(member) in (None, *known) for member, known in self.served.items()
        )

    def is_unread(self, shape: str) -> bool:
        """Whether a policy says of this shape that nobody looks into it."""
        return self._unread.fullmatch(shape) is not None

    def is_token_id(self, shape: str) -> bool:
        """Whether a number of this shape is a piece of text."""
        return any(pattern.fullmatch(shape) for pattern in self._token_ids)

    def step(self, key: str, below: object) -> str:
        """A member as one step of a shape."""
        step = key.replace("/", "~1") if "/" in key else key
        types = self.variants.get(key)
        if types is not None and isinstance(below, dict):
            kind = below.get("type")
            if isinstance(kind, str) and kind in types:
                return f"{step}:{kind}"
        return step


def _any(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """Matches what one of the globs matches; of no globs, nothing."""
    return re.compile("|".join(f"(?:{_expression(pattern)})" for pattern in patterns) or r"(?!)")


@cache
def glob(pattern: str) -> re.Pattern[str]:
    """Compile a glob over shapes: ``*`` is one step, ``**`` any number of steps (also none)."""
    return re.compile(_expression(pattern))


def _expression(pattern: str) -> str:
    parts = []
    for step in pattern.split("/"):
        if step == "**":
            parts.append(r"(?:[^/]+/)*")
        elif step == "*":
            parts.append(r"[^/]+/")
        else:
            parts.append(re.escape(step) + "/")
    text = "".join(parts)
    if pattern.endswith("**"):
        return text.removesuffix(r"(?:[^/]+/)*") + r"(?:[^/]+/)*[^/]+"
    return text.removesuffix("/")
