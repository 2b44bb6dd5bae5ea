"""What a judge has said before, by a keyed hash of what it was asked. Holds no text, is bounded, and ends with its process."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from secrets import token_bytes
from typing import Final

from guardrail.audit.codes import JudgeCode

from .question import Question

__all__ = ["OpinionMemory"]

_MOST: Final = 4_096
_HASH_BYTES: Final = 16


class OpinionMemory:
    """Of one judge. ``version`` names its model and its prompt: another one is asked anew. What one agency asked, another's question does
    not show: each has opinions of its own. Chat clients resend their history, so the same words are judged again with every turn."""

    def __init__(self, version: str, most: int = _MOST) -> None:
        self._begun = hashlib.blake2b(key=token_bytes(32), digest_size=_HASH_BYTES)
        _add(self._begun, version)
        self._most = most
        self._said: OrderedDict[bytes, JudgeCode] = OrderedDict()

    def __len__(self) -> int:
        return len(self._said)

    def recall(self, tenant: str, question: Question) -> JudgeCode | None:
        """What was said; None where nothing was, or not any more."""
        address = self._address(tenant, question)
        code = self._said.get(address)
        if code is not None:
            self._said.move_to_end(address)
        return code

    def keep(self, tenant: str, question: Question, code: JudgeCode) -> None:
        """A failure is not kept: the next call tries again."""
        if code.failed:
            return
        self._said[self._address(tenant, question)] = code
        if len(self._said) > self._most:
            self._said.popitem(last=False)

    def _address(self, tenant: str, question: Question) -> bytes:
        address = self._begun.copy()
        for part in (tenant, question.label, "part" if question.cut else "whole", question.text):
            _add(address, part)
        return address.digest()


def _add(hashed: hashlib.blake2b, part: str) -> None:
    """With its length, so that no two lists of parts are one."""
    raw = part.encode("utf-8", "surrogatepass")
    hashed.update(len(raw).to_bytes(8, "big") + raw)
