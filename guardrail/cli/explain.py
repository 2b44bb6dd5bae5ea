"""``guardrail policy explain``: why a text, or a call of the past, is treated as it is. Prints nothing of the text."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from guardrail.core.text import Place

from .exit import ExitCode, misused, reported
from .options import ConfigOption, JsonOption, OnOption, PoliciesOption, day_of, noon
from .policies import compiled, policy_for
from .source import log_at
from .terminal import console, plain, print_json

if TYPE_CHECKING:
    from guardrail.audit.past import PastCall
    from guardrail.core.decision import Decision, Sighting
    from guardrail.detect.explanation import Explanation
    from guardrail.policy.circumstances import Circumstances
    from guardrail.policy.explain import Considered
    from guardrail.policy.judging import Judging
    from guardrail.policy.policy import Policy

__all__ = ["Residency", "explain"]


class Residency(StrEnum):
    """Where an AI service processes data."""

    DOMESTIC = "dalam-negeri"
    ABROAD = "luar-negeri"
    LOCAL = "lokal"


def explain(
    file: Annotated[str, typer.Argument(metavar="[FILE]", help="A file with the text.")] = "",
    text: Annotated[str, typer.Option(help="The text itself; - reads it from standard input, where no list of processes shows it.")] = "",
    event: Annotated[str, typer.Option(metavar="ID", help="A call of the past, by the event id that its answer carried.")] = "",
    tenant: Annotated[str, typer.Option(help="Who calls, such as jateng/kab-klaten/dinkes; or the id of a policy.")] = "",
    app: Annotated[str, typer.Option(help="The calling application.")] = "",
    model: Annotated[str, typer.Option(help="The model that is asked for.")] = "",
    residency: Annotated[Residency | None, typer.Option(help="Where the AI service processes data.")] = None,
    place: Annotated[Place, typer.Option(help="Whose words the text is.")] = Place.USER,
    audit: Annotated[
        str | None, typer.Option(metavar="LOG", help="Audit directory or postgresql://... (default: that of the configuration).")
    ] = None,
    policies: PoliciesOption = "",
    on: OnOption = "",
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Say what is found, by which recognizer, checks and label, and which rules at which lines decide what becomes of it."""
    if sum(map(bool, (file, text, event))) != 1:
        raise misused("give one of FILE, --text TEXT (- for standard input) and --event ID")
    if not event and not tenant:
        raise misused("--tenant says whose policy is asked, such as jateng/kab-klaten")
    if event:
        _past(event, audit, policies, config, json)
        return
    from guardrail.policy.circumstances import Circumstances

    moment = noon(day_of(on))
    with reported():
        policy = policy_for(compiled(policies, config), tenant, app)
        words = _read(file, text)
        known = tenant if tenant != policy.stamp.id else ""
        around = Circumstances(known, app, model, residency.value if residency is not None else "", moment)
        _text(words, place, policy, around, json)


def _read(file: str, text: str) -> str:
    if text and text != "-":
        return text
    data = sys.stdin.buffer.read() if text == "-" or file == "-" else Path(file).read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        typer.echo("guardrail: teks ini bukan UTF-8 / the text is not UTF-8", err=True)
        raise typer.Exit(ExitCode.CHECK_FAILED) from None


def _text(words: str, place: Place, policy: Policy, around: Circumstances, json: bool) -> None:
    from guardrail.core.text import Leaf, LeafKind
    from guardrail.detect.detector import build_detector
    from guardrail.detect.ethics.answers import references
    from guardrail.detect.ethics.signals import DOUBT, with_signals
    from guardrail.pipeline.grey import grey_in, weighed
    from guardrail.pipeline.judgement import with_authored
    from guardrail.pipeline.prepare import Inspection, inspect
    from guardrail.pipeline.question import without_judge
    from guardrail.pipeline.signalled import signalled

    detector = build_detector()
    leaf = Leaf((), words, LeafKind.PROSE, place)
    findings = inspect((leaf,), with_authored(detector, policy.detectors)).findings
    floor = policy.judging.above if policy.judging is not None else 0.5
    found = signalled((leaf,), findings, policy.signals, floor=floor)
    cited = [finding for finding, _ in references(words, around.year) if finding.entity in policy.signals]
    if place is Place.RESPONSE and cited:
        found = {0: with_signals(words, found.get(0, ()), cited)}
    sightings = Inspection((leaf,), found).sightings()
    reasons = detector.explain(words, [sighting.finding for sighting in sightings])
    decision = policy.decide(weighed((leaf,), findings, sightings, policy, without_judge).sightings, around)
    grey = grey_in(sightings, policy, policy.judging) if policy.judging is not None else []
    told = []
    for at, (sighting, reason) in enumerate(zip(sightings, reasons, strict=True)):
        if sighting.finding.recognizer != DOUBT or at in grey:  # a doubt that nobody is asked of is nothing
            told.append(_Told(sighting, decision, policy, sightings, around, reason))
            told[-1].judging = policy.judging if at in grey else None
    if json:
        print_json(_head(policy) | {"action": decision.effect.label, "findings": [one.as_dict() for one in told]})
        return
    _print_head(policy, decision.effect.label)
    for one in told:
        one.print()
    if not told:
        console().print("Tidak ada temuan. / Nothing found.")


