"""P2, P5, P6: hosts that are not served, paths in disguise, and callers who choose the service -> refused, recorded, nothing sent."""

from __future__ import annotations

import pytest

from .place import Place, a_call, told

PATHS = [
    "/v1/chat%2fcompletions",
    "/v1/chat/completions/",
    "/v1//chat/completions",
    "//v1/chat/completions",
    "/v1/./chat/completions",
    "/v1/x/../chat/completions",
    "/v1/%2e/chat/completions",
    "/v1/chat/completions%00",
    "/v1/chat/completions;x",
    "/v1/chat/completions.",
    "/V1/chat/completions",
    "/v1/Chat/completions",
    "/v1/chat/complet%69ons",
    "/v1/chat%252fcompletions",
    "/v1/chat/completions%20",
    "/v1/chat/completions%EF%BC%8F",
    "/chat/completions",
    "/v1/chat",
    "/v1",
    "/",
    "/v1/foo",
    "/api/v1/chat/completions",
    "/v1/chat/completions/v1/chat/completions",
]


@pytest.mark.parametrize("path", PATHS)
def test_p05_a_path_in_disguise_is_no_path(place: Place, path: str) -> None:
    """404, recorded, and the service sees nothing."""
    before, recorded = place.sent_on(), len(place.recorded("call.blocked"))
    with place.dial() as client:
        client.sendall(a_call(path))
        answer = told(client)
    assert (answer.status, answer.code) == (404, "unknown_route")
    assert place.sent_on() == before
    assert len(place.recorded("call.blocked")) == recorded + 1


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1", 200),
        ("127.0.0.1:8080", 200),
        ("GUARDRAIL.dinkes.go.id", 200),
        ("lain.go.id", 400),
        ("localhost", 400),
        ("guardrail.dinkes.go.id.lain.id", 400),
        ("127.0.0.1.lain.id:80", 400),
        ("[::1]", 400),
    ],
)
def test_p02_a_host_that_is_not_served(place: Place, host: str, status: int) -> None:
    """A page of elsewhere whose name was bound to this address gets nothing (DNS rebinding)."""
    with place.dial() as client:
        client.sendall(a_call(host=host))
        answer = told(client)
    assert (answer.status, answer.code) == (status, "" if status == 200 else "unknown_host")


@pytest.mark.parametrize(
    "field",
    [
        b"X-Forwarded-Host: lain.id",
        b"Forwarded: host=lain.id",
        b"X-Original-URL: /v1/foo",
        b"X-Rewrite-URL: /v1/foo",
        b"X-Portkey-Custom-Host: http://lain.id",
        b"X-Base-Url: http://lain.id",
        b"api_base: http://lain.id",
        b"X-HTTP-Method-Override: DELETE",
        b"Proxy: http://lain.id",
        b"Cookie: a=b",
        b"X-Internal: rahasia",
        b"traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        b"baggage: a=b",
        b"Connection: x-secret",
        b"X-Secret: rahasia",
    ],
)
def test_p06_p08_headers_of_the_caller_choose_nothing_and_go_nowhere(place: Place, field: bytes) -> None:
    """The configured service is called as ever, and sees neither the header nor the caller's key."""
    with place.dial() as client:
        client.sendall(a_call("/v1/chat/completions", field))
        assert told(client).status == 200
    head = place.upstream.requests[-1].raw_head.lower()
    name, _, value = field.lower().partition(b": ")
    assert b"\r\n" + name + b":" not in head or name == b"connection"
    assert value not in head
    assert b"authorization" not in head


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/v1beta/models/a@001:generateContent", 200),
        ("/v1beta/models/a%23@lain.id:generateContent", 404),
        ("/v1beta/models/..:generateContent", 404),
        ("/v1beta/models/@lain.id/x:generateContent", 404),
        ("/openai/deployments/a%23@lain.id/chat/completions?api-version=2024-10-21", 404),
        ("/openai/deployments/../chat/completions?api-version=2024-10-21", 404),
        ("/openai/deployments/a/chat/completions?api-version=2024-10-21%23@lain.id", 400),
    ],
)
def test_p06_the_name_of_a_model_in_the_path_chooses_no_host(place: Place, path: str, status: int) -> None:
    """As ``#`` and ``@`` in a resource's name did elsewhere: what is served goes to the configured address as it came."""
    before = place.sent_on()
    with place.dial() as client:
        client.sendall(a_call(path))
        assert told(client).status == status
    sent = place.upstream.requests[before:]
    assert [(request.target, request.header("host")) for request in sent] == (
        [(path, [place.upstream.base_url.removeprefix("http://")])] if status == 200 else []
    )


@pytest.mark.parametrize("model", ["uji#@lain.id", "../../lain", "http://lain.id/", "//lain.id", "lain.id@uji", "uji\r\nHost: lain.id"])
def test_p06_the_name_of_a_model_chooses_no_host(place: Place, model: str) -> None:
    """It is a word in a body, and no part of an address."""
    said = place.call({"model": model, "messages": [{"role": "user", "content": "Halo"}]})
    assert said.status == 200
    request = place.upstream.requests[-1]
    assert (request.target, request.header("host")) == ("/v1/chat/completions", [place.upstream.base_url.removeprefix("http://")])


@pytest.mark.parametrize("member", ["base_url", "api_base", "api_key", "host", "endpoint", "custom_llm_provider", "extra_headers"])
def test_p06_a_member_of_the_body_chooses_nothing(place: Place, member: str) -> None:
    """It is text like any other, and the same service gets it."""
    data = a_call().replace(b'{"model"', b'{"' + member.encode() + b'": "http://169.254.169.254/", "model"')
    head, _, body = data.partition(b"\r\n\r\n")
    length = next(line for line in head.split(b"\r\n") if line.startswith(b"Content-Length"))
    before = place.sent_on()
    with place.dial() as client:
        client.sendall(head.replace(length, b"Content-Length: %d" % len(body)) + b"\r\n\r\n" + body)
        assert told(client).status == 200
    assert place.sent_on() == before + 1
