"""The model-facing gate: what is admitted, what is refused and how, and what every reply carries."""

from __future__ import annotations

import asyncio
import json
import re
from dataclasses import replace
from typing import Any

import pytest

from guardrail.core.decision import Destination, Effect
from guardrail.core.errors import ErrorCode, UpstreamFault
from guardrail.core.text import Place
from guardrail.pipeline.rollout import Edition, Rollout
from guardrail.pipeline.stopping import STOP
from guardrail.policy.policy import Policy, PolicySet
from guardrail.policy.rules import Rule
from guardrail.proxy.identity import ClientKeys, DevKeys
from guardrail.proxy.refusals import Refusals
from guardrail.proxy.routes import ModelGate
from guardrail.proxy.slots import Slots
from tests.dialects.planting import national
from tests.pipeline.world import NAME, FakeAnswer, Held, World, chat, whole
from tests.support.chat import DONE, piece

from .asgi import CHAT, JSON, KEY, Caller, gate_of

BODY = json.dumps(chat("Halo")).encode()
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_POLICY = re.compile(r"nasional@\d+;digest=[0-9a-f]{12}")


async def test_a_whole_answer_carries_the_guards_headers() -> None:
    """Which event, which policy, what was done and found; and nothing that a cache or a browser could misuse."""
    world = World(FakeAnswer(whole("Baik."), x_ratelimit_limit="9"))
    caller = await Caller(body=[json.dumps(chat(f"{NAME} dan {NAME}")).encode()]).ask(gate_of(world))
    headers = dict(caller.answered)
    assert _UUID.fullmatch(headers.pop("x-guardrail-event-id"))
    assert headers.pop("x-request-id") == world.audit.fields("call.intent")["exchange"]
    assert _POLICY.fullmatch(headers.pop("x-guardrail-policy"))
    assert headers.pop("request-id") == world.audit.fields("call.intent")["exchange"]
    assert headers == {
        "x-guardrail-action": "mask",
        "x-guardrail-entities": "PERSON=2",
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
        "content-type": "application/json",
        "content-length": str(len(caller.text)),
        "x-ratelimit-limit": "9",
    }
    assert (caller.status, json.loads(caller.text)) == (200, json.loads(whole("Baik.")))


async def test_a_stream_is_not_held_up_by_proxies() -> None:
    """Events go out as they come, with the header that keeps nginx from collecting them, and without a length."""
    world = World(FakeAnswer(piece({"role": "assistant"}), DONE, content_type="text/event-stream"))
    caller = await Caller(body=[json.dumps(chat("Halo", stream=True)).encode()]).ask(gate_of(world))
    headers = caller.answered
    assert (headers["content-type"], headers["x-accel-buffering"]) == ("text/event-stream; charset=utf-8", "no")
    assert "content-length" not in headers
    assert [message.get("body") for message in caller.sent[1:]] == [piece({"role": "assistant"}), DONE, b""]
    assert [message.get("more_body", False) for message in caller.sent[1:]] == [True, True, False]


async def test_a_refusal_is_openais_error_and_is_not_tried_again() -> None:
    """Status, code, both languages with the event id, no echo, and the header that stops clients from retrying."""
    world = World()
    caller = await Caller(body=[json.dumps({"model": f"gpt {NAME}"}).encode()]).ask(gate_of(world))
    headers = caller.answered
    assert (caller.status, headers["x-should-retry"], headers["content-type"]) == (400, "false", "application/json")
    assert headers["content-length"] == str(len(caller.text))
    assert caller.error["code"] == "personal_data_in_identifier"
    assert caller.error["message"].count(headers["x-guardrail-event-id"]) == 2
    assert NAME.encode() not in caller.text
    assert NAME not in str(headers)


async def test_where_trying_again_helps_the_caller_is_told_when() -> None:
    """A service that cannot be reached now may be reached in a moment."""
    caller = await Caller().ask(gate_of(World(UpstreamFault(ErrorCode.UPSTREAM_UNREACHABLE, "connect"))))
    assert (caller.status, caller.answered["retry-after"]) == (502, "2")
    assert "x-should-retry" not in caller.answered


