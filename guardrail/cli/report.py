"""What ``guardrail detect`` found in one text, as people read it: the masked text, a table, and why each finding stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from guardrail.core.decision import DataClass, Effect
from guardrail.detect.catalog import CATALOG

from .catalogue import CLASS_STYLES, CLASS_WORDS, law_of
from .records import Found, Passage
from .terminal import Styled, console, plain, table

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["print_report"]

_TOKEN = r"\[\[[A-Z_]+_[0-9A-Z]{8}\]\]"  # noqa: S105 - a pattern
_COLUMNS = ("letak\nplace", "jenis\nkind", "skor\nscore", "pengenal\nrecognizer", "teks\ntext")
_EFFECT_STYLES = {Effect.NONE: "", Effect.WARN: "yellow", Effect.MASK: "green", Effect.BLOCK: "bold red"}


def print_report(passage: Passage, found: Sequence[Found], masked: str | None) -> None:
    """``masked`` is None where the policy lets nothing leave."""
    from rich.text import Text

    out = console()
    if masked is None:
        out.print("DIBLOKIR: tidak ada yang dikirim. / BLOCKED: nothing leaves.\n", style="bold red")
    else:
        text = Text(plain(masked).rstrip("\n") + "\n")
        text.highlight_regex(_TOKEN, "bold green")
        out.print(text, soft_wrap=True)
    if not found:
        out.print("Tidak ada temuan. / Nothing found.")
        return
    columns = _COLUMNS if found[0].effect is None else (*_COLUMNS, "tindakan\naction")
    out.print(table(columns, [_row(passage, one) for one in found]))
    for one in found:
        _explain(out, one)


def _row(passage: Passage, found: Found) -> tuple[str | Styled, ...]:
    """The person's own words may be shown on the person's own terminal, so that a wrong span can be seen."""
    finding = found.finding
    span = finding.span
    row = (
        f"{span.start}-{span.end}",
        Styled(finding.entity, _style(finding.entity)),
        f"{finding.score:.2f}",
        finding.recognizer.removesuffix("Recognizer"),
        passage.text[span.start : span.end],
    )
    return row if found.effect is None else (*row, Styled(found.effect.label, _EFFECT_STYLES[found.effect]))


def _style(entity: str) -> str:
    return CLASS_STYLES[CATALOG[entity].data_class if entity in CATALOG else DataClass.SPECIFIC]


def _explain(out: Console, found: Found) -> None:
    if found.explanation is None:
        return
    finding = found.finding
    title = f"{finding.span.start}-{finding.span.end} {finding.entity}{_meaning(finding.entity)}"
    out.print(title, style=_style(finding.entity), soft_wrap=True)
    for heading, content in found.explanation.lines():
        out.print(f"  {heading}: {content}", soft_wrap=True)
    out.print()


def _meaning(entity: str) -> str:
    if entity not in CATALOG:
        return ""
    entry = CATALOG[entity]
    kind = " / ".join(CLASS_WORDS[entry.data_class])
    return f": {entry.indonesian} / {entry.english} ({kind}, {law_of(entry)})"
