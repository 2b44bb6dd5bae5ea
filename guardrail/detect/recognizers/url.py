"""Links that lead to a person."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from guardrail.detect.recognizer import Match, TriggeredRecognizer
from guardrail.detect.whereabouts import is_public_place

__all__ = ["UrlRecognizer", "is_institution"]

_HOSTS = (
    r"wa\.me/|whatsapp\.com/send|t\.me/|telegram\.me/|instagram\.com/|facebook\.com/|fb\.com/|fb\.me/|m\.me/|tiktok\.com/@|twitter\.com/|\bx\.com/"
    r"|threads\.(?:net|com)/@|linkedin\.com/in/|maps\.google\.|google\.com/maps|google\.co\.id/maps|goo\.gl/maps/|maps\.app\.goo\.gl/|openstreetmap\.org/"
)
_LINK = re.compile(r"(?:https?://)?(?:[a-z0-9\-]{1,20}\.){0,2}\Z", re.IGNORECASE)
_HOST = re.compile(rf"(?:{_HOSTS})\Z", re.IGNORECASE)
_LONGEST_HOST = 22
_LONGEST_PREFIX = 50
_REST = re.compile(r"[^\s\"'<>()\[\]{}|\\^`;]{0,300}")
_END = ".,:!?*_~-"
_NUMBER = re.compile(
    r"(?:\?(?:[a-z]+=[^&]*&)*phone=)?(?:%2b|\+)?(?:62|0)?8[0-9]{7,12}(?![0-9])|(?:\?phone=|\+)?(?:%2b|\+)?[1-9][0-9]{9,14}(?![0-9])", re.I
)
_PROFILE = re.compile(r"@?([a-z0-9_.\-]{3,60})/?(?:\?.*)?\Z", re.IGNORECASE)
_PROFILE_ID = re.compile(r"(?:profile\.php\?id=|people/[^/]+/)([0-9]+)", re.IGNORECASE)
_POINT = re.compile(r"-?[0-9]{1,2}\.[0-9]{3,}(?:,|%2c)[ +]?[0-9]{2,3}\.[0-9]{3,}", re.IGNORECASE)
_PAGES = frozenset(
    (
        *("p", "reel", "reels", "explore", "stories", "tv", "groups", "pages", "watch", "events", "marketplace", "sharer", "share"),
        *("sharer.php", "share.php", "hashtag", "search", "home", "intent", "login", "story.php", "photo", "photo.php", "permalink.php"),
        *("help", "about", "legal", "privacy", "policies", "i", "messages", "settings", "joinchat", "addstickers", "s", "c", "iv", "proxy"),
    )
)
_INSTITUTION = re.compile(
    r"^(?:dinas|dis(?:kom|duk|dik|hub|nak|per|pora|bud|sos|pend)|pem(?:kab|kot|prov|des)|kab|kota|kec|kel|desa|prov|kemen|kpu|bawaslu|bpbd|bps|bkn|bkd|bappe"
    r"|rsud|rsu|pkm|polres|polda|polsek|polri|kodim|tni|bpjs|pdam|pln|kpk|ombudsman|ppid|humas|setda|sekda|dprd?|bmkg|bnpb|basarnas|kua|smk|sma|smp"
    r"|sdn?[0-9_.]|univ|media|berita|info|news|radio|tv)|(?:diskominfo|kominfo|pemkab|pemkot|pemprov|official|resmi|humas|puskesmas|rsud|polres|"
    r"kemenag|indonesia|update|channel|jateng|jabar|jatim|prov|go\.id|bot$)",
    re.IGNORECASE,
)
_SCORE = 1.0


class UrlRecognizer(TriggeredRecognizer):
    """``URL`` (RFC 3986): a chat link with a number, a profile in a social network, a point on a map that is someone's place.

    Sites, channels and profiles of institutions stay, and so do links whose parameters alone are personal: those are found by their own.
    """

    ENTITY = "URL"
    TRIGGER = _HOSTS

    def examine(self, text: str, ends: Sequence[int]) -> Iterator[Match]:
        done = 0
        for end in ends:
            if end <= done:
                continue
            host = _HOST.search(text, max(done, end - _LONGEST_HOST), end)
            if host is None:
                continue
            prefix = _LINK.search(text, max(done, host.start() - _LONGEST_PREFIX), host.start())
            start = prefix.start() if prefix else host.start()
            if text[start - 1 : start].isalnum() or text[start - 1 : start] in ("@", "/", "-", "="):
                continue
            rest = _REST.match(text, end)
            path = _cut(rest.group()) if rest else ""
            if path and _is_personal(text, start, host.group().lower(), path):
                done = end + len(path)
                yield Match(start, done, _SCORE)


def _cut(path: str) -> str:
    """Without the sentence's punctuation, and without the cells that follow in a comma-separated row."""
    comma = path.find(",")
    if comma >= 0 and not _POINT.search(path):
        path = path[:comma]
    elif comma >= 0:
        point = _POINT.search(path)
        later = path.find(",", point.end()) if point and "@" not in path[: point.start()] else -1
        path = path[:later] if later >= 0 else path
    return path.rstrip(_END)


def _is_personal(text: str, start: int, host: str, path: str) -> bool:
    if "maps" in host or "openstreetmap" in host:
        return not is_public_place(text, start)
    if host in ("wa.me/", "whatsapp.com/send"):
        return _NUMBER.match(path) is not None
    if host in ("t.me/", "telegram.me/") and path.startswith("+"):
        return _NUMBER.match(path) is not None
    if _PROFILE_ID.match(path):
        return True
    profile = _PROFILE.match(path)
    if profile is None:
        return False
    name = profile.group(1)
    return name.lower() not in _PAGES and not is_institution(name) and any(char.isalpha() for char in name)


def is_institution(name: str) -> bool:
    """Whether the name of an account shows an office, a school, a medium."""
    return _INSTITUTION.search(name) is not None
