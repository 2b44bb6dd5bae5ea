"""One call, from its body to its outcome: recorded before it leaves, recorded when it ends, and told exactly once."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from structlog.testing import capture_logs

from guardrail.app.policies import policy_catalog
from guardrail.audit.codes import JudgeCode
from guardrail.core.decision import DataClass, Effect
from guardrail.core.errors import ErrorCode, GuardFault, UpstreamFault
from guardrail.core.text import Finding, Place, Span
from guardrail.dialects.openai_chat import OPENAI_CHAT
from guardrail.pipeline.guard import Refused, Reply, Streamed, Whole
from guardrail.pipeline.notes import Attempt, body_code
from guardrail.pipeline.question import Question
from guardrail.pipeline.stopping import STOP
from guardrail.policy.catalog import Catalog
from guardrail.policy.compile import compile_policies
from guardrail.policy.load import parse
from guardrail.policy.policy import Policy
from guardrail.policy.rules import Rule
from tests.dialects.planting import detector
from tests.support.chat import DONE, event, piece, stream_of

from .looking import a_policy
from .world import NAME, FakeAnswer, Held, Spelled, World, chat, whole

SSE = "text/event-stream; charset=utf-8"
KEY = b"b" * 32
INTENT, OUTCOME, BLOCKED, AUTH = "call.intent", "call.outcome", "call.blocked", "auth.failed"
_BLOCKING = """\
apiVersion: guardrail/v1
kind: Policy
metadata: {id: ketat, version: 3, title: Ketat, description: Ketat, owner: uji}
spec:
  match: {tenants: ["**"]}
  default: {action: block, message: {id: Ditahan., en: Held.}}
  rules: [{id: nama, description: Nama, entities: [PERSON], action: block}]
"""


def _strict() -> Policy:
    """A policy that blocks whatever is found."""
    documents, complaints = parse("ketat.yaml", _BLOCKING.encode())
    assert not complaints
    catalog = Catalog({"PERSON": DataClass.GENERAL}, ("token",), lambda spec: None)
    policy = compile_policies(documents, catalog, "ketat").default
    assert policy is not None
    return policy


async def _drained(reply: Reply) -> bytes:
    """A streamed reply, taken to its end and closed as the proxy does it."""
    assert isinstance(reply, Streamed)
    try:
        return b"".join([chunk async for chunk in reply.body])
    finally:
        await reply.body.aclose()


async def test_the_intent_is_durable_before_anything_is_sent() -> None:
    """No record, no egress: the order of the journal is the security property."""
    world = World()
    reply = await world.guard.handle(world.call(chat("Halo")))
    assert isinstance(reply, Whole)
    assert world.journal == [f"durable {INTENT}", "sent", f"submitted {OUTCOME}"]


async def test_a_masked_call_comes_back_restored() -> None:
    """What was sent holds a token, what comes back the caller's own value, and the records only counts."""

    def echo(body: bytes) -> FakeAnswer:
        return FakeAnswer(whole("Surat untuk " + json.loads(body)["messages"][0]["content"]), x_ratelimit_limit="9")

    world = World(echo)
    reply = await world.guard.handle(world.call(chat(f"{NAME} datang")))
    assert isinstance(reply, Whole)
    assert NAME.encode() not in world.service.sent[0][2]
    assert json.loads(reply.body)["choices"][0]["message"]["content"] == f"Surat untuk {NAME} datang"
    assert (reply.status, reply.content_type, reply.headers) == (200, "application/json", (("x-ratelimit-limit", "9"),))
    intent, outcome = world.audit.fields(INTENT), world.audit.fields(OUTCOME)
    assert (intent["action"], intent["found"], intent["masked"], intent["upstream"]) == ("mask", {"PERSON": 1}, {"PERSON": 1}, "uji")
    assert (outcome["code"], outcome["restored"], outcome["upstream_status"]) == ("ok", 1, 200)
    assert all(tenant == "jateng/dinkes" for _, tenant in world.audit.events)
    assert NAME not in "".join(str(dict(said.fields)) for said, _ in world.audit.events)


async def test_an_untouched_call_passes_byte_for_byte() -> None:
    """Request and answer in which nothing stands keep their bytes, odd spacing and number forms included."""
    body, answer = b'{ "model":"uji", "x": 1e3,\n"messages":[] }', b'{"a" : 1e3, "b":"\\/"}'
    world = World(FakeAnswer(answer))
    reply = await world.guard.handle(world.call(body))
    assert isinstance(reply, Whole)
    assert (world.service.sent[0][2], reply.body) == (body, answer)


