"""The evaluation's own scorer (``score.py``) as a library: its definitions, its figures, without its printing."""

from __future__ import annotations

import contextlib
import importlib
import io
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeAlias

__all__ = ["GROUPS", "NOT_PATTERNS", "Predictions", "Records", "chosen", "load", "recased", "score", "without_personal_data"]

Record: TypeAlias = dict[str, Any]
Records: TypeAlias = Mapping[str, Record]
"""Lines of an evaluation set by id; README.md has the format."""
Predictions: TypeAlias = Mapping[str, Record]
"""``{"id", "entities": [{"start", "end", "type", "score", "recognizer", "message"?}]}`` by id."""

# Untyped and outside the linters: it is the same file that others score with.
_score: Any = importlib.import_module("tests.eval.score")

NOT_PATTERNS = frozenset(_score.NAMES | _score.SENSITIVE)
"""Names, addresses and sensitive facts."""

GROUPS = ("NUMBERS+CONTACT", "NAMES+ADDRESS", "SENSITIVE", "IDENTIFIERS", "ALL")
"""Rows of the scorer that sum up entities."""


def load(path: Path) -> Records:
    """The records of a file. Ends the process where an id stands twice, as the scorer does."""
    records: Records = _score.load(str(path))
    return records


def score(records: Records, predictions: Predictions, by: str | None = None) -> dict[str, Any]:
    """What ``score.py --json`` writes, with the totals of all groups as ``total``. ``by`` is a field of the records, such as ``genre``."""
    found = _score.score_pii(records, predictions, by)
    with contextlib.redirect_stdout(io.StringIO()):
        result: dict[str, Any] = _score.report_pii(*found, by=by)
    if "false_mask" in result:
        result["false_mask"]["characters"] = found[2]["bad"]
    # Only here are plain spans of evasion texts left out: what counts is the disguise.
    total = found[1]["ALL", "ALL"]
    result["total"] = {"n": total["n"], "any_recall": total["ga"] / total["n"] if total["n"] else None}
    return result


def chosen(predictions: Predictions, choose: Callable[[dict[str, Any]], bool]) -> Predictions:
    """The predictions with only those of their entities that ``choose`` wants."""
    return {key: one | {"entities": [found for found in one["entities"] if choose(found)]} for key, one in predictions.items()}


def without_personal_data(records: Records) -> Records:
    """The records that hold nothing to find."""
    return {key: record for key, record in records.items() if not record["entities"]}


def recased(records: Records, *, upper: bool) -> Records:
    """The records in ALL CAPITALS or in lower case; a character whose other case is not one character stays."""

    def fold(text: str) -> str:
        return "".join(other if len(other := char.upper() if upper else char.lower()) == 1 else char for char in text)

    return {key: record | {"text": fold(record["text"])} for key, record in records.items()}
