"""E-mail addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from guardrail.detect.recognizer import Match, TriggeredRecognizer

__all__ = ["EmailRecognizer"]

_LOCAL_REVERSED = re.compile(r"[\w.+%\-]{1,64}")
_AT_REVERSED = re.compile(r"@|\s?[\])]ta[\[(]\s?", re.IGNORECASE)
_DOMAIN = re.compile(
    r"[a-z0-9](?:[a-z0-9\-]{0,62})(?:(?:\.|\s?[\[(](?:dot|titik)[\])]\s?)[a-z0-9](?:[a-z0-9\-]{0,62})){1,8}",
    re.IGNORECASE,
)
_TOP_LEVEL = re.compile(r"[a-z]{2,24}", re.IGNORECASE)
_WINDOW = 80


class EmailRecognizer(TriggeredRecognizer):
    """``EMAIL_ADDRESS`` (RFC 5321 without quoted local parts), also written with [at] and [dot].

    Mailboxes of offices under go.id belong to no person. No list of top-level domains, so nothing is fetched from the network.
    """

    ENTITY = "EMAIL_ADDRESS"
    TRIGGER = r"@|[\[(]at[\])]"

    def examine(self, text: str, ends: Sequence[int]) -> Iterator[Match]:
        done = 0
        for end in ends:
            before = text[max(done, end - _WINDOW) : end][::-1]
            at = _AT_REVERSED.match(before)
            local = _LOCAL_REVERSED.match(before, at.end()) if at else None
            domain = _DOMAIN.match(text, end + (text[end : end + 1] == " " and text[end - 1] != "@"))
            if local is None or domain is None:
                continue
            name = local.group()[::-1].lstrip(".+%-")
            stop = _domain_end(text, domain)
            if not name or not stop:
                continue
            start = end - local.end() + (len(local.group()) - len(name))
            if name.lower() in ROLE_MAILBOXES and text[domain.start() : stop].lower().endswith(".go.id"):
                continue
            done = stop
            yield Match(start, stop, 0.98)


def _domain_end(text: str, domain: re.Match[str]) -> int:
    """Where the domain ends, without labels that a sentence glued on; 0 without a top-level domain."""
    stop = domain.end()
    while stop > domain.start():
        host = text[domain.start() : stop].rstrip("-")
        cut = max(host.rfind("."), host.rfind("]"), host.rfind(")"))
        if cut < 0:
            return 0
        if _TOP_LEVEL.fullmatch(host[cut + 1 :].strip()):
            return domain.start() + len(host)
        stop = domain.start() + cut
    return 0


ROLE_MAILBOXES = frozenset(
    (
        "ppid",
        "info",
        "humas",
        "pengaduan",
        "diskominfo",
        "setda",
        "helpdesk",
        "noreply",
        "no-reply",
        "admin",
        "kontak",
        "contact",
        "layanan",
        "sekretariat",
    )
)
