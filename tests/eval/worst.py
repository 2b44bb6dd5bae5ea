"""The worst errors of a set, for the one who repairs them: on a terminal and nowhere else, because they show the texts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from .measuring import Measured

__all__ = ["Mistake", "worst"]

_MISSED, _MISTYPED, _FALSE = "missed", "wrong type", "false mask"


class Mistake(NamedTuple):
    """``weight`` is how many characters are leaked or masked for nothing; a wrong type weighs a tenth."""

    weight: float
    kind: str
    record: str
    entity: str
    text: str


def worst(measured: Measured, most: int = 20) -> list[Mistake]:
    """The mistakes of most weight, heaviest first."""
    mistakes = [mistake for record in measured.records.values() for mistake in _mistakes(record, measured.predictions[record["id"]])]
    return sorted(mistakes, reverse=True)[:most]


def _mistakes(record: dict[str, Any], prediction: dict[str, Any]) -> Iterator[Mistake]:
    if "text" not in record:
        return
    text, found = record["text"], prediction["entities"]
    covered = _places(found)
    for gold in record["entities"]:
        leaked = sum(not text[at].isspace() for at in range(gold["start"], gold["end"]) if at not in covered)
        if leaked:
            yield Mistake(leaked, _MISSED, record["id"], gold["type"], gold["text"])
        elif not any(one["type"] == gold["type"] and _meet(one, gold) for one in found):
            yield Mistake(len(gold["text"]) / 10, _MISTYPED, record["id"], gold["type"], gold["text"])
    free = _places(record["entities"]) | _places(record.get("ignore", []))
    for one in found:
        masked = sum(at not in free for at in range(one["start"], one["end"]))
        if masked * 2 > one["end"] - one["start"]:
            yield Mistake(masked, _FALSE, record["id"], one["type"], text[one["start"] : one["end"]])


def _places(spans: list[dict[str, Any]]) -> set[int]:
    return {at for span in spans for at in range(span["start"], span["end"])}


def _meet(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return bool(one["start"] < other["end"] and other["start"] < one["end"])
