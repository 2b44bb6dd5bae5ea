"""``guardrail config``: the settings in force with their origin (``show``), and whether a server could start with them (``check``)."""

from __future__ import annotations

import os
from dataclasses import asdict

import typer

from .exit import ExitCode, reported
from .options import ConfigOption, JsonOption, config_file
from .terminal import console, plain, print_json, table

__all__ = ["app", "check", "show"]

app = typer.Typer(help="Konfigurasi: lihat dan periksa. / Configuration: look at it and check it.", no_args_is_help=True)


@app.command()
def show(config: ConfigOption = None, json: JsonOption = False) -> None:
    """Print every setting in force and where it comes from."""
    from guardrail.settings import load_settings

    from .origins import effective

    file = config_file(config)
    with reported():
        settings = load_settings(file)
        found = effective(settings, file, file.read_text("utf-8"), os.environ)
    if json:
        print_json({setting.name: {"value": setting.value, "origin": setting.origin} for setting in found})
        return
    rows = [(setting.name, _shown(setting.value), setting.origin) for setting in found]
    console().print(table(("setting", "value", "origin"), rows))


@app.command()
def check(config: ConfigOption = None, json: JsonOption = False) -> None:
    """Look at settings, policies, keys and directories as a server would, without starting one."""
    from guardrail.settings import load_settings

    from .readiness import Check, checks

    file = config_file(config)
    with reported():
        settings = load_settings(file)
    found = (Check("settings", str(file)), *checks(settings))
    if json:
        print_json([{"ok": one.ok, **asdict(one)} for one in found])
    else:
        rows = [("FAIL" if not one.ok else "WARN" if one.complaints else "OK", one.name, one.detail) for one in found]
        console().print(table(("", "check", "found"), rows))
        for complaint in (complaint for one in found for complaint in one.complaints):
            typer.echo(plain(f"{complaint.severity.value}: {complaint}"), err=True)
    if not all(one.ok for one in found):
        raise typer.Exit(ExitCode.INVALID)


def _shown(value: object) -> str:
    if value is None:
        return "none"
    if isinstance(value, bool):
        return str(value).lower()
    return ", ".join(map(str, value)) or "none" if isinstance(value, list) else str(value)
