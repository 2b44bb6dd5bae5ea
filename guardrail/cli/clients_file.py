"""The ``[[clients]]`` and ``[[officers]]`` of a configuration file: added and removed in place, comments and layout kept, the file
replaced as a whole."""

from __future__ import annotations

import fcntl
import os
import secrets
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import AoT, Array, InlineTable, Table

from guardrail.core.errors import GuardrailError

__all__ = ["ClientsFault", "add_client", "add_officer", "remove_client"]


class ClientsFault(GuardrailError):
    """The change is not possible; the message says why and names no key."""


def add_client(file: Path, name: str, tenant: str, key_sha256: str) -> None:
    """Append an entry. Raises ``ClientsFault`` when the name is taken, ``OSError`` when the file cannot be replaced."""
    _add(file, "clients", {"name": name, "tenant": tenant, "key_sha256": key_sha256})


def add_officer(file: Path, name: str, roles: Sequence[str], tenants: Sequence[str], key_sha256: str) -> None:
    """As ``add_client``."""
    _add(file, "officers", {"name": name, "roles": list(roles), "tenants": list(tenants), "key_sha256": key_sha256})


def remove_client(file: Path, name: str, table: str = "clients") -> None:
    """Remove an entry. Raises ``ClientsFault`` when there is none of this name, ``OSError`` when the file cannot be replaced."""

    def remove(document: tomlkit.TOMLDocument) -> None:
        entries = _entries(document, table)
        index = next((i for i, entry in enumerate(entries) if entry.get("name") == name), None)
        if index is None:
            raise ClientsFault(f"there is no {table.removesuffix('s')} {name}; `guardrail keys list` names them")
        del entries[index]
        if not entries:
            del document[table]

    _change(file, remove)


def _add(file: Path, table: str, values: Mapping[str, Any]) -> None:
    def add(document: tomlkit.TOMLDocument) -> None:
        entries = _entries(document, table)
        if any(entry.get("name") == values["name"] for entry in entries):
            raise ClientsFault(f"the name {values['name']} is taken; revoke it first, or choose another")
        entry: Table | InlineTable = tomlkit.inline_table() if isinstance(entries, Array) else tomlkit.table()
        entry.update(values)
        if isinstance(entries, AoT) and entries and not entries[-1].as_string().endswith("\n\n"):
            entries[-1].add(tomlkit.nl())
        entries.append(entry)

    _change(file, add)


def _entries(document: tomlkit.TOMLDocument, table: str) -> Any:
    """The list of entries, whichever way it is written; an empty one is added to a file without."""
    if table not in document:
        if document.as_string() and not document.as_string().endswith("\n\n"):
            document.add(tomlkit.nl())
        document.append(table, tomlkit.aot())
    entries = document[table]
    if not isinstance(entries, AoT | Array):
        raise ClientsFault(f"{table} is not a list of tables in this file")
    return entries


def _change(file: Path, change: Callable[[tomlkit.TOMLDocument], None]) -> None:
    target = file.resolve()
    with _alone(target.parent):
        document = tomlkit.parse(target.read_bytes().decode("utf-8"))
        change(document)
        content = tomlkit.dumps(document)
        if tomllib.loads(content) != document.unwrap():
            raise ClientsFault("this file cannot be changed in place; edit it by hand")
        _replace(target, content.encode("utf-8"))


@contextmanager
def _alone(directory: Path) -> Iterator[None]:
    """Two who change the file at once take turns, so that neither loses the other's entry."""
    handle = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
        os.fsync(handle)
    finally:
        os.close(handle)


def _replace(target: Path, content: bytes) -> None:
    """A server that reads meanwhile sees the old file or the new one, with the owner and mode of the old one."""
    old = target.stat()
    draft = target.with_name(f".{target.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            if (old.st_uid, old.st_gid) != (os.geteuid(), os.getegid()):
                os.fchown(descriptor, old.st_uid, old.st_gid)
            os.fchmod(descriptor, old.st_mode & 0o7777)
            stream.write(content)
            stream.flush()
            os.fsync(descriptor)
        draft.replace(target)
    finally:
        with suppress(FileNotFoundError):
            draft.unlink()
