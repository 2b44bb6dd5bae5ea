"""The folder in which the pages' commands run: the example policies, and the audit log of some invented calls under them."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

from guardrail.app.policies import policy_catalog
from guardrail.audit.event import AuditEvent
from guardrail.audit.log import SegmentedLog
from guardrail.core.decision import Block
from guardrail.core.errors import ErrorCode
from guardrail.core.exchange import Exchange, Principal
from guardrail.detect.detector import PresidioDetector, build_detector
from guardrail.dialects.openai_chat import OPENAI_CHAT
from guardrail.mask.token import TokenMint
from guardrail.mask.vault import Vault
from guardrail.pipeline.judgement import Around
from guardrail.pipeline.prepare import Prepared, prepare
from guardrail.pipeline.record import blocked, intent
from guardrail.policy.circumstances import Circumstances
from guardrail.policy.compile import compile_policies
from guardrail.policy.load import load
from guardrail.policy.policy import Policy, PolicySet
from tests.audit.factories import serve
from tests.support.chat import a_call

__all__ = ["EXAMPLES", "furnish"]

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
_BEGIN = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)
_CALLS = (
    ("jateng/kab-klaten/dinkes", "pendaftaran", "Buatkan surat rujukan untuk Siti Rahayu, NIK 3374015208900003."),
    ("jateng/kab-klaten/dinkes", "pendaftaran", "Hubungi keluarga pasien di 0812-0000-9901."),
    ("jateng/kab-klaten/dinkes", "pendaftaran", "Ringkas notulen rapat hari ini."),
    ("jateng/kab-boyolali", "persuratan", "Balas surel warga siti@contoh.go.id dengan sopan."),
    ("jateng/kab-boyolali", "persuratan", "Kirim undangan ke budi@contoh.go.id dan telepon 0812-0000-9902."),
    ("jateng/kab-boyolali", "persuratan", "password: Rahasia#2026!"),
    ("jateng/kab-klaten/dinkes", "undangan", "Undang siti@contoh.go.id dan budi@contoh.go.id ke rapat."),
)


def furnish(folder: Path) -> None:
    """Make the folder."""
    shutil.copytree(EXAMPLES, folder, dirs_exist_ok=True)
    audit = folder / "audit"
    audit.mkdir()
    policies = compile_policies(load(folder / "before"), policy_catalog())
    clock = _Seconds()
    story = [(tenant, _event(number, tenant, app, text, policies)) for number, (tenant, app, text) in enumerate(_CALLS)]

    async def write(log: SegmentedLog) -> None:
        for tenant, event in story:
            await log.append(event, tenant)

    serve(audit, write, now_ns=clock.look, mono_ns=lambda: clock.moment)


class _Seconds:
    """A clock that goes on by a second each time somebody looks."""

    def __init__(self) -> None:
        self.moment = int(_BEGIN.timestamp()) * 1_000_000_000

    def look(self) -> int:
        self.moment += 1_000_000_000
        return self.moment


_DETECTORS: list[PresidioDetector] = []


def _detector() -> PresidioDetector:
    if not _DETECTORS:
        _DETECTORS.append(build_detector())
    return _DETECTORS[0]


def _event(number: int, tenant: str, app: str, text: str, policies: PolicySet) -> AuditEvent:
    policy = policies.for_tenant(tenant, app)
    prepared = _prepared(tenant, app, text, policy)
    exchange = Exchange(
        _id(number, "a"), Principal(tenant, app, f"{app}-1"), "openai_chat", "POST /v1/chat/completions", policy.stamp, _BEGIN, 0.0
    )
    said = (
        blocked(exchange, prepared, ErrorCode.BLOCKED, 400, 100)
        if isinstance(prepared.decision, Block)
        else intent(exchange, prepared, "layanan-ai", "dalam-negeri", 100, 0.001)
    )
    object.__setattr__(said, "id", _id(number, "b"))  # ids of real events hold the time and chance
    return said


def _prepared(tenant: str, app: str, text: str, policy: Policy) -> Prepared:
    around = Around(Circumstances(tenant, app, "gpt-4o-mini", "dalam-negeri", _BEGIN))
    body = json.dumps(a_call(text, model="gpt-4o-mini")).encode()
    return prepare(body, OPENAI_CHAT, policy, _detector(), lambda _, reserved: Vault(TokenMint(bytes(32), "uji"), reserved), around=around)


def _id(number: int, kind: str) -> str:
    return f"019ab000-000{number}-7000-8000-00000000000{kind}"
