"""Keys of a deployment: kept over restarts, refused where others may read them, and changed while it serves."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from guardrail.app.keys import hash_key, keyring_of, signer_of
from guardrail.app.server import build
from guardrail.core.errors import InvalidFiles
from guardrail.settings import dev_settings, load_settings
from tests.app.serving import KEY, becomes, configured, serving, status_of


async def test_revoked_and_new_keys_are_noticed_while_serving(tmp_path: Path) -> None:
    """A changed file changes who may call, without a restart; a broken one leaves the keys that were good."""
    file = configured(tmp_path, KEY)
    known, unknown = 502, 401
    with capture_logs() as logs:
        async with serving(build(load_settings(file), file)) as client:
            assert (await status_of(client, KEY), await status_of(client, "lain")) == (known, unknown)
            configured(tmp_path, "kunci-arsip-lain", "kunci-ketiga")
            await becomes(client, KEY, unknown)
            assert await status_of(client, "kunci-ketiga") == known
            file.write_text("rusak = [")
            while not any(line["event"] == "clients.kept" for line in logs):
                await asyncio.sleep(0.05)
            assert (await status_of(client, KEY), await status_of(client, "kunci-ketiga")) == (unknown, known)
            configured(tmp_path, KEY)
            await becomes(client, KEY, known)
    assert KEY not in str(logs)


def test_a_key_file_that_others_can_read_does_not_start(tmp_path: Path) -> None:
    """The master key belongs to one user."""
    settings = dev_settings("http://127.0.0.1:9", tmp_path, "127.0.0.1", 0)
    keyring_of(settings)
    (tmp_path / "keys/master.key").chmod(0o644)
    with pytest.raises(InvalidFiles, match="chmod 600"):
        build(settings)


def test_keys_and_signatures_survive_a_restart(tmp_path: Path) -> None:
    """What was made at first use is found again: hashes of API keys and the signer of the log are the same."""
    settings = dev_settings("http://127.0.0.1:9", tmp_path, "127.0.0.1", 0)
    first, again = keyring_of(settings), keyring_of(settings)
    assert hash_key(first, KEY) == hash_key(again, KEY)
    assert signer_of(first, "uji").verifier.vkey == signer_of(again, "uji").verifier.vkey
