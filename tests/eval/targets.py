"""The one table of what is to be reached on the committed sets: the page shows it, and the suite holds it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .measuring import Measured

__all__ = ["TARGETS", "Outcome", "Target", "outcomes"]

_UNSEEN_OR_OTHER_DIGITS = ("zero_width", "fullwidth_digits", "arabic_indic_digits")


@dataclass(frozen=True, slots=True)
class Target:
    """A figure between 0 and 1 and the least (or the most) that it should be."""

    on: str
    what: str
    figure: Callable[[Measured, Measured], float | None]
    """From the two committed sets, ``dev`` and ``evasion_dev``; None where there is nothing to divide by."""
    reach: float
    at_most: bool = False
    percent: bool = False
    held: bool = True
    """Whether the suite fails below it; a figure that is not reached yet is shown and not held."""


@dataclass(frozen=True, slots=True)
class Outcome:
    target: Target
    figure: float

    @property
    def reached(self) -> bool:
        reach = self.target.reach
        return self.figure <= reach if self.target.at_most else self.figure >= reach


def _typed(group: str, share: str, which: int) -> Callable[[Measured, Measured], float | None]:
    """``share`` is "exact" or "overlap", ``which`` 0 precision, 1 recall, 2 F1."""
    return lambda dev, evasion: dev.figures["types"][group][share][which]


def _leaked(group: str) -> Callable[[Measured, Measured], float | None]:
    return lambda dev, evasion: dev.figures["types"][group]["leak"]


def _lost(recased: Callable[[Measured], dict[str, Any]]) -> Callable[[Measured, Measured], float | None]:
    """Points of recall of names that the letter case costs."""

    def figure(dev: Measured, evasion: Measured) -> float:
        plain: float = _recall(dev.figures)
        return plain - _recall(recased(dev))

    return figure


def _recall(figures: dict[str, Any]) -> float:
    recall: float = figures["types"]["PERSON"]["overlap"][1]
    return recall


def _any_type(evasion: Measured, *techniques: str) -> float:
    rows = evasion.groups["technique"]
    least: float = min(rows[technique]["any_recall"] for technique in techniques)
    return least


TARGETS = (
    Target("dev", "numbers and contacts: typed F1 (overlap)", _typed("NUMBERS+CONTACT", "overlap", 2), 0.97),
    Target("dev", "numbers and contacts: leaked characters", _leaked("NUMBERS+CONTACT"), 0.01, True, True),
    Target("dev", "ID_NIK recall", _typed("ID_NIK", "overlap", 1), 0.995),
    Target("dev", "ID_KK typed F1", _typed("ID_KK", "overlap", 2), 0.95),
    Target("dev", "ID_NIP recall", _typed("ID_NIP", "overlap", 1), 0.98),
    Target("dev, no personal data", "characters masked by patterns", lambda dev, _: dev.patterns["false_mask"]["rate"], 0.002, True, True),
    Target("dev, no personal data", "texts touched by patterns", lambda dev, _: _touched(dev.patterns), 0.04, True, True),
    Target("evasion_dev", "recall, any type", lambda _, evasion: evasion.figures["total"]["any_recall"], 0.95),
    Target(
        "evasion_dev",
        "invisible characters and digit scripts: recall, any type",
        lambda _, evasion: _any_type(evasion, *_UNSEEN_OR_OTHER_DIGITS),
        1.0,
    ),
    Target("dev", "PERSON recall (overlap)", _typed("PERSON", "overlap", 1), 0.94),
    Target("dev", "PERSON precision (overlap)", _typed("PERSON", "overlap", 0), 0.92),
    Target("dev", "PERSON exact F1", _typed("PERSON", "exact", 2), 0.85),
    Target("dev, lower case", "PERSON recall lost", _lost(lambda dev: dev.lower), 0.06, True, True),
    Target("dev, ALL CAPS", "PERSON recall lost", _lost(lambda dev: dev.upper), 0.06, True, True),
    Target("dev", "ADDRESS F1 (overlap)", _typed("ADDRESS", "overlap", 2), 0.90),
    Target("dev", "HEALTH recall (overlap)", _typed("HEALTH", "overlap", 1), 0.80),
    Target("dev", "RELIGION recall (overlap)", _typed("RELIGION", "overlap", 1), 0.80),
    Target("dev", "all identifiers: leaked characters", _leaked("IDENTIFIERS"), 0.03, True, True),
    Target("dev, no personal data", "characters masked", lambda dev, _: dev.figures["false_mask"]["rate"], 0.008, True, True),
)
"""What the project set itself for its detector, on texts of its own making (``README.md`` beside this file)."""


def _touched(figures: dict[str, Any]) -> float:
    touched: float = figures["false_mask"]["touched"] / figures["false_mask"]["texts"]
    return touched


def outcomes(dev: Measured, evasion: Measured) -> tuple[Outcome, ...]:
    """Every target with its figure; one without a figure counts as 0."""
    return tuple(Outcome(target, target.figure(dev, evasion) or 0.0) for target in TARGETS)
