"""Every kind of identifier in every disguise in several places: what of it is found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from .carriers import BARE, LABELLED
from .techniques import TECHNIQUES
from .values import KINDS

__all__ = ["Case", "cases", "is_found"]
TEXTS = ("email", "name")


@dataclass(frozen=True, slots=True)
class Case:
    """One text and where in it stands the disguised value."""

    technique: str
    kind: str
    carrier: str
    text: str = field(repr=False)
    start: int = 0
    end: int = 0
    digits: int = 0
    """How many digits the value has."""


def cases(seed: int, rounds: int = 1) -> Iterator[Case]:
    """Each kind in each technique that applies to it, in ``rounds`` labelled places and, where it needs no label, as many bare ones."""
    random = Random(seed)
    for name, technique in TECHNIQUES.items():
        for kind_name, kind in KINDS.items():
            if technique.of == ("digits" if kind_name in TEXTS else "text"):
                continue
            for _ in range(rounds):
                value = kind.draw(random)
                if technique.contains not in value:
                    continue
                written = technique.write(value, random)
                frame = random.choice(technique.frames)
                label = random.choice(kind.labels)
                if technique.labels:
                    label = random.choice(technique.labels).format(label)
                carrier = random.choice(kind.carriers)
                key = label.lower().replace(". ", "_").replace(" ", "_").replace("(", "").replace(")", "")
                text = LABELLED[carrier].format(label=label, key=key, value=frame.format("\0"))
                yield _case(name, kind_name, f"labelled {carrier}", text, value, written)
                if kind.bare and not technique.labelled:
                    carrier = random.choice(list(BARE))
                    yield _case(name, kind_name, f"bare {carrier}", BARE[carrier].format(value=frame.format("\0")), value, written)


def _case(technique: str, kind: str, carrier: str, text: str, value: str, written: str) -> Case:
    start = text.index("\0")
    return Case(technique, kind, carrier, text.replace("\0", written), start, start + len(written), sum(map(str.isdigit, value)))


def is_found(case: Case, spans: list[tuple[int, int]]) -> bool:
    """Whether the letters and digits of the value are covered; of digits that are still there, all of them and not what parts them."""
    digits = case.kind not in TEXTS and sum(map(str.isdigit, case.text[case.start : case.end])) == case.digits
    signs = [at for at in range(case.start, case.end) if (case.text[at].isdigit() if digits else case.text[at].isalnum())]
    return all(any(start <= at < end for start, end in spans) for at in signs)
