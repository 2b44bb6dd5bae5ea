"""What the pages say that commands print is what they print."""

from __future__ import annotations

from pathlib import Path

import pytest

from guardrail.cli import exception, policy
from tests.docs.golden import PAGES, replay, steps
from tests.docs.world import furnish


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_prints_what_its_page_says(page: Path, tmp_path: Path) -> None:
    """All commands of a page, in order, in one folder; python -m tests.docs writes the page anew."""
    furnish(tmp_path)
    found = list(steps(page.read_text("utf-8")))
    wrong = [f"{page.name}:{step.line}: {step.command}" for step in found if replay(step.command, tmp_path) != step.output]
    assert found
    assert wrong == []


def test_every_policy_command_has_its_golden_output() -> None:
    """A command that is not shown is not checked; those that publish have a page of their own."""
    elsewhere = {"policy": {"build", "sign", "activate", "rollback", "list"}, "exception": set[str]()}
    lines = [step.command.partition("guardrail ")[2] for page in PAGES for step in steps(page.read_text("utf-8"))]
    for name, group in {"policy": policy.app, "exception": exception.app}.items():
        shown = {line.split(" ")[1] for line in lines if line.startswith(f"{name} ")}
        known = {command.name or str(getattr(command.callback, "__name__", "")) for command in group.registered_commands}
        assert known - elsewhere[name] <= shown


def test_a_page_can_be_wrong() -> None:
    """Steps are found with their line and the output as it stands."""
    page = "# A\n\n```console\n$ guardrail a\nsatu  \ndua\n$ guardrail b\n```\n"
    assert [(step.line, step.command, step.output) for step in steps(page)] == [(4, "guardrail a", "satu\ndua"), (7, "guardrail b", "")]
