"""Options that several commands share, so that they read alike everywhere."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

__all__ = ["ConfigOption", "JsonOption", "config_file"]

ConfigOption: TypeAlias = Annotated[
    Path | None, typer.Option("--config", help="Configuration file (default: $GUARDRAIL_CONFIG, else guardrail.toml).")
]
JsonOption: TypeAlias = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def config_file(given: Path | None) -> Path:
    """The configuration file that is meant."""
    return given or Path(os.environ.get("GUARDRAIL_CONFIG", "guardrail.toml"))
