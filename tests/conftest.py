"""Shared by every test: no socket beyond loopback, small factories, one detector for the session."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings
from typer import main, testing

from tests.support.sinks import nothing_stays_behind  # noqa: F401 - a fixture of every run

if TYPE_CHECKING:
    from tests.support.postgres import Server

_NO_BYTECODE = "PYTHONDONTWRITEBYTECODE"
_LOOPBACK = ("127.", "::1", "localhost")

settings.register_profile("guardrail", deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine fails no test
settings.load_profile("guardrail")


def _is_local(address: Any) -> bool:
    """True for unix sockets and loopback addresses."""
    if not isinstance(address, tuple):
        return True
    host = str(address[0])
    return host.startswith(_LOOPBACK) or host in ("", "0.0.0.0", "::")


def pytest_configure(config: pytest.Config) -> None:
    """Where nothing may be compiled into the source tree, bytecode goes to pytest's cache.

    Without any, each of the hundred servers and commands that the tests start compiles all of guardrail anew: a second of its six.
    """
    cache = getattr(config, "cache", None)  # there is none without its plugin
    if os.environ.get(_NO_BYTECODE) and cache is not None:
        folder = str(cache.mkdir("bytecode"))
        sys.dont_write_bytecode, sys.pycache_prefix = False, folder
        del os.environ[_NO_BYTECODE]
        os.environ["PYTHONPYCACHEPREFIX"] = folder


@pytest.fixture(autouse=True, scope="session")
def only_loopback() -> Iterator[None]:
    """A connection to anywhere but this machine fails the test: nothing touches the network at run time."""
    connect, connect_ex, getaddrinfo = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:
        if not _is_local(address):
            raise AssertionError("a test tried to connect beyond loopback")
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        if not _is_local(address):
            raise AssertionError("a test tried to connect beyond loopback")
        return connect_ex(self, address)

    def guarded_getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
        if host is not None and not _is_local((host.decode() if isinstance(host, bytes) else host,)):
            raise AssertionError("a test tried to resolve a name beyond loopback")
        return getaddrinfo(host, *args, **kwargs)

    patch = pytest.MonkeyPatch()
    patch.setattr(socket.socket, "connect", guarded_connect)
    patch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
    patch.setattr(socket, "getaddrinfo", guarded_getaddrinfo)
    yield
    patch.undo()


@pytest.fixture(autouse=True, scope="session")
def commands_are_built_once() -> Iterator[None]:
    """typer builds the whole tree of commands for each call of its runner, which costs more than most commands."""
    patch = pytest.MonkeyPatch()
    patch.setattr(testing, "_get_command", cache(main.get_command))
    yield
    patch.undo()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """One PostgreSQL for all tests that only need some."""
    from tests.support.postgres import a_place, a_server

    with a_place() as place, a_server(place) as server:
        yield server


@pytest.fixture
def postgres(postgres_server: Server) -> Server:
    """A database of one test's own, with the tables of an empty audit log."""
    return postgres_server.another()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Full-size runs wait until they are asked for: ``-m slow``, or any other ``-m``."""
    if config.option.markexpr:
        return
    slow = [item for item in items if item.get_closest_marker("slow")]
    if slow:
        config.hook.pytest_deselected(items=slow)
        items[:] = [item for item in items if item not in slow]