@pytest.mark.parametrize(
    ("own", "kept"),
    [
        (b"abcdefgh", True),
        (b"req_0123-ABC", True),
        (b"a" * 64, True),
        (b"a" * 65, False),
        (b"short", False),
        (b"", False),
        (b"with space here", False),
        (b"abcdefgh\r\nx: y", False),
        ("é".encode() * 8, False),
        (b"abcdefgh\n", False),
    ],
)
async def test_the_callers_request_id_is_kept_where_it_is_one(own: bytes, kept: bool) -> None:
    """8 to 64 letters, digits, ``_`` and ``-`` come back; anything else is replaced by the event id."""
    caller = await Caller(headers=[KEY, JSON, (b"x-request-id", own)]).ask(gate_of(World()))
    answered = caller.answered
    assert answered["x-request-id"] == (own.decode() if kept else answered["x-guardrail-event-id"])


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/v1",
        "//v1/chat/completions",
        CHAT + "/",
        "/v1/chat%2fcompletions",
        "/v1/chat%2Fcompletions",
        "/V1/chat/completions",
        CHAT + ";x",
        CHAT + "%20",
        CHAT + "%00",
        "/v1/./chat/completions",
        "/v1/x/../chat/completions",
        "/../v1/chat/completions",
        "/v1/chat\\completions",
        "/v1/realtime",
        "/v1/fine_tuning/jobs",
        "/v1/assistants",
        "http://contoh.id/v1/chat/completions",
        "/livez/",
        f"/v1/{NAME}",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_other_paths_are_nobodys(method: str, path: str) -> None:
    """However a path is dressed up, what is not exactly a route is 404 in the vendor's shape; nothing is sent, and its text is not kept."""
    world = World()
    caller = await Caller(method=method, path=path).ask(gate_of(world))
    assert (caller.status, caller.error["code"]) == (404, "unknown_route")
    assert world.service.sent == []
    assert world.audit.fields("call.blocked")["route"] == "unknown"


@pytest.mark.parametrize(
    ("method", "path"), [("GET", CHAT), ("PUT", CHAT), ("HEAD", CHAT), ("OPTIONS", CHAT), ("TRACE", CHAT), ("POST", "/v1/models")]
)
async def test_other_methods_are_refused(method: str, path: str) -> None:
    """405, also before the key is looked at."""
    world = World()
    caller = await Caller(method=method, path=path, headers=[]).ask(gate_of(world))
    assert (caller.status, caller.error["code"]) == (405, "method_not_allowed")
    assert world.service.sent == []


async def test_models_are_listed() -> None:
    """A GET needs no content type and no body."""
    world = World(FakeAnswer(b'{"object":"list","data":[]}'))
    caller = await Caller("GET", "/v1/models", [KEY], [b""]).ask(gate_of(world))
    assert (caller.status, caller.text) == (200, b'{"object":"list","data":[]}')
    assert caller.answered["x-guardrail-action"] == "none"


@pytest.mark.parametrize("query", [b"x=1", b"key=kunci", b"x", b"x=", b"%78=1", b"a&b", b"=1", b"x=1;y=2", b"\xff"])
async def test_unknown_queries_are_refused(query: bytes) -> None:
    """What stands behind the question mark is not inspected, so it may not stand there."""
    world = World()
    caller = await Caller(query=query).ask(gate_of(world))
    assert (caller.status, caller.error["code"], world.service.sent) == (400, "unsupported_query", [])


@pytest.mark.parametrize("headers", [[], [(b"authorization", b"Basic abc")], [(b"authorization", b"Bearer salah")]])
async def test_unknown_callers_are_refused_before_their_body_is_read(headers: list[tuple[bytes, bytes]]) -> None:
    """401, recorded as ``auth.failed``; not a byte of the body is asked for."""
    world = World()
    gate = gate_of(world, ClientKeys(b"p" * 32, []))
    caller = await Caller(headers=[*headers, JSON], body=[None]).ask(gate)
    assert (caller.status, caller.error["type"]) == (401, "authentication_error")
    assert world.audit.said() == [("auth.failed", "missing_or_unknown_key")]
    assert world.audit.events[0][1] == "-"
    assert caller.answered["x-guardrail-policy"].startswith("none@0")


