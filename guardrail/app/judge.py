"""The judge of a deployment, where its settings name one."""

from __future__ import annotations

from guardrail.proxy.judge import JudgeSpec
from guardrail.proxy.key_file import read_key
from guardrail.proxy.tls import tls_context
from guardrail.settings import Settings

__all__ = ["judge_of"]


def judge_of(settings: Settings) -> JudgeSpec | None:
    """Raises ``InvalidFiles`` where its key or a certificate cannot be read."""
    judge = settings.judge
    if judge is None:
        return None
    key = None if judge.api_key_file is None else read_key(judge.api_key_file)
    tls = tls_context(judge.ca_file, judge.cert_file, judge.key_file) if judge.base_url.startswith("https:") else None
    return JudgeSpec(judge.base_url, judge.model, key, judge.region, judge.timeout_s, judge.max_at_once, tls)
