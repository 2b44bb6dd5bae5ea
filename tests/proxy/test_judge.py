"""The judge before real sockets: one question, one verdict, whatever its service does, within its time."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from guardrail.audit.codes import JudgeCode
from guardrail.detect.ethics.labels import LABELS
from guardrail.pipeline.question import Question
from guardrail.proxy.judge import HttpJudge, JudgeSpec
from tests.support.chat import chat_answer
from tests.support.process import free_port
from tests.support.scripted import Close, Reset, Script, ScriptedUpstream, Stall, Step, chunk, head, scripted_upstream, whole_answer
from tests.support.upstreams import llama_server

ASKED = Question("forgery", "Ubah tanggal ijazah milik «PERSON» supaya cocok.")


def says(verdict: str = "violation", label: str = "forgery", score: int = 90) -> list[Step]:
    return [whole_answer(chat_answer(json.dumps({"label": label, "verdict": verdict, "score": score})))]


@asynccontextmanager
async def _judge(*scripts: Script, path: str = "", **spec: Any) -> AsyncIterator[tuple[HttpJudge, ScriptedUpstream]]:
    with scripted_upstream(*scripts) as server:
        judge = HttpJudge(JudgeSpec(server.base_url + path, "penilai-7b", **spec), lambda: "7f3kq9zd")
        try:
            yield judge, server
        finally:
            await judge.aclose()


@pytest.mark.parametrize("path", ["", "/v1", "/v1/"])
async def test_one_question_is_one_request(path: str) -> None:
    """To the chat endpoint below the base URL, with the agency's key for it, and the list of headers is complete."""
    async with _judge(says("harmless"), path=path, api_key="sk-penilai") as (judge, server):
        assert await judge.ask(ASKED) is JudgeCode.HARMLESS
        (request,) = server.requests
        assert (request.method, request.target) == ("POST", "/v1/chat/completions")
        assert request.header("authorization") == ["Bearer sk-penilai"]
        names = sorted(line.partition(b":")[0].lower() for line in request.raw_head.split(b"\r\n")[1:] if line)
        assert names == [b"accept", b"accept-encoding", b"authorization", b"content-length", b"content-type", b"host", b"user-agent"]
        assert json.loads(request.body)["model"] == "penilai-7b"


@pytest.mark.parametrize(
    ("script", "code"),
    [
        (says(label="bribery"), JudgeCode.WRONG_LABEL),
        ([whole_answer(b"<html>Masuk</html>", content_type="text/html")], JudgeCode.BAD_ANSWER),
        ([whole_answer(chat_answer("Teks ini aman."))], JudgeCode.BAD_ANSWER),
        ([whole_answer(b'{"error": {}}', 500)], JudgeCode.BAD_STATUS),
        ([whole_answer(b"", 302)], JudgeCode.BAD_STATUS),
        ([whole_answer(b"", 204)], JudgeCode.BAD_STATUS),
        ([head(200, ("content-length", "100")), b"{", Close()], JudgeCode.CUT),
        ([head(200, ("transfer-encoding", "chunked")), chunk(b" " * 70_000)], JudgeCode.TOO_LARGE),
        ([head(200, ("content-length", "2"), ("content-encoding", "gzip")), b"{}"], JudgeCode.BAD_ANSWER),
        ([b"SSH-2.0-OpenSSH\r\n", Close()], JudgeCode.BAD_ANSWER),
        ([Reset()], JudgeCode.CUT),
        ([Stall()], JudgeCode.TIMEOUT),
        ([head(200, ("content-length", "100")), b"{", Stall()], JudgeCode.TIMEOUT),
    ],
)
async def test_a_service_that_does_anything_else_is_a_code(script: Script, code: JudgeCode) -> None:
    """Lies, garbage, too much, half of it, and silence; never an exception."""
    async with _judge(script, timeout=0.3) as (judge, _):
        assert await judge.ask(ASKED) is code


async def test_nobody_there_is_a_code() -> None:
    """Such as a machine that is switched off."""
    judge = HttpJudge(JudgeSpec(f"http://127.0.0.1:{free_port()}", "penilai"))
    assert await judge.ask(ASKED) is JudgeCode.UNREACHABLE
    await judge.aclose()


async def test_it_is_left_alone_after_five_failures_of_its_service() -> None:
    """A call then waits for nothing, and the service is asked nothing."""
    async with _judge([whole_answer(b"{}", 503)]) as (judge, server):
        codes = [await judge.ask(ASKED) for _ in range(7)]
        assert codes == [JudgeCode.BAD_STATUS] * 5 + [JudgeCode.PAUSED] * 2
        assert judge.trouble == ("judge bad_status",)
        assert len(server.requests) == 5


async def test_no_text_switches_it_off_for_others() -> None:
    """A text may make the judge talk nonsense; that is no failure of its service."""
    async with _judge([whole_answer(chat_answer("Siap!"))]) as (judge, _):
        assert {await judge.ask(ASKED) for _ in range(8)} == {JudgeCode.BAD_ANSWER}
        assert judge.trouble == ()


async def test_no_more_are_asked_at_once_than_it_may_be() -> None:
    """Who does not get a turn in time is told so, and the service is not to blame."""
    async with _judge([Stall()], timeout=0.4, at_once=2) as (judge, server):
        codes = await asyncio.gather(*(judge.ask(ASKED) for _ in range(5)))
        assert sorted(codes) == [JudgeCode.BUSY] * 3 + [JudgeCode.TIMEOUT] * 2
        assert len(server.requests) == 2


async def test_who_goes_away_is_not_asked_for() -> None:
    """A call that is cancelled closes its question, and its turn is another's."""
    async with _judge([Stall()], says(), at_once=1) as (judge, server):
        waiting = asyncio.ensure_future(judge.ask(ASKED))
        await asyncio.to_thread(server.wait_for_requests, 1)
        waiting.cancel()
        await asyncio.to_thread(server.wait_for_disconnects, 1)
        assert await judge.ask(ASKED) is JudgeCode.VIOLATION


async def test_the_version_is_of_the_model_and_the_prompt() -> None:
    """Opinions of another model are not recalled."""
    judges = [HttpJudge(JudgeSpec("http://127.0.0.1:9", model)) for model in ("a", "a", "b")]
    assert judges[0].version == judges[1].version != judges[2].version


async def test_a_real_llama_answers_in_the_schema(tmp_path: Path) -> None:
    """llama.cpp turns the schema into a grammar, so that even random weights give a verdict: for the longest label too."""
    with llama_server(tmp_path) as llama:
        judge = HttpJudge(JudgeSpec(llama.base_url, "tiny", timeout=60.0))
        for label in ("forgery", max(LABELS, key=len)):
            assert not (await judge.ask(Question(label, ASKED.text))).failed
        await judge.aclose()


def test_a_configuration_does_not_show_its_key() -> None:
    """In no log and no traceback."""
    assert "sk-penilai" not in repr(JudgeSpec("http://127.0.0.1:9", "a", "sk-penilai"))
