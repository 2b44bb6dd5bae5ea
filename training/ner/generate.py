"""Office texts with the places of the names in them, made from hand-written templates, for training and testing the name model.

``python -m training.ner.generate`` prints some as JSON lines. No text is taken from anywhere.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from .names import People
from .person import CASES, FORMS, Person, Sex
from .templates import SLOT, Split, read_slots, read_templates

__all__ = ["Places", "fill", "generate", "main"]

Places = list[tuple[int, int]]
"""Half-open ranges of code points, each one name of a person, in order."""

_REPEATED = re.compile(r"\*(\d+)-(\d+) ")
_SEXES: dict[str, Sex] = {"m": "male", "f": "female"}
_DEEPEST = 8


def generate(seed: int, sentences: int, split: Split) -> Iterator[tuple[str, Places]]:
    """Yields ``sentences`` texts, from one line to a whole letter, and the places of persons' names in each.

    Every template of the split is used before any is used again. The same arguments give the same texts.
    """
    random = Random(f"{seed} {split}")  # noqa: S311 - texts, not keys
    people = People(random, split)
    templates = [template.text for template in read_templates() if template.split == split]
    left: list[str] = []
    for _ in range(sentences):
        if not left:
            left = random.sample(templates, len(templates))
        yield fill(left.pop(), people, random)


def fill(template: str, people: People, random: Random) -> tuple[str, Places]:
    """The template with every slot filled, and where persons stand. Raises ``KeyError`` for a slot that no list names."""
    text = _Text(people, random)
    for number, line in enumerate(template.split("\n")):
        repeated = _REPEATED.match(line)
        times = random.randint(int(repeated[1]), int(repeated[2])) if repeated else 1
        for row in range(1, times + 1):
            if number or row > 1:
                text.add("\n")
            text.write(line[repeated.end() :] if repeated else line, row)
    return "".join(text.pieces), text.places


@dataclass(slots=True)
class _Text:
    """A text as it grows. A numbered slot means the same person throughout; an unnumbered one somebody new each time."""

    people: People
    random: Random
    pieces: list[str] = field(default_factory=list, repr=False)
    places: Places = field(default_factory=list)
    known: dict[str, Person] = field(default_factory=dict, repr=False)
    length: int = 0

    def add(self, piece: str) -> None:
        self.pieces.append(piece)
        self.length += len(piece)

    def write(self, template: str, row: int, index: str = "", case: str = "", depth: int = 0) -> None:
        if depth > _DEEPEST:
            raise ValueError("slots name each other in a circle")
        end = 0
        for slot in SLOT.finditer(template):
            self.add(_cased(template[end : slot.start()], case))
            end = slot.end()
            self._fill(slot, row, index, case, depth)
        self.add(_cased(template[end:], case))

    def _fill(self, slot: re.Match[str], row: int, index: str, case: str, depth: int) -> None:
        case = slot["case"] or case
        index = slot["index"] or index
        match slot["name"]:
            case None if slot["literal"]:
                self._mark(_cased(slot["literal"], case))
            case None:
                self.add("".join(self.random.choice("0123456789") for _ in range(int(slot["digits"]))))
            case "no":
                self.add(str(row))
            case "P" | "Pm" | "Pf" | "X" | "Xm" | "Xf" as name:
                person = self._person(name, index)
                if slot["form"] == "bin":
                    person = self.people.child_of(person)
                written = _cased(FORMS[slot["form"] or "full"](person, self.random), case)
                if name.startswith("P"):
                    self._mark(written)
                else:
                    self.add(written)
            case name:
                self.write(self.random.choice(read_slots()[name]), row, index, case, depth + 1)

    def _mark(self, name: str) -> None:
        self.places.append((self.length, self.length + len(name)))
        self.add(name)

    def _person(self, name: str, index: str) -> Person:
        """``X`` names what a hospital or a street is called after: written like a person, marked as none."""
        sex = _SEXES.get(name[1:])
        if not index:
            return self.people.draw(sex)
        return self.known.setdefault(f"{name[0]}{index}", self.people.draw(sex))


def _cased(text: str, case: str) -> str:
    return CASES[case](text) if case else text


def main(arguments: list[str]) -> int:
    """``[SEED [SENTENCES [SPLIT]]]`` -> JSON lines ``{"text", "entities"}`` on standard output."""
    seed, sentences, split = (*arguments, *("1", "20", "train")[len(arguments) :])
    if split not in ("train", "held_out"):
        return 2
    for text, places in generate(int(seed), int(sentences), "train" if split == "train" else "held_out"):
        entities = [{"start": start, "end": end, "type": "PERSON"} for start, end in places]
        sys.stdout.write(json.dumps({"text": text, "entities": entities}, ensure_ascii=False) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