@pytest.mark.parametrize("fault", [GuardFault(ErrorCode.AUDIT_UNAVAILABLE, "audit"), RuntimeError(NAME)])
async def test_without_a_record_nothing_is_sent(fault: Exception) -> None:
    """Whatever the log's trouble, the caller is refused and the service is not called."""
    world = World()
    world.audit.fault = fault
    with capture_logs():
        reply = await world.guard.handle(world.call(chat("Halo")))
    assert isinstance(reply, Refused)
    assert reply.code in (ErrorCode.AUDIT_UNAVAILABLE, ErrorCode.INTERNAL_ERROR)
    assert world.journal == []


async def test_a_block_without_a_record_tells_no_rule() -> None:
    """Also a refusal is recorded first: without its record the caller learns only that."""
    world = World()
    world.audit.fault = GuardFault(ErrorCode.AUDIT_UNAVAILABLE, "audit")
    reply = await world.guard.handle(world.call(chat(NAME), _strict()))
    assert isinstance(reply, Refused)
    assert (reply.code, reply.reasons) == (ErrorCode.AUDIT_UNAVAILABLE, ())


async def test_a_block_sends_nothing() -> None:
    """A held call leaves one record, with its rules, and no trace at the service."""
    world = World()
    reply = await world.guard.handle(world.call(chat(NAME), _strict()))
    assert isinstance(reply, Refused)
    assert (reply.code, [reason.effect for reason in reply.reasons]) == (ErrorCode.BLOCKED, [Effect.BLOCK])
    assert world.journal == [f"durable {BLOCKED}"]
    fields = world.audit.fields(BLOCKED)
    assert (fields["action"], fields["found"], fields["masked"], fields["status"]) == ("block", {"PERSON": 1}, {}, 400)


@pytest.mark.parametrize(
    ("tree", "code"),
    [
        (chat("Halo", model="tidak-ada"), ErrorCode.UNKNOWN_MODEL),
        (b"{", ErrorCode.MALFORMED_JSON),
        (b"[]", ErrorCode.MALFORMED_JSON),
        (b'{"a":1,"a":2}', ErrorCode.DUPLICATE_KEY),
        ({"model": NAME}, ErrorCode.PERSONAL_DATA_IN_IDENTIFIER),
        ({"messages": [{"content": [{"image_url": {"url": "x"}}]}]}, ErrorCode.NOT_INSPECTABLE),
    ],
)
async def test_a_request_that_cannot_go_on_is_refused_and_recorded(tree: Any, code: ErrorCode) -> None:
    """One record with the code, nothing sent."""
    world = World()
    reply = await world.guard.handle(world.call(tree))
    assert isinstance(reply, Refused)
    assert reply.code is code
    assert world.audit.said() == [(BLOCKED, code)]
    assert world.service.sent == []


def _raises(error: Exception) -> Callable[[str], tuple[Finding, ...]]:
    def say(text: str) -> tuple[Finding, ...]:
        raise error

    return say


@pytest.mark.parametrize(
    ("say", "code"),
    [
        (_raises(GuardFault(ErrorCode.DETECTOR_ERROR, "detect")), ErrorCode.DETECTOR_ERROR),
        (_raises(ValueError(f"rusak pada {NAME}")), ErrorCode.INTERNAL_ERROR),
        (lambda text: (Finding("PERSON", Span(0, len(text) + 1), 1.0, "uji"),), ErrorCode.DETECTOR_ERROR),
    ],
)
@pytest.mark.parametrize("size", [10, 70_000], ids=["inline", "in a thread"])
async def test_a_failing_detector_sends_nothing(say: Callable[[str], tuple[Finding, ...]], code: ErrorCode, size: int) -> None:
    """There is no fail-open, in the event loop or in a thread; what went wrong is told by type and place alone."""
    world = World(detector=Spelled(say))
    with capture_logs() as logs:
        reply = await world.guard.handle(world.call(chat(NAME.ljust(size))))
    assert isinstance(reply, Refused)
    assert (reply.code, world.service.sent, world.audit.said()) == (code, [], [(BLOCKED, code)])
    assert NAME not in str(logs) + repr(reply)
    assert all(set(line) == {"event", "log_level", "error", "where"} for line in logs)


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (UpstreamFault(ErrorCode.UPSTREAM_UNREACHABLE, "connect"), ErrorCode.UPSTREAM_UNREACHABLE),
        (UpstreamFault(ErrorCode.UPSTREAM_TIMEOUT, "read"), ErrorCode.UPSTREAM_TIMEOUT),
        (RuntimeError(NAME), ErrorCode.INTERNAL_ERROR),
        (FakeAnswer(b"{}", status=401), ErrorCode.UPSTREAM_REFUSED_KEY),
        (FakeAnswer(b"{}", status=403), ErrorCode.UPSTREAM_REFUSED_KEY),
        (FakeAnswer(b"<html>", content_type="text/html"), ErrorCode.UPSTREAM_INVALID),
        (FakeAnswer(b"<html>", content_type="text/html", status=500), ErrorCode.UPSTREAM_ERROR),
        (FakeAnswer(b"", content_type=""), ErrorCode.UPSTREAM_INVALID),
        (FakeAnswer(b"{"), ErrorCode.UPSTREAM_INVALID),
        (FakeAnswer(b"[" * 100_000), ErrorCode.UPSTREAM_INVALID),
        (FakeAnswer(b"{", UpstreamFault(ErrorCode.UPSTREAM_CUT, "read")), ErrorCode.UPSTREAM_CUT),
        (FakeAnswer(b"data: x\n\n", status=500, content_type=SSE), ErrorCode.UPSTREAM_ERROR),
        (FakeAnswer(b"\xff\xfe"), ErrorCode.UPSTREAM_INVALID),
    ],
)
async def test_each_failure_of_the_service_is_one_outcome(answer: Any, code: ErrorCode) -> None:
    """The caller gets the code, the log exactly one outcome with it, and the answer is let go."""
    world = World(answer)
    with capture_logs() as logs:
        reply = await world.guard.handle(world.call(chat("Halo")))
    assert isinstance(reply, Refused)
    assert reply.code is code
    assert world.audit.said() == [(INTENT, ""), (OUTCOME, code)]
    assert NAME not in str(logs)
    assert not isinstance(answer, FakeAnswer) or answer.closed == 1


