"""Settings from flags, environment (``GUARDRAIL_SECTION__KEY``) and ``guardrail.toml``, in that order of precedence, frozen.

An unknown key is an error with its line. Secrets are never settings: files that hold them are.
"""

from __future__ import annotations

import ipaddress
import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from guardrail.audit.fields import SYSTEM_TENANT, clean, is_tenant
from guardrail.audit.note import NoteVerifier, VerificationError
from guardrail.core.diagnostic import Diagnostic
from guardrail.core.errors import InvalidFiles
from guardrail.core.toml_lines import Where, line_of, lines_of
from guardrail.dialects.generic import GENERIC
from guardrail.dialects.registry import DIALECTS

__all__ = [
    "AuditSettings",
    "ClientSettings",
    "PolicySettings",
    "RecognizerSettings",
    "ServerSettings",
    "Settings",
    "StateSettings",
    "UpstreamSettings",
    "VaultSettings",
    "dev_settings",
    "load_settings",
]

_NAME = r"^[A-Za-z][A-Za-z0-9_.-]{0,63}$"


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class ServerSettings(_Section):
    """Where guardrail listens. ``max_body_bytes`` bounds one request."""

    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)
    workers: int = Field(default=1, ge=1, le=64)
    max_body_bytes: int = Field(default=8 << 20, ge=1024, le=256 << 20)


class StateSettings(_Section):
    """What guardrail keeps: keys below ``dir/keys``, the audit log below ``dir/audit``, revisions of policies below ``dir/policies``,
    sealed vaults in ``dir/vaults.db``.
    """

    dir: Path = Path("var")


class PolicySettings(_Section):
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


class AuditSettings(_Section):
    """Where the audit log goes. ``dir`` defaults to ``audit`` below the state directory."""

    store: Literal["segments"] = "segments"
    dir: Path | None = None
    append_deadline_s: float = Field(default=2.0, gt=0, le=60)


class VaultSettings(_Section):
    """Whether conversations that an AI service keeps can be gone on with: ``sqlite`` seals what stands for what in ``vaults.db`` of the
    state directory, until ``ttl_hours`` after the last turn.
    """

    store: Literal["none", "sqlite"] = "none"
    ttl_hours: int = Field(default=24, ge=1, le=24 * 90)


class UpstreamSettings(_Section):
    """One AI service. ``models`` are shell patterns (none: all models), ``dialects`` what it speaks (none: whatever callers speak);
    ``region`` is where it processes data.
    """

    name: str = Field(pattern=_NAME)
    base_url: str
    api_key_file: Path | None = None
    region: Literal["dalam-negeri", "luar-negeri", "lokal"] = "luar-negeri"
    models: tuple[str, ...] = ()
    dialects: tuple[str, ...] = ()
    connect_timeout_s: float = Field(default=5.0, gt=0, le=600)
    read_timeout_s: float = Field(default=120.0, gt=0, le=3600)

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


class ClientSettings(_Section):
    """One caller. ``key_sha256`` is what ``guardrail keys add`` writes: a keyed hash, or the SHA-256 of a random key made elsewhere."""

    name: str = Field(pattern=_NAME)
    tenant: str
    key_sha256: str = Field(pattern=r"^[0-9a-f]{64}$", repr=False)

    @field_validator("tenant")
    @classmethod
    def _path(cls, tenant: str) -> str:
        if not is_tenant(tenant) or tenant == SYSTEM_TENANT:
            raise ValueError("must be a path such as jateng/kab-klaten/dinkes: letters, digits, . _ - and slashes")
        return tenant


class RecognizerSettings(_Section):
    """A Presidio recognizer of the agency's own: a Python class, or a service that speaks as Presidio's analyzer does.

    ``data_class`` is that of the entities which guardrail does not know itself (UU 27/2022 art. 4).
    """

    name: str = Field(pattern=_NAME)
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


