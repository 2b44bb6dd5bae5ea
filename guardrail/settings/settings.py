"""All settings of one server, frozen, and consistent with one another."""

from __future__ import annotations

import ipaddress
from pathlib import Path

from pydantic import model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from .audit import AuditSettings
from .judge import JudgeSettings
from .sections import (
    ClientSettings,
    OfficerSettings,
    PolicySettings,
    RecognizerSettings,
    ServerSettings,
    StateSettings,
    UpstreamSettings,
    VaultSettings,
)

__all__ = ["Settings"]


class Settings(BaseSettings):
    """Everything that ``serve`` needs. Immutable: a change is a new value."""

    model_config = SettingsConfigDict(
        env_prefix="GUARDRAIL_", env_nested_delimiter="__", extra="forbid", frozen=True, hide_input_in_errors=True
    )

    dev: bool = False
    server: ServerSettings = ServerSettings()
    state: StateSettings = StateSettings()
    policies: PolicySettings = PolicySettings()
    audit: AuditSettings = AuditSettings()
    vault: VaultSettings = VaultSettings()
    upstreams: tuple[UpstreamSettings, ...] = ()
    clients: tuple[ClientSettings, ...] = ()
    officers: tuple[OfficerSettings, ...] = ()
    recognizers: tuple[RecognizerSettings, ...] = ()
    judge: JudgeSettings | None = None

    @property
    def audit_dir(self) -> Path:
        return self.audit.dir if self.audit.dir is not None else self.state.dir / "audit"

    @property
    def keys_dir(self) -> Path:
        return self.state.keys_dir if self.state.keys_dir is not None else self.state.dir / "keys"

    @property
    def metrics_dir(self) -> Path:
        return self.state.dir / "metrics"

    @model_validator(mode="after")
    def _consistent(self) -> Settings:
        if not self.upstreams:
            raise ValueError("no AI service is configured: add an [[upstreams]] section, or use --dev --upstream URL")
        for kind, sections in (
            ("upstreams", self.upstreams),
            ("clients", self.clients),
            ("officers", self.officers),
            ("recognizers", self.recognizers),
        ):
            if len(sections) != len({section.name for section in sections}):
                raise ValueError(f"two [[{kind}]] have the same name")
        for kind, keys in (
            ("clients", [client.key_sha256 for client in self.clients]),
            ("officers", [officer.key_sha256 for officer in self.officers]),
        ):
            if len(keys) != len(set(keys)):
                raise ValueError(f"two [[{kind}]] have the same key: nobody could say who asks; give each one of its own")
        if any(sink.path is not None and self.audit_dir in sink.path.parents for sink in self.audit.sinks):
            raise ValueError("a sink writes into the audit directory: whatever lies there and is no log breaks it; put its path elsewhere")
        if self.dev and not _is_loopback(self.server.host):
            raise ValueError("--dev accepts any key, so it listens on loopback only: use host 127.0.0.1, or configure [[clients]]")
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Flags and file come merged through ``load_settings``; a ``.env`` file lying about is never read."""
        return (init_settings,)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
