"""Where a PostgreSQL database is, and how to get in: ``postgresql://user@host,host/database?sslmode=...``, as libpq writes it."""

from __future__ import annotations

import ipaddress
import os
import re
import ssl
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl, unquote

__all__ = ["Dsn", "Host"]

_SHAPE: Final = re.compile(r"postgres(?:ql)?://(?:([^@/?#]*)@)?([^@/?#]*)/([^/?#]+)(?:\?([^#]*))?").fullmatch
_HOST: Final = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::([0-9]{1,5}))?").fullmatch
_OPTIONS: Final = frozenset({"sslmode", "sslrootcert", "passfile", "host", "port"})
_MODES: Final = ("disable", "require", "verify-ca", "verify-full")
_PORT: Final = 5432


@dataclass(frozen=True, slots=True)
class Host:
    """A server. A ``name`` that begins with a slash is the directory of its Unix socket."""

    name: str
    port: int

    @property
    def is_local(self) -> bool:
        if self.name.startswith("/") or self.name == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.name).is_loopback
        except ValueError:
            return False


@dataclass(frozen=True, slots=True)
class Dsn:
    """Raises ``ValueError`` for what it does not know; the message repeats nothing of the address, which may hold a password.

    Of several ``hosts`` the one that takes writes is used: after a fail-over, the other one. ``sslmode`` is ``verify-full`` unless the
    address says otherwise, and ``disable`` where every host is this machine.
    """

    hosts: tuple[Host, ...]
    database: str
    user: str
    password: str | None = field(default=None, repr=False)
    sslmode: str = "verify-full"
    sslrootcert: str | None = None
    passfile: str | None = None

    @classmethod
    def parse(cls, address: str) -> Dsn:
        match = _SHAPE(address.strip())
        if match is None:
            raise ValueError("not an address like postgresql://user@host/database")
        login, netloc, database, query = match.groups(default="")
        user, colon, password = login.partition(":")
        if not user:
            raise ValueError("the address names no user")
        options = dict(parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query)))
        if not options.keys() <= _OPTIONS:
            raise ValueError("the address has an option that is not one of " + ", ".join(sorted(_OPTIONS)))
        hosts = _socket(options) if "host" in options else tuple(map(_host, netloc.split(",")))
        mode = options.get("sslmode", "disable" if all(host.is_local for host in hosts) else "verify-full")
        if mode not in _MODES:
            raise ValueError("sslmode is one of " + ", ".join(_MODES))
        return cls(
            hosts,
            unquote(database),
            unquote(user),
            unquote(password) if colon and password else None,
            mode,
            options.get("sslrootcert"),
            options.get("passfile"),
        )

    @classmethod
    def read(cls, file: Path) -> Dsn:
        """The address in a file that nobody else may read: there it may hold a password. Raises ``ValueError`` and ``OSError``."""
        text = file.read_text("utf-8", errors="replace")
        if file.stat().st_mode & 0o077:
            raise ValueError("others than the owner may read the file: chmod 600")
        return cls.parse(text)

    def password_for(self, host: Host) -> str | None:
        """From the address, else from the passfile, ``PGPASSFILE`` or ``~/.pgpass``, as libpq reads them. Raises ``OSError``."""
        if self.password is not None:
            return self.password
        named = self.passfile or os.environ.get("PGPASSFILE")
        path = Path(named) if named else Path.home() / ".pgpass"
        if named is None and not path.is_file():
            return None
        if path.stat().st_mode & 0o077:
            raise PermissionError(f"{path.name} may be read by others: chmod 600")
        wanted = ("localhost" if host.name.startswith("/") else host.name, str(host.port), self.database, self.user)
        for line in path.read_text("utf-8").splitlines():
            *given, password = _fields(line)
            if len(given) == len(wanted) and all(one in ("*", other) for one, other in zip(given, wanted, strict=True)):
                return password
        return None

    def tls(self) -> ssl.SSLContext | None:
        """None for a connection in the clear. Raises ``OSError`` where the root certificate cannot be read."""
        if self.sslmode == "disable":
            return None
        context = ssl.create_default_context(cafile=self.sslrootcert)
        if self.sslmode != "verify-full":
            context.check_hostname = False
        if self.sslmode == "require":
            context.verify_mode = ssl.CERT_NONE
        return context


def _host(text: str) -> Host:
    match = _HOST(text)
    if match is None:
        raise ValueError("the address names no host")
    return Host(match[1].strip("[]"), int(match[2] or _PORT))


def _socket(options: dict[str, str]) -> tuple[Host, ...]:
    if not options["host"].startswith("/") or not options.get("port", "1").isdigit():
        raise ValueError("the option host is the directory of a Unix socket")
    return (Host(options["host"], int(options.get("port", _PORT))),)


def _fields(line: str) -> list[str]:
    """Of a line of a passfile: a colon parts fields, a backslash takes the next character as it is."""
    return [re.sub(r"\\(.)", r"\1", part) for part in re.split(r"(?<!\\):", line)]
