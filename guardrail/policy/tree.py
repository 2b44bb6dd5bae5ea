"""YAML text to plain trees that remember lines and columns. Takes the plain core of YAML 1.2 only: what a reader of the
file cannot see at its place (anchors, aliases, merge keys, tags, directives, keys given twice) is refused."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

from guardrail.core.diagnostic import Diagnostic
from guardrail.core.text import Path

from .code import Code

__all__ = ["MAX_DEPTH", "MAX_NODES", "Mark", "Tree", "Value", "read_trees", "shown"]

MAX_DEPTH = 16
"""Deeper than any document of the format; keeps hostile nesting from costing time."""
MAX_NODES = 10_000
"""Values and keys of one file: what a large file of cases has a few times over. The parser reads this many in under a second."""

Mark: TypeAlias = tuple[int, int]
"""Line and column, counted from 1."""

Value: TypeAlias = "str | int | float | bool | tuple[Value, ...] | dict[str, Value] | None"

_SHOWABLE = re.compile(r"[\w.+*/-]{1,60}", re.ASCII)
_INTEGER = re.compile(r"[-+]?[0-9]{1,18}")
_FLOAT = re.compile(r"[-+]?(?:(?:\.[0-9]+|[0-9]+\.[0-9]*)(?:[eE][-+]?[0-9]{1,3})?|[0-9]+[eE][-+]?[0-9]{1,3})")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys(("null", "Null", "NULL", "~", ""), None),
}


@dataclass(frozen=True, slots=True)
class Tree:
    """One YAML document: its value, and where each key and each value stands in the file."""

    value: Value = field(repr=False)
    keys: dict[Path, Mark] = field(repr=False)
    values: dict[Path, Mark] = field(repr=False)

    def mark(self, path: Path, *, key: bool = False) -> Mark:
        """Place of the value at ``path``, or of its key; for a path that the file does not hold, of the nearest value above."""
        while path not in self.values:
            path, key = path[:-1], False
        return self.keys.get(path, self.values[path]) if key else self.values[path]


def read_trees(file: str, text: str) -> tuple[list[Tree], list[Diagnostic]]:
    """Every document of one file, and every complaint. After a syntax error the rest of the file is not read."""
    reader = _Reader(file, text)
    trees: list[Tree] = []
    try:
        for event in reader.events:
            if isinstance(event, DocumentStartEvent):
                if event.version or event.tags:
                    reader.complain(Code.STRUCTURE, "a YAML directive is not permitted", "delete the line that begins with %", event)
                trees.append(reader.document())
    except _TooDeep as stop:
        reader.complain(Code.STRUCTURE, f"nested more than {MAX_DEPTH} levels deep", "", stop.event)
    except _TooMany:
        reader.complain(Code.STRUCTURE, f"holds more than {MAX_NODES} values", "split the file", reader.last)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        problem = error.problem or error.context or "cannot be parsed"
        mend = "indent with spaces" if "'\\t'" in problem else ""
        reader.complaints.append(Diagnostic(file, line, column, Code.SYNTAX, f"not valid YAML: {problem}", mend))
    except ReaderError as error:
        before = text[: error.position]
        line, column = before.count("\n") + 1, error.position - before.rfind("\n")
        reader.complaints.append(Diagnostic(file, line, column, Code.SYNTAX, "a control character is not permitted", "delete it"))
    except (YAMLError, ValueError, OverflowError):
        # The parser's own gaps, such as an escape beyond Unicode: what was read last is the nearest place it can tell.
        reader.complain(Code.SYNTAX, "not valid YAML after this place", "", reader.last)
    return trees, reader.complaints


class _TooDeep(Exception):
    def __init__(self, event: Any) -> None:
        self.event = event


class _TooMany(Exception):
    pass


class _Reader:
    """Builds trees from parser events, one document at a time, and gathers what it refuses."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.complaints: list[Diagnostic] = []
        # The pure parser everywhere: the C one words its errors differently, and is no faster on files this small.
        self.events: Iterator[Any] = self._remembered(YAML(typ="safe", pure=True).parse(text))
        self.last: Any = None
        self._keys: dict[Path, Mark] = {}
        self._values: dict[Path, Mark] = {}

    def _remembered(self, events: Iterable[Any]) -> Iterator[Any]:
        for number, event in enumerate(events):
            self.last = event
            if number > MAX_NODES:
                raise _TooMany
            yield event

    def complain(self, code: Code, message: str, mend: str, event: Any) -> None:
        self.complaints.append(Diagnostic(self.file, *_mark(event), code, message, mend))

    def document(self) -> Tree:
        self._keys, self._values = {}, {}
        value = self._value(next(self.events), ())
        return Tree(value, self._keys, self._values)

    def _value(self, event: Any, path: Path) -> Value:
        self._values[path] = _mark(event)
        if isinstance(event, AliasEvent):
            self.complain(Code.ALIAS, "an alias (*) is not permitted", "write the value out", event)
            return None
        if event.anchor is not None:
            self.complain(Code.ALIAS, "an anchor (&) is not permitted", "delete the anchor", event)
        if event.tag is not None:
            self.complain(Code.TAG, "a tag (!) is not permitted", "delete the tag", event)
        if len(path) > MAX_DEPTH:
            raise _TooDeep(event)
        if isinstance(event, ScalarEvent):
            return str(event.value) if event.style else _resolve(str(event.value))
        return self._sequence(path) if isinstance(event, SequenceStartEvent) else self._mapping(path)

    def _sequence(self, path: Path) -> tuple[Value, ...]:
        items: list[Value] = []
        while not isinstance(event := next(self.events), SequenceEndEvent):
            items.append(self._value(event, (*path, len(items))))
        return tuple(items)

    def _mapping(self, path: Path) -> dict[str, Value]:
        found: dict[str, Value] = {}
        while not isinstance(event := next(self.events), MappingEndEvent):
            key = self._key(event, path)
            if key is not None and key not in found:
                self._keys[*path, key] = _mark(event)
                found[key] = self._value(next(self.events), (*path, key))
                continue
            if key is not None:
                line, _ = self._keys[*path, key]
                self.complain(Code.DUPLICATE_KEY, f"the key {shown(key)} is given twice", f"it is already on line {line}", event)
            # Read past what stands under a refused key, under a path that no schema can reach.
            self._value(next(self.events), (*path, "", len(self._values)))
        return found

    def _key(self, event: Any, path: Path) -> str | None:
        """The key as a string, or None when it is refused."""
        if not isinstance(event, ScalarEvent):
            self._value(event, (*path, "", len(self._values)))
            self.complain(Code.STRUCTURE, "a key must be a plain word", "", event)
            return None
        if event.anchor is not None:
            self.complain(Code.ALIAS, "an anchor (&) is not permitted", "delete the anchor", event)
        if event.tag is not None:
            self.complain(Code.TAG, "a tag (!) is not permitted", "delete the tag", event)
        if event.value == "<<":
            self.complain(Code.MERGE_KEY, "a merge key (<<) is not permitted", "write the keys out", event)
            return None
        return str(event.value)


def shown(word: str) -> str:
    """A word of the file in quotes, when it is safe to repeat on a terminal and short; else what it is."""
    return f"'{word}'" if _SHOWABLE.fullmatch(word) else "(unprintable)"


def _mark(event: Any) -> Mark:
    return event.start_mark.line + 1, event.start_mark.column + 1


def _resolve(plain: str) -> Value:
    """A plain scalar by the core schema of YAML 1.2 section 10.3.2, without octal and hexadecimal; dates stay strings."""
    if plain in _WORDS:
        return _WORDS[plain]
    if _INTEGER.fullmatch(plain):
        return int(plain)
    if _FLOAT.fullmatch(plain):
        return float(plain)
    if _NOT_FINITE.fullmatch(plain):
        return float(plain.replace(".", ""))
    return plain
