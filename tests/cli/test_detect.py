"""``guardrail detect``: line by line for programs, a table for people."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from pathlib import Path

import pytest

from guardrail.core.errors import ErrorCode
from guardrail.detect.catalog import CATALOG
from tests.cli.factories import run, spawn

NIK = "3374015208900003"


def lines(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def test_offsets_count_code_points_of_the_original(tmp_path: Path) -> None:
    """Characters beyond the BMP and combining marks before a finding move nothing."""
    text = f"😀é NIK {NIK}."
    file = tmp_path / "masuk.jsonl"
    file.write_text(json.dumps({"id": 1, "text": text}, ensure_ascii=False) + "\n", "utf-8")
    result = run("detect", file, "--jsonl")
    (answer,) = lines(result.stdout)
    (entity,) = [entity for entity in answer["entities"] if entity["type"] == "ID_NIK"]  # type: ignore[attr-defined]
    assert text[entity["start"] : entity["end"]] == NIK
    assert result.exit_code == 0


def test_bad_lines_are_told_and_the_others_answered_in_order() -> None:
    """Exit 1 at the end; stderr names the lines, and stdout has one line for each good one."""
    stdin = f'{{"id":"a","text":"NIK {NIK}"}}\nrusak\n\n{{"id":"b","text":1}}\n{{"id":"c","text":"halo"}}\n'
    result = run("detect", "-", "--jsonl", stdin=stdin)
    assert [answer["id"] for answer in lines(result.stdout)] == ["a", "c"]
    assert [message.split(":")[1].strip() for message in result.stderr.splitlines()] == ["line 2", "line 4"]
    assert result.exit_code == 1


def test_messages_are_answered_with_their_number() -> None:
    """Offsets count in each message for itself."""
    record = {"id": 1, "messages": [{"role": "system", "content": "halo"}, {"role": "user", "content": f"NIK {NIK}"}]}
    (answer,) = lines(run("detect", "--jsonl", stdin=json.dumps(record)).stdout)
    assert [(entity["message"], entity["start"], entity["end"]) for entity in answer["entities"]] == [(1, 4, 20)]  # type: ignore[attr-defined]


def test_a_policy_adds_what_it_does() -> None:
    """Each entity carries its action."""
    (answer,) = lines(run("detect", "--jsonl", "--policy", "nasional", stdin=json.dumps({"id": 1, "text": f"NIK {NIK}"})).stdout)
    assert [entity["action"] for entity in answer["entities"]] == ["mask"]  # type: ignore[attr-defined]


def test_an_explanation_stands_with_each_entity() -> None:
    """Of every message, and nothing of the text is in it."""
    record = {"id": 1, "messages": [{"role": "user", "content": f"NIK {NIK}"}, {"role": "user", "content": "HP 0812-0000-9901"}]}
    result = run("detect", "--jsonl", "--explain", stdin=json.dumps(record))
    (answer,) = lines(result.stdout)
    labels = [entity["explanation"]["label"] for entity in answer["entities"]]  # type: ignore[attr-defined]
    assert [(label["word"], label["distance"]) for label in labels] == [("nik", 1), ("hp", 1)]
    assert NIK not in result.stdout
    assert "0812" not in result.stdout


def test_one_object_for_programs() -> None:
    """Entities with their recognizer, and the masked text; explanations and actions where they were asked for."""
    stdin = f"NIK {NIK}"
    plain = json.loads(run("detect", "--json", stdin=stdin).stdout)
    (entity,) = plain["entities"]
    assert entity == {"start": 4, "end": 20, "type": "ID_NIK", "score": 1.0, "recognizer": "NikRecognizer"}
    assert plain["masked"].startswith("NIK [[NIK_")
    full = json.loads(run("detect", "--json", "--explain", "--policy", "nasional", stdin=stdin).stdout)
    assert set(full["entities"][0]) == {*entity, "action", "explanation"}
    assert json.loads(run("detect", "--json", stdin="halo").stdout) == {"entities": [], "masked": "halo"}


def test_what_a_policy_blocks_has_no_masked_text() -> None:
    """Programs see null, where people read that nothing leaves."""
    told = json.loads(run("detect", "--json", "--policy", "nasional", stdin="kata sandi: Uji#Rahasia99").stdout)
    assert (told["masked"], told["entities"][0]["action"]) == (None, "block")


def test_people_read_why() -> None:
    """Form, reading, checks and label of each finding, under the table."""
    shown = run("detect", "--explain", stdin=f"NIK {NIK}").stdout
    assert "Kemendagri district code known" in shown
    assert 'label: "nik" (ID_NIK), di depannya, jarak 1 / before it, distance 1' in shown


def test_the_catalogue_is_listed() -> None:
    """Every entity that can be found, for people and for programs, without reading any text."""
    listed = json.loads(run("detect", "--entities", "--json").stdout)
    assert [entry["entity"] for entry in listed] == sorted(CATALOG)
    shown = run("detect", "--entities").stdout
    assert all(entity in shown for entity in CATALOG)


@pytest.mark.parametrize(
    "options",
    [
        ("--json", "--jsonl"),
        ("--entities", "--jsonl"),
        ("--entities", "--explain"),
        ("--entities", "x.txt"),
        ("--entities", "--policy", "x"),
    ],
)
def test_options_that_contradict_are_a_usage_error(options: tuple[str, ...]) -> None:
    """Exit 2, one sentence on stderr and nothing on stdout."""
    result = run("detect", *options, stdin="halo")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("guardrail: --")


def test_a_folder_is_told(tmp_path: Path) -> None:
    """Exit 5 with its name."""
    result = run("detect", tmp_path)
    assert result.exit_code == 5
    assert str(tmp_path) in result.stderr


def test_what_is_encoded_too_often_is_refused() -> None:
    """Exit 1 with the code, for a text and for a line, and never a traceback."""
    text = f"NIK {NIK}"
    for _ in range(5):
        text = base64.b64encode(text.encode()).decode()
    for result in (run("detect", stdin=text), run("detect", "--jsonl", stdin=json.dumps({"id": 1, "text": text}))):
        assert (result.exit_code, result.stdout) == (1, "")
        assert "content_not_inspectable" in result.stderr


def test_colour_is_for_terminals() -> None:
    """FORCE_COLOR makes it a terminal's, NO_COLOR takes colours away again."""
    loud = spawn("detect", stdin=f"NIK {NIK}".encode(), environment={"FORCE_COLOR": "1", "TERM": "xterm-256color"})
    quiet = spawn("detect", stdin=f"NIK {NIK}".encode(), environment={"FORCE_COLOR": "1", "TERM": "xterm-256color", "NO_COLOR": "1"})
    assert b"\x1b[36mID_NIK" in loud.stdout
    assert b"\x1b[36m" not in quiet.stdout


