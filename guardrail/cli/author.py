"""``guardrail policy init|fmt``: what helps while policies are written."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from guardrail.core.errors import InvalidFiles

from .exit import ExitCode, misused, reported
from .options import JsonOption
from .terminal import print_json

__all__ = ["fmt", "init"]

_ID = re.compile(r"[a-z][a-z0-9-]{0,39}")
_TENANT = re.compile(r"[a-z0-9_.-]+(/[a-z0-9_.-]+)*")


def init(
    id_: Annotated[str, typer.Argument(metavar="ID", help="Id of the new policy, such as dinkes-klaten.")],
    tenant: Annotated[str, typer.Option(help="Tenant that it governs, such as jateng/kab-klaten/dinkes (default: ID).")] = "",
    extends: Annotated[str, typer.Option(help="The policy that it inherits from, such as nasional@^1.")] = "",
    folder: Annotated[Path, typer.Option("--dir", help="Where its folder is made.")] = Path(),
    json: JsonOption = False,
) -> None:
    """Write a commented first policy and its cases into a folder ID. Overwrites nothing."""
    from guardrail.policy.starter import starter

    if not _ID.fullmatch(id_):
        raise misused("an id has small letters, digits and hyphens, and begins with a letter, such as dinkes-klaten")
    if tenant and not _TENANT.fullmatch(tenant):
        raise misused("a tenant is a path such as jateng/kab-klaten/dinkes")
    target = folder / id_
    with reported():
        target.mkdir(parents=True)
        written = {target / name: text for name, text in starter(id_, tenant or id_, extends).items()}
        for path, text in written.items():
            path.write_text(text, encoding="utf-8")
    if json:
        print_json({"files": [str(path) for path in written]})
        return
    for path in written:
        typer.echo(path)
    whole = folder if extends else target  # a parent is looked for in the folder that a command is given
    typer.echo(f"guardrail policy lint {whole}; guardrail policy test {whole}", err=True)


def fmt(
    paths: Annotated[list[Path], typer.Argument(help="Policy files, or folders of them.")],
    check: Annotated[bool, typer.Option("--check", help="Change nothing; exit 1 where something would be.")] = False,
    json: JsonOption = False,
) -> None:
    """Lay policy files out alike: indentation, spaces, empty lines. Comments, order and meaning stay."""
    from guardrail.policy.layout import laid_out
    from guardrail.policy.load import parse
    from guardrail.policy.sources import read_sources

    changed: list[str] = []
    with reported():
        files = [file for path in paths for file in read_sources(path)]
        complaints = [complaint for file in files for complaint in parse(file.name, file.content)[1]]
        if complaints:
            raise InvalidFiles(complaints)
        for file in files:
            text = file.content.decode("utf-8")
            made = laid_out(file.name, text)
            if made != text:
                changed.append(file.name)
                if not check:
                    Path(file.name).write_text(made, encoding="utf-8", newline="\n")
    if json:
        print_json({"files": len(files), "changed": changed})
    else:
        for name in changed:
            typer.echo(f"{'would change' if check else 'changed'} {name}")
        typer.echo(f"{len(changed)} of {len(files)} files {'would change' if check else 'changed'}", err=True)
    if check and changed:
        raise typer.Exit(ExitCode.CHECK_FAILED)
