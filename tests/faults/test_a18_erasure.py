"""A18: a sealed detail is deleted with and without a tombstone; the key of a year is shredded.

Expected: with a tombstone the detail is "erased" and the check is ok; without one it FAILS (exit 4) and names the record; a look-up for a
year whose key is gone says so, and no tag of that year can be made again. Over real calls, the real server and the commands.
"""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from guardrail.app.keys import keyring_of
from guardrail.mask.secret_files import KeyDestroyed
from guardrail.settings import load_settings
from tests.cli.factories import a_config, run
from tests.support.canaries import assert_clean_files
from tests.support.chat import a_call, call, echo
from tests.support.people import a_person
from tests.support.scripted import scripted_upstream
from tests.support.server import guardrail_server

LEAVE = ("--legal-basis", "UU-27-2022/43", "--approver", "dpo-jateng", "--approver", "inspektur")
POLICY = """\
apiVersion: guardrail/v1
kind: Policy
metadata: {id: nasional, version: 1, title: Uji, description: Uji, owner: uji}
spec:
  match: {tenants: ["**"]}
  transcripts: {keep_days: 7}
  rules: [{id: umum, description: Umum, entities: [general, specific], action: mask}]
"""


def _checked(config: Path) -> tuple[int, dict[str, Any]]:
    result = run("audit", "transcripts", "--config", config, "--json")
    return result.exit_code, json.loads(result.stdout)


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """What a server leaves that served four calls under a policy that wants transcripts. ``guardrail.toml`` beside it names it."""
    policies = tmp_path / "policies"
    policies.mkdir()
    (policies / "uji.yaml").write_text(POLICY)
    person = a_person()
    with scripted_upstream(lambda request: list(echo(request))) as upstream:
        state = tmp_path / "state"
        with guardrail_server(upstream.base_url, state, env={"GUARDRAIL_POLICIES__DIR": str(policies)}) as server:
            for stream in (False, True, False, True):
                said = call(server.base_url, a_call(person.introduced(), stream=stream))
                assert said.status == 200
                assert person.name.encode() in said.body
    return state


def test_a18(tmp_path: Path, state: Path) -> None:
    """The whole row of the catalogue."""
    config = a_config(tmp_path)
    code, report = _checked(config)
    assert (code, report["kept"], report["breaks"]) == (0, 4, [])
    store = sqlite3.connect(state / "transcripts.db")
    events = [event for (event,) in store.execute("SELECT exchange FROM transcripts ORDER BY exchange")]

    assert run("audit", "erase", "--event", events[0], *LEAVE, "--config", config).exit_code == 0
    code, report = _checked(config)
    assert (code, report["kept"], report["erased"]) == (0, 3, 1)

    store.execute("DELETE FROM transcripts WHERE exchange = ?", (events[1],))
    store.commit()
    code, report = _checked(config)
    assert (code, report["kept"], [place["reason"] for place in report["breaks"]]) == (4, 2, ["transcript_missing"])

    store.execute("UPDATE transcripts SET sealed = x'01' || sealed WHERE exchange = ?", (events[2],))
    store.commit()
    code, report = _checked(config)
    assert (code, {place["reason"] for place in report["breaks"]}) == (4, {"transcript_missing", "transcript_changed"})
    store.close()

    result = run("audit", "erase", "--tenant", "dev", "--before", "2999-01-01", *LEAVE, "--config", config, "--json")
    assert (result.exit_code, json.loads(result.stdout)) == (0, {"erased": 2})
    code, report = _checked(config)
    assert (code, report["kept"], report["erased"]) == (4, 0, 3)  # what went without a record stays missing for ever
    assert not [path for path in (state / "keys" / "transcripts").iterdir() if not path.name.endswith(".destroyed")]


def test_a_year_that_is_shredded_is_gone(tmp_path: Path, state: Path) -> None:
    """The key that made its tags cannot be made again, and whoever looks hears why."""
    config = a_config(tmp_path)
    keyring = keyring_of(load_settings(config))
    keyring.subject_key("dev", 2025)
    result = run("audit", "erase", "--tenant", "dev", "--subject-year", "2025", *LEAVE, "--config", config)
    assert (result.exit_code, "1 kunci dimusnahkan" in result.stdout) == (0, True)
    for ask in (keyring_of(load_settings(config)).subject_key, keyring_of(load_settings(config)).known_subject_key):
        with pytest.raises(KeyDestroyed):
            ask("dev", 2025)
    assert run("audit", "verify", state / "audit").exit_code == 0


def test_no_value_of_the_caller_lies_in_the_state(state: Path) -> None:
    """Sealed or not: the transcript of a call holds tokens, so the canaries of the suite are in none of its bytes."""
    assert_clean_files(state)
