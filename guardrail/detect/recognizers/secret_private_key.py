"""Private keys in PEM."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from guardrail.detect.recognizer import Match, TriggeredRecognizer

__all__ = ["SecretPrivateKeyRecognizer"]

_HEADER = re.compile(r"-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----")
_FOOTER = re.compile(r"-----END (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----")
_BODY = re.compile(r"(?:(?:\s|\\[nr])*[A-Za-z0-9+/]{32,}={0,2})*")
_LONGEST = 16_384


class SecretPrivateKeyRecognizer(TriggeredRecognizer):
    """``SECRET``: a private key from its header to its footer (RFC 7468, OpenSSH, OpenPGP). Public keys and certificates are none.

    Without a footer (a key cut off) the header and the lines of base64 behind it.
    """

    ENTITY = "SECRET"
    TRIGGER = r"-----BEGIN "

    def examine(self, text: str, ends: Sequence[int]) -> Iterator[Match]:
        done = footer = 0
        for end in ends:
            header = _HEADER.match(text, end - 11) if end > done else None
            if header is None:
                continue
            if 0 <= footer < header.end():
                footer = text.find("-----END ", header.end())
            closing = _FOOTER.match(text, footer) if 0 <= footer - header.end() <= _LONGEST else None
            body = _BODY.match(text, header.end())
            done = closing.end() if closing else body.end() if body else header.end()
            yield Match(header.start(), done, 1.0)
