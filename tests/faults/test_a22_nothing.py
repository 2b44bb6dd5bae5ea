"""A22: no log is configured, or one that is none. Expected: nothing is served without a log; there is no way to say that there is none."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from guardrail.audit.log import SegmentedLog
from guardrail.audit.waiter import AuditUnavailable
from tests.audit.factories import SIGNER, TENANT, an_intent
from tests.cli.factories import a_config, run
from tests.support.chat import a_call, call, echo, records
from tests.support.scripted import scripted_upstream
from tests.support.server import CLIENT_KEY, configured_server


@pytest.mark.parametrize(
    "section",
    ['store = "none"', 'store = ""', "enabled = false", 'append_deadline_s = "never"', "append_deadline_s = 0", 'fail = "open"'],
)
def test_there_is_no_way_to_switch_the_log_off(tmp_path: Path, section: str) -> None:
    """Neither a word for it nor an unknown key: exit 3, and nothing listens."""
    result = run("serve", "--config", str(a_config(tmp_path, f"[audit]\n{section}\n")))
    assert result.exit_code == 3
    assert "audit" in result.stderr


def test_the_environment_cannot_switch_it_off_either(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the same setting."""
    monkeypatch.setenv("GUARDRAIL_AUDIT__STORE", "none")
    assert run("serve", "--config", str(a_config(tmp_path))).exit_code == 3


def test_a_configuration_that_names_no_log_has_one(tmp_path: Path) -> None:
    """Below the state directory; a call that is answered stands in it."""
    with scripted_upstream(echo) as upstream:
        configuration = f'[[upstreams]]\nname = "uji"\nbase_url = "{upstream.base_url}"\n'
        with configured_server(configuration, tmp_path / "state") as server:
            said = call(server.base_url, a_call("Selamat pagi."), key=CLIENT_KEY)
            assert said.status == 200
            (intent,) = records(tmp_path / "state" / "audit", "call.intent")
    assert said.headers["x-guardrail-event-id"] in (intent["id"], intent["exchange"])


def test_a_log_that_nobody_started_takes_nothing(tmp_path: Path) -> None:
    """Whoever forgets to start it refuses every call."""

    async def story() -> None:
        with pytest.raises(AuditUnavailable, match=r"audit\.closed"):
            await SegmentedLog(tmp_path, SIGNER).append(an_intent(), TENANT)

    asyncio.run(story())
    assert list(tmp_path.iterdir()) == []
