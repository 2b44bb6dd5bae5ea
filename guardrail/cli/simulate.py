"""``guardrail policy simulate``: what a candidate would have made of the calls of the log, or makes of a corpus of texts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .diff import STYLES, whom
from .exit import ExitCode, misused, reported
from .options import ConfigOption, JsonOption, OnOption, day_of, noon
from .policies import compiled
from .source import log_at
from .terminal import Styled, console, print_json, progress, table

if TYPE_CHECKING:
    from guardrail.audit.report import Break
    from guardrail.audit.source import Source
    from guardrail.core.decision import Sighting
    from guardrail.core.pattern import DetectorSpec
    from guardrail.core.text import Leaf
    from guardrail.detect.detector import PresidioDetector
    from guardrail.pipeline.simulate import Simulation
    from guardrail.policy.policy import Policy, PolicySet

__all__ = ["simulate"]

_LAST = re.compile(r"([1-9][0-9]{0,3})([dh])")


def simulate(
    candidate: Annotated[str, typer.Option(metavar="SOURCE", help="What might be put in force: folder, file, bundle or revision.")],
    source: Annotated[
        str,
        typer.Option(
            "--from",
            metavar="audit|LOG",
            help="Calls of this audit log (directory or database); audit: that of the configuration.",
        ),
    ] = "",
    last: Annotated[str, typer.Option(help="Only calls of the last days or hours, such as 30d or 12h.")] = "",
    corpus: Annotated[list[str] | None, typer.Option(metavar="FILE", help='Lines {"id","text"} or {"id","messages"} instead.')] = None,
    baseline: Annotated[
        str | None,
        typer.Option(metavar="SOURCE", help="Compare with these policies (default: with what was done; of a corpus, the shipped)."),
    ] = None,
    tenant: Annotated[str, typer.Option(help="Of a corpus: as a call of this tenant (default: under every policy of the candidate).")] = "",
    fail_on_looser: Annotated[bool, typer.Option("--fail-on-looser", help="Exit 1 where anything would be looser.")] = False,
    show_events: Annotated[bool, typer.Option("--show-events", help="The first event ids of each line.")] = False,
    on: OnOption = "",
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Judge calls of the past again, or a corpus, and say what would be stricter or looser. Stores nothing; of the log it reads no text."""
    if bool(source) == bool(corpus):
        raise misused("give one of --from audit (or a directory) and --corpus FILE")
    span = _LAST.fullmatch(last) if last else None
    if last and (span is None or corpus):
        raise misused("--last goes with --from, and is a number of days or hours, such as 30d or 12h")
    now = noon(day_of(on)) + timedelta(hours=12)
    since = now - timedelta(days=int(span[1])) if span and span[2] == "d" else now - timedelta(hours=int(span[1])) if span else None
    breaks: tuple[Break, ...] = ()
    with reported():
        new = compiled(candidate, config)
        if corpus:
            found = _corpus(corpus, new, compiled(baseline or "", config), tenant)
        else:
            old = compiled(baseline, config) if baseline is not None else None
            with log_at(source if source != "audit" else None, config) as (_, log):
                found, breaks = _from_log(log, new, old, since, now)
    blind = bool(source) and any(policy.detectors for policy in new.policies)
    if json:
        print_json(_as_json(found, blind, breaks))
    else:
        _print(found, blind, show_events)
    for broken in breaks:
        typer.echo(f"guardrail: the log is broken at {broken}; what stands behind it was not read", err=True)
    if breaks:
        raise typer.Exit(ExitCode.INTEGRITY)
    if not found.calls:
        typer.echo("guardrail: there was no call to judge again, so nothing was shown", err=True)
        raise typer.Exit(ExitCode.CHECK_FAILED)
    if fail_on_looser and found.looser:
        raise typer.Exit(ExitCode.CHECK_FAILED)


def _from_log(
    log: Source, new: PolicySet, old: PolicySet | None, since: datetime | None, until: datetime
) -> tuple[Simulation, tuple[Break, ...]]:
    from guardrail.audit.past import PastCall, read_past
    from guardrail.pipeline.simulate import Simulation

    found = Simulation()

    def visit(call: PastCall) -> None:
        found.again(call, new, old)

    with progress("catatan / records") as told:
        breaks = read_past(log, visit, since, until, told)
    return found, breaks


def _corpus(files: Sequence[str], new: PolicySet, old: PolicySet, tenant: str) -> Simulation:
    from guardrail.detect.detector import build_detector
    from guardrail.pipeline.simulate import Simulation, decided

    pairs = _pairs(new, old, tenant)
    found, look = Simulation(), _looking(build_detector())
    with progress("teks / texts") as told:
        for number, (name, leaves) in enumerate(_leaves(files), 1):
            for whose, before, after in pairs:
                was, now = (decided(policy, look(leaves, policy.detectors)) for policy in (before, after))
                found.see(name, whose, was, now)
            if told is not None:
                told(number)
    return found


