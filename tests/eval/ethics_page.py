"""The part of ``docs/evaluation.md`` on ethics signals, as Markdown. Figures only, no text of any set."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .ethics import NOTHING, Answer, Curve, confusion, curve, rows
from .tables import number, percent, table

__all__ = ["ethics_section"]

_WIDTH = 40
_INTRODUCTION = """## Ethics signals

What `guardrail ethics` tells of `tests/eval/ethics_dev.jsonl`: {amiss} texts in which something is asked for or said that a rule is about,
and {harmless} harmless ones, most of them near misses. The set was at hand while the classifier's threshold was chosen;
[ethics](ethics.md) has what is to be expected of texts that nobody has seen."""
_CONFUSED = "Which label was told as the surest (columns) of what each text is (rows):"
_CURVE = """What `min_score` of a rule gives and costs; the national policy warns from 0.5 on, refuses from 0.9. `#` texts told with their
own label, `+` told another, `!` harmless texts told anything."""


def ethics_section(found: Sequence[Answer]) -> str:
    """Tables by label, the confusion matrix, and the curve over thresholds."""
    harmless = sum(answer.gold == NOTHING for answer in found)
    parts = [
        _INTRODUCTION.format(amiss=len(found) - harmless, harmless=harmless),
        table(
            ("", "texts", "told", "precision", "recall", "F1"),
            [(row.label, str(row.gold), str(row.told), number(row.precision), number(row.recall), number(row.f1)) for row in rows(found)],
        ),
        _CONFUSED,
        _matrix(found),
        _CURVE,
        "```text\n" + "\n".join(_drawn(curve(found))) + "\n```",
    ]
    return "\n\n".join(parts)


def _matrix(found: Sequence[Answer]) -> str:
    counts = confusion(found)
    gold = sorted(counts, key=lambda label: (label == NOTHING, label))
    others = sorted({told for each in counts.values() for told in each} - set(gold))
    columns = [*gold, *others]
    return table(("", *columns), [(label, *(str(counts[label][column] or "") for column in columns)) for label in gold])


def _drawn(points: Sequence[Curve]) -> Iterator[str]:
    yield f"min_score  {'told of what is amiss':{_WIDTH}}  own   any   | false alarms"
    for point in points:
        own, either = round(point.labelled * _WIDTH), round(point.anything * _WIDTH)
        bar = "#" * own + "+" * (either - own)
        shares = f"{percent(point.labelled, 0):>5} {percent(point.anything, 0):>5} | {percent(point.false, 0):>4}"
        alarms = "!" * round(point.false * 100)
        yield f"{point.least:<9g}  {bar:{_WIDTH}}  {shares} {alarms}".rstrip()