def _past(event: str, audit: str | None, source: str, config: Path | None, json: bool) -> None:
    from guardrail.pipeline.seen import Seen, sighted
    from guardrail.policy.circumstances import Circumstances

    with reported():
        call = _recorded(event, audit, config)
        found = compiled(source, config)
    now = found.find(call.policy)
    same = now is not None and now.stamp.digest == call.policy_digest
    policy = now if now is not None else policy_for(found, call.tenant, call.application)
    sightings = sighted(Seen(call.seen, call.subjects)) or ()
    around = Circumstances(call.tenant, call.application, call.model if call.model != "*" else "", call.region, call.time)
    decision = policy.decide(sightings, around)
    kinds: dict[tuple[str, str, float], list[Sighting]] = {}
    for sighting in sightings:
        kinds.setdefault((sighting.finding.entity, sighting.place, sighting.finding.score), []).append(sighting)
    told = [_Told(group[0], decision, policy, sightings, around, None, len(group)) for group in kinds.values()]
    if json:
        was = {
            "event": call.event, "exchange": call.exchange, "time": call.time.isoformat(), "tenant": call.tenant,
            "application": call.application, "model": call.model, "policy": call.policy, "policy_version": call.policy_version,
            "policy_digest": call.policy_digest, "same_policy": same, "action": call.action, "rules": list(call.rules),
            "masked": dict(call.masked),
        }  # fmt: skip
        print_json(was | {"now": _head(policy) | {"action": decision.effect.label, "findings": [one.as_dict() for one in told]}})
        return
    out = console()
    out.print(f"{call.event}  {call.time:%Y-%m-%d %H:%M:%S}Z  {call.tenant}  {call.application}  {call.model}", soft_wrap=True)
    out.print(f"tindakan / action: {call.action}; aturan / rules: {', '.join(call.rules) or 'tidak ada / none'}", soft_wrap=True)
    out.print(f"kebijakan / policy: {call.policy} v{call.policy_version}, digest {call.policy_digest[:16]}…", soft_wrap=True)
    if not same:
        out.print(
            "Kebijakan itu sudah lain: di bawah ini menurut yang berlaku kini. / That policy has changed: below is what holds now.",
            soft_wrap=True,
        )
    out.print()
    _print_head(policy, decision.effect.label)
    for one in told:
        one.print()
    if call.found and not told:
        out.print("Catatan ini terlalu ringkas. / The record does not hold enough to say more.")


def _recorded(event: str, audit: str | None, config: Path | None) -> PastCall:
    from guardrail.audit.past import read_past

    calls: list[PastCall] = []

    def visit(call: PastCall) -> None:
        if event in (call.event, call.exchange):
            calls.append(call)

    with log_at(audit, config) as (name, log):
        breaks = read_past(log, visit)
    for broken in breaks:
        typer.echo(f"guardrail: the log is broken at {broken}; guardrail audit verify", err=True)
    if not calls:
        typer.echo(f"guardrail: {name} holds no judged call with this event id", err=True)
        raise typer.Exit(ExitCode.INTEGRITY if breaks else ExitCode.CHECK_FAILED)
    return calls[0]


def _head(policy: Policy) -> dict[str, Any]:
    stamp = policy.stamp
    return {"policy": stamp.id, "version": stamp.version, "digest": stamp.digest}


def _print_head(policy: Policy, action: str) -> None:
    from guardrail.core.decision import Effect

    bold = "bold red" if action == Effect.BLOCK.label else "bold"
    console().print(f"{action.upper()}  {policy.stamp.id} v{policy.stamp.version}: {plain(policy.title)}\n", style=bold, soft_wrap=True)


