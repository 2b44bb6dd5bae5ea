"""Signals that form decides: control tokens of chat templates, notes to the assistant where people do not look, text nobody sees.

Exact, and few: what is only a manner of speaking is the classifier's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from guardrail.core.text import Span

__all__ = ["ExactSignal", "exact_signals"]

_ASSISTANT: Final = r"(?:asisten|assistant|\bAI\b|chatbot|\bmodel\b|\bLLM\b|\bGPT\b|instruksi|instruction|prompt|abaikan|ignore)"
_CHARACTERS: Final = 400
"""Of a comment or a hidden element that are looked into."""


class ExactSignal(NamedTuple):
    """A label and what shows it."""

    label: str
    span: Span


_FORMS: Final = tuple(
    (label, re.compile(pattern, flags))
    for label, pattern, flags in (
        # ChatML, Llama 2 and 3, Gemma, Mistral, Phi: tokens that a chat template sets, and no person.
        (
            "prompt_injection",
            r"<\|(?:im_start|im_end|system|user|assistant|endoftext|eot_id|start_header_id|end_header_id|begin_of_text)\|>"
            r"|<<\/?SYS>>|\[/?INST\]|<(?:start|end)_of_turn>|\[/?SYSTEM(?:_PROMPT)?\]|\{\s*\"role\"\s*:\s*\"system\"",
            0,
        ),
        # A comment of HTML, code or Markdown that speaks to the assistant.
        ("prompt_injection", rf"<!--(?:(?!-->).){{0,{_CHARACTERS}}}?{_ASSISTANT}", re.IGNORECASE | re.DOTALL),
        ("prompt_injection", rf"^\[//\]: # .{{0,{_CHARACTERS}}}?{_ASSISTANT}", re.IGNORECASE | re.MULTILINE),
        # An element that no reader sees, and has words in it.
        (
            "prompt_injection",
            r"<[a-z][a-z0-9]*\b[^<>]{0,200}(?:display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|opacity\s*:\s*0(?![.\d]))"
            r"[^<>]{0,200}>\s*[^\s<]",
            re.IGNORECASE,
        ),
        # Tag characters (U+E0000) spell ASCII that nobody sees; flags use them behind a black flag (U+1F3F4).
        ("prompt_injection", "(?<!\U0001f3f4)(?<![\U000e0020-\U000e007f])[\U000e0020-\U000e007e]{3}", 0),
        # Half a dozen zero-width characters in a row join no letters: they carry bits.
        ("prompt_injection", "[\u200b-\u200d\u2060\ufeff]{6}", 0),
    )
)


_ANY: Final = re.compile("[<\\[{\U000e0020-\U000e007e\u200b-\u200d\u2060\ufeff]")
"""A character that every form has one of, and most texts have none of."""


def exact_signals(text: str) -> Iterator[ExactSignal]:
    """The first place of each form, in the order of the forms."""
    if not _ANY.search(text):
        return
    for label, pattern in _FORMS:
        if found := pattern.search(text):
            yield ExactSignal(label, Span(*found.span()))
