"""A person of the training texts and the ways to write a name. Titles, degrees and ranks are not part of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from types import MappingProxyType
from typing import Literal, TypeAlias

__all__ = ["CASES", "FORMS", "Person", "Sex"]

Sex: TypeAlias = Literal["male", "female"]

_PARTICLES = frozenset({"bin", "binti", "van", "de", "br.", "boru"})
_MAX_INITIALS = 2


@dataclass(frozen=True, slots=True)
class Person:
    """``parts`` in the order in which they are written; ``call`` is what a colleague says behind "Pak" or "Bu"."""

    parts: tuple[str, ...]
    call: str
    sex: Sex


def _full(person: Person, _: Random) -> str:
    return " ".join(person.parts)


def _first(person: Person, _: Random) -> str:
    return person.call


def _nick(person: Person, random: Random) -> str:
    """The end or the beginning of the calling name, as friends shorten it: Slamet, Met."""
    call = person.call
    if len(call) < 5 or random.random() < 0.3:
        return call
    short = call[-3:] if random.random() < 0.5 else call[:3]
    return short.capitalize() if short.isalpha() else call


def _initials(person: Person, random: Random) -> str:
    """Some parts but never all of them as initials: "Agus S.", "A. Unru", "Agus B. Santoso"."""
    parts = [part for part in person.parts if part.lower() not in _PARTICLES and not part.endswith(".")]
    if len(parts) < 2:
        return _full(person, random)
    dot = "" if random.random() < 0.15 else "."
    letters = [part[0].upper() + dot for part in parts]
    match random.randrange(4):
        case 0:
            return " ".join([parts[0], *letters[1:]])
        case 1:
            return " ".join([*letters[:_MAX_INITIALS][: len(parts) - 1], *parts[min(_MAX_INITIALS, len(parts) - 1) :]])
        case 2:
            return " ".join([parts[0], *letters[1:-1], parts[-1]])
        case _:
            return " ".join([parts[0], letters[-1]])


def _surname(person: Person, _: Random) -> str:
    """ "Surname, Given" as in lists of references and airline tickets."""
    if len(person.parts) < 2:
        return person.parts[0]
    return f"{person.parts[-1]}, {' '.join(person.parts[:-1])}"


def _two(person: Person, _: Random) -> str:
    return " ".join(person.parts[:2])


def _dotted(person: Person, _: Random) -> str:
    """As in an e-mail address or an account: no gap between the parts."""
    return ".".join(part.strip(".'") for part in person.parts[:2]).lower()


FORMS: MappingProxyType[str, Callable[[Person, Random], str]] = MappingProxyType(
    {
        "full": _full,
        "bin": _full,
        "first": _first,
        "nick": _nick,
        "initials": _initials,
        "surname": _surname,
        "two": _two,
        "dotted": _dotted,
    }
)

CASES: MappingProxyType[str, Callable[[str], str]] = MappingProxyType({"caps": str.upper, "lower": str.lower, "title": str.title})
