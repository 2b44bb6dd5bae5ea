"""How a value that an AI service brought into an answer is masked. Nobody has a token for it, so nothing of it can come back."""

from __future__ import annotations

from typing import Final

from guardrail.core.decision import OperatorSpec

from .masker import operate
from .token import token_type
from .vault import Vault

__all__ = ["conceal"]

_KEYED: Final = frozenset({"hash"})
_READABLE: Final = frozenset({"token", "surrogate"})
"""Operators whose values are meant to come back, or look real: in an answer one would be a riddle, the other an untruth."""


def conceal(value: str, entity: str, spec: OperatorSpec, vault: Vault | None) -> str:
    """What stands for the value: by the policy's operator, where that says something to a reader; else ``(NIK disamarkan)``.

    That text has no brackets, quotes or escapes: it means nothing in Markdown, HTML, JSON or the grammar of tokens.
    """
    if spec.name in _READABLE or (vault is None and spec.name in _KEYED):
        return f"({token_type(entity)} disamarkan)"
    return operate(value, entity, spec, vault)
