"""Everything that is measured on one set: as it is, in both letter cases, and at every ``min_score``. Values only; prints nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from .scoring import GROUPS, NOT_PATTERNS, Predictions, Records, chosen, recased, score, without_personal_data

__all__ = ["FalseMasks", "Find", "Measured", "Setting", "false_masks", "measure", "settings"]

Find = Callable[[Iterable[dict[str, Any]]], Iterable[dict[str, Any]]]
"""From records to predictions in the same order."""

_FIELDS = ("genre", "lang", "technique")
_GRID = [step / 20 for step in range(20)]


@dataclass(frozen=True, slots=True)
class Measured:
    """The figures of one set, as ``score`` gives them. ``lower`` and ``upper`` are the same texts in one letter case."""

    name: str
    records: Records = field(repr=False)
    predictions: Predictions = field(repr=False)
    figures: dict[str, Any]
    patterns: dict[str, Any]
    """Predictions of pattern entities alone."""
    lower: dict[str, Any]
    upper: dict[str, Any]
    groups: dict[str, dict[str, Any]]
    """Figures by value of a field of the records: "genre", "lang", "technique"."""


def measure(name: str, records: Records, find: Find) -> Measured:
    """Find and score. Sets of other shapes than lone texts have no letter cases: there ``lower`` and ``upper`` are the plain figures."""
    cases = [recased(records, upper=False), recased(records, upper=True)] if all("text" in record for record in records.values()) else []
    variants = [records, *cases]
    found = list(find(record for variant in variants for record in variant.values()))
    size = len(records)
    predictions = [_by_id(found[at * size : (at + 1) * size]) for at in range(len(variants))]
    plain, *other = (score(variant, predicted) for variant, predicted in zip(variants, predictions, strict=True))
    lower, upper = other or (plain, plain)
    patterns = score(records, chosen(predictions[0], lambda found: found["type"] not in NOT_PATTERNS))
    fields = [name for name in _FIELDS if all(name in record for record in records.values())]
    groups = {name: score(records, predictions[0], name)["by"] for name in fields}
    return Measured(name, records, predictions[0], plain, patterns, lower, upper, groups)


def _by_id(predictions: Iterable[dict[str, Any]]) -> Predictions:
    return {prediction["id"]: prediction for prediction in predictions}


@dataclass(frozen=True, slots=True)
class FalseMasks:
    """What one recognizer masks in texts without personal data: spans, characters, texts."""

    recognizer: str
    spans: int
    characters: int
    texts: int


def false_masks(measured: Measured) -> list[FalseMasks]:
    """By recognizer, the one that masks most first."""
    empty = without_personal_data(measured.records)
    found = {key: measured.predictions[key] for key in empty}
    rows = [_false_masks(empty, found, name) for name in {one["recognizer"] for each in found.values() for one in each["entities"]}]
    return sorted((row for row in rows if row.spans), key=lambda row: (-row.spans, row.recognizer))


def _false_masks(empty: Records, found: Predictions, recognizer: str) -> FalseMasks:
    figures = score(empty, chosen(found, lambda one: one["recognizer"] == recognizer))["false_mask"]
    return FalseMasks(recognizer, figures["spans"], figures["characters"], figures["touched"])


@dataclass(frozen=True, slots=True)
class Setting:
    """What a policy with this ``min_score`` for ``entity`` finds. ``wrong`` counts spans that meet nothing of the entity."""

    entity: str
    least: float
    recall: float
    precision: float | None
    wrong: int
    leaked: float


def settings(measured: Measured) -> Iterator[Setting]:
    """By entity, rising; of settings with equal figures only the highest stands."""
    at = {least: score(measured.records, _at_least(measured, least))["types"] for least in _GRID}
    for entity, row in at[0.0].items():
        if not row["gold"] or entity in GROUPS:
            continue
        rising = [_setting(entity, least, types[entity]) for least, types in at.items()]
        following: list[Setting | None] = [*rising[1:], None]
        for setting, higher in zip(rising, following, strict=True):
            if higher is None or _figures(setting) != _figures(higher):
                yield setting


def _at_least(measured: Measured, least: float) -> Predictions:
    return chosen(measured.predictions, lambda found: found["score"] >= least)


def _setting(entity: str, least: float, row: dict[str, Any]) -> Setting:
    precision, recall, _ = row["overlap"]
    wrong = 0 if precision is None else round(row["pred"] * (1 - precision))
    return Setting(entity, least, recall, precision, wrong, row["leak"])


def _figures(setting: Setting) -> tuple[object, ...]:
    return setting.recall, setting.precision, setting.wrong
