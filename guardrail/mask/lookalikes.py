"""Tokens as AI services write them back: in other letters, with other brackets, spaces or emphasis, under a translated type.

The code alone decides: it must be, whole, that of a token of this vault. A code that is cut, or that may be, is nobody's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from .token import TOKEN
from .vault import Vault

__all__ = ["MAX_HELD", "FoundToken", "open_tail", "tokens_of"]

MAX_HELD: Final = 96
"""Characters that more text could still turn into a token, at most."""

_OPENING, _CLOSING = "[\\[［]", "[\\]］]"
_RUN = re.compile(r"(?<![0-9A-Za-z])[0-9A-Za-z]{8,24}(?![0-9A-Za-z])")
_OPENERS = frozenset(("[", "［", "\\"))
"""With one of these before it, more than the brackets as they were minted may belong to a token."""
_CLITICS = ("NYA", "KU", "MU", "LAH", "KAH", "PUN")
_REACH = 52
_TYPE = r"[^\W_]\w{0,31}"
_LEFT = re.compile(
    rf"(?:(?P<open>\\{{0,2}}{_OPENING}(?:\\{{0,2}}{_OPENING}(?P<twice>))?)"
    rf"[ *`_]{{0,3}}(?:{_TYPE}(?(twice)(?:[ \-]\w{{1,12}}){{0,2}})[ *`\\_\-]{{1,3}})?"
    r"|(?<![\w\\@/.])[^\W_]{1,32}(?:_[^\W_]{1,12}){0,2}\\{0,2}[_\-])\Z"
)
"""What stands before a code: brackets and a type in any language, or a type that is joined to it."""
_MINTED = re.compile(r"\[\[[A-Z][A-Z0-9_]{0,31}_")
"""What stands before a code as it was minted; most tokens come back so."""
_RIGHT = re.compile(rf"[*`_]{{0,2}} ?(?P<close>(?P<first>\\{{0,2}}{_CLOSING})(?:\\{{0,2}}{_CLOSING})?)")
_TAIL = re.compile(rf"(?:\\{{0,2}}{_OPENING}[^\]］\n]{{0,84}}(?:\\{{0,2}}{_CLOSING})?|[\w\\\-]{{1,84}}{_CLOSING}?)\\{{0,2}}\Z|\\{{1,2}}\Z")


class FoundToken(NamedTuple):
    """A token at ``text[start:end]``. Without a ``value`` it is shaped like one, and none of this vault's."""

    start: int
    end: int
    value: str | None
    quotes: int = 0
    """Length of the quotes of JSON, with their escapes, that ``start`` and ``end`` take in on either side."""

    def __repr__(self) -> str:
        return f"FoundToken({self.start}, {self.end}, {'ours' if self.value is not None else 'foreign'})"


def tokens_of(text: str, vault: Vault | None, exact: bool = False) -> list[FoundToken]:
    """Every token and surrogate of the vault in the text, tokens however they are written, and every text that has the shape of one;
    in order. ``exact``: tokens only as they were minted."""
    found = list(_ours(text, vault)) if vault else []
    if exact and vault is not None:
        found = [token for token in found if vault.get(text[token.start : token.end]) is not None]
    if vault is not None and vault.stand_ins:
        found += (FoundToken(*one) for one in vault.stand_ins.find(text))
        found.sort()
    if "[[" not in text:
        return found
    foreign, at = [], 0
    for match in TOKEN.finditer(text):
        while at < len(found) and found[at].end <= match.start():
            at += 1
        if at == len(found) or match.end() <= found[at].start:
            foreign.append(FoundToken(match.start(), match.end(), None))
    return sorted([*found, *foreign]) if foreign else found


def open_tail(text: str, vault: Vault | None = None) -> int:
    """Length of what stands at the end of a text and may go on to a token or surrogate; 0 where there is none.

    Never above ``MAX_HELD``, or the length of the vault's longest surrogate.
    """
    match = _TAIL.search(text, max(0, len(text) - MAX_HELD))
    tail = len(text) - match.start() if match else 0
    return max(tail, vault.stand_ins.tail(text)) if vault is not None and vault.stand_ins else tail


def _ours(text: str, vault: Vault) -> Iterator[FoundToken]:
    done = 0
    for run in _RUN.finditer(text):
        start, end = run.span()
        value, end = _coded(text, start, end, vault)
        if value is None:
            continue
        at = text.rfind("[[", max(done, start - _REACH), start)
        if at >= 0 and text.startswith("]]", end) and text[at - 1 : at] not in _OPENERS and _MINTED.fullmatch(text, at, start):
            done = end + 2
            yield FoundToken(at, done, value)
            continue
        left = _LEFT.search(text, max(done, start - _REACH), start)
        if left is None:
            continue
        first, last = _bounds(text, left, start, end, vault)
        if last:
            done = last
            yield FoundToken(first, last, value)


def _coded(text: str, start: int, end: int, vault: Vault) -> tuple[str | None, int]:
    """The value whose code stands at ``text[start:end]``, and where the code ends: a suffix of the language may hang on it."""
    code = text[start:end].upper()
    value = vault.of_code(code)
    if value is None and code.endswith(_CLITICS):
        for clitic in _CLITICS:
            if code.endswith(clitic) and (value := vault.of_code(code.removesuffix(clitic))) is not None:
                return value, end - len(clitic)
    return value, end


def _bounds(text: str, left: re.Match[str], start: int, end: int, vault: Vault) -> tuple[int, int]:
    """What of the text is the token, (0, 0) where it may be a cut one.

    Brackets that close as they opened prove that nothing was cut. Without them something must follow, and no other code of the
    vault may begin alike.
    """
    opened = _brackets(left.group("open"))
    right = _RIGHT.match(text, end)
    closed = _brackets(right.group("close")) if right else 0
    first, last = left.start(), right.end() if right else end
    if opened and right and closed >= opened:
        return first, last if closed == opened else right.end("first")
    if not opened and closed == 2 and right and right.start("close") == end:
        return first, last
    if (last if opened else end) >= len(text) or vault.begins_others(text[start:end].upper()):
        return 0, 0
    if opened == 2 or (opened and closed):
        return first, last
    return (left.end("open") if opened else first), end


def _brackets(text: str | None) -> int:
    return sum(character in "[]［］" for character in text) if text else 0
