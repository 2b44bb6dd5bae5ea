"""``guardrail policy explain``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.factories import run
from tests.docs.world import EXAMPLES, furnish

TEXT = "NIK 3374015208900003 milik Siti Rahayu"
EVENT = "019ab000-0003-7000-8000-00000000000b"
ASKED = ("policy", "explain", "--policies", EXAMPLES / "before")
DINKES = ("--tenant", "jateng/kab-klaten/dinkes")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kantor")
    furnish(folder)
    return folder


def test_an_explanation_for_programs_names_recognizer_checks_rules_and_lines() -> None:
    """And nothing of the text."""
    result = run(*ASKED, *DINKES, "--text", TEXT, "--json")
    found = json.loads(result.stdout)
    nik = next(one for one in found["findings"] if one["type"] == "ID_NIK")
    assert (found["policy"], found["action"], nik["operator"], nik["recognizer"]) == ("dinkes", "mask", "token", "NikRecognizer")
    assert all(check["held"] for check in nik["explanation"]["checks"])
    acted = [rule for rule in nik["rules"] if rule["part"] == "acted"]
    assert acted == [
        {
            "rule": "provinsi/data-pribadi", "effect": "mask", "part": "acted", "bound": 0, "exception": None, "locked": True,
            "origin": {"file": str(EXAMPLES / "before" / "provinsi.yaml"), "line": 15}, "note": None,
        }
    ]  # fmt: skip
    assert {"part": "count", "bound": 10}.items() <= next(rule for rule in nik["rules"] if rule["rule"] == "provinsi/daftar-nik").items()
    for words in ("3374015208900003", "Siti", "Rahayu"):
        assert words not in result.stdout


def test_what_a_rule_writes_into_the_answer_is_told() -> None:
    """With its place, for people and programs."""
    asked = ("policy", "explain", "--tenant", "nasional", "--text", "Saya ingin mengakhiri hidup karena utang pinjol.")
    rules = [rule for one in json.loads(run(*asked, "--json").stdout)["findings"] for rule in one["rules"]]
    note = next(rule["note"] for rule in rules if rule["rule"] == "nasional/eth-25-krisis")
    assert note["before"] is True
    assert "119 ext. 8" in note["text"]
    assert "sebelum jawaban / before the answer: Anda tidak sendiri." in run(*asked).stdout


@pytest.mark.parametrize("way", ["--text -", "FILE"])
def test_a_text_may_come_from_a_file_or_standard_input(tmp_path: Path, way: str) -> None:
    """So that it stands in no list of processes."""
    file = tmp_path / "surat.txt"
    file.write_text(TEXT, "utf-8")
    result = run(*ASKED, *DINKES, *(("--text", "-") if way == "--text -" else (file,)), stdin=TEXT)
    assert "ID_NIK" in result.stdout
    assert "3374015208900003" not in result.stdout


def test_an_exception_in_force_is_named() -> None:
    """On a day on which it runs, for the application that it is for; else not."""
    asked = (*ASKED, *DINKES, "--text", "Surel siti@contoh.go.id", "--app", "undangan", "--json")
    for day, exception in (("2026-12-05", "EXC-2026-009"), ("2026-12-06", None)):
        found = json.loads(run(*asked, "--on", day).stdout)
        rules = {rule["rule"]: rule for one in found["findings"] for rule in one["rules"]}
        assert rules["provinsi/surel"]["exception"] == exception


def test_a_past_call_is_explained_without_its_text(office: Path) -> None:
    """What was decided then, and each kind that was seen with its rules."""
    found = json.loads(run(*ASKED, "--event", EVENT, "--audit", office / "audit", "--json").stdout)
    assert (found["action"], found["tenant"], found["rules"]) == ("redact", "jateng/kab-boyolali", ["provinsi/surel"])
    assert found["same_policy"] is True
    (email,) = found["now"]["findings"]
    assert (email["type"], email["place"], email["count"], email["operator"]) == ("EMAIL_ADDRESS", "user", 1, "redact")


def test_a_past_call_under_another_policy_is_said_to_be(office: Path) -> None:
    """The digest tells."""
    result = run("policy", "explain", "--policies", EXAMPLES / "after", "--event", EVENT, "--audit", office / "audit")
    assert "That policy has changed" in result.stdout


def test_an_unknown_event_is_told(office: Path) -> None:
    """Exit 1."""
    result = run(*ASKED, "--event", EVENT.replace("0003", "0009"), "--audit", office / "audit")
    assert result.exit_code == 1
    assert "no judged call" in result.stderr


@pytest.mark.parametrize("words", [(), ("--text", "a"), ("--text", "a", "--event", EVENT), ("a.txt", "--text", "a", *DINKES)])
def test_one_thing_is_explained_for_one_tenant(words: tuple[str, ...]) -> None:
    """Anything else is misuse, exit 2."""
    assert run(*ASKED, *words).exit_code == 2


def test_a_text_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    """Exit 1 for other bytes than UTF-8."""
    file = tmp_path / "a.txt"
    file.write_bytes(b"\xff")
    assert run(*ASKED, *DINKES, file).exit_code == 1


_DOUBTING = """\
apiVersion: guardrail/v1
kind: Policy
metadata: {id: uji, version: 1, title: Uji, description: Uji, owner: uji}
spec:
  judge: {above: 0.4, below: 0.8}
  detectors: [{id: ragu, entity: SIGNAL_FORGERY, description: Ragu, patterns: [{name: kata, regex: map kuning, score: 0.7}]}]
  rules: [{id: palsu, description: Palsu, signals: [forgery], min_score: 0.8, action: block}]
"""


def test_a_signal_that_a_judge_would_be_asked_of_is_told(tmp_path: Path) -> None:
    """With the zone that it lies in; nobody is asked here."""
    (tmp_path / "uji.yaml").write_text(_DOUBTING, "utf-8")
    asked = ("policy", "explain", "--policies", tmp_path, "--tenant", "uji", "--text", "Di mana map kuning?")
    (found,) = [one for one in json.loads(run(*asked, "--json").stdout)["findings"] if one["type"] == "SIGNAL_FORGERY"]
    assert found["judge"] == {"above": 0.4, "below": 0.8}
    assert [rule["part"] for rule in found["rules"]] == ["score"]
    assert "penilai akan ditanya, skor di antara / a judge would be asked, score within 0.40-0.80" in run(*asked).stdout


def test_a_reference_in_an_answer_is_explained() -> None:
    """Where it stands, by which recognizer, and the note that follows."""
    asked = ("policy", "explain", "--tenant", "nasional", "--place", "response", "--text", "Lihat Pasal 99 UU Nomor 27 Tahun 2022.")
    found = {reading["type"]: reading for reading in json.loads(run(*asked, "--json").stdout)["findings"]}
    assert set(found) == {"SIGNAL_CITATION", "SIGNAL_WRONG_CITATION"}
    assert found["SIGNAL_CITATION"]["recognizer"] == "EthicsCitation"
    acted = [rule["rule"] for rule in found["SIGNAL_WRONG_CITATION"]["rules"] if rule["part"] == "acted"]
    assert acted == ["nasional/eth-27-rujukan-keliru"]