@pytest.mark.parametrize("status", [400, 404, 429, 500])
async def test_the_services_own_errors_reach_the_caller(status: int) -> None:
    """Clients read the vendor's error as if they had called it; its tokens are restored, and the outcome tells of an error."""
    world = World(
        lambda body: FakeAnswer(json.dumps({"error": {"message": json.loads(body)["messages"][0]["content"]}}).encode(), status=status)
    )
    reply = await world.guard.handle(world.call(chat(NAME)))
    assert isinstance(reply, Whole)
    assert (reply.status, json.loads(reply.body)) == (status, {"error": {"message": NAME}})
    assert world.audit.fields(OUTCOME)["code"] == ErrorCode.UPSTREAM_ERROR


async def test_models_are_listed_without_inspection() -> None:
    """A call without a body has an intent and an outcome like any other."""
    world = World(FakeAnswer(b'{"object":"list","data":[]}'))
    reply = await world.guard.handle(world.call(b"", route=OPENAI_CHAT.routes[1]))
    assert isinstance(reply, Whole)
    assert world.service.sent == [("GET", "/v1/models", b"")]
    assert world.audit.said() == [(INTENT, ""), (OUTCOME, "ok")]


async def test_a_refused_caller_is_recorded_as_such() -> None:
    """Who is not known leaves ``auth.failed``, without fields of a call."""
    world = World()
    exchange = world.call(chat("x")).exchange
    reply = await world.guard.refuse(exchange, ErrorCode.UNAUTHENTICATED, 0)
    assert reply.code is ErrorCode.UNAUTHENTICATED
    assert world.audit.said() == [(AUTH, ErrorCode.UNAUTHENTICATED)]
    assert "application" not in world.audit.fields(AUTH)


def _echo_stream(body: bytes) -> FakeAnswer:
    text = json.loads(body)["messages"][0]["content"]
    stream = stream_of([text[at : at + 5] for at in range(0, len(text), 5)])
    return FakeAnswer(*(stream[at : at + 50] for at in range(0, len(stream), 50)), content_type=SSE)


async def test_a_stream_is_restored_and_recorded_at_its_end() -> None:
    """The outcome is told once, when the last byte is ready, with what was restored."""
    world = World(_echo_stream)
    reply = await world.guard.handle(world.call(chat(f"Halo {NAME}", stream=True)))
    assert isinstance(reply, Streamed)
    assert world.audit.said() == [(INTENT, "")]
    said = await _drained(reply)
    words = "".join(
        json.loads(line[6:])["choices"][0]["delta"].get("content", "") for line in said.decode().splitlines() if line.startswith("data: {")
    )
    assert words == f"Halo {NAME}"
    assert world.audit.said() == [(INTENT, ""), (OUTCOME, "ok")]
    outcome = world.audit.fields(OUTCOME)
    assert (outcome["restored"], outcome["bytes_out"]) == (1, len(said))


