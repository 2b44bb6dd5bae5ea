"""Accounts of persons in social networks, by their handle."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from guardrail.detect.recognizer import Match, TriggeredRecognizer
from guardrail.detect.recognizers.url import is_institution

__all__ = ["SocialAccountRecognizer"]

_HANDLE = re.compile(r"[a-z0-9_](?:[a-z0-9_.]{1,28}[a-z0-9_])(?![\w@])", re.IGNORECASE)
_NETWORK = re.compile(
    r"(?<![a-z])(?:ig|instagram|insta|akun|tiktok|twitter|fb|facebook|username|telegram|tele|threads|medsos|line|x)(?:nya|ku|mu|ne)?(?![a-z])",
    re.IGNORECASE,
)
_REACH = 30


class SocialAccountRecognizer(TriggeredRecognizer):
    """``SOCIAL_ACCOUNT``: "@" and a handle behind a word for a network or an account. Accounts of institutions stay; so do prices "@"."""

    ENTITY = "SOCIAL_ACCOUNT"
    TRIGGER = r"@[a-z0-9_]"

    def examine(self, text: str, ends: Sequence[int]) -> Iterator[Match]:
        for end in ends:
            start = end - 2
            if start < 0 or text[start - 1 : start].isalnum() or text[start - 1 : start] in ("/", ".", "_", "-", "@"):
                continue
            handle = _HANDLE.match(text, start + 1)
            line = text[max(0, start - _REACH) : start].rpartition("\n")[2]
            if handle is None or not any(map(str.isalpha, handle.group())) or not _NETWORK.search(line):
                continue
            if not is_institution(handle.group()):
                yield Match(start, handle.end(), 0.85)
