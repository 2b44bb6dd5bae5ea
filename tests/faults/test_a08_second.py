"""A8: a second process in the same directory, and one that wants the same log. Expected: a log of its own; refused."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from guardrail.audit.log import SegmentedLog
from guardrail.audit.verify import verify
from tests.audit.factories import SIGNER, TENANT, VKEY, an_intent, serve

_ROOT = Path(__file__).parents[2]
_CLAIM = """
import sys
from pathlib import Path
from guardrail.audit.segments import SegmentStore
from guardrail.audit.store import StoreFault
try:
    SegmentStore(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
except StoreFault as fault:
    sys.exit(fault.code)
"""
_START = """
import sys
from pathlib import Path
from guardrail.audit.log import SegmentedLog
from guardrail.audit.note import NoteSigner
log = SegmentedLog(Path(sys.argv[1]), NoteSigner.parse(sys.argv[2]))
log.start()
print(log.writer)
log.close()
"""


def process(script: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", script, *map(str, arguments)]
    return subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("alive", [True, False])
def test_a_log_has_one_process(tmp_path: Path, alive: bool) -> None:
    """Whoever else claims it is refused before a byte is written, in its owner's life and after it."""
    claims = []

    async def story(log: SegmentedLog) -> None:
        await log.append(an_intent(), TENANT)
        if alive:
            claims.append(process(_CLAIM, tmp_path, log.writer, VKEY))
        await log.append(an_intent(), TENANT)

    log = serve(tmp_path, story)
    if not alive:
        claims.append(process(_CLAIM, tmp_path, log.writer, VKEY))
    assert [claim.stderr.strip() for claim in claims] == ["EEXIST"]
    report = verify(tmp_path, VKEY)
    assert (report.ok, report.intents, len(report.logs)) == (True, 2, 1)


def test_a_second_process_has_a_log_of_its_own(tmp_path: Path) -> None:
    """It does not take the first for dead, and the first goes on."""
    others = []

    async def story(log: SegmentedLog) -> None:
        await log.append(an_intent(), TENANT)
        others.append(process(_START, tmp_path, SIGNER.skey))
        await log.append(an_intent(), TENANT)

    log = serve(tmp_path, story)
    report = verify(tmp_path, VKEY)
    assert report.ok
    assert {found.writer for found in report.logs} == {log.writer, others[0].stdout.strip()}
    assert b"writer.recover" not in b"".join(path.read_bytes() for path in tmp_path.glob("*.jsonl"))
