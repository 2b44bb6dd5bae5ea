"""Options that several commands share, so that they read alike everywhere."""

from __future__ import annotations

import os
from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from .exit import misused

__all__ = ["ConfigOption", "DeploymentOption", "JsonOption", "OnOption", "PoliciesOption", "config_file", "day_of", "noon"]

_JAKARTA = timezone(timedelta(hours=7))

ConfigOption: TypeAlias = Annotated[
    Path | None, typer.Option("--config", help="Configuration file (default: $GUARDRAIL_CONFIG, else guardrail.toml).")
]
DeploymentOption: TypeAlias = Annotated[
    Path | None, typer.Option("--config", help="Configuration file whose recognizers and AI services policies may name.")
]
JsonOption: TypeAlias = Annotated[bool, typer.Option("--json", help="Print JSON.")]
OnOption: TypeAlias = Annotated[
    str, typer.Option("--on", metavar="DAY", help="As if today (in Jakarta) were this day, such as 2026-12-01.")
]
PoliciesOption: TypeAlias = Annotated[
    str,
    typer.Option("--policies", metavar="SOURCE", help="Folder, file, bundle (r42.tar) or revision (42); default: the shipped policies."),
]


def config_file(given: Path | None) -> Path:
    """The configuration file that is meant."""
    return given or Path(os.environ.get("GUARDRAIL_CONFIG", "guardrail.toml"))


def day_of(given: str) -> date:
    """The day that is meant: today where none is given."""
    if not given:
        from guardrail.app.clock import SystemClock

        return SystemClock().now().astimezone(_JAKARTA).date()
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise misused("--on is a day, such as 2026-12-01") from None


def noon(day: date) -> datetime:
    """Its noon in Jakarta: within the day for whoever asks about it."""
    return datetime.combine(day, time(12), _JAKARTA)