_SECTIONS: Final[Mapping[str, type[_Section]]] = {
    "server": ServerSettings,
    "state": StateSettings,
    "policies": PolicySettings,
    "audit": AuditSettings,
    "vault": VaultSettings,
    "upstreams": UpstreamSettings,
    "clients": ClientSettings,
    "recognizers": RecognizerSettings,
}


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
    recognizers: tuple[RecognizerSettings, ...] = ()

    @property
    def audit_dir(self) -> Path:
        return self.audit.dir if self.audit.dir is not None else self.state.dir / "audit"

    @property
    def keys_dir(self) -> Path:
        return self.state.dir / "keys"

    @model_validator(mode="after")
    def _consistent(self) -> Settings:
        if not self.upstreams:
            raise ValueError("no AI service is configured: add an [[upstreams]] section, or use --dev --upstream URL")
        for kind, sections in (("upstreams", self.upstreams), ("clients", self.clients), ("recognizers", self.recognizers)):
            if len(sections) != len({section.name for section in sections}):
                raise ValueError(f"two [[{kind}]] have the same name")
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


def load_settings(file: Path | None, flags: Mapping[str, Mapping[str, Any]] | None = None) -> Settings:
    """Settings of a TOML file (``None``: none), overridden by the environment, overridden by flags.

    Raises ``InvalidFiles`` with every complaint as ``file:line: ...``.
    """
    text = _read(file) if file is not None else ""
    name = str(file) if file is not None else "settings"
    try:
        merged: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line, column = _place_of(str(error))
        raise InvalidFiles([Diagnostic(name, line, column, "C101", "not valid TOML", "see https://toml.io for the syntax")]) from None
    complaints = list(_environment(merged))
    if file is not None:
        _rebase(merged, file.parent)
    elsewhere: dict[Where, str] = {_where(name): name for name in os.environ if _ENVIRONMENT.fullmatch(name)}
    for section, values in (flags or {}).items():
        chosen = {key: value for key, value in values.items() if value is not None}
        elsewhere |= {(section, key): f"--{key}" for key in chosen}
        if chosen:
            merged[section] = {**merged.get(section, {}), **chosen} if isinstance(merged.get(section, {}), dict) else chosen
    # `dev` and the arguments of pydantic-settings itself are no keys of a file: one line there must not open the door to any key.
    strange = merged.keys() - (Settings.model_fields.keys() - {"dev"})
    lines = lines_of(text)
    complaints += [_complaint({"loc": (key,), "type": "extra_forbidden", "msg": ""}, name, lines, elsewhere) for key in strange]
    try:
        settings = Settings(**{key: value for key, value in merged.items() if key not in strange})
    except ValidationError as invalid:
        complaints += [_complaint(error, name, lines, elsewhere) for error in invalid.errors(include_input=False, include_url=False)]
        raise InvalidFiles(complaints) from None
    if complaints:
        raise InvalidFiles(complaints)
    return settings


def dev_settings(upstream: str, state: Path, host: str, port: int, policies: Path | None = None) -> Settings:
    """``serve --dev --upstream URL``: no configuration at all, and the shipped national policy unless other ``policies`` are named. Raises
    ``InvalidFiles`` for a URL or host that cannot be.
    """
    values: dict[str, Any] = {
        "dev": True,
        "server": {"host": host, "port": port},
        "state": {"dir": state},
        "policies": {"dir": policies},
        "upstreams": [{"name": "upstream", "base_url": upstream}],
    }
    try:
        return Settings(**values)
    except ValidationError as invalid:
        raise InvalidFiles(_complaint(error, "--dev", {}, {}) for error in invalid.errors(include_input=False, include_url=False)) from None