@pytest.mark.parametrize(
    ("kinds", "admitted"),
    [
        ([b"application/json"], True),
        ([b"application/json; charset=utf-8"], True),
        ([b'Application/JSON ; charset="UTF-8"'], True),
        ([b"application/json;charset=utf-16"], False),
        ([b"application/json; charset=latin-1"], False),
        ([b"application/json; boundary=x"], False),
        ([b"application/jsonl"], False),
        ([b"text/plain"], False),
        ([b"application/octet-stream"], False),
        ([b"application/vnd.api+json"], False),
        ([b"multipart/form-data; boundary=x"], False),
        ([b"application/x-www-form-urlencoded"], False),
        ([b""], False),
        ([], False),
        ([b"application/json", b"application/json"], False),
        ([b"application/json, text/plain"], False),
        ([b"application/json\xff"], False),
    ],
)
async def test_only_utf_8_json_is_admitted(kinds: list[bytes], admitted: bool) -> None:
    """One content type, JSON, UTF-8: any other body could be read in another way than it was inspected."""
    world = World()
    caller = await Caller(headers=[KEY, *((b"content-type", kind) for kind in kinds)]).ask(gate_of(world))
    assert caller.status == (200 if admitted else 415)
    assert len(world.service.sent) == admitted


@pytest.mark.parametrize(
    ("encodings", "status"),
    [
        ([b"identity"], 200),
        ([b""], 200),
        ([b"gzip"], 415),
        ([b"br"], 415),
        ([b"zstd"], 415),
        ([b"identity", b"gzip"], 415),
        ([b"identity, gzip"], 415),
    ],
)
async def test_compressed_bodies_are_refused(encodings: list[bytes], status: int) -> None:
    """What is packed cannot be inspected as it will be read."""
    caller = await Caller(headers=[KEY, JSON, *((b"content-encoding", value) for value in encodings)]).ask(gate_of(World()))
    assert caller.status == status


@pytest.mark.parametrize(
    ("declared", "status"),
    [
        (b"%d" % len(BODY), 200),
        (b"101", 413),
        (b"-1", 413),
        (b"+5", 413),
        (b"5x", 413),
        (b"0x10", 413),
        (b"", 413),
        (b" 5", 413),
        (b"1e2", 413),
        (b"9" * 5000, 413),
        ("٥".encode(), 413),
    ],
)
async def test_a_declared_length_over_the_limit_or_no_number_is_refused(declared: bytes, status: int) -> None:
    """Before the body is read; what is no plain number of bytes is no length."""
    caller = await Caller(headers=[KEY, JSON, (b"content-length", declared)], body=[BODY] if status == 200 else [None]).ask(
        gate_of(World(), max_body=100)
    )
    assert caller.status == status


@pytest.mark.parametrize(("size", "status"), [(100, 200), (101, 413)])
@pytest.mark.parametrize("cuts", [1, 7])
async def test_the_body_that_comes_is_what_is_measured(size: int, status: int, cuts: int) -> None:
    """In one piece or many, declared or not: one byte over the limit is too much, and reading stops there."""
    body = BODY.ljust(size)
    step = len(body) // cuts + 1
    world = World()
    caller = await Caller(body=[body[at : at + step] for at in range(0, len(body), step)]).ask(gate_of(world, max_body=100))
    assert caller.status == status
    assert world.audit.said()[0] == (("call.intent", "") if status == 200 else ("call.blocked", "body_too_large"))


async def test_a_body_that_breaks_off_is_recorded() -> None:
    """Half a request is refused and leaves one record; nothing is sent."""
    world = World()
    await Caller(body=[BODY[:10], None]).ask(gate_of(world))
    assert world.audit.said() == [("call.blocked", "body_incomplete")]
    assert world.service.sent == []


async def test_pieces_of_a_body_are_one_body() -> None:
    """Empty pieces and single bytes add up to what was sent."""
    world = World()
    await Caller(body=[*(BODY[at : at + 1] for at in range(len(BODY))), b""]).ask(gate_of(world))
    assert world.service.sent[0][2] == BODY


