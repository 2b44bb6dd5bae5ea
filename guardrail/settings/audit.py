"""The section ``[audit]``: where the log goes, and how it is kept."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from guardrail.audit.cosignature import WitnessKey
from guardrail.audit.note import VerificationError
from guardrail.audit.postgres.dsn import Dsn

from .sections import Section, UpstreamSettings

__all__ = ["AuditSettings", "SinkSettings", "WitnessSettings"]


class WitnessSettings(Section):
    """A witness of this log. ``url`` is where ``/add-checkpoint`` stands below, ``vkey`` the line that ``audit witness init`` printed."""

    name: str = Field(pattern=r"^[A-Za-z][A-Za-z_.-]{0,63}$")
    url: str
    vkey: str

    @field_validator("url")
    @classmethod
    def _plain_http(cls, url: str) -> str:
        return UpstreamSettings._plain_http(url)

    @field_validator("vkey")
    @classmethod
    def _key(cls, vkey: str) -> str:
        try:
            WitnessKey.parse(vkey)
        except VerificationError:
            raise ValueError("is no witness's key: take the line that `guardrail audit witness init` prints") from None
        return vkey


class SinkSettings(Section):
    """Where copies of the records go, as they are stored or as OCSF events: to a file, to syslog (RFC 5424), to an HTTP collector."""

    name: str = Field(pattern=r"^[A-Za-z][A-Za-z0-9_.-]{0,63}$")
    kind: Literal["file", "syslog", "http"]
    format: Literal["jsonl", "ocsf"] = "jsonl"
    path: Path | None = None
    address: str | None = Field(default=None, pattern=r"^(tcp://(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+):[0-9]{1,5}|unix:/.{1,100})$")
    url: str | None = None
    token_file: Path | None = None

    @field_validator("url")
    @classmethod
    def _plain_http(cls, url: str | None) -> str | None:
        return url if url is None else UpstreamSettings._plain_http(url)

    @model_validator(mode="after")
    def _one_place(self) -> SinkSettings:
        needed = {"file": "path", "syslog": "address", "http": "url"}
        for kind, key in needed.items():
            if (getattr(self, key) is not None) != (self.kind == kind):
                raise ValueError("needs one place: kind = file has a path, kind = syslog an address, kind = http a url")
        if self.token_file is not None and self.kind != "http":
            raise ValueError("a token_file belongs to kind = http")
        return self


class AuditSettings(Section):
    """Where the audit log goes, and what it says of where a call came from. ``dir`` defaults to ``audit`` below the state directory;
    ``postgres`` has an address in its place, and one with a password only in ``dsn_file``. From ``disk_warning_percent`` of the log's
    file system in use on, readiness says so, and louder from ``disk_critical_percent`` on.

    ``name`` is the log's own in checkpoints, before witnesses too: unlike any other deployment's, and never changed once there is a log.
    ``retention_days`` is the term before which no record goes; nothing goes by itself.
    ``source``: of the address that connects nothing, its network (/24, /48), or all of it.
    ``witnesses`` are shown each head of the roster; ``sinks`` get copies of the records, as well as they can.
    """

    store: Literal["segments", "postgres"] = "segments"
    dir: Path | None = None
    dsn: str | None = None
    dsn_file: Path | None = None
    name: str = Field(default="guardrail", pattern=r"^[A-Za-z0-9][A-Za-z0-9_./-]{0,95}$")
    append_deadline_s: float = Field(default=2.0, gt=0, le=60)
    retention_days: int = Field(default=1826, ge=1, le=36_525)
    source: Literal["none", "network", "address"] = "none"
    witnesses: tuple[WitnessSettings, ...] = ()
    sinks: tuple[SinkSettings, ...] = ()
    disk_warning_percent: int = Field(default=80, ge=1, le=100)
    disk_critical_percent: int = Field(default=90, ge=1, le=100)

    @field_validator("sinks")
    @classmethod
    def _named_once(cls, sinks: tuple[SinkSettings, ...]) -> tuple[SinkSettings, ...]:
        if len({sink.name for sink in sinks}) != len(sinks):
            raise ValueError("two sinks have the same name")
        return sinks

    @field_validator("witnesses")
    @classmethod
    def _different(cls, witnesses: tuple[WitnessSettings, ...]) -> tuple[WitnessSettings, ...]:
        keys = {WitnessKey.parse(witness.vkey).public for witness in witnesses}
        if len(keys) != len(witnesses) or len({witness.name for witness in witnesses}) != len(witnesses):
            raise ValueError("names a witness or a key twice")
        return witnesses

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.disk_warning_percent > self.disk_critical_percent:
            raise ValueError("disk_warning_percent is above disk_critical_percent: it would never be told")
        return self

    @model_validator(mode="after")
    def _consistent(self) -> AuditSettings:
        if self.store == "postgres" and (self.dsn is None) == (self.dsn_file is None):
            raise ValueError('store = "postgres" needs dsn, or dsn_file where the address holds a password')
        if self.store == "segments" and (self.dsn is not None or self.dsn_file is not None):
            raise ValueError('dsn and dsn_file belong to store = "postgres"')
        if self.store == "postgres" and self.dir is not None:
            raise ValueError('dir belongs to store = "segments"')
        if self.store == "postgres" and self.sinks:
            raise ValueError('sinks follow the files of store = "segments"; a database has its own ways to be copied')
        if self.store == "postgres" and self.sinks:
            raise ValueError('sinks follow segments: with store = "postgres" let the database hand records on')
        if self.dsn is not None and Dsn.parse(self.dsn).password is not None:
            raise ValueError("a password does not stand in the settings: put the address into dsn_file, or the password into PGPASSFILE")
        return self