@pytest.mark.parametrize(
    ("pieces", "code"),
    [
        ([piece({"content": "Ha"}), UpstreamFault(ErrorCode.UPSTREAM_CUT, "read")], ErrorCode.UPSTREAM_CUT),
        ([piece({"content": "Ha"}), UpstreamFault(ErrorCode.UPSTREAM_TIMEOUT, "read")], ErrorCode.UPSTREAM_TIMEOUT),
        ([piece({"content": "Ha"}), b"data: {\n\n"], ErrorCode.UPSTREAM_INVALID),
        ([piece({"content": "Ha"}), RuntimeError(NAME)], ErrorCode.INTERNAL_ERROR),
    ],
)
async def test_a_broken_stream_ends_with_the_vendors_error(pieces: list[Any], code: ErrorCode) -> None:
    """What came before the break is given, then the error object and the end marker, and nothing of the cause."""
    world = World(FakeAnswer(*pieces, content_type=SSE))
    with capture_logs() as logs:
        reply = await world.guard.handle(world.call(chat("Halo", stream=True)))
        said = await _drained(reply)
    assert said.startswith(piece({"content": "Ha"}))
    assert said.endswith(
        event({"error": {"message": f"Gagal: {code}", "type": _kind(code), "param": None, "code": str(code)}})
        .replace(b'": ', b'":')
        .replace(b', "', b',"')
        + DONE
    )
    assert world.audit.said() == [(INTENT, ""), (OUTCOME, code)]
    assert NAME not in str(logs)


def _kind(code: ErrorCode) -> str:
    return "server_error" if code is ErrorCode.INTERNAL_ERROR else "upstream_error"


async def _cancelled(world: World, tree: Any, door: Held) -> None:
    """A caller who hangs up while the call waits at this door."""
    call = asyncio.ensure_future(world.guard.handle(world.call(tree)))
    await door.reached.wait()
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call


async def test_hanging_up_while_the_record_is_written_sends_nothing() -> None:
    """The intent stands in line already, so exactly one outcome follows it; nothing leaves."""
    world = World()
    world.audit.held = Held()
    await _cancelled(world, chat("Halo"), world.audit.held)
    assert world.audit.said() == [(INTENT, ""), (OUTCOME, ErrorCode.CLIENT_GONE)]
    assert world.service.sent == []


async def test_hanging_up_while_a_refusal_is_written_leaves_one_record() -> None:
    """The refusal in line is the outcome of the call."""
    world = World()
    world.audit.held = Held()
    await _cancelled(world, chat(NAME, model=NAME), world.audit.held)
    assert world.audit.said() == [(BLOCKED, ErrorCode.PERSONAL_DATA_IN_IDENTIFIER)]


async def test_hanging_up_during_inspection_leaves_one_record() -> None:
    """Nothing has left when a large body is still being read, and the log says so."""
    door = Held()
    loop = asyncio.get_running_loop()

    def say(text: str) -> tuple[Finding, ...]:
        asyncio.run_coroutine_threadsafe(door.wait(), loop).result()
        return ()

    world = World(detector=Spelled(say))
    await _cancelled(world, chat("x" * 70_000), door)
    assert world.audit.said() == [(BLOCKED, ErrorCode.CLIENT_GONE)]
    assert world.service.sent == []
    door.opened.set()


async def test_hanging_up_before_the_answer_is_one_outcome() -> None:
    """Waiting for the head of the answer, the call ends as ``client_gone``."""
    world = World()
    world.service.held = Held()
    await _cancelled(world, chat("Halo"), world.service.held)
    assert world.audit.said() == [(INTENT, ""), (OUTCOME, ErrorCode.CLIENT_GONE)]


async def test_hanging_up_within_a_whole_answer_closes_it() -> None:
    """The rest of the answer is cancelled upstream."""
    door = Held()
    answer = FakeAnswer(b"{", door)
    world = World(answer)
    await _cancelled(world, chat("Halo"), door)
    assert world.audit.said() == [(INTENT, ""), (OUTCOME, ErrorCode.CLIENT_GONE)]
    assert answer.closed == 1


async def test_hanging_up_in_mid_stream_closes_it() -> None:
    """The caller has half an answer; the log has one outcome with what was given."""
    door = Held()
    answer = FakeAnswer(piece({"role": "assistant"}), piece({"content": "Ha"}), door, content_type=SSE)
    world = World(answer)
    reply = await world.guard.handle(world.call(chat("Halo", stream=True)))
    taking = asyncio.ensure_future(_drained(reply))
    await door.reached.wait()
    taking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await taking
    assert world.audit.said() == [(INTENT, ""), (OUTCOME, ErrorCode.CLIENT_GONE)]
    assert world.audit.fields(OUTCOME)["bytes_out"] == len(piece({"role": "assistant"}))
    assert answer.closed == 1