async def _hung_up(world: World, door: Held, tree: Any) -> Caller:
    """The caller hangs up while the call waits at this door."""
    caller = Caller(body=[json.dumps(tree).encode()])
    asking = asyncio.ensure_future(caller.ask(gate_of(world)))
    await door.reached.wait()
    caller.gone.set()
    await asking
    return caller


@pytest.mark.parametrize("stage", ["audit", "head", "body", "stream"])
async def test_a_caller_who_hangs_up_ends_the_call(stage: str) -> None:
    """Whatever it waits for, the call is cancelled, closed and recorded once, and the server sees no error."""
    door = Held()
    answer = FakeAnswer(
        piece({"role": "assistant"}) if stage == "stream" else b"{",
        door,
        content_type="text/event-stream" if stage == "stream" else "application/json",
    )
    world = World(answer)
    if stage == "audit":
        world.audit.held = door
    if stage == "head":
        world.service.held = door
    caller = await _hung_up(world, door, chat("Halo", stream=stage == "stream"))
    assert world.audit.said() == [("call.intent", ""), ("call.outcome", "client_gone")]
    assert answer.closed == (stage in ("body", "stream"))
    assert len(world.service.sent) == (stage != "audit")
    assert [message["type"] for message in caller.sent] == (["http.response.start", "http.response.body"] if stage == "stream" else [])


async def test_a_server_that_stops_is_not_a_caller_who_left() -> None:
    """Only the cancellation of the disconnect ends at the gate; any other goes on to whoever cancelled."""
    world = World()
    world.service.held = Held()
    asking = asyncio.ensure_future(Caller().ask(gate_of(world)))
    await world.service.held.reached.wait()
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert world.audit.said() == [("call.intent", ""), ("call.outcome", "client_gone")]


async def test_a_connection_that_fails_in_mid_answer_ends_the_call() -> None:
    """A server whose ``send`` raises leaves one outcome and a closed answer."""
    answer = FakeAnswer(piece({"role": "assistant"}), piece({"content": "b"}), DONE, content_type="text/event-stream")
    world = World(answer)

    caller = Caller(body=[json.dumps(chat("Halo", stream=True)).encode()])
    gate = gate_of(world)
    sends = 0

    async def send(message: Any) -> None:
        nonlocal sends
        sends += 1
        if sends == 2:
            raise OSError("putus")

    async def receive() -> Any:
        if not caller.sent:
            caller.sent.append({})
            return {"type": "http.request", "body": caller.body[0], "more_body": False}
        return await asyncio.Event().wait()

    scope = {"type": "http", "method": "POST", "raw_path": CHAT.encode(), "query_string": b"", "headers": [KEY, JSON]}
    with pytest.raises(OSError, match="putus"):
        await gate(scope, receive, send)
    assert world.audit.said() == [("call.intent", ""), ("call.outcome", "client_gone")]
    assert answer.closed == 1


def _form(content: bytes, boundary: str = "batas") -> Caller:
    """An upload of a text."""
    head = b'Content-Disposition: form-data; name="file"; filename="surat.txt"\r\nContent-Type: text/plain\r\n\r\n'
    body = b"--batas\r\n" + head + content + b"\r\n--batas--\r\n"
    return Caller(path="/v1/files", headers=(KEY, (b"content-type", f"multipart/form-data; boundary={boundary}".encode())), body=[body])


async def test_a_form_is_read_and_written_anew() -> None:
    """What is in its files is masked; nothing of the caller's own boundary goes on."""
    world = World()
    caller = await _form(f"Pemohon: {NAME}".encode()).ask(gate_of(world))
    assert caller.status == 200
    ((method, path, body),) = world.service.sent
    assert (method, path, NAME.encode() in body, b"[[PERSON_" in body, b"--batas" in body) == ("POST", "/v1/files", False, True, False)


