"""The tutorial is true: whoever follows it sees what it shows."""

from __future__ import annotations

import re
from pathlib import Path

from tests.docs.tutorial import TUTORIAL, followed, masked


def test_the_tutorial_can_be_followed(tmp_path: Path) -> None:
    """Its files and commands, in order, before a real server; keys, ids, digests and days are the reader's own."""
    (folder := tmp_path / "kerja").mkdir()
    lines = list(followed(TUTORIAL.read_text("utf-8"), folder))
    assert {found[1] for line in lines if (found := re.search(r"guardrail policy (\w+)", line.command))} >= {
        *("init", "lint", "test", "explain", "simulate", "build", "sign", "activate", "rollback")
    }
    assert [(line.command, masked(line.printed)) for line in lines] == [(line.command, masked(line.output)) for line in lines]


def test_only_what_changes_each_time_is_masked() -> None:
    """A digest, an id and a day are; an action, a rule and a count are not."""
    assert masked("nasional@1;digest=e24711db7a53 2026-11-22") == "nasional@1;digest=… …"
    assert masked("r2 redact PHONE_NUMBER=1 exit 4") == "r2 redact PHONE_NUMBER=1 exit 4"