async def test_a_stream_nobody_reads_is_closed() -> None:
    """Whoever takes a stream and closes it unread ends the call all the same."""
    answer = FakeAnswer(DONE, content_type=SSE)
    world = World(answer)
    reply = await world.guard.handle(world.call(chat("Halo", stream=True)))
    assert isinstance(reply, Streamed)
    await reply.body.aclose()
    await reply.body.aclose()
    assert world.audit.said() == [(INTENT, ""), (OUTCOME, ErrorCode.CLIENT_GONE)]
    assert answer.closed == 1


async def test_many_calls_do_not_meet() -> None:
    """Two hundred calls at once, each about somebody else: every answer holds its own caller's value and no other."""
    names = [f"{NAME} {number}" for number in range(200)]

    def say(text: str) -> tuple[Finding, ...]:
        found = next((name for name in sorted(names, key=len, reverse=True) if text.endswith(name)), None)
        return (Finding("PERSON", Span(len(text) - len(found), len(text)), 0.9, "uji"),) if found else ()

    world = World(lambda body: FakeAnswer(whole(json.loads(body)["messages"][0]["content"])), Spelled(say))
    replies = await asyncio.gather(*(world.guard.handle(world.call(chat(f"Saya {name}"))) for name in names))
    for name, reply in zip(names, replies, strict=True):
        assert isinstance(reply, Whole)
        assert json.loads(reply.body)["choices"][0]["message"]["content"] == f"Saya {name}"
    said = world.audit.said()
    assert (said.count((INTENT, "")), said.count((OUTCOME, "ok")), len(said)) == (200, 200, 400)


def test_no_reply_prints_its_words() -> None:
    """The values that travel through here may be logged by mistake: none shows a body."""
    call = World().call(chat(NAME))
    prepared = Whole(call.exchange, None, 200, "application/json", (), NAME.encode())
    assert NAME not in repr(call) + repr(prepared)


_NIK = "3174014102859902"


def _answers(action: str, mode: str = "window") -> Policy:
    message = ", message: {id: NIK ditahan., en: NIK held.}"
    return a_policy(f"entities: [ID_NIK], where: [response], action: {action}{message}", answers=mode)


@pytest.mark.parametrize("mode", ["window", "buffer"])
@pytest.mark.parametrize("streamed", [False, True])
async def test_what_the_service_adds_is_masked_and_counted(streamed: bool, mode: str) -> None:
    """Whole or streamed, the outcome says what was found and masked in the answer, and nothing of it."""
    text = f"NIK pemohon lain {_NIK}."
    answer = FakeAnswer(stream_of([text[:20], text[20:]]), content_type=SSE) if streamed else FakeAnswer(whole(text))
    world = World(answer, detector())
    reply = await world.guard.handle(world.call(chat("Halo", stream=streamed), _answers("mask", mode)))
    said = (reply.body.decode() if isinstance(reply, Whole) else (await _drained(reply)).decode()).replace('", "', "")
    assert "(NIK disamarkan)" in said
    assert _NIK not in said
    outcome = world.audit.fields(OUTCOME)
    assert (outcome["found"], outcome["masked"], outcome["code"]) == ({"ID_NIK": 1}, {"ID_NIK": 1}, "ok")


async def test_a_blocked_answer_is_refused() -> None:
    """The caller learns that the answer was held, the log that the service had answered."""
    world = World(FakeAnswer(whole(f"NIK {_NIK}")), detector())
    reply = await world.guard.handle(world.call(chat("Halo"), _answers("block")))
    assert isinstance(reply, Refused)
    assert reply.code is ErrorCode.ANSWER_BLOCKED
    assert [reason.message["id"] for reason in reply.reasons] == ["NIK ditahan."]
    assert world.audit.said() == [(INTENT, ""), (OUTCOME, ErrorCode.ANSWER_BLOCKED)]


@pytest.mark.parametrize(("style", "status"), [("error", 400), ("refusal", 200)])
async def test_a_block_is_told_as_the_policy_says(style: str, status: int) -> None:
    """Of a call and of a whole answer; the record has the status that the caller gets."""
    rules = [f"entities: [ID_NIK], where: [{where}], action: block" for where in ("request", "response")]
    for said, answered in ((f"NIK {_NIK}", "Baik."), ("Halo", f"NIK {_NIK}")):
        world = World(FakeAnswer(whole(answered)), detector())
        reply = await world.guard.handle(world.call(chat(said), a_policy(*rules, block_style=style)))
        assert isinstance(reply, Refused)
        assert (reply.manner is not None) is (style == "refusal")
        assert [event.fields["status"] for event, _ in world.audit.events if "status" in event.fields] == [status]


