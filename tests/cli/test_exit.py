"""What goes wrong ends with its own code and a line on stderr."""

from __future__ import annotations

import pytest
import typer

from guardrail.cli.exit import ExitCode, reported
from guardrail.core.diagnostic import Diagnostic
from guardrail.core.errors import ErrorCode, GuardFault, InvalidFiles


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (InvalidFiles([Diagnostic("a.toml", 3, 0, "C1", "salah")]), ExitCode.INVALID, "a.toml:3: C1 salah\n"),
        (GuardFault(ErrorCode.AUDIT_UNAVAILABLE), ExitCode.IO, "guardrail: audit_unavailable\n"),
        (FileNotFoundError(2, "No such file or directory", "x.toml"), ExitCode.IO, "guardrail: No such file or directory: x.toml\n"),
        (OSError("words of an exception"), ExitCode.IO, "guardrail: input or output failed: \n"),
    ],
)
def test_a_known_failure_has_its_code(error: Exception, code: ExitCode, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Complaints are printed, the exit code follows from the kind, and an exception's own words are not repeated."""
    with pytest.raises(typer.Exit) as exit_, reported():
        raise error
    assert exit_.value.exit_code == code
    assert capsys.readouterr() == ("", said)


def test_a_closed_pipe_is_left_to_typer() -> None:
    """Whoever closed the output wants no message."""
    with pytest.raises(BrokenPipeError), reported():
        raise BrokenPipeError


def test_nothing_wrong_is_no_exit() -> None:
    """The block ends as if it were bare."""
    with reported():
        pass
