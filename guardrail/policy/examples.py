"""Strings that a regular expression is made of: nearly what it matches, whole and in parts. Not every string, and no judgement of any.

Reads what RE2 has compiled already. Of a class it asks RE2 itself which characters are in it, so it need not know its syntax.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from random import Random
from typing import Final, TypeAlias

import re2

__all__ = ["Part", "alphabet", "example", "parsed", "repeated"]

_POOL: Final = "a7 Zb0-/.,:_\n\tcxz19AB()#+@é\u4e2d"
"""Characters that are tried for a class, the likely ones first."""
_A_CLASS: Final = 6
_ATOM: Final = re.compile(
    r"""\\Q(?P<quoted>.*?)(?:\\E|\Z)
      | (?P<nothing>\\[bBAzZ] | [\^$] | \(\?[a-zA-Z-]+\))
      | (?P<class>\\[pP](?:\{[^}]*\}|.) | \\x(?:\{[0-9A-Fa-f]+\}|[0-9A-Fa-f]{2}) | \\[0-7]{1,3} | \\.
          | \[\^?\]?(?:\[:\^?\w+:\] | \\[pP]\{[^}]*\} | \\. | [^\]\\])*\] | \.)
      | (?P<open>\((?:\?(?:P?<\w+>|[a-zA-Z-]*:))?)
      | (?P<close>\)) | (?P<or>\|)
      | (?P<literal>.)""",
    re.VERBOSE | re.DOTALL,
)
_TIMES: Final = re.compile(r"(?:(?P<sign>[*+?])|\{(?P<least>[0-9]+)(?P<range>,(?P<most>[0-9]*))?\})\??")


@dataclass(frozen=True, slots=True)
class One:
    """One of these characters; ``others`` are some that it is not."""

    chars: str
    others: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """Parts, one behind the other."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """One of these parts."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Many:
    """A part again and again; ``most`` is ``None`` where there is no end to it."""

    part: Part
    least: int
    most: int | None


Part: TypeAlias = One | Row | Either | Many


def parsed(regex: str) -> Part:
    """The parts of a regular expression that RE2 compiles."""
    stack: list[list[list[Part]]] = [[[]]]
    at = 0
    while at < len(regex):
        atom = _ATOM.match(regex, at)
        if atom is None:
            break
        at = atom.end()
        row = stack[-1][-1]
        match atom.lastgroup:
            case "open":
                stack.append([[]])
                continue
            case "or":
                stack[-1].append([])
                continue
            case "close":
                if len(stack) > 1:
                    branches = stack.pop()
                    row = stack[-1][-1]
                    row.append(_either(branches))
            case "quoted":
                row.extend(One(char) for char in atom["quoted"])
            case "class":
                row.append(_class(atom["class"]))
            case "literal":
                row.append(One(atom["literal"]))
            case _:
                continue
        while row and (times := _TIMES.match(regex, at)):
            at = times.end()
            row.append(_many(row.pop(), times))
    while len(stack) > 1:
        branches = stack.pop()
        stack[-1][-1].append(_either(branches))
    return _either(stack[0])


def _either(branches: list[list[Part]]) -> Part:
    rows = tuple(Row(tuple(branch)) for branch in branches)
    return rows[0] if len(rows) == 1 else Either(rows)


def _many(part: Part, times: re.Match[str]) -> Many:
    if times["sign"]:
        return Many(part, int(times["sign"] == "+"), 1 if times["sign"] == "?" else None)
    least = int(times["least"])
    if times["range"] is None:
        return Many(part, least, least)
    return Many(part, least, int(times["most"]) if times["most"] else None)


@lru_cache(maxsize=1024)
def _class(atom: str) -> One:
    """Some characters of a class, and some that it leaves out: those that it names itself first."""
    options = re2.Options()
    options.log_errors = False
    try:
        compiled = re2.compile(f"(?s:{atom})", options)
        chars = "".join([char for char in _POOL if compiled.fullmatch(char)][:_A_CLASS])
        others = [char for char in dict.fromkeys(atom[2:-1] + _POOL) if not compiled.fullmatch(char)] if atom[:2] == "[^" else []
        return One(chars or compiled.possiblematchrange(4)[0].decode("utf-8", "ignore")[:1] or "a", "".join(others[:_A_CLASS]))
    except re2.error:
        return One("a")


def alphabet(part: Part) -> str:
    """The characters of all its parts, in order, and those that its classes leave out."""
    match part:
        case One(chars, others):
            return chars + others
        case Many(inner):
            return alphabet(inner)
        case Row(parts) | Either(parts):
            return "".join(dict.fromkeys("".join(map(alphabet, parts))))


def repeated(part: Part) -> list[Part]:
    """What is said again and again in it."""
    match part:
        case One():
            return []
        case Many(inner):
            return [inner, *repeated(inner)]
        case Row(parts) | Either(parts):
            return [each for one in parts for each in repeated(one)]


def example(part: Part, chance: Random, longest: int) -> str:
    """A string that it may match, cut after ``longest`` characters."""
    match part:
        case One(chars):
            return chance.choice(chars) if len(chars) > 1 else chars
        case Either(parts):
            return example(chance.choice(parts), chance, longest)
        case Row(parts):
            said = ""
            for each in parts:
                if len(said) >= longest:
                    break
                said += example(each, chance, longest - len(said))
            return said
        case Many(inner, least, most):
            end = least + 12 if most is None else most
            times = min(longest, chance.choice((least, end, chance.randint(least, end))))
            if isinstance(inner, One):
                return "".join(chance.choices(inner.chars, k=times))
            said = ""
            for _ in range(times):
                if len(said) >= longest:
                    break
                said += example(inner, chance, longest - len(said))
            return said