class _Told:
    """One finding (or several alike) with everything that is to be said about it."""

    def __init__(
        self, sighting: Sighting, decision: Decision, policy: Policy, sightings: Sequence[Sighting], around: Circumstances,
        reason: Explanation | None, count: int = 1,
    ) -> None:  # fmt: skip
        from guardrail.core.decision import Forward
        from guardrail.detect.ethics.signals import DOUBT
        from guardrail.policy.explain import consider

        self.sighting = sighting
        self.reason = reason
        self.count = count
        self.judging: Judging | None = None
        """Set where a judge would be asked."""
        doubt = sighting.finding.recognizer == DOUBT
        self.rules = () if doubt else consider(policy, sighting, sightings, decision, around)
        plan = decision.plan.get(sighting.leaf, ()) if isinstance(decision, Forward) else ()
        span = sighting.finding.span
        self.operator = next((spec.name for finding, spec in plan if finding.span.overlaps(span)), "")

    def as_dict(self) -> dict[str, Any]:
        finding = self.sighting.finding
        spot: dict[str, Any] = {"count": self.count}
        if self.reason is not None:
            spot = {"start": finding.span.start, "end": finding.span.end, "recognizer": finding.recognizer}
            spot["explanation"] = self.reason.as_dict()
        return {
            "type": finding.entity,
            "score": round(finding.score, 4),
            "place": self.sighting.place.value,
            **spot,
            "operator": self.operator or None,
            **({"judge": {"above": self.judging.above, "below": self.judging.below}} if self.judging is not None else {}),
            "rules": [_rule(one) for one in self.rules],
        }

    def print(self) -> None:
        out, finding = console(), self.sighting.finding
        where = f"{finding.span.start}-{finding.span.end}  " if self.reason is not None else f"{self.count} x "
        by = f"  {finding.recognizer}" if self.reason is not None else f"  {self.sighting.place.value}"
        masked = f"  -> {self.operator}" if self.operator else ""
        out.print(f"{where}{finding.entity}  {finding.score:.2f}{by}{masked}", style="bold", soft_wrap=True)
        for heading, content in self.reason.lines() if self.reason is not None else ():
            out.print(f"  {heading}: {content}", soft_wrap=True)
        if self.judging is not None:
            zone = f"{self.judging.above:.2f}-{self.judging.below:.2f}"
            out.print(f"  penilai akan ditanya, skor di antara / a judge would be asked, score within {zone}", soft_wrap=True)
        for one in self.rules:
            style = "" if one.part in ("acted", "tried") else "dim"
            out.print(f"  {_sentence(one)}", style=style, soft_wrap=True)
            if one.note is not None:
                where = "sebelum jawaban / before the answer" if one.note.before else "sesudah jawaban / behind the answer"
                words = plain(one.note.text).replace("\n", " / ")
                out.print(f"      {where}: {words}", style=style, soft_wrap=True)
        out.print()


def _rule(one: Considered) -> dict[str, Any]:
    origin = {"file": one.origin.file, "line": one.origin.line} if one.origin is not None else None
    return {
        "rule": one.rule, "effect": one.effect.label, "part": one.part.value, "bound": one.bound, "exception": one.exception or None,
        "locked": one.locked, "origin": origin,
        "note": {"text": one.note.text, "before": one.note.before} if one.note is not None else None,
    }  # fmt: skip


_PARTS = {
    "acted": "berlaku / acted",
    "tried": "diuji saja, tidak berlaku / only tried out",
    "weaker": "aturan lain lebih ketat / another is stricter",
    "place": "bukan tempatnya / looks elsewhere",
    "score": "skor di bawah {}% / score below {}%",
    "count": "kurang dari {} nilai berbeda / fewer than {} distinct values",
    "signal": "sinyalnya tidak ada / its signal is not there",
    "floor": "lantai, tidak diperlukan / the floor, not needed",
    "condition": "syaratnya tidak terpenuhi / its condition is not met",
}


def _sentence(one: Considered) -> str:
    locked = ", terkunci / locked" if one.locked else ""
    place = f" ({one.origin}{locked})" if one.origin is not None else ""
    exception = f", pengecualian / exception {one.exception}" if one.exception else ""
    effect = one.effect.label if one.effect else "allow"
    return (
        f"{'*' if one.part == 'acted' else '-'} {one.rule} -> {effect}{place}{exception}: {_PARTS[one.part].format(one.bound, one.bound)}"
    )