async def test_what_fails_is_told_as_an_error_whatever_the_policy_says() -> None:
    """A model that declines would hide that something is broken, and would not be tried again."""
    world = World()
    world.audit.fault = GuardFault(ErrorCode.AUDIT_UNAVAILABLE)
    for text in (NAME, "Halo"):
        reply = await world.guard.handle(world.call(chat(text), a_policy("entities: [PERSON], action: block", block_style="refusal")))
        assert isinstance(reply, Refused)
        assert (reply.code, reply.manner) == (ErrorCode.AUDIT_UNAVAILABLE, None)


async def test_a_blocked_stream_ends_with_the_vendors_error() -> None:
    """What was looked into came out; of the rest only that it was held."""
    stream = stream_of(["Terima kasih atas pertanyaan Anda. ", f"NIK {_NIK}."])
    world = World(FakeAnswer(stream, content_type=SSE), detector())
    said = (await _drained(await world.guard.handle(world.call(chat("Halo", stream=True), _answers("block"))))).decode()
    assert "Terima kasih" in said
    assert _NIK[:4] not in said
    assert said.endswith("data: [DONE]\n\n")
    error = json.loads(said.split("\n\n")[-3].removeprefix("data: "))["error"]
    assert (error["code"], error["message"]) == (ErrorCode.ANSWER_BLOCKED, f"Gagal: {ErrorCode.ANSWER_BLOCKED} NIK ditahan.")
    assert world.audit.said() == [(INTENT, ""), (OUTCOME, ErrorCode.ANSWER_BLOCKED)]


@pytest.mark.parametrize("streamed", [False, True])
async def test_a_policy_may_pass_answers(streamed: bool) -> None:
    """Then nothing is looked into, and every byte is the service's."""
    body = stream_of([f"NIK {_NIK}."]) if streamed else whole(f"NIK {_NIK}.")
    world = World(FakeAnswer(body, content_type=SSE if streamed else "application/json"), detector())
    reply = await world.guard.handle(world.call(chat("Halo", stream=streamed), _answers("block", "pass")))
    assert (reply.body if isinstance(reply, Whole) else await _drained(reply)) == body


async def test_a_long_request_leaves_the_event_loop_for_what_is_new_in_it() -> None:
    """The last turn of a conversation has few new words, so nothing is gained by a thread; a long body that is new would hold up others."""
    asked: dict[str, bool] = {}

    def say(text: str) -> tuple[Finding, ...]:
        asked[text] = threading.current_thread() is threading.main_thread()
        return ()

    world = World(detector=Spelled(say))
    turns = [f"Giliran {number}: {'kata ' * 700}" for number in range(6)]
    question, essay = "Giliran terakhir dari percakapan.", "kata " * 4000
    for said in (turns, [*turns, question], [*turns, essay]):
        await world.guard.handle(world.call(chat(*said)))
    assert [asked[text] for text in (turns[0], question, essay)] == [False, True, False]


async def test_a_detector_that_waits_is_asked_in_a_thread() -> None:
    """Recognizers of others may take their time: the event loop goes on meanwhile."""
    threads = set()

    def say(text: str) -> tuple[Finding, ...]:
        threads.add(threading.current_thread())
        return ()

    for answer in (FakeAnswer(whole("Terima kasih.")), FakeAnswer(piece({"content": "Terima kasih."}), DONE, content_type=SSE)):
        world = World(answer, Spelled(say), inline=False)
        reply = await world.guard.handle(world.call(chat("Halo semua")))
        if isinstance(reply, Streamed):
            await _drained(reply)
    assert threads
    assert threading.main_thread() not in threads


async def test_a_call_can_be_told_by_the_codes_of_its_bodies() -> None:
    """Request and answer, as they came and as they went: whoever has them and the key can prove that these are they."""
    told = whole("Baik.", usage={"prompt_tokens": 3, "completion_tokens": 4})
    world = World(FakeAnswer(told), body_key=lambda tenant, year: KEY)
    call = world.call(chat(f"Halo {NAME}"))
    reply = await world.guard.handle(replace(call, attempt=Attempt(2, b"coba")))
    assert isinstance(reply, Whole)
    intent, outcome = world.audit.fields("call.intent"), world.audit.fields("call.outcome")
    ((_, _, sent),) = world.service.sent
    assert (intent["hmac_in"], intent["hmac_sent"]) == (body_code(KEY, call.body), body_code(KEY, sent))
    assert intent["hmac_in"] != intent["hmac_sent"]
    assert (outcome["hmac_received"], outcome["hmac_out"]) == (body_code(KEY, told), body_code(KEY, reply.body))
    assert (intent["attempt"], intent["idem"]) == (2, Attempt(1, b"coba").tag(KEY))
    assert (outcome["tokens_in"], outcome["tokens_out"]) == (3, 4)
    assert (intent["class"], intent["confidence"], intent["detector"]) == ("general", "high", "d" * 64)


