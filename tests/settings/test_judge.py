"""The section ``[judge]``."""

from __future__ import annotations

from pathlib import Path

import pytest

from guardrail.settings import load_settings
from tests.settings.files import UPSTREAM, complaints, written

LOCAL = '[judge]\nbase_url = "http://10.1.2.3:8000/v1"\nmodel = "Qwen/Qwen3-8B"\nregion = "lokal"\n'


def test_there_need_not_be_one(tmp_path: Path) -> None:
    """A judge is optional."""
    assert load_settings(written(tmp_path, UPSTREAM)).judge is None


def test_what_is_left_out_is_careful(tmp_path: Path) -> None:
    """Without a region it stands abroad, where policies show it nothing; paths are relative to the file."""
    judge = load_settings(written(tmp_path, UPSTREAM + LOCAL + 'api_key_file = "kunci"\n')).judge
    assert judge is not None
    assert (judge.timeout_s, judge.max_at_once, judge.api_key_file) == (5.0, 4, tmp_path / "kunci")
    abroad = load_settings(written(tmp_path, UPSTREAM + '[judge]\nbase_url = "https://contoh.id"\nmodel = "m"\n')).judge
    assert abroad is not None and abroad.region == "luar-negeri"


@pytest.mark.parametrize(
    ("section", "told"),
    [
        ('[judge]\nmodel = "m"\n', "guardrail.toml:4: C102 judge.base_url: is missing"),
        ('[judge]\nbase_url = "https://contoh.id"\n', "guardrail.toml:4: C102 judge.model: is missing"),
        (LOCAL + "max_tokens = 5\n", "guardrail.toml:8: C102 judge.max_tokens: unknown key"),
        (LOCAL.replace("Qwen/Qwen3-8B", "3374011708909001"), "guardrail.toml:6: C102 judge.model: must be a plain name"),
        (LOCAL.replace("10.1.2.3", "user@10.1.2.3"), "guardrail.toml:5: C102 judge.base_url: must be http(s)"),
        (LOCAL.replace("lokal", "luar-negeri"), "guardrail.toml:4: C102 judge: has a judge abroad over plain http"),
        (LOCAL + "timeout_s = 0\n", "guardrail.toml:8: C102 judge.timeout_s"),
    ],
)
def test_what_cannot_be_a_judge(tmp_path: Path, section: str, told: str) -> None:
    """With the line of the mistake."""
    (said,) = complaints(tmp_path, UPSTREAM + section)
    assert said.startswith(told)


def test_the_environment_may_name_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As it may any single section."""
    monkeypatch.setenv("GUARDRAIL_JUDGE__MODEL", "lain")
    judge = load_settings(written(tmp_path, UPSTREAM + LOCAL)).judge
    assert judge is not None and judge.model == "lain"
