"""Office texts in which nothing is asked for that a rule is about: letters, forms, tables, chats and logs, from ``training.ner``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from guardrail.detect.ethics.features import bounds, windows
from guardrail.detect.ethics.words import cut, starts
from training.ner.generate import generate
from training.ner.templates import Split

from .bags import Sample

__all__ = ["paperwork"]

_SOURCES = ("prompt", "prompt", "untrusted", "response")
_CREDENTIAL = re.compile(r"sandi|password|passwd|token|otp|\bpin\b|api.?key|secret|bearer", re.IGNORECASE)
"""A text with one of these may hold a credential, and is not learnt as harmless."""


def paperwork(seed: int, texts: int, split: Split, first: int) -> Iterator[Sample]:
    """Samples of one window each, up to three of a text, numbered from ``first`` on as frames of their own."""
    random = Random(seed)  # noqa: S311 - texts, not keys
    for number, (text, _) in enumerate(generate(seed, texts, split), first):
        if _CREDENTIAL.search(text):
            continue
        at = starts(text)
        pieces = bounds(cut(text).ends)
        spans = windows(pieces)
        for first, last in random.sample(spans, min(3, len(spans))):
            end = pieces[last]
            part = text[at[pieces[first]] : at[end] if end < len(at) else len(text)]
            yield Sample(part, random.choice(_SOURCES), frozenset(), number)