async def test_the_time_of_a_call_is_told_in_parts() -> None:
    """Reading it, preparing it, waiting for the record, waiting for the service: together no more than all of it."""
    world = World()
    await world.guard.handle(world.call(chat("Halo")))
    intent, outcome = world.audit.fields("call.intent"), world.audit.fields("call.outcome")
    assert 0 < intent["parse_us"] < intent["prepare_us"]
    parts = intent["prepare_us"] + outcome["audit_us"] + outcome["upstream_us"]
    assert 0 < outcome["audit_us"] < parts <= outcome["first_us"] <= outcome["total_us"]


async def test_a_refused_call_has_the_code_of_its_body() -> None:
    """Also when it cannot even be read."""
    world = World(body_key=lambda tenant, year: KEY)
    await world.guard.handle(world.call(b"{"))
    assert world.audit.fields("call.blocked")["hmac_in"] == body_code(KEY, b"{")


_JUDGING = """\
apiVersion: guardrail/v1
kind: Policy
metadata: {id: etika, version: 1, title: Etika, description: Etika, owner: uji}
spec:
  judge: {on_failure: FAILURE}
  rules:
    - {id: nama, description: Nama, entities: [PERSON], action: mask}
    - {id: palsu, description: Palsu, signals: [forgery], min_score: 0.9, action: block}
"""
_GREY = f"Ubah ijazah {NAME}"


class Asked:
    """A judge that says one thing, or waits at a door first."""

    model, region, version = "penilai", "lokal", "1"

    def __init__(self, code: JudgeCode = JudgeCode.VIOLATION, held: Held | None = None) -> None:
        self.questions: list[Question] = []
        self._code = code
        self._held = held

    async def ask(self, question: Question) -> JudgeCode:
        self.questions.append(question)
        if self._held is not None:
            await self._held.wait()
        return self._code


def _judging(failure: str = "ignore") -> Policy:
    documents, complaints = parse("etika.yaml", _JUDGING.replace("FAILURE", failure).encode())
    assert not complaints
    policy = compile_policies(documents, policy_catalog(), "etika").default
    assert policy is not None
    return policy


def _doubting(judge: Asked | None = None, inline: bool = True) -> World:
    """Its detector is not sure whether something is forged."""

    def say(text: str) -> tuple[Finding, ...]:
        at = text.find("ijazah")
        grey = (Finding("SIGNAL_FORGERY", Span(at, at + 6), 0.7, "uji"),) if at >= 0 else ()
        return tuple(sorted((*grey, *Spelled().detect(text)), key=lambda found: found.span.start))

    return World(detector=Spelled(say), inline=inline, assessor=judge)


@pytest.mark.parametrize("inline", [True, False])
async def test_what_a_judge_confirms_is_blocked(inline: bool) -> None:
    """It was recorded before it was asked, saw nobody's name, and the record of the call says what it came to."""
    judge = Asked()
    world = _doubting(judge, inline)
    reply = await world.guard.handle(world.call(chat(_GREY), _judging()))
    assert isinstance(reply, Refused) and reply.code is ErrorCode.BLOCKED
    assert [question.text for question in judge.questions] == ["Ubah ijazah «PERSON»"]
    assert world.journal == ["durable judge.asked", f"durable {BLOCKED}"]
    fields = world.audit.fields(BLOCKED)
    assert (fields["judge"], fields["judge_model"], fields["judge_cached"]) == ({"violation": 1}, "penilai", 0)
    assert fields["rules"] == ["etika/palsu"]


async def test_what_a_judge_does_not_confirm_leaves() -> None:
    """As it would have without a judge."""
    world = _doubting(Asked(JudgeCode.HARMLESS))
    reply = await world.guard.handle(world.call(chat(_GREY), _judging()))
    assert isinstance(reply, Whole)
    assert world.journal == ["durable judge.asked", f"durable {INTENT}", "sent", f"submitted {OUTCOME}"]
    assert world.audit.fields(INTENT)["judge"] == {"harmless": 1}


async def test_what_is_not_grey_is_shown_to_no_judge() -> None:
    """Nor recorded as if: such a call costs nothing more."""
    judge = Asked()
    world = _doubting(judge)
    await world.guard.handle(world.call(chat(f"Halo {NAME}"), _judging()))
    assert (judge.questions, "judge" in world.audit.fields(INTENT)) == ([], False)


