"""What a report stands on."""

from __future__ import annotations

from dataclasses import replace

from guardrail.audit.evidence import broken_log, evidence, evidence_data
from guardrail.core.canonical import digest
from tests.audit.samples import BROKEN, ROSTER, WHOLE, counted
from tests.audit.story import NOON, a_call


def test_the_digest_is_of_the_counted_records_alone() -> None:
    """A log that has grown since, or stands on another roster, gives the same digest of the same month."""
    found = counted([a_call()])
    grown = replace(WHOLE, roster="9 other", intents=99)
    once, later = evidence_data(found, WHOLE), evidence_data(found, grown)
    assert once["digest"] == later["digest"] == digest(once["data"])
    assert once["integrity"] != later["integrity"]


def test_another_record_gives_another_digest() -> None:
    """One call more is seen."""
    assert evidence_data(counted([a_call()]), WHOLE)["digest"] != evidence_data(counted([a_call(), a_call()]), WHOLE)["digest"]


def test_range_result_roster_and_digest_are_told() -> None:
    """In words for the cover."""
    told = dict(evidence(counted([a_call(at=NOON)]), WHOLE))
    assert told["Catatan"] == "1 catatan instansi dalam 1 log"
    assert told["Dari"] == "21 November 2026 pukul 12.00.00 WIB"
    assert told["Keutuhan"].startswith("Utuh: 5.889 catatan")
    assert told["Puncak daftar log"] == ROSTER
    assert told["Sidik data laporan"].startswith("SHA-256 ")
    assert "Kunci pemeriksa" not in told


def test_a_key_from_beside_the_log_is_said() -> None:
    """Who forged both would not be found."""
    assert "--vkey" in dict(evidence(counted([]), replace(WHOLE, warnings=("untrusted_key: x",))))["Kunci pemeriksa"]


def test_records_that_went_after_their_term_are_said() -> None:
    """A report over what is left must not look like one over everything."""
    pruned = replace(WHOLE, logs=(replace(WHOLE.logs[0], pruned=1_200),))
    assert dict(evidence(counted([]), pruned))["Dipangkas"].startswith("1.200 catatan lama tinggal sidiknya")


def test_a_broken_log_is_named_with_its_place() -> None:
    """And a whole one is not warned of."""
    assert broken_log(WHOLE) == ""
    assert "0-0.jsonl:4: seq 3: bad_sum" in broken_log(BROKEN)
    assert dict(evidence(counted([]), BROKEN))["Keutuhan"] == "RUSAK: 1 temuan"
