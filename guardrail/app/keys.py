"""The deployment's keys, and who may call: API keys in force while the server runs."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from pathlib import Path

import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from guardrail.audit.note import NoteSigner
from guardrail.core.errors import InvalidFiles
from guardrail.mask.keys import Keyring, load_or_create
from guardrail.proxy.identity import Client, ClientKeys, DevKeys, Keys, key_hash
from guardrail.settings import Settings, load_settings

__all__ = ["LiveKeys", "hash_key", "keyring_of", "signer_of"]

_log = structlog.get_logger(__name__)
_KEY_CHECK_SECONDS = 1.0


def keyring_of(settings: Settings) -> Keyring:
    """The deployment's keys, made at first use. Raises ``InvalidFiles`` when others may read them."""
    return load_or_create(settings.keys_dir / "master.key")


def signer_of(keyring: Keyring, name: str) -> NoteSigner:
    """The root key of the audit log of that ``name``."""
    return NoteSigner(name, Ed25519PrivateKey.from_private_bytes(keyring.derive("audit-signing")))


def hash_key(keyring: Keyring, key: str) -> str:
    """What the configuration holds of an API key."""
    return key_hash(keyring.derive("api-key-pepper"), key)


class LiveKeys:
    """The API keys in force. A changed configuration file is re-read; a broken one leaves the keys that were good."""

    def __init__(self, settings: Settings, config: Path | None, keyring: Keyring) -> None:
        self._config = config
        self._pepper = keyring.derive("api-key-pepper")
        self._seen = self._stamp()
        self.current: Keys = self._keys(settings)

    def _keys(self, settings: Settings) -> Keys:
        if settings.dev:
            return DevKeys()
        return ClientKeys(self._pepper, [Client(client.name, client.tenant, client.key_sha256) for client in settings.clients])

    def _stamp(self) -> tuple[int, int]:
        if self._config is None:
            return (0, 0)
        with suppress(OSError):
            found = self._config.stat()
            return (found.st_mtime_ns, found.st_size)
        return (-1, -1)

    async def watch(self) -> None:
        while self._config is not None:
            await asyncio.sleep(_KEY_CHECK_SECONDS)
            stamp = self._stamp()
            if stamp == self._seen:
                continue
            self._seen = stamp
            try:
                self.current = self._keys(load_settings(self._config))
                _log.info("clients.reloaded", file=str(self._config))
            except InvalidFiles:
                _log.error("clients.kept", file=str(self._config), reason="the changed file is not valid")
