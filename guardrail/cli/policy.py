"""``guardrail policy``: look policies over (``lint``) and run the cases that lie beside them (``test``)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from json import dumps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from guardrail.core.diagnostic import Diagnostic, Severity
from guardrail.core.errors import InvalidFiles

from .exit import ExitCode, reported
from .options import DeploymentOption, JsonOption, OnOption, day_of
from .policies import means, rehearsed
from .terminal import console, plain, print_json, table

if TYPE_CHECKING:
    from guardrail.pipeline.rehearse import Rehearsal, Result
    from guardrail.policy.policy import PolicySet

__all__ = ["app", "lint", "schema", "test"]

app = typer.Typer(help="Kebijakan: periksa dan uji. / Policies: look them over and test them.", no_args_is_help=True)

PathArgument = Annotated[Path | None, typer.Argument(help="A policy file or a folder of them (default: the shipped policies).")]


@app.command()
def lint(path: PathArgument = None, on: OnOption = "", config: DeploymentOption = None, json: JsonOption = False) -> None:
    """Print every complaint about policy files as file:line:column: code message; mend. Warnings alone are exit 0."""
    from guardrail.app.policies import shipped_policies
    from guardrail.policy.advice import advice
    from guardrail.policy.compile import compile_policies
    from guardrail.policy.load import load

    today = day_of(on)
    complaints: Sequence[Diagnostic] = ()
    files: set[str] = set()
    with reported():
        try:
            catalog, _ = means(config)
            documents = load(path or shipped_policies())
            files = {document.file for document in documents}
            complaints = advice(documents, compile_policies(documents, catalog), today)
        except InvalidFiles as invalid:
            complaints = invalid.diagnostics
            files |= {complaint.file for complaint in complaints}
    errors = sum(complaint.severity is Severity.ERROR for complaint in complaints)
    if json:
        print_json({"errors": errors, "warnings": len(complaints) - errors, "complaints": [asdict(complaint) for complaint in complaints]})
    else:
        for complaint in complaints:
            warning = "" if complaint.severity is Severity.ERROR else "warning: "
            typer.echo(plain(f"{warning}{complaint}"))
        typer.echo(f"{_count(errors, 'error')}, {_count(len(complaints) - errors, 'warning')} in {_count(len(files), 'file')}")
    if errors:
        raise typer.Exit(ExitCode.INVALID)


@app.command()
def test(
    path: PathArgument = None,
    coverage: Annotated[bool, typer.Option("--coverage", help="How many cases exercise each rule, and where it is written.")] = False,
    config: DeploymentOption = None,
    json: JsonOption = False,
) -> None:
    """Run the cases that lie beside the policies, exactly as calls are judged."""
    from guardrail.app.policies import shipped_policies
    from guardrail.policy.load import load

    with reported():
        policies, rehearsal = rehearsed(load(path or shipped_policies()), config)
    exercised = _exercised(rehearsal, policies) if coverage else []
    if json:
        print_json(_as_json(rehearsal) | ({"coverage": exercised} if coverage else {}))
    else:
        _print(rehearsal)
        if coverage:
            rows = [(one["rule"], str(one["cases"]), one["origin"]) for one in exercised]
            console().print(table(("aturan\nrule", "kasus\ncases", "ditulis di\nwritten at"), rows, whole=1))
    if not rehearsal.ok:
        raise typer.Exit(ExitCode.CHECK_FAILED)


@app.command()
def schema() -> None:
    """Print the JSON Schema of policy files, for editors: # yaml-language-server: $schema=policy.v1.schema.json."""
    from guardrail.policy.schema import json_schema

    typer.echo(dumps(json_schema(), ensure_ascii=False, indent=2))


def _exercised(rehearsal: Rehearsal, policies: PolicySet) -> list[dict[str, Any]]:
    """Each rule with the number of cases in which it took effect, those without any first."""
    origins = {
        rule.id: f"{rule.origin.file}:{rule.origin.line}"
        for policy in policies.policies
        if policy.effective is not None
        for rule in policy.effective.rules
    }
    counts = {rule: sum(rule in result.rules for result in rehearsal.results) for rule in rehearsal.rules}
    return [
        {"rule": rule, "cases": counts[rule], "origin": origins.get(rule, "")}
        for rule in sorted(counts, key=lambda one: (counts[one] > 0, one))
    ]


def _print(rehearsal: Rehearsal) -> None:
    from guardrail.pipeline.rehearse import Verdict

    always = (Verdict.PASS, Verdict.FAIL, Verdict.TODO)
    counts = {verdict: len(rehearsal.of(verdict)) for verdict in Verdict}
    summary = "  ".join(f"{verdict.name} {count}" for verdict, count in counts.items() if count or verdict in always)
    missing = f" (uncovered: {', '.join(rehearsal.uncovered)})" if rehearsal.uncovered else ""
    typer.echo(f"{summary}  rules covered {len(rehearsal.covered)}/{len(rehearsal.rules)}{missing}")
    if not rehearsal.results:
        typer.echo("guardrail: there are no cases; a document of kind PolicyTest holds them", err=True)
    for verdict in (Verdict.FAIL, Verdict.TODO):
        for result in rehearsal.of(verdict):
            typer.echo(f"{verdict.name} {_place(result)}")
            for mismatch in result.mismatches:
                typer.echo(f"  {mismatch.aspect:<9} expected  {plain(mismatch.expected)}")
                typer.echo(f"  {'':<9} got       {plain(mismatch.got)}")
    for result in rehearsal.of(Verdict.DONE):
        typer.echo(f"DONE {_place(result)} passes: remove its todo")


def _place(result: Result) -> str:
    return plain(f'{result.case.file}:{result.case.line} "{result.case.name}"')


def _as_json(rehearsal: Rehearsal) -> dict[str, Any]:
    from guardrail.pipeline.rehearse import Verdict

    return {
        "ok": rehearsal.ok,
        **{verdict.value: len(rehearsal.of(verdict)) for verdict in Verdict},
        "rules": {"covered": sorted(rehearsal.covered), "uncovered": list(rehearsal.uncovered)},
        "cases": [
            {
                "file": result.case.file,
                "line": result.case.line,
                "name": result.case.name,
                "policy": result.case.policy,
                "verdict": result.verdict.value,
                "mismatches": [asdict(mismatch) for mismatch in result.mismatches],
            }
            for result in rehearsal.results
        ],
    }


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
