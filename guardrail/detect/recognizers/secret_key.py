"""API keys and tokens that show by their form whose they are."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Sequence

from guardrail.detect.explanation import Check, Phrase
from guardrail.detect.recognizer import Match, TriggeredRecognizer
from guardrail.detect.secret_values import entropy, is_slug

__all__ = ["SecretKeyRecognizer"]

_PREFIXES = (
    *("sk-", "AKIA", "ASIA", "AIza", "gh[pousr]_", "github_pat_", "gl[a-z]{2,4}-", "xox[a-z]-", "xapp-", "hf_", "SG[.]", "ya29[.]"),
    *("GOCSPX-", "npm_", "pypi-", "[sr]k_live_", "[sr]k_test_", "whsec_", "Mid-server-", "xnd_development_", "xnd_production_"),
    *("gsk_", "r8_", "dop_v1_", "shpat_", "hvs[.]", "glsa_", "xai-", "pplx-", "nvapi-", "dckr_pat_", ":AA", "bearer ", "basic "),
)
_PREFIX = re.compile(rf"(?:{'|'.join(_PREFIXES)})\Z", re.IGNORECASE)
_LONGEST_PREFIX = 16
_FORM = re.compile(
    r"""(?:
      sk-[\w\-]{20,200}
    | (?:AKIA|ASIA)[A-Z0-9]{16}
    | AIza[\w\-]{35}
    | gh[pousr]_[A-Za-z0-9]{36,255} | github_pat_\w{22,255}
    | gl(?:pat|ptt|dt|rt|cbt|oas|soat|ft)-[\w\-.]{20,200}
    | xox[abeoprs]-[\w\-]{10,200} | xapp-[\w\-]{20,200}
    | hf_[A-Za-z0-9]{30,100}
    | SG\.[\w\-]{16,32}\.[\w\-]{16,64}
    | ya29\.[\w\-]{20,300} | GOCSPX-[\w\-]{24,40}
    | npm_[A-Za-z0-9]{36} | pypi-[\w\-]{50,300}
    | [sr]k_(?:live|test)_[A-Za-z0-9]{16,200} | whsec_[A-Za-z0-9+/=]{24,100}
    | (?:SB-)?Mid-server-[\w\-]{16,64} | xnd_(?:development|production)_[A-Za-z0-9]{20,100}
    | gsk_[A-Za-z0-9]{40,80} | r8_[A-Za-z0-9]{30,60} | dop_v1_[0-9a-f]{64} | shpat_[0-9a-fA-F]{32}
    | hvs\.[\w\-]{24,200} | glsa_[A-Za-z0-9]{32}_[0-9a-fA-F]{8}
    | xai-[A-Za-z0-9]{60,120} | pplx-[A-Za-z0-9]{40,80} | nvapi-[\w\-]{60,120} | dckr_pat_[\w\-]{20,60}
    )(?![A-Za-z0-9])""",
    re.VERBOSE | re.ASCII,
)
_TELEGRAM = re.compile(r"\d{8,10}:AA[\w\-]{32,34}(?![\w\-])", re.ASCII)
_TELEGRAM_ID_REVERSED = re.compile(r"AA:\d{8,10}(?!\d)")
_BEARER = re.compile(r"[A-Za-z0-9\-._~+/]{16,2048}={0,2}(?![\w{(])", re.ASCII)
_EDGE = frozenset("_-")
_MASKED = re.compile(r"[xX*.\-_]{5,}|0{8}|(?i:your|example_|_here|anda\b|placeholder)")


class SecretKeyRecognizer(TriggeredRecognizer):
    """``SECRET``: keys of cloud, code, chat, payment and AI services by their published forms; credentials behind Bearer and Basic.

    A form alone is not enough: what repeats one character or is made of words is a placeholder or prose.
    """

    ENTITY = "SECRET"
    TRIGGER = "|".join(_PREFIXES)

    def examine(self, text: str, ends: Sequence[int]) -> Iterator[Match]:
        done = 0
        for end in ends:
            if end <= done:
                continue
            found = _telegram(text, end) if text[end - 3 : end] == ":AA" else _key(text, end)
            if found is not None:
                done = found.end
                yield found

    def checks(self, value: str) -> tuple[Check, ...]:
        known = _FORM.match(value) is not None or _TELEGRAM.match(value) is not None
        return (Check(Phrase("bentuk kunci penerbit yang dikenal", "form of a known issuer's keys"), known),)


def _key(text: str, end: int) -> Match | None:
    prefix = _PREFIX.search(text, max(0, end - _LONGEST_PREFIX), end)
    if prefix is None:
        return None
    start, word = prefix.start(), prefix.group().lower()
    if word in ("bearer ", "basic "):
        if start and text[start - 1].isalnum():
            return None
        token = _BEARER.match(text, end)
        if token is None or not (_is_random(token.group()) if word[1] == "e" else _is_basic(token.group())):
            return None
        return Match(token.start(), token.end() - (token.group()[-1] == "."), 0.99)
    if text[start - 3 : start] == "SB-":
        start -= 3
    before = text[start - 1 : start]
    if before.isalnum() or before in _EDGE:
        return None
    key = _FORM.match(text, start)
    if key is None or not _is_random(key.group()[len(word) :]):
        return None
    return Match(start, start + len(key.group().rstrip("-_.")), 1.0)


def _telegram(text: str, end: int) -> Match | None:
    digits = _TELEGRAM_ID_REVERSED.match(text[max(0, end - 14) : end][::-1])
    token = _TELEGRAM.match(text, end - digits.end()) if digits else None
    return Match(token.start(), token.end(), 1.0) if token else None


def _is_random(key: str) -> bool:
    return any(map(str.isdigit, key)) and not _MASKED.search(key) and not is_slug(key) and entropy(key) >= 3.0


def _is_basic(key: str) -> bool:
    """RFC 7617: base64 of ``user:password``."""
    try:
        return b":" in base64.b64decode(key, validate=True)
    except binascii.Error:
        return False
