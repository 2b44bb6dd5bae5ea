"""``python -m tests.eval.predicting < RECORDS``: what the present detector finds, one JSON object a line, in the order of the records.

The same look as ``guardrail detect --jsonl`` takes, with the recognizer's name beside each finding.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from guardrail.cli.look import look
from guardrail.cli.records import Record, read_record
from guardrail.pipeline.ports import Detector

__all__ = ["find", "find_in_own_process"]

_ROOT = Path(__file__).parents[2]


def find(lines: Iterable[bytes], detector: Detector) -> Iterator[dict[str, Any]]:
    """One prediction a line. Raises ``BadLine`` for what is no record and ``GuardFault`` for what cannot be read."""
    for line in lines:
        record = read_record(line)
        yield {"id": record.id, "entities": _entities(record, detector)}


def _entities(record: Record, detector: Detector) -> list[dict[str, Any]]:
    entities = []
    for found in look(record.passages, detector, None):
        finding, message = found.finding, record.passages[found.passage].message
        entity: dict[str, Any] = {} if message is None else {"message": message}
        entity |= {"start": finding.span.start, "end": finding.span.end, "type": finding.entity, "score": finding.score}
        entities.append(entity | {"recognizer": finding.recognizer})
    return entities


def find_in_own_process(records: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """As ``find``, in a fresh interpreter: nothing that this one did can help. Raises ``CalledProcessError`` when it fails."""
    command = [sys.executable, "-m", "tests.eval.predicting"]
    with subprocess.Popen(command, cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        # The other side reads everything before it answers, so neither waits for the other.
        process.stdin.write(b"".join(json.dumps(record).encode() + b"\n" for record in records))
        process.stdin.close()
        for line in process.stdout:
            yield json.loads(line)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)


def main() -> None:
    from guardrail.detect.detector import build_detector

    lines = sys.stdin.buffer.readlines()
    for prediction in find(lines, build_detector()):
        sys.stdout.write(json.dumps(prediction) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
