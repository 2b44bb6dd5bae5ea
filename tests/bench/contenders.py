"""What is compared: guardrail, the plain recipe, nginx, and nothing in between. Each is one worker before the same upstream."""

from __future__ import annotations

import shutil
import sys
import sysconfig
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import MappingProxyType

from tests.support.process import free_port, responds, running, wait_until
from tests.support.server import guardrail_server

__all__ = ["CONTENDERS", "GUARDRAIL", "Contender", "Running", "missing"]

_ROOT = Path(__file__).parents[2]
_NGINX = """
worker_processes 1; daemon off; pid nginx.pid; error_log stderr error;
events {{ worker_connections 1024; }}
http {{
    access_log off; client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path f; uwsgi_temp_path u; scgi_temp_path s;
    client_body_buffer_size 64k; keepalive_requests 100000000;
    upstream service {{ server {upstream}; keepalive 64; keepalive_requests 100000000; }}
    server {{
        listen 127.0.0.1:{port};
        location / {{ proxy_pass http://service; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_buffering off; }}
    }}
}}
"""


@dataclass(frozen=True, slots=True)
class Running:
    """A contender that answers. ``pid`` is the root of its processes, None where there is none but the upstream."""

    base_url: str
    pid: int | None


@dataclass(frozen=True, slots=True)
class Contender:
    name: str
    start: Callable[[str, Path], AbstractContextManager[Running]]
    """From the upstream's URL and an empty folder to a running contender."""
    program: str = ""
    """What has to be installed for it."""


@contextmanager
def _guardrail(upstream: str, folder: Path) -> Iterator[Running]:
    with guardrail_server(upstream, folder / "state", arguments=["--workers", "1"]) as server:
        yield Running(server.base_url, server.process.pid)


@contextmanager
def _plain(upstream: str, folder: Path, *, without: str = "sniffio") -> Iterator[Running]:
    """The recipe as ``pip install starlette httpx uvicorn[standard]`` gives it: without sniffio, which anyio no longer brings.

    The test environment has sniffio, because the openai package does; httpx is faster with it. So the recipe runs in a copy of the
    environment that lacks it, made of links.
    """
    packages = folder / "packages"
    packages.mkdir(parents=True)
    for entry in Path(sysconfig.get_path("purelib")).iterdir():
        if not (without and entry.name.startswith(without)):
            (packages / entry.name).symlink_to(entry)
    port = free_port()
    serve = ["uvicorn", "tests.bench.plain:app", "--port", str(port), "--log-level", "warning", "--no-access-log"]
    command = [sys.executable, "-S", "-m", *serve]
    with running(command, folder, env={"UPSTREAM": upstream, "PYTHONPATH": f"{packages}:{_ROOT}"}, cwd=_ROOT) as process:
        base_url = f"http://127.0.0.1:{port}"
        wait_until(lambda: responds(f"{base_url}/count"), process)
        yield Running(base_url, process.pid)


@contextmanager
def _nginx(upstream: str, folder: Path) -> Iterator[Running]:
    port = free_port()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "nginx.conf").write_text(_NGINX.format(upstream=upstream.removeprefix("http://"), port=port), "utf-8")
    program = _which("nginx")
    with running([program, "-p", str(folder), "-c", "nginx.conf", "-e", "stderr"], folder) as process:
        base_url = f"http://127.0.0.1:{port}"
        wait_until(lambda: responds(f"{base_url}/count"), process)
        yield Running(base_url, process.pid)


@contextmanager
def _direct(upstream: str, folder: Path) -> Iterator[Running]:
    yield Running(upstream, None)


GUARDRAIL = "guardrail"
CONTENDERS: Mapping[str, Contender] = MappingProxyType(
    {
        contender.name: contender
        for contender in (
            Contender(GUARDRAIL, _guardrail),
            Contender("plain", _plain),
            Contender("plain+sniffio", partial(_plain, without="")),
            Contender("nginx", _nginx, program="nginx"),
            Contender("direct", _direct),
        )
    }
)
"""By name. ``direct`` is the load on the upstream itself: what the rest can at best reach."""


def _which(program: str) -> str:
    """Where a program is. Debian keeps servers in ``/usr/sbin``, which is not on everybody's path."""
    return shutil.which(program) or shutil.which(program, path="/usr/sbin:/usr/local/sbin") or ""


def missing(contender: Contender) -> bool:
    """Whether the contender cannot run because its program is not installed."""
    return bool(contender.program) and not _which(contender.program)
