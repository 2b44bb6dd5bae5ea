"""Each check of ``deploy/`` passes on what we ship and fails on a spoilt copy; a missing tool is never a silent pass."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.deploy.check import CHECKS, DEPLOY, Check, Outcome, Result

SPOILT = {
    "hadolint": ("USER 10001:10001", "USER root\nRUN apt-get install curl"),
    "compose-lint": ("read_only: true", "privileged: true"),
    "compose schema": ("networks: [inside, egress]", "network: inside"),
    "systemd verify": ("PrivateTmp=yes", "PrivateTemp=yes"),
    "systemd security": ("SystemCallFilter", "# SystemCallFilter"),
    "nginx -t": ("proxy_buffering off;", "proxy_bufering off;"),
}
"""For each check a mistake that somebody could make: (what stands there, what stands there then)."""


def present(check: Check) -> Check:
    """The check, or a skip with its reason: the tools of ``deploy/`` are not needed to run the other tests."""
    result = check.result()
    if result.outcome is Outcome.SKIPPED:
        pytest.skip(result.words)
    return check


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_what_we_ship_passes(check: Check) -> None:
    """The files of ``deploy/`` have no findings."""
    assert present(check).result().outcome is Outcome.OK, check.result().words


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_a_mistake_is_found(check: Check, tmp_path: Path) -> None:
    """Each check sees a mistake of its own kind."""
    present(check)
    deploy = tmp_path / "deploy"
    shutil.copytree(DEPLOY, deploy)
    before, after = SPOILT[check.name]
    text = (deploy / check.file).read_text("utf-8")
    assert before in text
    (deploy / check.file).write_text(text.replace(before, after), "utf-8")
    assert check.result(deploy).outcome is Outcome.FINDING


@pytest.mark.parametrize(("ci", "outcome"), [("", Outcome.SKIPPED), ("true", Outcome.FINDING)])
def test_a_missing_tool_is_told(ci: str, outcome: Outcome, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without its tool a check says so and how to get it; in CI that is a failure."""
    monkeypatch.setenv("CI", ci)
    check = Check("none", "none", "no-such-tool", "apt-get install none", lambda tool, deploy, folder: Result(Outcome.OK))
    result = check.result()
    assert (result.outcome, result.words) == (outcome, "no-such-tool is not installed (apt-get install none)")
