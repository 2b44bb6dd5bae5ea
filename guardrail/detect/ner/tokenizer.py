"""Cuts a text into the tokens that the name model reads, with their offsets. Knows abbreviations, knows nothing of names."""

from __future__ import annotations

import re
from typing import NamedTuple

__all__ = ["BREAK", "GAP", "Tokens", "tokenize"]

BREAK = "¶"
"""The token that ends a line; where blank lines follow, the token is ``BREAK * 2``."""
GAP = "⇥"
"""The token that parts columns: a tab, or four spaces and more."""

_TAILS = (
    r"H\.?I|H|E\.?I|E|T\.?P|T|Sos\.?I?|Si\.?T|Si|Pd\.?[IKH]?|Kom\.?I?|IP|I\.?P|I\.?Kom|STP|AP|A\.?P|Ag|Th|Ked|Farm|Keb|Kep|KM|K\.?M|Kes|Psi|"
    r"P|Hut|Pt|Pi|Sn|Or|Tr\.?[A-Z][a-z]{0,4}|Hum|Sc|Eng|IK|I\.?K|A\.?B|Li|S|M|A|B\.?A|Gz|Ars|Kn|Ak|Stat|Mat|Ds|Tek|In|Ud|Fil|Akun|Ec|Dev|Phil"
)
_DEGREE = (
    rf"(?:[SMB]\.[ ]?(?:{_TAILS})|Ph\.D|A\.?Md\.?(?:Keb|Kep|Kom|T|Ak|Gz|RMIK|Pd)?"
    r"|Sp\.[A-Z][A-Za-z]{0,4}|L[cL]\.[ ]?M|Ed\.D|D\.Sc)(?![^\W_])\.?"
)
_SHORT = (
    "drs|dra|drg|drh|dr|ir|prof|apt|hj|h|kh|k\\.h|tgk|ust|pdt|sdri|sdr|bpk|tn|ny|nn|an|yth|moh|muh|mhd|mochamad|abd|st|ns|alm|almh|dt|rr|ra|rm|br|"
    "a\\.n|u\\.p|u\\.b|d\\.a|no|jl|jln|gg|kel|kec|kab|ds|dsn|kp|tgl|hal|lamp|tlp|telp|dkk|dll|dsb|cq|pt|cv|ud|dg|i\\.b|a\\.a|ida|[a-z]"
)
_PIECE = re.compile(
    rf"""https?://\S+ | www\.\S+ | [\w.+\-]+@[\w\-]+(?:\.[\w\-]+)*
    | (?i:{_DEGREE})
    | (?i:a/n|u/p|d/a)(?!\w)
    | (?i:{_SHORT})\.(?![.])
    | (?=[\w\-]*\d)(?=[\d\-]*[^\W\d_])\w+(?:-\w+)+
    | [^\W\d_]++(?:['’`\-][^\W\d_]++)*+(?!\w)
    | \d(?:[\d.,:/\-]*\d)?(?!\w)
    | (?!_)\w+
    | ([^\w\s])\1*
    | _+""",
    re.VERBOSE,
)
_CHUNK = re.compile(r"\S+|[ \t\r\f\v]*\n\s*|\t[ \t]*| {4,}")
_LONGEST_CHUNK = 1_000
"""Longer runs without a space are no text: they become one token each."""
_LONGEST_REMEMBERED = 40
_CHUNKS_KEPT = 50_000


class Tokens(NamedTuple):
    """Three lists of one length, and where lines end: ``text[starts[i]:ends[i]]`` is ``words[i]``, with zeros for digits, which belong
    to somebody and tell the model nothing. Breaks and gaps have names of their own."""

    words: list[str]
    starts: list[int]
    ends: list[int]
    lines: list[int]
    """Index behind the last token of each line, its break included."""


def tokenize(text: str) -> Tokens:
    """Tokens by position. Single spaces are none."""
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    lines: list[int] = []
    for match in _CHUNK.finditer(text.translate(_ZEROS)):
        chunk = match.group()
        at = match.start()
        if chunk.isalpha():
            words.append(chunk)
            starts.append(at)
            ends.append(at + len(chunk))
            continue
        for word, start, end in _CHUNKS[chunk]:
            words.append(word)
            starts.append(at + start)
            ends.append(at + end)
        if words[-1][0] == BREAK:
            lines.append(len(words))
    lines.append(len(words))
    return Tokens(words, starts, ends, lines)


class _Chunks(dict[str, tuple[tuple[str, int, int], ...]]):
    """Chunk to its tokens. Remembers what is short."""

    def __missing__(self, chunk: str) -> tuple[tuple[str, int, int], ...]:
        if chunk[0] in " \t\n\r\f\v":
            breaks = chunk.count("\n")
            word = BREAK * min(breaks, 2) if breaks else GAP
            tokens: tuple[tuple[str, int, int], ...] = ((word, 0, len(chunk)),)
        elif len(chunk) > _LONGEST_CHUNK:
            tokens = ((chunk, 0, len(chunk)),)
        else:
            tokens = tuple((match.group(), *match.span()) for match in _PIECE.finditer(chunk))
        if len(chunk) <= _LONGEST_REMEMBERED:
            if len(self) >= _CHUNKS_KEPT:
                self.clear()
            self[chunk] = tokens
        return tokens


_ZEROS = dict.fromkeys(map(ord, "123456789"), "0")
_CHUNKS = _Chunks()
