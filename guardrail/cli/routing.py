"""A call told by where it is bound and what it holds instead of by its text, as ``guardrail ethics`` takes it. Decides nothing.

``upstream_region=SG kelas=spesifik masked=true`` is a call to an AI service in Singapore with specific personal data, masked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from guardrail.core.text import Finding, Span
from guardrail.policy.circumstances import Circumstances

__all__ = ["Route", "read_route"]

_WORD: Final = re.compile(r"(\w+)=(\w+)")
_CLASSES: Final = {"umum": "PERSON", "spesifik": "HEALTH", "tanpa": ""}
"""An entity that stands for a class of data."""
_MARKS: Final = {"biasa": "", "terbatas": "MARK_TERBATAS", "rahasia": "MARK_RAHASIA", "sangat_rahasia": "MARK_SANGAT_RAHASIA"}
_MASKED: Final = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Route:
    """``findings`` stand for what the call holds; ``masked`` is whether its personal data are tokens already."""

    around: Circumstances
    findings: tuple[Finding, ...]
    masked: bool


def read_route(text: str) -> Route:
    """Raises ``ValueError`` (without the words) for what is not said as above, and where no region is said."""
    said = dict(_WORD.findall(text))
    if not {"upstream_region"} <= set(said) <= {"upstream_region", "kelas", "klasifikasi", "masked"}:
        raise ValueError("a route says upstream_region, and kelas, klasifikasi or masked")
    try:
        held = (_CLASSES[said.get("kelas", "tanpa")], _MARKS[said.get("klasifikasi", "biasa")])
        masked = _MASKED[said.get("masked", "true")]
    except KeyError:
        raise ValueError("a word of the route is unknown") from None
    residency = "dalam-negeri" if said["upstream_region"] == "ID" else "luar-negeri"
    findings = [Finding(entity, Span(at, at + 1), 1.0, "route") for at, entity in enumerate(held) if entity]
    return Route(Circumstances(residency=residency), tuple(findings), masked)
