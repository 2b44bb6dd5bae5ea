"""Where officers' keys come from: a prompt, or a file that the environment names; never an argument, which stands in process lists."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import typer

from .exit import misused

__all__ = ["officer_key"]


def officer_key(variable: str = "GUARDRAIL_OFFICER_KEY_FILE", prompt: str = "Kunci petugas / officer's key") -> str:
    """The key in the file that the variable names, or what is typed. Raises ``InvalidFiles`` where others may read the file."""
    from guardrail.proxy.key_file import read_key

    if variable in os.environ:
        return read_key(Path(os.environ[variable]))
    if not sys.stdin.isatty():
        raise misused(f"without a terminal the key has to be in the file that ${variable} names")
    return str(typer.prompt(prompt, hide_input=True, err=True)).strip()
