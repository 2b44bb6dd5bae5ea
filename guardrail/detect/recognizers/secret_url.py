"""Passwords inside addresses: databases, brokers, web sites with basic authentication."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from guardrail.detect.recognizer import Match, TriggeredRecognizer
from guardrail.detect.secret_values import is_placeholder

__all__ = ["SecretUrlRecognizer"]

_SCHEME_REVERSED = re.compile(r"//:([a-z0-9+.\-]{1,24})", re.IGNORECASE)
_WEB = re.compile(r"[^\s:/@\"'<>?#]{0,100}:([^\s/\"'<>?#]{3,160})@[\w\[$<{]")
_STORE = re.compile(r"[^\s:/@\"'<>]{0,100}:([^\s/\"'<>]{3,160})@[\w\[$<{]")
_DIGITS = re.compile(r"\d{1,5}")


class SecretUrlRecognizer(TriggeredRecognizer):
    """``SECRET``: the password in ``scheme://user:password@host`` (RFC 3986 section 3.2.1). Host and user stay."""

    ENTITY = "SECRET"
    TRIGGER = r"://"

    def examine(self, text: str, ends: Sequence[int]) -> Iterator[Match]:
        for end in ends:
            scheme = _SCHEME_REVERSED.match(text[max(0, end - 27) : end][::-1])
            if scheme is None:
                continue
            web = scheme[1][::-1].lower().endswith(("http", "https", "ws", "wss"))
            address = (_WEB if web else _STORE).match(text, end)
            if address is None or is_placeholder(address[1]) or (web and _DIGITS.fullmatch(address[1])):
                continue
            yield Match(address.start(1), address.end(1), 0.99)
