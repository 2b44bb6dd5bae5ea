"""The numbers of all workers as text: OpenMetrics 1.0 for who asks for it, else Prometheus' text format 0.0.4."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from .cells import Told
from .family import FAMILIES, Family, Kind

__all__ = ["SUM", "TEXT", "content_type", "expose"]

TEXT: Final = "text/plain; version=0.0.4; charset=utf-8"
_OPEN: Final = "application/openmetrics-text; version=1.0.0; charset=utf-8"
SUM: Final = "sum"
"""The part of a histogram that is no bucket."""
_ESCAPES: Final = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n"})


def content_type(accept: str) -> str:
    """What to answer to an ``Accept`` header."""
    return _OPEN if "application/openmetrics-text" in accept else TEXT


def expose(told: Iterable[Told], media_type: str) -> bytes:
    """Counters and histograms are summed over the workers, those that died included; gauges are of each that lives, with its number."""
    sums: dict[str, defaultdict[tuple[str, ...], float]] = {name: defaultdict(float) for name in FAMILIES}
    for one in told:
        for key, value in one.numbers.items():
            family = FAMILIES.get(key[0])
            if family is None:
                continue
            if family.kind is not Kind.GAUGE:
                sums[family.name][key[1:]] += value
            elif one.alive:
                sums[family.name][(one.worker, *key[1:])] = value
    openly = media_type == _OPEN
    lines: list[str] = []
    for name, found in sums.items():
        if found:
            lines += _family(FAMILIES[name], found, openly)
    if openly:
        lines.append("# EOF")
    return ("\n".join(lines) + "\n").encode("utf-8")


def _family(family: Family, found: dict[tuple[str, ...], float], openly: bool) -> list[str]:
    counter = "_total" if family.kind is Kind.COUNTER else ""
    named = family.name if openly else family.name + counter  # older readers want the name of the samples
    lines = [f"# HELP {named} {family.help}", f"# TYPE {named} {family.kind}"]
    if family.kind is Kind.HISTOGRAM:
        return lines + _histogram(family, found)
    labels = ("worker", *family.labels) if family.kind is Kind.GAUGE else family.labels
    return lines + [f"{family.name}{counter}{_labels(labels, values)} {_number(value)}" for values, value in sorted(found.items())]


def _histogram(family: Family, found: dict[tuple[str, ...], float]) -> list[str]:
    lines = []
    for values in sorted({key[:-1] for key in found}):
        total = 0.0
        for at, bound in enumerate([*map(repr, family.bounds), "+Inf"]):
            total += found.get((*values, str(at)), 0.0)
            lines.append(f"{family.name}_bucket{_labels((*family.labels, 'le'), (*values, bound))} {_number(total)}")
        labels = _labels(family.labels, values)
        lines.append(f"{family.name}_sum{labels} {_number(found.get((*values, SUM), 0.0))}")
        lines.append(f"{family.name}_count{labels} {_number(total)}")
    return lines


def _labels(names: Sequence[str], values: Sequence[str]) -> str:
    """A label without a value is none."""
    said = [f'{name}="{value.translate(_ESCAPES)}"' for name, value in zip(names, values, strict=True) if value]
    return "{" + ",".join(said) + "}" if said else ""


def _number(value: float) -> str:
    """Buckets and counts without a fraction where they have none, as both formats allow; bounds of buckets keep theirs."""
    return str(int(value)) if value.is_integer() else repr(value)
