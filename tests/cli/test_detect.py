"""``guardrail detect``: line by line for programs, a table for people."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from guardrail.core.errors import ErrorCode
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
