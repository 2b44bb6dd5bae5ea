"""The written reason of a caller, where a policy asks for one: looked over, then kept as a keyed code and nothing else."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final
from urllib.parse import unquote

from guardrail.core.errors import ErrorCode

from .ports import Detector

__all__ = ["HEADER", "NO_REASON", "Reasoning", "read_reason"]

HEADER: Final = "x-guardrail-reason"
_LONGEST: Final = 2_000
_FEWEST_WORDS: Final = 3


@dataclass(frozen=True, slots=True)
class Reasoning:
    """What the caller wrote; empty where nothing was."""

    text: str = field(default="", repr=False)

    def lacking(self, length: int, detector: Detector) -> ErrorCode | None:
        """What keeps the call from leaving; None where the reason is one: long enough, in words, and about nobody."""
        if len(self.text) < length or len(set(self.text.lower().split())) < _FEWEST_WORDS:
            return ErrorCode.REASON_REQUIRED
        return ErrorCode.REASON_NOT_CLEAN if detector.detect(self.text) else None

    def tag(self, key: bytes, tenant: str) -> str:
        """Keyed code, so that the same reason given again can be told, and no reason can be read."""
        return hmac.new(key, f"reason\0{tenant}\0{self.text}".encode(), sha256).hexdigest()


NO_REASON: Final = Reasoning()


def read_reason(value: bytes) -> Reasoning:
    """A header's value: UTF-8, or percent-encoded UTF-8 where a client can send nothing else."""
    text = unquote(value.decode("utf-8", "replace"))
    return Reasoning(" ".join(text.split())[:_LONGEST])