def _pairs(new: PolicySet, old: PolicySet, tenant: str) -> list[tuple[str, Policy, Policy]]:
    """Whose it is, its policy now and then. A policy that is new is compared with what governs its tenants now."""
    if tenant:
        return [(tenant, old.for_tenant(tenant), new.for_tenant(tenant))]
    found = []
    for policy in new.policies:
        for pattern in policy.tenants[:1]:
            whose = pattern.replace("**", "semua").replace("*", "x")
            found.append((policy.stamp.id, old.find(policy.stamp.id) or old.for_tenant(whose), policy))
    return found


def _looking(detector: PresidioDetector) -> Callable[[tuple[Leaf, ...], tuple[DetectorSpec, ...]], tuple[Sighting, ...]]:
    """What is found in leaves, looked for once a text and set of recognizers."""
    from guardrail.pipeline.judgement import with_authored
    from guardrail.pipeline.prepare import inspect

    known: dict[tuple[DetectorSpec, ...], tuple[Sighting, ...]] = {}
    seen: list[tuple[Leaf, ...]] = [()]

    def look(leaves: tuple[Leaf, ...], specs: tuple[DetectorSpec, ...]) -> tuple[Sighting, ...]:
        if seen[0] is not leaves:
            seen[0] = leaves
            known.clear()
        if specs not in known:
            known[specs] = inspect(leaves, with_authored(detector, specs)).sightings()
        return known[specs]

    return look


def _leaves(files: Iterable[str]) -> Iterable[tuple[str, tuple[Leaf, ...]]]:
    from guardrail.core.text import Leaf, LeafKind

    from .records import BadLine, numbered_lines, read_record

    for file in files:
        with Path(file).open("rb") as stream:
            for number, line in numbered_lines(stream):
                try:
                    record = read_record(line)
                except BadLine as bad:
                    raise misused(f"{file}:{number}: {bad}") from None
                yield f"{file}:{number}", tuple(Leaf((), part.text, LeafKind.PROSE, part.place) for part in record.passages)


def _as_json(found: Simulation, blind: bool, breaks: tuple[Break, ...]) -> dict[str, Any]:
    counts = ("calls", "unchanged", "stricter", "looser", "otherwise", "undecided")
    return {
        **{name: getattr(found, name) for name in counts},
        "recognizers_not_simulated": blind,
        "breaks": [str(broken) for broken in breaks],
        "groups": [
            {
                "direction": direction.value, "what": what, "before": before, "after": after, "rules": list(rules), "calls": group.calls,
                "whose": sorted(group.whose), "events": group.events,
            }
            for (direction, what, before, after, rules), group in _in_order(found)
        ],
    }  # fmt: skip


def _in_order(found: Simulation) -> list[Any]:
    """Looser first, then by number of calls."""
    return sorted(found.groups.items(), key=lambda item: (item[0][0].value, -item[1].calls, item[0]))


def _print(found: Simulation, blind: bool, show_events: bool) -> None:
    out = console()
    out.print(
        f"{found.calls:,} panggilan / calls  unchanged {found.unchanged:,}  stricter {found.stricter:,}  looser {found.looser:,}"
        f"  by other rules {found.otherwise:,}  not decided {found.undecided:,}",
        soft_wrap=True,
    )
    if blind:
        out.print("Pengenal buatan kebijakan tidak ikut: log tidak menyimpan teks.", soft_wrap=True)
        out.print("Recognizers of the policies are not simulated, since the log holds no text; --corpus has it.", soft_wrap=True)
    if not found.groups:
        return
    columns = ("arah\ndirection", "apa\nwhat", "perubahan\nchange", "aturan\nrules", "panggilan\ncalls", "instansi\nagencies")
    rows: list[tuple[str | Styled, ...]] = [
        (
            Styled(direction.value, STYLES[direction.value]), what, f"{before} -> {after}" if before != after else before,
            "\n".join(rules), f"{group.calls:,}", whom(group.whose),
        )
        for (direction, what, before, after, rules), group in _in_order(found)
    ]  # fmt: skip
    out.print(table(columns, rows, whole=1))
    for (direction, what, before, after, _), group in _in_order(found) if show_events else ():
        out.print(f"{direction.value} {what} {before} -> {after}:", soft_wrap=True)
        for event in group.events:
            out.print(f"  {event}", soft_wrap=True)