@pytest.mark.parametrize(
    ("caller", "status", "code"),
    [
        (_form(b"isi", "lain"), 400, "malformed_form"),
        (_form(b"isi", ""), 415, "unsupported_media_type"),
        (_form(b"%PDF-1.7"), 400, "content_not_inspectable"),
        (Caller(path="/v1/files"), 415, "unsupported_media_type"),
        (Caller(headers=(KEY, (b"content-type", b"multipart/form-data; boundary=batas"))), 415, "unsupported_media_type"),
    ],
    ids=["another boundary", "no boundary", "a PDF", "JSON for a form", "a form for JSON"],
)
async def test_forms_that_cannot_be_read_are_refused(caller: Caller, status: int, code: str) -> None:
    """Each route takes what it takes; nothing is sent."""
    world = World()
    await caller.ask(gate_of(world))
    assert (caller.status, caller.error["code"], world.service.sent) == (status, code, [])


async def test_an_answer_in_words_is_restored() -> None:
    """Text that is no JSON comes back as text, with the caller's own values."""

    def repeated(body: bytes) -> FakeAnswer:
        said = body.partition(b'name="prompt"\r\n\r\n')[2].partition(b"\r\n--")[0]
        return FakeAnswer(said, content_type="text/plain")

    body = f'--b\r\nContent-Disposition: form-data; name="prompt"\r\n\r\nRapat dengan {NAME}\r\n--b--\r\n'.encode()
    headers = (KEY, (b"content-type", b"multipart/form-data; boundary=b"))
    caller = await Caller(path="/v1/audio/transcriptions", headers=headers, body=[body]).ask(gate_of(World(repeated)))
    assert (caller.status, caller.text) == (200, f"Rapat dengan {NAME}".encode())


@pytest.mark.parametrize("path", ["/v1/models", "/v1beta/models", "/v1/models/gemini-2.5-pro"])
async def test_googles_key_may_stand_in_the_query(path: str) -> None:
    """It is the caller's credential: it goes no further than here, and stands in no record."""
    world = World(FakeAnswer(b'{"models":[]}'))
    caller = await Caller("GET", path, [], [b""], b"key=kunci-rahasia").ask(gate_of(world))
    assert (caller.status, caller.text) == (200, b'{"models":[]}')
    assert world.service.sent == [("GET", path, b"")]
    assert world.audit.fields("call.intent")["dialect"] == "gemini"
    assert not [event for event, _ in world.audit.events if b"rahasia" in event.body]


async def test_two_keys_of_a_call_are_refused() -> None:
    """One in the query and another in a header: nobody should have to guess whose call it is."""
    world = World()
    caller = await Caller("GET", "/v1/models", [KEY], [b""], b"key=lain").ask(gate_of(world))
    assert (caller.status, world.service.sent) == (401, [])


def _asking(effect: Effect, **more: Any) -> Policy:
    message = {"id": "Tulis “alasan”.", "en": "Say why."}
    rule = Rule("contoh/a", frozenset({"PERSON"}), frozenset(Place) - {Place.RESPONSE}, effect, message=message, **more)
    return replace(national(), rules=(rule,))


def _ruled(world: World, policy: Policy) -> ModelGate:
    judges = Edition(PolicySet("0" * 64, (policy,), policy))
    return ModelGate(world.guard, lambda: DevKeys(), lambda: Rollout(judges), Refusals())


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ([], 400),
        ([b"perlu"], 400),
        ([b"Rekap bulanan untuk laporan gubernur"], 200),
        ([b"Rekap%20bulanan%20untuk%20laporan%20gubernur"], 200),
        ([b"Rekap bulanan untuk laporan gubernur", b"Rekap bulanan untuk laporan gubernur"], 400),
        ([f"Rekap bulanan untuk laporan {NAME}".encode()], 400),
    ],
)
async def test_a_reason_is_given_in_a_header(headers: list[bytes], status: int) -> None:
    """The refusal says how; the reason does not go on, and a header that comes twice says nothing."""
    world = World()
    given = [(b"x-guardrail-reason", value) for value in headers]
    call = Caller(headers=[KEY, JSON, *given], body=[json.dumps(chat(NAME)).encode()])
    caller = await call.ask(_ruled(world, _asking(Effect.REQUIRE_REASON, reason_length=20)))
    assert caller.status == status
    assert caller.answered["x-guardrail-action"] == "require_reason"
    if status == 400:
        assert "x-guardrail-reason" in caller.error["message"]
        assert NAME not in caller.error["message"]
        assert world.service.sent == []
    else:
        assert b"Rekap" not in world.service.sent[0][2]


