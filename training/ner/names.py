"""Invented people: parts of ``names.tsv`` joined as each people of the archipelago joins them, and parts made up from syllables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from random import Random
from types import MappingProxyType

from .person import Person, Sex
from .templates import HERE, Split, held_out

__all__ = ["People", "made_up"]

_MADE_UP = 0.25
"""Share of parts that stand in no list: a model that knows a gazetteer by heart misses the next name."""

_ORIGINS = (
    *("java",) * 8,
    *("arab",) * 5,
    *("sunda",) * 4,
    *("modern",) * 4,
    *("batak", "timur", "minang", "bugis", "bali", "tionghoa") * 2,
    *("aceh", "melayu", "sasak", "manado", "toraja", "dayak", "india", "asing"),
)
_SEXES: tuple[Sex, Sex] = ("male", "female")
_PATRONYMIC = frozenset({"java", "sunda", "melayu", "aceh"})
_BALI_ORDER = ("Wayan", "Made", "Nyoman", "Ketut", "Putu", "Kadek", "Komang", "Gede")
_MUHAMMAD = ("Muhammad", "Muhamad", "Mohammad", "Mohamad", "Moh.", "Muh.", "M.", "Mochamad", "Ahmad", "Achmad", "Abdul", "Muhammad")
_SITI = ("Siti", "Sitti", "St.", "Nur", "Umi", "Nurul")
_ONSETS: tuple[str, ...] = (*"bcdghjklmnprstwybdgjkmnprst", "ng", "ny", "tr", "pr", "kh", "sy", "", "", "")
_LINKS = tuple("bdgjklmnprstwy")
_VOWELS: tuple[str, ...] = (*"aaaaiiuuueo", "ai")
_CODAS: tuple[str, ...] = (*[""] * 9, *"nrlsmthk", "ng")
_MALE_ENDS = (
    "anto",
    "ono",
    "iyanto",
    "awan",
    "imin",
    "iman",
    "idin",
    "udin",
    "adi",
    "iyadi",
    "o",
    "endra",
    "ansyah",
    "us",
    "ari",
    "ison",
    "il",
)
_FEMALE_ENDS = (
    "ati",
    "awati",
    "aningsih",
    "iyah",
    "ah",
    "ini",
    "iyani",
    "ina",
    "asih",
    "inem",
    "elina",
    "atin",
    "a",
    "ita",
    "iah",
    "asari",
)
_SURNAME_ENDS = ("ang", "ing", "uw", "oy", "i", "u", "an", "ar", "em", "ihing", "eang", "ay", "oe", "ung")


def made_up(random: Random, kind: str) -> str:
    """A part of a name that nobody bears on purpose: one or two syllables and an ending that its kind has."""
    ends = {"male": _MALE_ENDS, "female": _FEMALE_ENDS}.get(kind, _SURNAME_ENDS)
    first = random.choice(_ONSETS) + random.choice(_VOWELS) + random.choice(_CODAS)
    second = random.choice(_LINKS) + random.choice(_VOWELS) + random.choice(_CODAS) if random.random() < 0.4 else random.choice(_LINKS)
    return (first + second + random.choice(ends)).capitalize()


@dataclass(frozen=True, slots=True)
class People:
    """A source of people. Those of the split ``train`` and those of ``held_out`` have no listed part in common."""

    random: Random
    split: Split

    def draw(self, sex: Sex | None = None) -> Person:
        """Anyone; of the given sex, if one is given."""
        chosen = self.random.choice(_SEXES) if sex is None else sex
        origin = self.random.choice(_ORIGINS)
        joined = _CUSTOMS.get(origin)
        parts = joined(self, chosen) if joined else self._family(chosen, origin)
        if len(parts) > 1 and self.random.random() < 0.04 and origin in _PATRONYMIC:
            parts = (*parts, *self._child_of(chosen))
        return Person(parts, self._call(parts), chosen)

    def child_of(self, person: Person) -> Person:
        """The same person as registers of marriages and courts call them, with the father's name."""
        if {"bin", "binti", "bt."} & {part.lower() for part in person.parts}:
            return person
        return Person((*person.parts, *self._child_of(person.sex)), person.call, person.sex)

    def _child_of(self, sex: Sex) -> tuple[str, ...]:
        particle = self.random.choice(("bin", "bin", "Bin") if sex == "male" else ("binti", "binti", "Binti", "bt."))
        origin = self.random.choice(("arab", "java", "sunda", "minang", "aceh"))
        return (particle, *self._several("male", origin, (1, 1, 2)))

    def _part(self, kind: str, origin: str) -> str:
        if self.random.random() < _MADE_UP:
            return made_up(self.random, kind)
        return self.random.choice(_parts(self.split)[kind, origin])

    def _several(self, kind: str, origin: str, counts: tuple[int, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self._part(kind, origin) for _ in range(self.random.choice(counts))))

    def _common(self) -> str:
        return self._part("surname", "umum")

    def _call(self, parts: tuple[str, ...]) -> str:
        skipped = {"Ni", "Ida", "Anak", "Chik"}
        worth = [
            part
            for part in parts
            if part not in skipped and len(part) > 2 and "." not in part and part.lower() not in {"bin", "binti", "bt.", "br.", "boru"}
        ]
        if not worth:
            return parts[-1]
        return worth[0] if self.random.random() < 0.75 else worth[min(1, len(worth) - 1)]

    def _java(self, sex: Sex) -> tuple[str, ...]:
        parts = self._several(sex, "java", (1, 1, 2, 2, 2, 2, 3, 3))
        return (*parts, self._common()) if self.random.random() < 0.2 else parts

    def _sunda(self, sex: Sex) -> tuple[str, ...]:
        parts = self._several(sex, "sunda", (1, 2, 2, 2, 3))
        return (*parts, self._common()) if self.random.random() < 0.15 else parts

    def _modern(self, sex: Sex) -> tuple[str, ...]:
        parts = self._several(sex, "modern", (1, 2, 2, 3))
        return (*parts, self._common()) if len(parts) < 3 else parts

    def _arab(self, sex: Sex) -> tuple[str, ...]:
        before = ((self.random.choice(_MUHAMMAD if sex == "male" else _SITI),)) if self.random.random() < 0.5 else ()
        parts = (*before, *self._several(sex, "arab", (1, 1, 2, 2)))
        match self.random.randrange(8):
            case 0:
                return (*parts, self._part("surname", "arab"))
            case 1:
                return (*parts, self._common())
            case 2:
                return (*parts, *self._child_of(sex))
            case _:
                return parts

    def _batak(self, sex: Sex) -> tuple[str, ...]:
        given = self._several(sex, self.random.choice(("batak", "batak", "modern", "timur")), (1, 1, 2))
        between = (self.random.choice(("br.", "boru", "br")),) if sex == "female" and self.random.random() < 0.2 else ()
        return (*given, *between, self._part("surname", "batak"))

    def _minang(self, sex: Sex) -> tuple[str, ...]:
        given = self._several(sex, "minang", (1, 2, 2))
        return (*given, self._part("surname", "minang")) if self.random.random() < 0.3 else given

    def _bugis(self, sex: Sex) -> tuple[str, ...]:
        names = self._several(sex, "bugis", (1, 1, 2))
        match self.random.randrange(6):
            case 0 | 1:
                return ("Andi", *names)
            case 2:
                return (*names, "Daeng", self._part(sex, "bugis"))
            case 3:
                return ("La" if sex == "male" else "Wa", "Ode", *names)
            case 4:
                return (self.random.choice(_MUHAMMAD if sex == "male" else _SITI), *names)
            case _:
                return names if len(names) > 1 else (*names, self._part(sex, "bugis"))

    def _bali(self, sex: Sex) -> tuple[str, ...]:
        order = self.random.choice(_BALI_ORDER)
        last = self._several(sex, "bali", (1, 1, 1, 2))
        male = (("I", order), ("Ida", "Bagus", order), ("I", "Gusti", "Ngurah"), ("Anak", "Agung", "Gede"), ("Dewa", order))
        female = (("Ni", order), ("Ida", "Ayu", order), ("Ni", "Luh"), ("I", "Gusti", "Ayu"), ("Desak", order))
        before = (male if sex == "male" else female)[self.random.choice((0, 0, 0, 0, 1, 2, 3, 4))]
        return (*before[self.random.choice((0, 0, 0, 1)) :], *last)

    def _aceh(self, sex: Sex) -> tuple[str, ...]:
        names = self._several(sex, "aceh", (1, 2, 2))
        noble = ("Teuku", "T.", "Said", "Tgk. Chik") if sex == "male" else ("Cut", "Cut Nyak", "Syarifah", "Pocut")
        if self.random.random() < 0.5:
            return (*self.random.choice(noble).split(), *names)
        return (*names, self._part("male", "aceh"))

    def _melayu(self, sex: Sex) -> tuple[str, ...]:
        names = self._several(sex, "melayu", (1, 2, 2))
        before = ("Raja", "Tengku", "Wan", "Encik", *(("Megat", "Syed") if sex == "male" else ("Dayang", "Syarifah")))
        return (self.random.choice(before), *names) if self.random.random() < 0.4 else names

    def _sasak(self, sex: Sex) -> tuple[str, ...]:
        names = self._several(sex, "sasak", (1, 2, 2))
        before = ("Lalu", "L.") if sex == "male" else ("Baiq", "Bq.")
        return (self.random.choice(before), *names) if self.random.random() < 0.7 else names

    def _tionghoa(self, sex: Sex) -> tuple[str, ...]:
        surname = self._part("surname", "tionghoa")
        if self.random.random() < 0.3:
            return (surname, *self._several(sex, "tionghoa", (1, 2, 2)))
        return (*self._several(sex, "tionghoa", (1, 1, 2)), surname)

    def _manado(self, sex: Sex) -> tuple[str, ...]:
        return (*self._several(sex, self.random.choice(("timur", "modern", "asing")), (1, 2)), self._part("surname", "manado"))

    def _toraja(self, sex: Sex) -> tuple[str, ...]:
        return (*self._several(sex, "timur", (1, 2)), self._part("surname", "toraja"))

    def _dayak(self, sex: Sex) -> tuple[str, ...]:
        return self._several(sex, "dayak", (1, 2, 2))

    def _family(self, sex: Sex, origin: str) -> tuple[str, ...]:
        """Given names, then a family name: timur, india, asing."""
        given = self._several(sex, origin, (1, 1, 2))
        between = ("van",) if origin == "asing" and self.random.random() < 0.05 else ()
        return (*given, *between, self._part("surname", origin))


_CUSTOMS: Mapping[str, Callable[[People, Sex], tuple[str, ...]]] = MappingProxyType(
    {
        "java": People._java,
        "sunda": People._sunda,
        "modern": People._modern,
        "arab": People._arab,
        "batak": People._batak,
        "minang": People._minang,
        "bugis": People._bugis,
        "bali": People._bali,
        "aceh": People._aceh,
        "melayu": People._melayu,
        "sasak": People._sasak,
        "tionghoa": People._tionghoa,
        "manado": People._manado,
        "toraja": People._toraja,
        "dayak": People._dayak,
    }
)
"""How a people joins its names. The others have given names and a family name."""


@cache
def _parts(split: Split) -> Mapping[tuple[str, str], tuple[str, ...]]:
    """(kind, origin) -> the listed parts that a split may use."""
    parts: dict[tuple[str, str], tuple[str, ...]] = {}
    for line in (HERE / "names.tsv").read_text("utf-8").splitlines()[1:]:
        kind, origin, names = line.split("\t")
        parts[kind, origin] = tuple(name for name in names.split() if held_out(name.lower()) == (split == "held_out"))
    return parts