_FORMS: Final = {
    "name": "a name begins with a letter and has up to 64 letters, digits, dots, dashes and underscores",
    "key_sha256": "64 hexadecimal digits, as `guardrail keys add` writes them",
    "class": "a class is named as package.module:Class",
    "entities": "an entity is named in capitals, digits and underscores, as in NO_PERKARA",
}
_NOT_YET: Final = {("server", "admin_port"), ("audit", "dsn")}
"""Keys that a later version takes: said so, instead of being taken for a slip of the pen."""
_ENVIRONMENT: Final = re.compile(r"GUARDRAIL_([A-Z]+)__([A-Z_0-9]+)")
_PATHS: Final = (("state", "dir"), ("policies", "dir"), ("policies", "shadow_dir"), ("audit", "dir"))
_FROM_ENVIRONMENT: Final = {"server", "state", "policies", "audit", "vault"}


def _where(variable: str) -> Where:
    return tuple(variable.removeprefix("GUARDRAIL_").lower().split("__", 1))


def _environment(merged: dict[str, Any]) -> list[Diagnostic]:
    complaints = []
    for name in sorted(os.environ):
        if not name.startswith("GUARDRAIL_") or name in ("GUARDRAIL_CONFIG",):
            continue
        match = _ENVIRONMENT.fullmatch(name)
        if match is None or match[1].lower() not in _FROM_ENVIRONMENT:
            mend = "sections that the environment may set: " + ", ".join(sorted(_FROM_ENVIRONMENT))
            complaints.append(Diagnostic("environment", 0, 0, "C103", f"{name} is not a setting", mend))
            continue
        section = merged.setdefault(match[1].lower(), {})
        if isinstance(section, dict):
            section[match[2].lower()] = os.environ[name]
    return complaints


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError:
        mend = "name it with --config FILE, or start without one: guardrail serve --dev --upstream URL"
        raise InvalidFiles([Diagnostic(str(file), 0, 0, "C100", "there is no such file", mend)]) from None
    except (OSError, UnicodeDecodeError):
        mend = "it must be a UTF-8 text file that this user may read"
        raise InvalidFiles([Diagnostic(str(file), 0, 0, "C100", "cannot be read", mend)]) from None


def _rebase(merged: dict[str, Any], folder: Path) -> None:
    """Relative paths in a file are relative to that file, wherever guardrail was started."""
    spots = [(merged.get(section), key) for section, key in _PATHS]
    upstreams = merged.get("upstreams")
    spots += [(upstream, "api_key_file") for upstream in (upstreams if isinstance(upstreams, list) else [])]
    for section, key in spots:
        if isinstance(section, dict) and isinstance(section.get(key), str):
            section[key] = str(folder / section[key])


def _complaint(error: Any, source: str, lines: Mapping[Where, int], elsewhere: Mapping[Where, str]) -> Diagnostic:
    """``elsewhere`` names the flag or variable that a value came from; every other one stands in ``source``."""
    where: Where = tuple(error["loc"])
    message = error["msg"].removeprefix("Value error, ")
    mend = ""
    if error["type"] == "extra_forbidden" and where in _NOT_YET:
        message, mend = "this version does not know it yet", "remove it"
    elif error["type"] == "extra_forbidden":
        message, mend = "unknown key", "remove it or correct its name; known here: " + ", ".join(_known_beside(where))
    elif error["type"] == "missing":
        message = "is missing"
    elif error["type"] == "string_pattern_mismatch":
        message, mend = "has the wrong form", _FORMS[str(where[2])]
    dotted = ".".join(str(part) for part in where)
    told = f"{dotted}: {message}" if dotted else message
    if where in elsewhere:
        return Diagnostic(elsewhere[where], 0, 0, "C102", told, mend)
    return Diagnostic(source, line_of(lines, where), 0, "C102", told, mend)


def _known_beside(where: Where) -> list[str]:
    section = _SECTIONS.get(str(where[0])) if len(where) > 1 else None
    return [field.alias or name for name, field in section.model_fields.items()] if section is not None else list(_SECTIONS)


def _place_of(message: str) -> tuple[int, int]:
    found = re.search(r"line (\d+), column (\d+)", message)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
