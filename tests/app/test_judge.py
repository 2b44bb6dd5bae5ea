"""The judge that settings name."""

from __future__ import annotations

from pathlib import Path

import pytest

from guardrail.app.judge import judge_of
from guardrail.core.errors import InvalidFiles
from guardrail.settings import load_settings

from .serving import configured

JUDGE = '[judge]\nbase_url = "http://127.0.0.1:9/v1"\nmodel = "penilai"\nregion = "lokal"\napi_key_file = "kunci"\n'


def test_its_key_is_read(tmp_path: Path) -> None:
    """A key that others may read is refused, before anything listens; without a section there is no judge."""
    (tmp_path / "kunci").write_text("sk-penilai\n")
    settings = load_settings(configured(tmp_path, more=JUDGE))
    (tmp_path / "kunci").chmod(0o644)
    with pytest.raises(InvalidFiles):
        judge_of(settings)
    (tmp_path / "kunci").chmod(0o600)
    spec = judge_of(settings)
    assert spec is not None
    assert (spec.api_key, spec.region, spec.tls) == ("sk-penilai", "lokal", None)
    assert judge_of(load_settings(configured(tmp_path))) is None
