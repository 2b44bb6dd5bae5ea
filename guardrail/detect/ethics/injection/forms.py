"""Forms that no person writes by hand: control tokens of chat templates, letters that nobody sees. Exact, and few."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from guardrail.core.text import Span

__all__ = ["forms"]

_CONTROL: Final = re.compile(
    # <|im_start|>, <|start_header_id|>, <|system|>, <|endoftext|>, <|START_OF_TURN_TOKEN|>, <|channel|>, <｜User｜>:
    # ChatML, Llama 3 and 4, Phi, Qwen, Falcon, Command R, harmony, Granite, GLM, Kimi, DeepSeek. <<SYS>>: Llama 2. Then Gemma, Nemotron,
    # Baichuan, InternLM.
    r"<(?:[|｜][A-Za-z][A-Za-z_▁ ]{1,40}(?:_\d{1,3})?[|｜]>|</?SYS>>|(?:start|end)_of_turn>|extra_id_[01]>\s*(?:System|User|Assistant)"
    r"|reserved_10[2-7]>|eo[hasu]>)"
    # Llama 2 and Mistral; ChatGLM.
    r"|\[(?:/?INST\]|/?(?:SYSTEM(?:_PROMPT)?|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS)\]|gMASK\])"
    # A turn of another role, as programs write it.
    r"|\{\s*(?:\"role\"\s*:\s*\"(?:system|developer)\"|'role'\s*:\s*'(?:system|developer)')"
)
_ALPACA: Final = re.compile(
    r"^#{2,4} ?(?:System|Instructions?|Instruksi|Sistem)(?: Prompt)?:?[ \t]*$(?:\n.*){1,20}?\n#{2,4} ?(?:Respons|Assistant|Input)",
    re.MULTILINE | re.IGNORECASE,
)
# Tag characters (U+E0000) spell ASCII that nobody sees; flags use them behind a black flag (U+1F3F4).
_TAGS: Final = re.compile("(?<!\U0001f3f4)(?<![\U000e0020-\U000e007f])[\U000e0020-\U000e007e]{3}")
# A letter takes one variation selector; several in a row are bytes. Half a dozen zero-width characters in a row join no letters.
_SELECTORS: Final = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]{4}|[\u200b-\u200d\u2060-\u2064\ufeff]{6}")
_MARKS: Final = ("<|", "<｜", "SYS", "INST]", "[TOOL", "[/TOOL", "[AVAIL", "_of_turn>", "<extra_id", "<reserved_", "gMASK", "<eo", "role")
"""Of which a control token has one: looking for them costs next to nothing."""


def forms(text: str) -> Iterator[Span]:
    """The first place of each form."""
    if any(mark in text for mark in _MARKS):
        yield from _first(_CONTROL, text)
    if "##" in text:
        yield from _first(_ALPACA, text)
    if not text.isascii():
        yield from _first(_TAGS, text)
        yield from _first(_SELECTORS, text)


def _first(form: re.Pattern[str], text: str) -> Iterator[Span]:
    found = form.search(text)
    if found:
        yield Span(*found.span())