async def test_a_note_stands_in_the_answers_headers() -> None:
    """The rule, and its words percent-encoded, as header values are ASCII."""
    caller = await Caller(body=[json.dumps(chat(NAME)).encode()]).ask(_ruled(World(), _asking(Effect.ANNOTATE)))
    assert caller.status == 200
    assert caller.answered["x-guardrail-note"] == "contoh/a; message*=UTF-8''Tulis%20%E2%80%9Calasan%E2%80%9D."


async def test_a_call_that_may_go_nowhere_is_refused() -> None:
    """The only service is not one that the rule admits."""
    world = World()
    policy = _asking(Effect.ROUTE, destination=Destination(upstreams=frozenset({"lain"})))
    caller = await Caller(body=[json.dumps(chat(NAME)).encode()]).ask(_ruled(world, policy))
    assert (caller.status, caller.error["code"], world.service.sent) == (400, "no_permitted_destination", [])
    assert world.audit.fields("call.blocked")["rules"] == ["contoh/a", "nasional/default"]


@pytest.mark.parametrize(
    ("hosts", "status"),
    [([b"guardrail.go.id"], 200), ([b"Guardrail.go.id:8080"], 200), ([], 400), ([b"lain.id"], 400), ([b"guardrail.go.id.lain.id"], 400)],
)
async def test_only_hosts_that_are_served_are_answered(hosts: list[bytes], status: int) -> None:
    """By name, whatever the port; refused calls are recorded."""
    world = World()
    headers = (KEY, JSON, *[(b"host", host) for host in hosts])
    caller = await Caller(headers=headers).ask(gate_of(world, hosts=["guardrail.go.id"]))
    assert caller.status == status
    assert status == 200 or (caller.error["code"], world.audit.said()) == ("unknown_host", [("call.blocked", "unknown_host")])


async def test_a_caller_has_so_many_calls_at_once() -> None:
    """One more is refused before its body is read, recorded, and may come again; a slot is free as soon as its call has ended."""
    world = World()
    world.service.held = door = Held()
    gate = gate_of(world, slots=Slots(each=1, most=10))
    first = asyncio.ensure_future(Caller().ask(gate))
    await door.reached.wait()
    second = await Caller(body=[None]).ask(gate)
    assert (second.status, second.error["code"], second.answered["retry-after"]) == (503, "overloaded", "2")
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    world.service.held = None
    assert (await Caller().ask(gate)).status == 200
    assert ("call.blocked", "overloaded") in world.audit.said()


async def test_where_a_call_came_from_is_recorded_as_far_as_the_settings_say() -> None:
    """Of a caller without a key too, which is when it matters most; by default of nobody. No header is believed."""
    forwarded = (b"x-forwarded-for", b"10.9.9.9")
    world = World()
    await Caller(headers=(KEY, JSON, forwarded)).ask(gate_of(world, source="network"))
    await Caller(headers=(JSON, forwarded)).ask(gate_of(world, source="address"))
    assert world.audit.fields("call.intent")["source"] == "10.20.30.0/24"
    assert world.audit.fields("auth.failed")["source"] == "10.20.30.40"
    world = World()
    await Caller().ask(gate_of(world))
    assert "source" not in world.audit.fields("call.intent")


