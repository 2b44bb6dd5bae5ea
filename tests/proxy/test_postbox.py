"""Short messages before real sockets: sent once, answered whole and in time, or a fault."""

from __future__ import annotations

import pytest

from guardrail.core.errors import ErrorCode, UpstreamFault
from guardrail.proxy.postbox import Postbox, Reply
from tests.support.scripted import Close, Stall, head, scripted_upstream, whole_answer


async def test_a_message_is_posted_and_its_answer_read() -> None:
    """With the body and content type given, its own headers, and no redirects or encodings."""
    with scripted_upstream([whole_answer(b"7\n", 409, content_type="text/x.tlog.size")]) as server:
        box = Postbox(f"{server.base_url}/w/add-checkpoint", {"authorization": "Bearer x"})
        assert await box.post(b"old 0\n", "text/plain") == Reply(409, "text/x.tlog.size", b"7\n")
        await box.aclose()
    sent = server.requests[0].raw.lower()
    assert sent.startswith(b"post /w/add-checkpoint http/1.1\r\n")
    for line in (b"content-type: text/plain", b"accept-encoding: identity", b"authorization: bearer x"):
        assert line in sent
    assert sent.endswith(b"\r\n\r\nold 0\n")


@pytest.mark.parametrize(
    ("script", "code"),
    [
        ([Stall()], ErrorCode.UPSTREAM_TIMEOUT),
        ([head(200, ("content-length", "9")), b"half", Stall()], ErrorCode.UPSTREAM_TIMEOUT),
        ([Close()], ErrorCode.UPSTREAM_CUT),
        ([whole_answer(b"x" * 70_000)], ErrorCode.UPSTREAM_INVALID),
        ([head(200, ("content-length", "1"), ("content-encoding", "br")), b"x"], ErrorCode.UPSTREAM_INVALID),
    ],
)
async def test_what_is_no_whole_answer_in_time_is_a_fault(script: list[object], code: ErrorCode) -> None:
    """Slow, cut, long, or in a form that is not read."""
    with scripted_upstream(script) as server:  # type: ignore[arg-type]
        box = Postbox(server.base_url, patience=0.5)
        with pytest.raises(UpstreamFault) as caught:
            await box.post(b"", "text/plain")
        assert caught.value.code is code
        await box.aclose()


async def test_nobody_there_is_a_fault() -> None:
    """With the code of an AI service that is not there."""
    box = Postbox("http://127.0.0.1:9")
    with pytest.raises(UpstreamFault) as caught:
        await box.post(b"", "text/plain")
    assert caught.value.code is ErrorCode.UPSTREAM_UNREACHABLE
    await box.aclose()
