"""Laws and figures that an answer refers to, known by their form. That one is right nobody can say here; that one is wrong, sometimes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from guardrail.core.text import Span

from .laws import Laws, known_laws

__all__ = ["LONGEST", "Citation", "citations"]

LONGEST: Final = 320
"""Characters that a reference and what belongs to it have at most."""
_FIRST_YEAR: Final = 1945
_MOST: Final = 999
"""Number of a law within its year, at most."""

_S: Final = r"[ \t\n]{1,3}"
_KINDS: Final = (
    ("UU", r"UU|[Uu]ndang[- ][Uu]ndang|UNDANG-UNDANG"),
    ("Perppu", r"Perp{1,2}u|Peraturan[ ]Pemerintah[ ]Pengganti[ ]Undang-Undang"),
    ("PP", r"PP|[Pp]eraturan[ ][Pp]emerintah"),
    ("Perpres", r"[Pp]erpres|[Pp]eraturan[ ][Pp]residen"),
    ("Keppres", r"[Kk]eppres|[Kk]eputusan[ ][Pp]residen"),
    ("Inpres", r"[Ii]npres|[Ii]nstruksi[ ][Pp]residen"),
    ("Peraturan", r"[Pp]eraturan[ ](?:[Mm]enteri|[Bb]adan|[Kk]epala|[Ll]embaga|[Kk]omisi|[Mm]ahkamah|[Dd]aerah|[Gg]ubernur|[Bb]upati"
     r"|[Ww]ali[ ]?[Kk]ota|[Bb]ersama)|Permen\w{0,20}|Per(?:ban|da|gub|bup|wali|wal|ma|ka|kap|pol|desa|des)|PMK|PKPU|POJK|Qanun"),
    ("Edaran", r"SE|[Ss]urat[ ][Ee]daran"),
)  # fmt: skip
_KIND: Final = "|".join(f"(?P<{name}>{pattern})" for name, pattern in _KINDS)
_ARTICLE: Final = (
    r"(?:\b(?:[Pp]asal|Ps\.?)[ ]?(?P<article>\d{1,4})[A-Z]?(?:[ ]?[Aa]yat[ ]?\(?\d{1,2}[a-z]?\)?|[ ]?\(\d{1,2}[a-z]?\))?"
    r"(?:[ ][Hh]uruf[ ][a-z]\b)?[,]?[ ](?:(?:dari|dalam|pada)[ ])?)?"
)
_NAMES: Final = rf"(?P<name>(?:{_S}(?:dan|atas|tentang|[A-Z(][\w/&()-]*)){{0,10}}?)"
_NUMBER: Final = (
    rf"{_S}(?:[Nn]o(?:mor|\.)?[ ]?:?[ ]?|NOMOR[ ])?(?P<number>\d{{1,4}})"
    rf"(?:/[A-Z][A-Z.\d]{{1,12}}/|[ ]?/[ ]?|{_S}(?:[Tt]ahun|TAHUN|[Tt]h\.?){_S})"
    r"(?P<year>\d{4})\b"
)
_ABOUT: Final = rf"(?:,?{_S}(?:RI{_S})?(?:tentang|mengenai){_S}(?P<about>[A-Z][^.;:,()\n]{{2,100}}))?"
_LAW: Final = re.compile(
    rf"{_ARTICLE}(?<![\w/-])(?:{_KIND})\b(?:{_NAMES}{_NUMBER}{_ABOUT}|{_S}(?P<called>[A-Z][A-Za-z]+(?:[ ][A-Z][A-Za-z]+){{0,5}}))"
)
_ANOTHER: Final = re.compile(r"\b(?:UU|PP|Perpres|Permen\w*|Per(?:da|gub|bup|wal)|Undang-Undang|Peraturan|Keputusan)\b")
"""What is behind it is said of another law."""
_DIGIT: Final = re.compile(r"\d")
_FIGURE: Final = re.compile(
    r"\b(?:menurut|berdasarkan|mengutip|merujuk|dari)\s(?:(?:hasil|rilis|laporan|publikasi)\s)?"
    r"(?:data|survei|sensus|penelitian|riset|BPS|statistik)\b"
    r"[^.!?\n]{0,80}?\d[^.!?\n]{0,60}",
    re.IGNORECASE,
)


class Citation(NamedTuple):
    """``told`` is the same for two references to one law; ``wrong``: it cannot be as it is told."""

    span: Span
    told: str
    wrong: bool
    figure: bool = False


def citations(text: str, year: int, laws: Laws | None = None) -> Iterator[Citation]:
    """In order of place. Numbers of years after ``year`` are of no law yet."""
    if not _DIGIT.search(text):  # every reference and every figure has one
        return
    laws = laws or known_laws()
    found = [*_laws(text, year, laws), *_figures(text)]
    yield from sorted(found, key=lambda one: one.span.start)


def _laws(text: str, year: int, laws: Laws) -> Iterator[Citation]:
    at = 0
    while match := _LAW.search(text, at):
        at = match.end("year") if match["number"] else match.end()
        kind = next(name for name, _ in _KINDS if match[name])
        article = int(match["article"]) if match["article"] else None
        if match["number"] is None:
            if article is not None:  # a law by its name: a reference only where an article of it is named
                most = laws.articles_of(kind, match["called"])
                yield Citation(Span(*match.span()), f"{kind} {match['called']}".casefold(), _beyond(article, most))
            continue
        number = (kind, int(match["number"]), int(match["year"]))
        law = laws.known.get(number)
        impossible = not (0 < number[1] <= _MOST and _FIRST_YEAR <= number[2] <= year) or _beyond(article, law.articles if law else 0)
        about = f"{match['name'] or ''} {_ANOTHER.split(match['about'] or '')[0]}"
        yield Citation(Span(match.start(), at), f"{kind} {number[1]}/{number[2]}", impossible or laws.contradict(number, about))


def _beyond(article: int | None, most: int) -> bool:
    return article is not None and (article == 0 or 0 < most < article)


def _figures(text: str) -> Iterator[Citation]:
    for match in _FIGURE.finditer(text):
        yield Citation(Span(*match.span()), match[0].casefold(), False, True)
