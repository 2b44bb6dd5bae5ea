"""Walk a JSON tree into leaves, and rebuild it with some of them changed. Pure; the tree that is walked is never altered."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any, Final, NamedTuple, TypeAlias

import orjson

from guardrail.core.errors import ErrorCode, RequestRefused, UpstreamFault
from guardrail.core.text import Leaf, LeafKind, Medium, Path, Place

from .bounds import MAX_NODES, check_answer, check_body, check_text
from .calls import Calls
from .dialect import Dialect
from .fields import label_below, labels_of_items, names_short_number
from .media import medium_of

__all__ = ["EMBEDDED", "AnswerText", "MAX_DEPTH", "MAX_NODES", "Number", "answer_texts", "dump", "parse", "parse_answer", "rebuild", "walk"]

JsonTree: TypeAlias = Any
"""What ``json.loads`` returns."""
Number: TypeAlias = int | float

MAX_DEPTH: Final = 200
_LONG_NUMBER: Final = 10**8
"""Numbers of nine digits and more can be identifiers (a telephone number without its zero), so they are leaves too."""
EMBEDDED: Final = "\x00json"
"""Path step from a string into the JSON that it holds. A NUL cannot start a step otherwise: such keys are refused."""
_KEY: Final = "\x00key:"
"""Prefix of the path step to the *name* of a member; the plain step leads to its value."""
_PLAIN_KEY = re.compile(r"(?!.{65})[A-Za-z_$][A-Za-z_$.-]*(?:[0-9][A-Za-z_$.-]*){0,5}")
"""Names of fields. Other keys (with spaces, six digits or more in all, ``@``) are inspected: people put data into keys."""
_DATA_URL = re.compile(r"\s*data:[^,]{0,255};base64,", re.IGNORECASE)
_TOLD: Final = frozenset({Place.SYSTEM, Place.TOOL_CALL, Place.TOOL_RESULT, Place.TOOL_DEFINITION, Place.RESPONSE})
"""Places that nothing inside changes: an object in a tool's words may well have a ``role`` of its own."""
_INTEGER = re.compile(r"[1-9][0-9]{0,63}")
_LONG_INTEGER: Final = b"," + b"0" * 19
_ROUGHLY: Final = bytes(48 if byte in b"0123456789" else 44 if byte in b"[:,- \t\r\n" else 46 for byte in range(256))
"""What stands before a number as a comma, digits as "0": ten times as fast as a regex. The fast reader makes a float of an integer beyond
64 bits. What else it does not read (half a surrogate pair), the other one may."""
_NONZERO = re.compile(r"-?[0.]*[1-9]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def parse(body: bytes) -> JsonTree:
    """Parse a request strictly: UTF-8, no duplicate keys, no NaN, no overflow, no lone surrogates, bounded depth.

    Two readers of a lenient parse can see two different texts, and one of them would leave uninspected (RFC 8259, 4).
    Raises ``RequestRefused`` with ``malformed_json``, ``duplicate_json_key``, ``json_too_deep`` or ``body_too_large``.
    """
    check_body(body)
    try:
        tree = _read_strictly(body.decode("utf-8"))
        halved = b"\\u" in body and _has_surrogate(tree)
    except RecursionError:
        raise RequestRefused(ErrorCode.TOO_DEEP, "body") from None
    except ValueError:
        raise RequestRefused(ErrorCode.MALFORMED_JSON, "body") from None
    if halved:
        raise RequestRefused(ErrorCode.MALFORMED_JSON, "body")
    return tree


def parse_answer(text: bytes | str) -> JsonTree:
    """Parse what an AI service said: an object or an array. Raises ``UpstreamFault`` for anything else, also where a name occurs twice in
    one object (what is relayed byte for byte could hold more than was looked into), and for NaN and infinite numbers.
    """
    try:
        data = text.encode("utf-8") if isinstance(text, str) else text
        check_answer(data)
        tree = _read_fast(data)
        if tree is None:
            tree = _read_answer(data.decode("utf-8"))
    except (ValueError, RecursionError, RequestRefused):
        raise UpstreamFault(ErrorCode.UPSTREAM_INVALID, "json") from None
    if not isinstance(tree, dict | list):
        raise UpstreamFault(ErrorCode.UPSTREAM_INVALID, "json")
    return tree


def dump(tree: JsonTree) -> bytes:
    """Compact JSON. Integers of any length keep every digit; half a surrogate pair (streams cut there) stays escaped."""
    try:
        return orjson.dumps(tree)
    except TypeError:  # an integer beyond 64 bits, or a text that is no UTF-8
        return json.dumps(tree, separators=(",", ":"), allow_nan=False).encode("ascii")


def walk(tree: JsonTree, dialect: Dialect, place: Place = Place.OTHER) -> list[Leaf]:
    """Every string, unusual key and number of a payload that is long or whose field names it as someone's, in document order.

    A ``JSON`` leaf that parses is replaced by the leaves inside it, and so are strings in it that hold JSON themselves, and what
    tools answered: its fields label their values, and its escapes hide none. One that does not parse is prose.
    """
    walker = _Walker(dialect, tree)
    walker.walk(tree, (), "", "", place)
    return walker.leaves


class AnswerText(NamedTuple):
    """A string of an answer (or of one event of it) that may hold tokens."""

    leaf: Leaf
    channel: Path
    """The pieces of one text, spread over events, share a channel, and no two texts do."""
    whole: bool
    """It ends with its event: nothing of it is still to come."""
    restorable: bool = True
    """Values of the caller may stand in it: it is neither a number, nor the name of a member, nor an argument of a function that may
    not get them."""
    shape: str = ""
    """Where it stands, as its dialect says it; empty for the name of a member."""
    member: bool = False
    """It is all of a member of an object of arguments: what was a number is one again."""
    signed: bool = False
    """The AI service has signed it and wants it back as it was."""


def answer_texts(
    tree: JsonTree,
    dialect: Dialect,
    streamed: bool = False,
    calls: Calls | None = None,
    everything: bool = False,
    passed: list[str] | None = None,
) -> list[AnswerText]:
    """The strings of an answer, or of one event of a ``streamed`` one; with ``everything`` long numbers and unusual keys too.

    A channel is the leaf's path with the position in each array replaced by the element's own ``index`` where it has one. Keys
    are never restored; JSON in a string is kept whole, because in a stream it comes in pieces. ``calls`` says which functions get
    values, and is told of those that are called; without it all do. ``passed`` gets the shapes of the strings that are no texts.
    """
    found: list[AnswerText] = []
    prefix = ""
    if streamed and dialect.tag is not None and isinstance(tree, dict):
        tag = tree.get(dialect.tag)
        prefix = f"{dialect.step(tag, None)}/" if isinstance(tag, str) else ""
    if isinstance(tree, dict | list):
        _Collector(dialect, streamed, calls, everything, found, passed).collect(tree, (), (), prefix)
    return found


_MARKS = (int, str)
_NUMBERS: Final = frozenset((int, float))


class _Collector:
    def __init__(
        self, dialect: Dialect, streamed: bool, calls: Calls | None, everything: bool, found: list[AnswerText], passed: list[str] | None
    ) -> None:
        self._passed = passed
        self._dialect = dialect
        self._calls = calls
        self._everything = everything
        self._whole = streamed and bool(dialect.whole)
        self._found = found

    def collect(self, node: dict[str, Any] | list[Any], path: Path, channel: Path, prefix: str, function: str = "") -> None:
        """``function`` is what the arguments below are for, where that is known."""
        dialect = self._dialect
        if isinstance(node, dict):
            for member in dialect.channel:
                mark = node.get(member)
                if isinstance(mark, _MARKS):
                    channel = (*channel[:-1], f"{member}={mark}") if path and isinstance(path[-1], int) else (*channel, f"{member}={mark}")
            if self._calls is not None and dialect.is_call(prefix.removesuffix("/")) and isinstance(name := node.get("name"), str):
                function = name
                self._calls.announce(channel, name)
            items: Iterable[tuple[str | int, Any]] = node.items()
        elif _is_vector(node):
            return
        else:
            items = enumerate(node)
        everything = self._everything
        for key, item in items:
            if everything and key.__class__ is str and key not in _SEEN_PLAIN and not _is_plain(str(key)):
                self._add((*path, f"{_KEY}{key}"), str(key), LeafKind.PROSE, channel, "")
            kind_of_item = item.__class__
            if kind_of_item is str:
                shape = prefix + (dialect.step(key, item) if isinstance(key, str) else "*")
                kind = dialect.kind(shape)
                if kind is LeafKind.PROSE or kind is LeafKind.JSON:
                    whole = self._whole and dialect.is_whole(shape)
                    restorable = self._calls is None or not dialect.is_argument(shape) or self._calls.restorable(channel, function)
                    leaf = Leaf((*path, key), item, kind, Place.RESPONSE)
                    signed = bool(dialect.signed) and dialect.is_signed(shape)
                    self._found.append(AnswerText(leaf, (*channel, key), whole, restorable, shape, dialect.is_member(shape), signed))
                elif self._passed is not None:
                    self._passed.append(shape)
            elif kind_of_item is dict or kind_of_item is list:
                shape = prefix + (dialect.step(key, item) if isinstance(key, str) else "*")
                self.collect(item, (*path, key), (*channel, key), shape + "/", function)
            elif item is not None and (number := _long_number(item)):
                shape = prefix + (dialect.step(key, item) if isinstance(key, str) else "*")
                of_call = dialect.is_member(shape)
                if everything or of_call:
                    gets_values = of_call and (self._calls is None or self._calls.restorable(channel, function))
                    self._add((*path, key), number, dialect.kind(shape), channel, shape, gets_values)

    def _add(self, path: Path, text: str, kind: LeafKind, channel: Path, shape: str, restorable: bool = False) -> None:
        if kind is LeafKind.PROSE and len(path) <= MAX_DEPTH and "\x00" not in text:
            self._found.append(AnswerText(Leaf(path, text, kind, Place.RESPONSE), (*channel, path[-1]), True, restorable, shape))


def rebuild(tree: JsonTree, changes: Mapping[Path, str | Number]) -> JsonTree:
    """A copy of the tree with the leaves at these paths replaced; untouched branches are shared, not copied.

    Raises ``RequestRefused`` (``duplicate_json_key``) when two names of one object become the same.
    """
    if not changes:
        return tree
    branches: dict[str | int, Any] = {}
    for path, text in changes.items():
        node = branches
        for step in path[:-1]:
            node = node.setdefault(step, {})
        node[path[-1]] = text
    return _replaced(tree, branches)


def _replaced(node: JsonTree, branches: Any) -> JsonTree:
    if isinstance(branches, int | float):
        return branches
    if isinstance(branches, str):
        # A surrogate of a number stays one, so that a strict schema takes it.
        return int(branches) if type(node) is int and _INTEGER.fullmatch(branches) else branches
    if EMBEDDED in branches:
        return json.dumps(_replaced(json.loads(node), branches[EMBEDDED]), ensure_ascii=False, separators=(",", ":"))
    if isinstance(node, list):
        return [_replaced(item, branches[i]) if i in branches else item for i, item in enumerate(node)]
    members = {branches.get(_KEY + key, key): _replaced(item, branches[key]) if key in branches else item for key, item in node.items()}
    if len(members) != len(node):  # two masked names became one: a member would be lost without a word
        raise RequestRefused(ErrorCode.DUPLICATE_KEY, "body")
    return members


class _Walker:
    def __init__(self, dialect: Dialect, root: JsonTree) -> None:
        self.leaves: list[Leaf] = []
        self._dialect = dialect
        self._root = root
        self._nodes = 0

    def walk(self, node: JsonTree, path: Path, shape: str, label: str, place: Place) -> None:
        """``path`` has one step a level, so its length is the depth."""
        self._nodes += 1
        if len(path) > MAX_DEPTH or self._nodes > MAX_NODES:
            raise RequestRefused(ErrorCode.TOO_DEEP, "body")
        if isinstance(node, str):
            self._string(node, path, shape, label, place)
        elif isinstance(node, dict):
            self._object(node, path, f"{shape}/" if shape else "", label, place)
        elif isinstance(node, list):
            inner = f"{shape}/*" if shape else "*"
            for i, (item, below) in enumerate(zip(node, labels_of_items(label, node), strict=True)):
                self.walk(item, (*path, i), inner, below, place)
        elif isinstance(node, int | float) and not isinstance(node, bool):
            self._number(node, path, shape, label, place)

    def _number(self, node: int | float, path: Path, shape: str, label: str, place: Place) -> None:
        dialect = self._dialect
        if dialect.token_ids and dialect.is_token_id(shape):
            self.leaves.append(Leaf(path, "", LeafKind.BINARY, place, label, Medium.TOKENS))
        elif abs(node) >= _LONG_NUMBER or (label and names_short_number(label)):
            text = str(int(node)) if isinstance(node, int) or node.is_integer() else repr(node)
            if dialect.unread and dialect.is_unread(shape):
                text = ""
            self.leaves.append(Leaf(path, text, dialect.kind(shape), place, label, number=True))

    def _string(self, text: str, path: Path, shape: str, label: str, place: Place) -> None:
        kind = self._dialect.kind(shape)
        if self._dialect.unread and self._dialect.is_unread(shape):
            text = ""
        if kind is LeafKind.JSON or (kind is LeafKind.PROSE and (place is Place.TOOL_RESULT or EMBEDDED in path)):
            inner = _container(text)
            if inner is not None:
                self.walk(inner, (*path, EMBEDDED), f"{shape}/{EMBEDDED}", label, place)
                return
            kind = LeafKind.PROSE
        if kind is LeafKind.PROSE and _DATA_URL.match(text):
            kind = LeafKind.BINARY
        # The vendor's own name of an identifier says nothing about a value that does not belong there.
        medium = medium_of(self._root, path, text) if kind is LeafKind.BINARY else Medium.FILE
        self.leaves.append(Leaf(path, text, kind, place, "" if kind is LeafKind.OPAQUE else label, medium))

    def _object(self, node: dict[str, Any], path: Path, prefix: str, label: str, place: Place) -> None:
        dialect = self._dialect
        if place not in _TOLD:
            role, kind = node.get("role"), node.get("type")
            if isinstance(role, str):
                place = dialect.roles.get(role, place)
            if isinstance(kind, str):
                place = dialect.types.get(kind, place)
        own = dialect.places
        for key, item in node.items():
            below = own.get(key, place) if own else place
            if key not in _SEEN_PLAIN and not _is_plain(key):
                if "\x00" in key:
                    raise RequestRefused(ErrorCode.MALFORMED_JSON, "body")
                self.leaves.append(Leaf((*path, _KEY + key), key, LeafKind.PROSE, below))
            of_value = label_below(label, key) if label else key
            if item.__class__ is str and len(path) < MAX_DEPTH and self._nodes < MAX_NODES:  # most nodes are strings of an object
                self._nodes += 1
                self._string(item, (*path, key), prefix + (key if "/" not in key else dialect.step(key, item)), of_value, below)
            else:
                self.walk(item, (*path, key), prefix + dialect.step(key, item), of_value, below)


_SEEN_PLAIN: set[str] = set()
_MOST_SEEN: Final = 4096


def _is_plain(key: str) -> bool:
    """Whether a key is the name of a field. Those that are come again with every answer."""
    if not _PLAIN_KEY.fullmatch(key):
        return False
    if len(_SEEN_PLAIN) < _MOST_SEEN:
        _SEEN_PLAIN.add(key)
    return True


def _is_vector(items: list[Any]) -> bool:
    """Whether these are numbers and none of them is long: embeddings have thousands of them."""
    if not items or items[0].__class__ not in _NUMBERS or not _NUMBERS.issuperset(map(type, items)):
        return False
    return bool(max(items) < _LONG_NUMBER and min(items) > -_LONG_NUMBER)


def _long_number(node: JsonTree) -> str:
    """A number that may be an identifier, as a text; empty for everything else."""
    if not isinstance(node, int | float) or isinstance(node, bool) or abs(node) < _LONG_NUMBER:
        return ""
    return str(int(node)) if isinstance(node, int) or node.is_integer() else repr(node)


def _container(text: str) -> JsonTree | None:
    """The object or array that a string holds, or nothing: a bare number or word in a string is prose."""
    if not text.lstrip().startswith(("{", "[")):
        return None
    check_text(text)
    try:
        tree = _read_strictly(text)
        halved = "\\u" in text and _has_surrogate(tree)
    except RecursionError:
        raise RequestRefused(ErrorCode.TOO_DEEP, "body") from None
    except ValueError:
        return None
    if halved:
        raise RequestRefused(ErrorCode.MALFORMED_JSON, "body")
    return tree


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise RequestRefused(ErrorCode.DUPLICATE_KEY, "body")
    return members


def _no_constant(name: str) -> float:
    raise ValueError("not JSON")


def _read_fast(data: bytes) -> JsonTree | None:
    """The tree, or nothing where only the slow reader can tell. Each member has a colon, and so have some texts: where there are as many of
    them in what was read, and none is written as an escape, no member was lost.
    """
    if _LONG_INTEGER in data.translate(_ROUGHLY) or b"\\u003" in data:
        return None
    with suppress(ValueError):
        tree = orjson.loads(data)
        if orjson.dumps(tree).count(b":") == data.count(b":"):
            return tree
    return None


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("not JSON")
    return number


def _exact(text: str) -> float:
    """Of a request: a number that is none (``1e-999``) would be written anew as zero."""
    number = _finite(text)
    if not number and _NONZERO.match(text):
        raise ValueError("not JSON")
    return number


_read_answer = json.JSONDecoder(object_pairs_hook=_unique, parse_constant=_no_constant, parse_float=_finite).decode
_read_strictly = json.JSONDecoder(object_pairs_hook=_unique, parse_constant=_no_constant, parse_float=_exact).decode


def _has_surrogate(tree: JsonTree) -> bool:
    if isinstance(tree, str):
        return _SURROGATE.search(tree) is not None
    if isinstance(tree, dict):
        return any(_has_surrogate(key) or _has_surrogate(item) for key, item in tree.items())
    return isinstance(tree, list) and any(_has_surrogate(item) for item in tree)
