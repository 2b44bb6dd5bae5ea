"""The sections of ``guardrail.toml``: what each key means, and what it may be."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator, model_validator

from guardrail.audit.fields import SYSTEM_TENANT, clean, is_code, is_tenant
from guardrail.audit.note import NoteVerifier, VerificationError
from guardrail.audit.officer import EVERYWHERE, Role
from guardrail.dialects.generic import GENERIC
from guardrail.dialects.registry import DIALECTS

__all__ = [
    "ClientSettings",
    "OfficerSettings",
    "PolicySettings",
    "RecognizerSettings",
    "Section",
    "ServerSettings",
    "StateSettings",
    "UpstreamSettings",
    "VaultSettings",
]

_NAME = r"^[A-Za-z][A-Za-z0-9_.-]{0,63}$"


def _recordable(name: str) -> str:
    if not is_code(name):
        raise ValueError("must not hold ten digits in a row: no record of the audit log may")
    return name


RecordedName = Annotated[str, Field(pattern=_NAME), AfterValidator(_recordable)]
"""Of what is named in records."""


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class ServerSettings(Section):
    """Where guardrail listens. ``max_body_bytes`` bounds one request; ``allowed_hosts`` are the names, without a port, by which it may be
    called (none: any). ``max_calls`` bounds what a worker serves at once, ``max_calls_per_client`` what it serves one client. ``drain_s``
    is what calls under way get when the server is stopped. On ``admin_port`` (none: nowhere; 0 takes a free one) of ``admin_host`` it tells
    its metrics and its health.
    """

    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)
    workers: int = Field(default=1, ge=1, le=64)
    max_body_bytes: int = Field(default=8 << 20, ge=1024, le=256 << 20)
    max_calls: int = Field(default=1024, ge=1, le=65536)
    max_calls_per_client: int = Field(default=256, ge=1, le=65536)
    allowed_hosts: tuple[Annotated[str, Field(pattern=r"^([a-z0-9._-]{1,255}|\[[0-9a-f:.]{2,45}\])$")], ...] = ()
    drain_s: int = Field(default=30, ge=1, le=600)
    admin_host: str = "127.0.0.1"
    admin_port: int | None = Field(default=None, ge=0, le=65535)

    @model_validator(mode="after")
    def _apart(self) -> ServerSettings:
        if self.admin_port and self.admin_port == self.port:
            raise ValueError("admin_port is port: what is told there is not for callers; give it a port of its own")
        return self


class StateSettings(Section):
    """What guardrail keeps: keys below ``dir/keys``, the audit log below ``dir/audit``, revisions of policies below ``dir/policies``,
    sealed vaults in ``dir/vaults.db``, sealed transcripts in ``dir/transcripts.db``. ``keys_dir`` puts the keys elsewhere:
    onto a volume that all hosts of a deployment share, since tags that one of them makes have to be found by the others.
    """

    dir: Path = Path("var")
    keys_dir: Path | None = None


class PolicySettings(Section):
    """Where policies lie, and which one governs a tenant that no policy names.

    ``folder``: in ``dir`` (none: the shipped ones); ``shadow_dir`` is asked beside it and changes nothing. ``bundles``: in
    ``policies`` of the state directory, as ``guardrail policy activate`` puts them there. With ``signers`` (public keys, as
    ``guardrail keys signer`` prints them) a bundle needs signatures of ``required`` of them.
    """

    store: Literal["folder", "bundles"] = "folder"
    dir: Path | None = None
    default: str = "nasional"
    shadow_dir: Path | None = None
    signers: tuple[str, ...] = ()
    required: int = Field(default=2, ge=1, le=16)

    @field_validator("signers")
    @classmethod
    def _keys(cls, signers: tuple[str, ...]) -> tuple[str, ...]:
        try:
            known = [NoteVerifier.parse(signer) for signer in signers]
        except VerificationError:
            raise ValueError("holds what is no public key: take the line that `guardrail keys signer` prints") from None
        if not all(re.fullmatch(_NAME, key.name) and clean(key.name) == key.name for key in known):
            raise ValueError("names a signer in a way that no record may hold: letters, digits, dots, dashes and underscores")
        if len({key.public for key in known}) != len(known) or len({key.name for key in known}) != len(known):
            raise ValueError("names a person or a key twice: each person signs with a key of their own")
        return signers

    @model_validator(mode="after")
    def _consistent(self) -> PolicySettings:
        if self.store == "folder" and self.signers:
            raise ValueError('signers sign bundles: they need store = "bundles"')
        if self.store == "bundles" and (self.dir is not None or self.shadow_dir is not None):
            raise ValueError('dir and shadow_dir belong to store = "folder"')
        if self.signers and self.required > len(self.signers):
            raise ValueError(f"required = {self.required} signatures, and there are {len(self.signers)} signers")
        return self


class VaultSettings(Section):
    """Whether conversations that an AI service keeps can be gone on with: ``sqlite`` seals what stands for what in ``vaults.db`` of the
    state directory, until ``ttl_hours`` after the last turn.
    """

    store: Literal["none", "sqlite"] = "none"
    ttl_hours: int = Field(default=24, ge=1, le=24 * 90)


class UpstreamSettings(Section):
    """One AI service. ``models`` are shell patterns (none: all models), ``dialects`` what it speaks (none: whatever callers speak);
    ``region`` is where it processes data. ``ca_file`` has the authorities that it is known by (none: the public ones), ``cert_file`` and
    ``key_file`` what guardrail shows of itself.
    """

    name: RecordedName
    base_url: str
    api_key_file: Path | None = None
    ca_file: Path | None = None
    cert_file: Path | None = None
    key_file: Path | None = None
    region: Literal["dalam-negeri", "luar-negeri", "lokal"] = "luar-negeri"
    models: tuple[str, ...] = ()
    dialects: tuple[str, ...] = ()
    connect_timeout_s: float = Field(default=5.0, gt=0, le=600)
    read_timeout_s: float = Field(default=120.0, gt=0, le=3600)
    total_timeout_s: float = Field(default=600.0, gt=0, le=24 * 3600)

    @field_validator("base_url")
    @classmethod
    def _plain_http(cls, url: str) -> str:
        if not re.fullmatch(r"https?://(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(:[0-9]{1,5})?(/[A-Za-z0-9._~/-]*)?", url):
            raise ValueError("must be http(s)://host[:port][/path] without user, query or fragment")
        return url

    @field_validator("dialects")
    @classmethod
    def _known(cls, dialects: tuple[str, ...]) -> tuple[str, ...]:
        known = [dialect.name for dialect in (*DIALECTS, GENERIC)]
        if not set(dialects) <= set(known):
            raise ValueError(f"names a dialect that guardrail does not know; known are {', '.join(known)}")
        return dialects


class ClientSettings(Section):
    """One caller. ``key_sha256`` is what ``guardrail keys add`` writes: a keyed hash, or the SHA-256 of a random key made elsewhere."""

    name: RecordedName
    tenant: str
    key_sha256: str = Field(pattern=r"^[0-9a-f]{64}$", repr=False)

    @field_validator("tenant")
    @classmethod
    def _path(cls, tenant: str) -> str:
        if not is_tenant(tenant) or tenant == SYSTEM_TENANT:
            raise ValueError("must be a path such as jateng/kab-klaten/dinkes: letters, digits, . _ - and slashes")
        return tenant


class OfficerSettings(Section):
    """A person who may ask about others. ``tenants`` are theirs with all below, ``*`` is all; ``key_sha256`` is what
    ``guardrail keys officer`` writes."""

    name: str = Field(pattern=_NAME)
    roles: tuple[Role, ...] = Field(min_length=1)
    tenants: tuple[str, ...] = Field(min_length=1)
    key_sha256: str = Field(pattern=r"^[0-9a-f]{64}$", repr=False)

    @field_validator("name")
    @classmethod
    def _recordable(cls, name: str) -> str:
        if clean(name) != name:
            raise ValueError("is a name that no record may hold: without a number of ten digits")
        return name

    @field_validator("tenants")
    @classmethod
    def _paths(cls, tenants: tuple[str, ...]) -> tuple[str, ...]:
        return tuple([tenant if tenant == EVERYWHERE else ClientSettings._path(tenant) for tenant in tenants])


class RecognizerSettings(Section):
    """A Presidio recognizer of the agency's own: a Python class, or a service that speaks as Presidio's analyzer does.

    ``data_class`` is that of the entities which guardrail does not know itself (UU 27/2022 art. 4).
    """

    name: RecordedName
    python_class: str | None = Field(default=None, alias="class", pattern=r"^[A-Za-z_][\w.]*:[A-Za-z_]\w*$")
    params: Mapping[str, Any] = {}
    url: str | None = None
    entities: tuple[Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]{0,31}$")], ...] = ()
    timeout_s: float = Field(default=2.0, gt=0, le=60)
    data_class: Literal["general", "specific", "secret"] = "specific"

    @field_validator("url")
    @classmethod
    def _plain_http(cls, url: str | None) -> str | None:
        return url if url is None else UpstreamSettings._plain_http(url)

    @model_validator(mode="after")
    def _one_kind(self) -> RecognizerSettings:
        if (self.python_class is None) == (self.url is None):
            raise ValueError('needs either class = "package.module:Class" or url = "http://host/analyze"')
        if self.url is not None and not self.entities:
            raise ValueError("a service needs entities: the list of what it is asked for")
        if self.url is not None and self.params:
            raise ValueError("params are those of a class; a service takes none")
        return self
