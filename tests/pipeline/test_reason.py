"""The written reason of a caller."""

from __future__ import annotations

import pytest

from guardrail.core.errors import ErrorCode
from guardrail.pipeline.reason import NO_REASON, Reasoning, read_reason

from .world import NAME, Spelled


@pytest.mark.parametrize(
    ("text", "lacking"),
    [
        ("", ErrorCode.REASON_REQUIRED),
        ("perlu", ErrorCode.REASON_REQUIRED),
        ("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", ErrorCode.REASON_REQUIRED),
        ("ya ya ya ya ya ya ya ya ya ya", ErrorCode.REASON_REQUIRED),
        ("Rekap bulanan untuk laporan gubernur", None),
        (f"Diminta oleh {NAME} untuk laporan bulanan", ErrorCode.REASON_NOT_CLEAN),
    ],
)
def test_a_reason_is_words_and_names_nobody(text: str, lacking: ErrorCode | None) -> None:
    """Long enough, three different words at least, and without personal data."""
    assert Reasoning(text).lacking(20, Spelled()) is lacking


@pytest.mark.parametrize(
    ("header", "text"),
    [
        (b"Rekap bulanan", "Rekap bulanan"),
        (b"  Rekap\tbulanan ", "Rekap bulanan"),
        ("Kinerja é".encode(), "Kinerja é"),
        (b"Kinerja%20%C3%A9", "Kinerja é"),
        (b"Kinerja \xff", "Kinerja �"),
        (b"", ""),
    ],
)
def test_a_header_is_read_as_utf_8(header: bytes, text: str) -> None:
    """Percent-encoded where a client can send nothing else."""
    assert read_reason(header).text == text


def test_its_code_is_keyed_by_deployment_and_tenant() -> None:
    """Equal reasons of one tenant are told as equal, and nothing else can be learned."""
    reason = Reasoning("Rekap bulanan untuk laporan")
    tags = {reason.tag(key, tenant) for key in (b"a", b"b") for tenant in ("jateng", "jabar")}
    assert len(tags) == 4
    assert reason.tag(b"a", "jateng") in tags


def test_it_is_never_shown() -> None:
    """Not even to whoever prints it."""
    assert "Rekap" not in repr(Reasoning("Rekap bulanan"))
    assert NO_REASON.text == ""
