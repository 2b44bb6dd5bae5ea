"""``docs/evaluation.md`` and the README's table, as Markdown. Figures only, no text of any set."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from .ethics import Answer
from .ethics_page import ethics_section
from .measuring import Measured, false_masks, settings
from .scoring import GROUPS
from .tables import number, percent, table
from .targets import Outcome

__all__ = ["BEGIN", "END", "headline", "page", "section", "with_section"]

BEGIN, END = "<!-- evaluation: written by `make eval` -->", "<!-- end of evaluation -->"

_INTRODUCTION = """# How well guardrail finds personal data

Written by `make eval` from the detector of this commit; do not edit. `python -m tests.eval FILE` scores a set of your own by the same
definitions ([tests/eval/README.md](../tests/eval/README.md)). The texts of the two sets in this repository are synthetic and were at hand
while the detector was built: on texts that nobody has seen expect to lose some points.

"Exact" asks for the same borders and type, "overlap" for the same type and one shared character, "any type" for one shared character.
"Leaked" is the share of characters of personal data that no finding covers, whatever its type.
"""


def headline(dev: Measured, evasion: Measured) -> str:
    """The table that README and page share."""
    types = dev.figures["types"]
    rows = [_summary("Identifiers, contacts, secrets", types["NUMBERS+CONTACT"])]
    rows += [_summary(name, types[entity]) for name, entity in _SUMMARISED]
    empty = dev.figures["false_mask"]
    summary = table(("on the 400 office texts of `tests/eval/dev.jsonl`", "precision", "recall", "leaked characters"), rows)
    return (
        f"{summary}\n\nOf {empty['texts']} texts without personal data {empty['touched']} are touched, {percent(empty['rate'])} of their "
        f"characters. Of {evasion.figures['total']['n']} disguised values (other digit scripts, base64, spelled out ...) "
        f"{percent(evasion.figures['total']['any_recall'], 1)} are found.\n"
    )


_SUMMARISED = (
    ("Names of persons", "PERSON"),
    ("Addresses", "ADDRESS"),
    ("Health of a person", "HEALTH"),
    ("Religion of a person", "RELIGION"),
    ("Age of a person", "AGE"),
)


def _summary(name: str, row: dict[str, Any]) -> tuple[str, ...]:
    precision, recall, _ = row["overlap"]
    return name, number(precision), number(recall), percent(row["leak"], 1)


def section(text: str) -> str:
    """What stands between the markers of ``text``. Raises ``ValueError`` where they are missing."""
    return text[text.index(BEGIN) + len(BEGIN) : text.index(END)].strip()


def with_section(text: str, content: str) -> str:
    """``text`` with other content between its markers. Raises ``ValueError`` where they are missing."""
    before, after = text[: text.index(BEGIN)], text[text.index(END) :]
    return f"{before}{BEGIN}\n\n{content.strip()}\n\n{after}"


def page(reached: Iterable[Outcome], dev: Measured, evasion: Measured, others: Sequence[Measured], ethics: Sequence[Answer]) -> str:
    """The whole page."""
    parts = [_INTRODUCTION, with_section(f"{BEGIN}\n{END}", headline(dev, evasion)), "## What was aimed at", _targets(reached)]
    for measured in (dev, evasion, *others):
        parts += [f"## {measured.name}", *_set(measured)]
    parts += ["## What `min_score` does", _SETTINGS, _settings(dev), ethics_section(ethics)]
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def _targets(reached: Iterable[Outcome]) -> str:
    rows = []
    for outcome in reached:
        target = outcome.target
        show = percent if target.percent else number
        sign = "<=" if target.at_most else ">="
        rows.append((target.on, target.what, show(outcome.figure), f"{sign} {show(target.reach)}", "yes" if outcome.reached else "**no**"))
    return table(("on", "figure", "is", "should be", "reached"), rows)


_TYPE_HEADS = ("", "gold", "found", "exact P", "R", "F1", "overlap P", "R", "F1", "any type R", "leaked", "leaked whole", "in part")
_GROUP_HEADS = ("gold", "recall, own type", "any type", "leaked", "masked where nothing is to find")


def _set(measured: Measured) -> Iterator[str]:
    figures = measured.figures
    yield f"{len(measured.records)} texts, {figures['types']['ALL']['gold']} values to find."
    yield table(_TYPE_HEADS, [_type_row(entity, row) for entity, row in figures["types"].items() if row["gold"] or row["pred"]])
    for field, rows in measured.groups.items():
        if len(rows) > 1:
            yield table((field, *_GROUP_HEADS), [_group_row(name, row) for name, row in rows.items()])
    if measured.lower is not figures and figures["types"].get("PERSON", {}).get("gold"):
        yield table(
            ("PERSON", "recall", "precision", "exact F1"),
            [
                _person_row("as written", figures),
                _person_row("in lower case", measured.lower),
                _person_row("IN CAPITALS", measured.upper),
            ],
        )
    if "false_mask" in figures:
        empty = figures["false_mask"]
        yield (
            f"{empty['texts']} texts without personal data: {empty['touched']} touched, {empty['characters']} characters masked "
            f"({percent(empty['rate'])})."
        )
        masks = [(mask.recognizer, str(mask.spans), str(mask.characters), str(mask.texts)) for mask in false_masks(measured)]
        if masks:
            yield table(("recognizer", "false masks", "characters", "texts"), masks)


def _type_row(entity: str, row: dict[str, Any]) -> tuple[str, ...]:
    name = f"**{entity}**" if entity in GROUPS else entity
    shares = [number(value) for value in (*row["exact"], *row["overlap"], row["any_recall"])]
    leaked = "-" if row["leak"] is None else percent(row["leak"])
    return name, str(row["gold"]), str(row["pred"]), *shares, leaked, str(row["leaked_whole"]), str(row["leaked_part"])


def _group_row(name: str, row: dict[str, Any]) -> tuple[str, ...]:
    shares = [number(row["recall"]), number(row["any_recall"])]
    percents = ["-" if row[key] is None else percent(row[key]) for key in ("leak", "false_mask")]
    return name, str(row["n"]), *shares, *percents


def _person_row(name: str, figures: dict[str, Any]) -> tuple[str, ...]:
    row = figures["types"]["PERSON"]
    return name, number(row["overlap"][1]), number(row["overlap"][0]), number(row["exact"][2])


_SETTINGS = """A rule of a policy may say `min_score: 0.8` (with an `override_reason`): findings that the detector is less sure of are left
alone. This is what that gives and costs on `dev`; "up to 0.85" stands for every setting above the row before it. Lower finds more
and masks more for nothing.
Without `min_score` everything is acted on."""


def _settings(measured: Measured) -> str:
    rows = []
    entity = ""
    for one in settings(measured):
        name = "" if one.entity == entity else one.entity
        entity = one.entity
        shares = (number(one.recall), number(one.precision))
        rows.append((name, f"up to {one.least:.2f}", *shares, str(one.wrong), percent(one.leaked)))
    return table(("entity", "`min_score`", "recall", "precision", "false masks", "leaked"), rows)
