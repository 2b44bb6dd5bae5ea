"""JSON Web Tokens."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator, Sequence

from guardrail.detect.explanation import Check, Phrase
from guardrail.detect.recognizer import Match, TriggeredRecognizer

__all__ = ["SecretJwtRecognizer"]

_TOKEN = re.compile(r"(?<![\w\-])(eyJ[\w\-]{8,2048})\.[\w\-]{8,16384}\.[\w\-]{0,4096}(?:\.[\w\-]{0,4096}){0,2}", re.ASCII)


class SecretJwtRecognizer(TriggeredRecognizer):
    """``SECRET``: JWS or JWE in compact form (RFC 7515, 7516, 7519): three or five parts, the first a JSON header with ``alg``."""

    ENTITY = "SECRET"
    TRIGGER = r"eyJ"

    def examine(self, text: str, ends: Sequence[int]) -> Iterator[Match]:
        done = 0
        for end in ends:
            token = _TOKEN.match(text, end - 3) if end > done else None
            if token is None:
                continue
            done = token.end()
            if _is_header(token[1]):
                stop = token.start() + len(token.group().rstrip("."))
                yield Match(token.start(), stop, 1.0)

    def checks(self, value: str) -> tuple[Check, ...]:
        return (Check(Phrase("kepala JSON menyebut algoritma", "JSON header names an algorithm"), _is_header(value.partition(".")[0])),)


def _is_header(part: str) -> bool:
    try:
        header = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (ValueError, RecursionError):
        return False
    return isinstance(header, dict) and "alg" in header
