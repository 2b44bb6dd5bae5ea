"""The judge of a configuration, asked by a command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer

from guardrail.app.policies import policy_catalog, shipped_policies
from guardrail.audit.codes import JudgeCode
from guardrail.cli.opinions import asking
from guardrail.pipeline.question import Question
from guardrail.policy.compile import compile_policies
from guardrail.policy.load import load
from guardrail.policy.policy import Policy
from tests.cli.factories import a_config
from tests.support.chat import chat_answer
from tests.support.scripted import scripted_upstream, whole_answer

ASKED = Question("forgery", "Ubah tanggal ijazah.")


def national() -> Policy:
    policy = compile_policies(load(shipped_policies() / "national"), policy_catalog()).find("nasional")
    assert policy is not None
    return policy


def a_judge(base_url: str, region: str = "lokal") -> str:
    return f'[judge]\nbase_url = "{base_url}"\nmodel = "penilai"\nregion = "{region}"\n'


def test_it_is_asked_where_the_policy_lets_it_stand(tmp_path: Path) -> None:
    """Elsewhere it sees nothing."""
    said = chat_answer(json.dumps({"label": "forgery", "verdict": "harmless", "score": 80}))
    with scripted_upstream([whole_answer(said)]) as server:
        with asking(a_config(tmp_path, a_judge(server.base_url))) as under:
            assert under(national())(ASKED) is JudgeCode.HARMLESS
            assert under(national())(ASKED) is JudgeCode.HARMLESS
        with asking(a_config(tmp_path, a_judge(server.base_url, "dalam-negeri"))) as under:
            assert under(national())(ASKED) is JudgeCode.NOT_PERMITTED
        assert len(server.requests) == 2


def test_a_configuration_without_one_is_misuse(tmp_path: Path) -> None:
    """Exit 2, instead of figures without a judge that look like figures with one."""
    with pytest.raises(typer.Exit) as left, asking(a_config(tmp_path)):
        pass
    assert left.value.exit_code == 2
