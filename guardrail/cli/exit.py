"""Exit codes, and how complaints about files reach a terminal: data on stdout, diagnostics on stderr."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum

import typer

from guardrail.audit.store import StoreFault
from guardrail.core.errors import GuardFault, InvalidFiles

__all__ = ["ExitCode", "misused", "reported"]


class ExitCode(IntEnum):
    """What scripts may rely on."""

    OK = 0
    CHECK_FAILED = 1
    USAGE = 2
    INVALID = 3
    INTEGRITY = 4
    IO = 5


@contextmanager
def reported() -> Iterator[None]:
    """Print every complaint on stderr and leave with the right code."""
    try:
        yield
    except InvalidFiles as invalid:
        for diagnostic in invalid.diagnostics:
            typer.echo(str(diagnostic), err=True)
        raise typer.Exit(ExitCode.INVALID) from None
    except StoreFault as fault:
        typer.echo(
            f"guardrail: log audit tidak dapat dibaca atau ditulis / the audit log cannot be read or written: {fault.code}", err=True
        )
        raise typer.Exit(ExitCode.IO) from None
    except GuardFault as fault:
        typer.echo(f"guardrail: {fault}", err=True)
        raise typer.Exit(ExitCode.IO) from None
    except BrokenPipeError:
        raise  # whoever read the output has gone; typer ends quietly then
    except OSError as error:
        typer.echo(f"guardrail: {error.strerror or 'input or output failed'}: {error.filename or ''}", err=True)
        raise typer.Exit(ExitCode.IO) from None


def misused(message: str) -> typer.Exit:
    """To be raised where a command was called in a way that it does not take: says so on stderr, and leaves with exit 2."""
    typer.echo(f"guardrail: {message}", err=True)
    return typer.Exit(ExitCode.USAGE)