@pytest.mark.parametrize(
    ("headers", "attempt", "tagged"),
    [
        ([], None, False),
        ([(b"x-stainless-retry-count", b"0")], 1, False),
        ([(b"x-stainless-retry-count", b"2"), (b"idempotency-key", b"stainless-python-retry-1")], 3, True),
        ([(b"x-stainless-retry-count", b"9999")], None, False),
        ([(b"idempotency-key", b"a"), (b"idempotency-key", b"b")], None, False),
    ],
)
async def test_what_a_client_says_of_its_attempts_is_recorded(headers: Any, attempt: int | None, tagged: bool) -> None:
    """The number, and a keyed code of the key; what nobody can understand is left out. Neither goes on to the AI service."""
    world = World(body_key=lambda tenant, year: b"b" * 32)
    await Caller(headers=(KEY, JSON, *headers)).ask(gate_of(world))
    intent = world.audit.fields("call.intent")
    assert (intent.get("attempt"), "idem" in intent) == (attempt, tagged)


@pytest.mark.parametrize(
    ("stage", "records"),
    [
        ("receive", [("call.blocked", "server_stopping")]),
        ("audit", [("call.intent", ""), ("call.outcome", "server_stopping")]),
        ("head", [("call.intent", ""), ("call.outcome", "server_stopping")]),
        ("body", [("call.intent", ""), ("call.outcome", "server_stopping")]),
    ],
)
async def test_a_server_that_stops_tells_whose_call_it_ends(stage: str, records: list[tuple[str, str]]) -> None:
    """Wherever the call is, its caller gets an error that says to try again, and the log has one end."""
    door = Held()
    world = World(FakeAnswer(b"{", door))
    if stage == "audit":
        world.audit.held = door
    if stage == "head":
        world.service.held = door
    caller, told = Caller(), list[tuple[str, str, int]]()
    gate = gate_of(world, served=lambda method, route, status, _: told.append((method, route, status)))
    asking = asyncio.ensure_future(caller.ask(gate, door if stage == "receive" else None))
    await door.reached.wait()
    asking.cancel(STOP)
    await asking
    assert (caller.status, caller.error["code"], caller.answered["retry-after"]) == (503, "server_stopping", "2")
    assert world.audit.said() == records
    assert told == [("POST", CHAT, 503)]


async def test_a_server_that_stops_ends_a_stream_with_an_error() -> None:
    """What came stays; then the vendor's error and its end marker."""
    door = Held()
    world = World(FakeAnswer(piece({"role": "assistant"}), door, content_type="text/event-stream"))
    caller = Caller(body=[json.dumps(chat("Halo", stream=True)).encode()])
    asking = asyncio.ensure_future(caller.ask(gate_of(world)))
    await door.reached.wait()
    asking.cancel(STOP)
    await asking
    first, error, end = caller.text.strip().split(b"\n\n")
    assert first + b"\n\n" == piece({"role": "assistant"})
    assert json.loads(error.removeprefix(b"data: "))["error"]["code"] == "server_stopping"
    assert end == b"data: [DONE]"
    assert world.audit.said() == [("call.intent", ""), ("call.outcome", "server_stopping")]


@pytest.mark.parametrize(
    ("caller", "told"),
    [
        (Caller(), ("POST", CHAT, 200)),
        (Caller(method="GET", path="/v1/models", body=()), ("GET", "/v1/models", 200)),
        (Caller(path="/v1/3374011708909001"), ("POST", "", 404)),
        (Caller(body=[b"{"]), ("POST", CHAT, 400)),
        (Caller(body=[b"{", None]), ("POST", CHAT, 400)),
    ],
)
async def test_who_counts_calls_hears_of_each(caller: Caller, told: tuple[str, str, int]) -> None:
    """By method, route and status: a path that is no route is a stranger's words."""
    heard: list[tuple[str, str, int]] = []
    took: list[float] = []

    def served(method: str, route: str, status: int, seconds: float) -> None:
        heard.append((method, route, status))
        took.append(seconds)

    await caller.ask(gate_of(World(), served=served))
    assert heard == [told]
    assert took[0] >= 0


async def test_a_caller_who_left_is_counted_as_that() -> None:
    """nginx's word for it, since no status went out."""
    door, told = Held(), list[int]()
    world = World()
    world.service.held = door
    caller = Caller()
    asking = asyncio.ensure_future(caller.ask(gate_of(world, served=lambda method, route, status, seconds: told.append(status))))
    await door.reached.wait()
    caller.gone.set()
    await asking
    assert told == [499]
