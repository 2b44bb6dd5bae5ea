"""A witness behind HTTP: status, body and content type as C2SP tlog-witness has them, and nothing of a failure."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest

from guardrail.audit.checkpoint import Checkpoint
from guardrail.audit.merkle import leaf_hash, root_of
from guardrail.audit.roster import roster_origin
from guardrail.audit.witness import Witness, make_witness
from guardrail.proxy.witness_service import witness_service
from tests.audit.factories import SIGNER


@pytest.fixture
def witness(tmp_path: Path) -> Iterator[Witness]:
    make_witness(tmp_path / "w", "witness.test/inspektorat")
    made = Witness(tmp_path / "w", [SIGNER.verifier], lambda: 1_795_284_000)
    yield made
    made.close()


def a_request(old: int, size: int) -> bytes:
    root = root_of([leaf_hash(str(number).encode()) for number in range(size)])
    return f"old {old}\n\n".encode() + Checkpoint(roster_origin(SIGNER.verifier), size, root).sign(SIGNER)


def a_client(witness: Witness) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(witness_service(witness)), base_url="http://witness")


async def test_a_head_is_cosigned_and_a_stale_one_is_told_the_size(witness: Witness) -> None:
    """200 with a signature line; 409 with the size in a content type of its own."""
    async with a_client(witness) as client:
        good = await client.post("/add-checkpoint", content=a_request(0, 3))
        assert (good.status_code, good.text.startswith("— witness.test/inspektorat "), good.text.endswith("\n")) == (200, True, True)
        stale = await client.post("/add-checkpoint", content=a_request(0, 5))
        assert (stale.status_code, stale.content, stale.headers["content-type"]) == (409, b"3\n", "text/x.tlog.size")
        assert (await client.post("/add-checkpoint", content=a_request(3, 5))).status_code == 422
        assert (await client.post("/add-checkpoint", content=b"x")).status_code == 400
        assert (await client.get("/add-checkpoint")).status_code == 405
        assert (await client.get("/livez")).status_code == 200


async def test_a_long_body_is_not_read(witness: Witness) -> None:
    """Whatever it says, it is no request."""
    taken = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal taken
        for _ in range(1000):
            taken += 1
            yield b"x" * 1000

    async with a_client(witness) as client:
        assert (await client.post("/add-checkpoint", content=endless())).status_code == 413
    assert taken < 100


async def test_a_failure_says_nothing(witness: Witness, tmp_path: Path) -> None:
    """A full disk or a changed memory is 500, and no cosignature."""
    async with a_client(witness) as client:
        assert (await client.post("/add-checkpoint", content=a_request(0, 3))).status_code == 200
        (memory,) = (tmp_path / "w").glob("*.checkpoint")
        good = memory.read_bytes()
        memory.write_bytes(b"x")
        changed = await client.post("/add-checkpoint", content=a_request(3, 3))
        assert (changed.status_code, changed.content) == (500, b"")
        memory.write_bytes(good)
        memory.with_name(f"{memory.name}.new").mkdir()
        full = await client.post("/add-checkpoint", content=a_request(3, 3))
        assert (full.status_code, full.content) == (500, b"")
