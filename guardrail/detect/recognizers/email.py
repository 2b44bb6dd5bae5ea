"""E-mail addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from guardrail.detect.recognizer import Match, TriggeredRecognizer

__all__ = ["EmailRecognizer"]

_LOCAL_REVERSED = re.compile(r"\"[^\"\n@]{1,62}\"|[\w.+%\-]{1,64}(?:[&'][\w.+%\-]{1,32}){0,2}")
_AT_REVERSED = re.compile(r"@|\s?[\])]ta[\[(]\s?", re.IGNORECASE)
_DOMAIN = re.compile(
    r"[^\W_](?:[^\W_]|-){0,62}(?:(?:\.|\s?[\[(](?:dot|titik)[\])]\s?)[^\W_](?:[^\W_]|-){0,62}){1,8}",
    re.IGNORECASE,
)
_TOP_LEVEL = re.compile(r"[^\W\d_]{2,24}|xn--[a-z0-9\-]{2,59}", re.IGNORECASE)
_USER_INFO = re.compile(r"://[^\s/@]*:\Z")
"""Before a password and a host (RFC 3986 section 3.2.1), which are no address."""
_WINDOW = 80


class EmailRecognizer(TriggeredRecognizer):
    """``EMAIL_ADDRESS`` (RFC 5321; RFC 6531 in the domain), also written with [at] and [dot].

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
            start = end - local.end() + (len(local.group()) - len(name))
            if not name or not stop or _USER_INFO.search(text, max(0, start - _WINDOW), start):
                continue
            if _is_office(name.lower(), text[domain.start() : stop].lower()):
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


def _is_office(name: str, host: str) -> bool:
    """Whether the mailbox is that of an office, which its first word says, in a domain that only offices and schools have."""
    return host.endswith(_OFFICE_DOMAINS) and _FIRST_WORD.sub("", name) in ROLE_MAILBOXES


_OFFICE_DOMAINS = (".go.id", ".desa.id", ".sch.id", ".mil.id")
_FIRST_WORD = re.compile(r"(?<=.)[._\-0-9].*\Z")
ROLE_MAILBOXES = frozenset(
    (
        *(
            "ppid",
            "info",
            "humas",
            "pengaduan",
            "aduan",
            "lapor",
            "diskominfo",
            "kominfo",
            "setda",
            "sekda",
            "setwan",
            "dprd",
        ),
        *(
            "helpdesk",
            "noreply",
            "no",
            "admin",
            "kontak",
            "contact",
            "layanan",
            "sekretariat",
            "dinas",
            "dinkes",
            "dinsos",
            "disdik",
        ),
        *(
            "disdikbud",
            "dukcapil",
            "disdukcapil",
            "dishub",
            "disnaker",
            "disperindag",
            "dispora",
            "disbudpar",
            "distan",
            "dlh",
            "dpu",
        ),
        *(
            "dpupr",
            "pupr",
            "dpmptsp",
            "perizinan",
            "bkd",
            "bkpsdm",
            "bappeda",
            "bapenda",
            "bpbd",
            "bpkd",
            "bpkad",
            "bkad",
        ),
        *(
            "inspektorat",
            "satpolpp",
            "kesbangpol",
            "kecamatan",
            "kec",
            "kelurahan",
            "kel",
            "desa",
            "pemdes",
            "pemkab",
            "pemkot",
        ),
        *(
            "pemprov",
            "pemda",
            "rsud",
            "rsup",
            "puskesmas",
            "pkm",
            "upt",
            "uptd",
            "pdam",
            "bagian",
            "bag",
            "biro",
            "umum",
        ),
        *(
            "kepegawaian",
            "keuangan",
            "sdm",
            "tu",
            "ult",
            "ppdb",
            "smpn",
            "sman",
            "smkn",
            "sdn",
            "mtsn",
            "man",
            "lpse",
            "csirt",
        ),
        *("support", "cs", "redaksi", "webmaster", "postmaster", "security"),
    )
)