@pytest.mark.parametrize("judge", [None, Asked(JudgeCode.TIMEOUT)])
@pytest.mark.parametrize(("failure", "blocked"), [("ignore", False), ("warn", False), ("block", True)])
async def test_a_judge_that_cannot_be_asked_is_for_the_policy(judge: Asked | None, failure: str, blocked: bool) -> None:
    """One that fails, and one that nobody named."""
    world = _doubting(judge)
    reply = await world.guard.handle(world.call(chat(_GREY), _judging(failure)))
    assert isinstance(reply, Refused) is blocked
    fields = world.audit.fields(BLOCKED if blocked else INTENT)
    if judge is not None or failure != "ignore":
        assert fields["judge"] == {"not_configured" if judge is None else "timeout": 1}
    assert ("etika/judge" in fields["rules"]) is (failure != "ignore")


async def test_who_hangs_up_while_a_judge_is_asked_is_recorded() -> None:
    """Something was shown to the judge, so how the call ended has to stand beside it."""
    held = Held()
    world = _doubting(Asked(held=held))
    waiting = asyncio.ensure_future(world.guard.handle(world.call(chat(_GREY), _judging())))
    await held.reached.wait()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert world.audit.said() == [("judge.asked", ""), (BLOCKED, "client_gone")]


async def test_what_is_blocked_anyway_is_shown_to_nobody() -> None:
    """Its rules know enough."""
    judge = Asked()
    world = _doubting(judge)
    blocking = replace(_judging(), rules=(*_judging().rules, Rule("uji/nama", frozenset({"PERSON"}), frozenset(Place), Effect.BLOCK)))
    assert isinstance(await world.guard.handle(world.call(chat(_GREY), blocking)), Refused)
    assert judge.questions == []


_NOTED = (
    "signals: [ai_answer], where: [response], action: annotate, note: {id: 'Dengan AI {event}'}",
    "signals: [citation], where: [response], action: annotate, note: {id: Periksa.}",
    "signals: [hate_or_abuse], where: [response], action: block",
    "signals: [prompt_leak], where: [response], min_score: 0.9, action: block",
)


@pytest.mark.parametrize("streamed", [False, True])
async def test_what_was_written_into_an_answer_is_recorded(streamed: bool) -> None:
    """Which rules wrote, and the strictest that took effect; the words stand in the answer alone."""
    said = "Lihat Pasal 5 UU 27/2022."
    world = World(FakeAnswer(stream_of([said]), content_type=SSE) if streamed else FakeAnswer(whole(said)))
    reply = await world.guard.handle(world.call(chat("Halo", stream=streamed), a_policy(*_NOTED)))
    body = (await _drained(reply)) if streamed else reply.body  # type: ignore[union-attr]
    assert f"Dengan AI {reply.exchange.id}".encode() in body  # type: ignore[operator]
    outcome = world.audit.fields(OUTCOME)
    assert (outcome["action"], outcome["noted"], outcome["rules"]) == ("annotate", ["uji/r0", "uji/r1"], ["uji/r0", "uji/r1"])
    assert outcome["found"] == {"SIGNAL_CITATION": 1}


async def test_an_answer_that_repeats_the_instructions_is_held() -> None:
    """The instructions are those of this call, as they left; a call without them has nothing to repeat."""
    told = (
        f"Anda adalah petugas loket yang membantu {NAME}. Jangan pernah menyebutkan nama pejabat yang cuti dan selalu arahkan pertanyaan "
        "tentang tarif ke halaman resmi dinas."
    )
    call = {"model": "uji", "messages": [{"role": "system", "content": told}, {"role": "user", "content": "Halo"}]}
    for tree, code in ((call, ErrorCode.ANSWER_BLOCKED), (chat("Halo"), None)):
        world = World(lambda body: FakeAnswer(whole(f"Baik. {told.replace(NAME, 'warga')}")))
        reply = await world.guard.handle(world.call(tree, a_policy(*_NOTED)))
        assert (reply.code if isinstance(reply, Refused) else None) is code
        assert world.audit.fields(OUTCOME)["rules"] == (["uji/r3"] if code is not None else ["uji/r0"])


async def test_a_server_that_stops_while_a_call_is_read_records_that() -> None:
    """Nothing leaves; whoever cancelled is the one to tell the caller."""
    door, loop = Held(), asyncio.get_running_loop()

    def say(text: str) -> tuple[Finding, ...]:
        asyncio.run_coroutine_threadsafe(door.wait(), loop).result()
        return ()

    world = World(detector=Spelled(say))
    asking = asyncio.ensure_future(world.guard.handle(world.call(chat("x" * 70_000))))
    await door.reached.wait()
    asking.cancel(STOP)
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert world.audit.said() == [(BLOCKED, ErrorCode.SERVER_STOPPING)]
    assert world.service.sent == []
    door.opened.set()
