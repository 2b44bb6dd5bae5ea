"""Where the words that a reader sees stand in an answer, and how it is known that they are over. Reads no word of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from guardrail.core.text import Path

from .dialect import glob
from .leaves import AnswerText

__all__ = ["AnswerKey", "Speech", "TextKey"]

AnswerKey: TypeAlias = int | str
"""Which of the answers side by side (``n`` of OpenAI's chat); 0 where there is one."""
TextKey: TypeAlias = tuple[AnswerKey, ...]
"""Which text of an answer; its copies in later events of a stream have the same one."""

_INDEX: Final = re.compile(r"(?:output_|content_)?index=.+")


@dataclass(frozen=True, slots=True)
class Speech:
    """Of one dialect, as data; shapes as in ``Dialect``, those of events begin with their tag."""

    texts: tuple[str, ...]
    """Shapes of the texts that people read: no thoughts, no arguments, no titles of what was searched."""
    ends: tuple[str, ...]
    """Members of events that end an answer, once they say something; a service may say so too early."""
    beside: str = ""
    """Member of the root whose elements are answers side by side."""
    silent: frozenset[str] = frozenset()
    """Marks of a channel (``type=reasoning``) by which a text of such a shape is none for the reader."""
    structured: Mapping[str, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))
    """Members of a request that ask for an answer in JSON, joined by ``/``, each with the values by which they ask for prose."""
    _texts: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_texts", re.compile("|".join(f"(?:{glob(shape).pattern})" for shape in self.texts)))

    def is_spoken(self, text: AnswerText) -> bool:
        """Whether a reader sees this text."""
        return self._texts.fullmatch(text.shape) is not None and self.silent.isdisjoint(map(str, text.channel))

    def answer(self, text: AnswerText) -> AnswerKey:
        """The answer that a text belongs to."""
        channel = text.channel
        return _number(channel[1]) if self.beside and len(channel) > 1 and channel[0] == self.beside else 0

    def key(self, text: AnswerText) -> TextKey:
        """The text that this is, or is a piece or a copy of."""
        numbers = tuple(_number(step) for step in text.channel if isinstance(step, int) or _INDEX.fullmatch(step))
        if numbers and not text.whole:
            return numbers
        marks = (step for step in text.channel if isinstance(step, str) and _INDEX.fullmatch(step))
        return (*map(_number, marks), *(step for step in text.leaf.path if isinstance(step, int)))

    def ended(self, tree: Any, tag: str | None) -> Iterator[AnswerKey]:
        """The answers that end with this event."""
        if not isinstance(tree, dict):
            return
        begin = f"{tree.get(tag)}/" if tag is not None else ""
        for shape in self.ends:
            if shape.startswith(begin):
                yield from _ended(tree, tuple(shape.removeprefix(begin).split("/")), 0)

    def wants_data(self, request: Mapping[str, Any]) -> bool:
        """Whether the caller asks for JSON, into which no word may come."""
        for path, prose in self.structured.items():
            node: Any = request
            for step in path.split("/"):
                node = node.get(step) if isinstance(node, dict) else None
            if node is not None and not (isinstance(node, str) and node in prose):
                return True
        return False


def _ended(node: Any, steps: Path, answer: AnswerKey) -> Iterator[AnswerKey]:
    if not steps:
        if node:
            yield answer
    elif steps[0] == "*" and isinstance(node, list):
        for at, item in enumerate(node):
            index = item.get("index") if isinstance(item, dict) else None
            yield from _ended(item, steps[1:], index if isinstance(index, int | str) else at)
    elif isinstance(node, dict):
        yield from _ended(node.get(str(steps[0])), steps[1:], answer)


def _number(step: int | str) -> AnswerKey:
    """``index=0`` and the position 0 are the same answer: some services leave out the index of the first."""
    text = str(step).rpartition("=")[2]
    return int(text) if text.isdigit() and len(text) < 10 else text