def test_an_unknown_policy_is_a_usage_error() -> None:
    """Exit 2 and the names that are known."""
    result = run("detect", "--policy", "tiada", stdin="halo")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "nasional" in result.stderr


def test_a_file_that_is_not_there_is_told() -> None:
    """Exit 5 without a traceback."""
    result = run("detect", "/tiada/berkas.txt")
    assert result.exit_code == 5
    assert "/tiada/berkas.txt" in result.stderr


def test_people_see_the_masked_text_and_a_table() -> None:
    """The value stands in the table, on the person's own terminal, and not in the masked text."""
    result = run("detect", stdin=f"Mohon cek NIK {NIK} ya")
    first, rest = result.stdout.split("\n", 1)
    assert first.startswith("Mohon cek NIK [[NIK_")
    assert NIK not in first
    assert NIK in rest
    assert "14-30" in rest


@pytest.mark.parametrize(("stdin", "said"), [("halo apa kabar", "Nothing found"), ("", "Nothing found")])
def test_nothing_found_is_said(stdin: str, said: str) -> None:
    """An empty table would leave people guessing."""
    assert said in run("detect", stdin=stdin).stdout


def test_a_text_that_is_not_utf8_is_refused() -> None:
    """Offsets into bytes nobody can read would mean nothing."""
    result = run("detect", stdin=b"\xff\xfe")
    assert result.exit_code == 1
    assert "not UTF-8" in result.stderr


def test_a_process_answers_each_line_as_it_comes() -> None:
    """The answer to the first line is there before the second is written."""
    command = [sys.executable, "-m", "guardrail", "detect", "-", "--jsonl"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for number in range(2):
            process.stdin.write(b'{"id":%d,"text":"halo"}\n' % number)
            process.stdin.flush()
            assert json.loads(process.stdout.readline()) == {"id": number, "entities": []}
        process.stdin.close()
        assert process.wait() == 0


def test_bad_bytes_never_end_a_process_with_a_traceback() -> None:
    """Whatever stands on standard input, stderr has plain lines."""
    finished = spawn("detect", "--jsonl", stdin=b'\x00\xff\n{"id":1,"text":"\\ud800 halo"}\n')
    assert finished.returncode == 1
    assert b"Traceback" not in finished.stderr
    assert str(ErrorCode.DETECTOR_ERROR).encode() not in finished.stderr
    assert json.loads(finished.stdout) == {"id": 1, "entities": []}
