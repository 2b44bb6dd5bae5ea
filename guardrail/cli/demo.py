"""``guardrail demo``: a real masked call before a newcomer's eyes, without configuration and without a network."""

from __future__ import annotations

import signal
import tempfile
import threading
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .exit import ExitCode, reported
from .terminal import console

if TYPE_CHECKING:
    from rich.text import Text

    from .scene import Scene

__all__ = ["demo"]

_LABEL_WIDTH = 22
_NEXT_TIME = "http://127.0.0.1:8080"


def demo(
    keep: Annotated[bool, typer.Option("--keep", help="Leave it running until Ctrl-C.")] = False,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port of the proxy; 0 takes a free one.")] = 0,
) -> None:
    """Start a sample AI service and the proxy, send a real call, and show what each side saw."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with reported():
        found = _run(keep, port)
    for fault in found:
        typer.echo(f"guardrail: {fault}", err=True)
    if found:
        raise typer.Exit(ExitCode.CHECK_FAILED)


def _run(keep: bool, port: int) -> tuple[str, ...]:
    import httpx
    import structlog

    from guardrail import logs
    from guardrail.app.keys import keyring_of, signer_of
    from guardrail.app.server import build
    from guardrail.settings import dev_settings

    from .sample_service import sample_service
    from .scene import faults, play
    from .servers import on_loopback

    logs.configure()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger("error"))
    service = sample_service()
    with tempfile.TemporaryDirectory(prefix="guardrail-demo-") as folder, on_loopback(service) as upstream:
        settings = dev_settings(upstream, Path(folder), "127.0.0.1", port)
        with on_loopback(build(settings), port) as address:
            vkey = signer_of(keyring_of(settings), settings.audit.name).verifier.vkey
            headers = {"authorization": "Bearer demo"}
            with httpx.Client(base_url=address, headers=headers, trust_env=False, timeout=30.0) as client:
                try:
                    scene = play(client, service.state.received, settings.audit_dir, vkey)
                except httpx.HTTPError:
                    typer.echo("guardrail: the call through the proxy failed", err=True)
                    raise typer.Exit(ExitCode.IO) from None
            found = faults(scene)
            _print(scene, well=not found)
            _print_how_to(address if keep else _NEXT_TIME, upstream if keep else "")
            if keep and not found:
                with suppress(KeyboardInterrupt):
                    threading.Event().wait()
    return found


def _print(scene: Scene, *, well: bool) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    out = console()
    made = Table(box=box.HORIZONTALS, show_header=False, show_lines=True, pad_edge=False)
    made.add_column(width=_LABEL_WIDTH)
    made.add_column(overflow="fold")
    rows: list[tuple[str, str, Text]] = [
        ("1. Yang ditulis ASN", "What the civil servant wrote", _values_shown(scene.wrote)),
        ("2. Yang diterima layanan AI", "What the AI service received", _tokens_shown(scene.received)),
        ("3. Jawaban yang diterima ASN", "What came back", _values_shown(scene.answer)),
        ("4. Catatan audit", "The audit record", Text(_record(scene))),
    ]
    for indonesian, english, shown in rows:
        made.add_row(Text.assemble((indonesian, "bold"), "\n", (english, "dim")), shown)
    out.print("guardrail: data pribadi tidak sampai ke layanan AI.", style="bold")
    out.print("guardrail: personal data does not reach the AI service.\n", style="dim")
    out.print(made)
    if well:
        out.print("BERHASIL: semua nilai disamarkan, dipulihkan, dan tercatat.", style="bold green")
        out.print("PASSED: every value was masked, restored and recorded; streamed as well.", style="green")
    else:
        out.print("GAGAL: lihat pesan di bawah. / FAILED: see the messages below.", style="bold red")


def _values_shown(text: str) -> Text:
    from rich.text import Text

    from .scene import VALUES

    shown = Text(text)
    shown.highlight_words(VALUES, "bold yellow")
    return shown


def _tokens_shown(text: str) -> Text:
    from rich.text import Text

    from guardrail.mask.token import TOKEN

    shown = Text(text)
    shown.highlight_regex(TOKEN, "bold green")
    return shown


def _record(scene: Scene) -> str:
    """The fields of the two records that answer an auditor's first questions."""
    intent, outcome, report = scene.intent, scene.outcome, scene.report
    masked = ", ".join(f"{entity} {count}" for entity, count in intent["masked"].items())
    lines = [
        ("waktu / time", intent["time"]),
        ("pemanggil / caller", f"{intent['tenant']} ({intent['application']})"),
        ("tujuan / sent to", f"{intent['upstream']} ({intent['region']})"),
        ("kebijakan / policy", f"{intent['policy']} v{intent['policy_version']}"),
        ("aturan / rules", ", ".join(intent["rules"])),
        ("tindakan / action", intent["action"]),
        ("disamarkan / masked", masked),
        ("dipulihkan / restored", f"{outcome['restored']} ({outcome['code']}, HTTP {outcome['status']})"),
    ]
    proof = (
        f"Log UTUH: {report.records} catatan terbukti. / The log is INTACT: {report.records} records proved."
        if report.ok
        else "Log RUSAK. / The log is BROKEN."
    )
    return "\n".join([*(f"{label}: {value}" for label, value in lines), proof])


def _print_how_to(address: str, upstream: str) -> None:
    """Lines to copy, without a frame so that they can be; ``upstream`` is the sample AI service, empty where nothing goes on running."""
    from .sample_service import MODEL

    out = console()
    out.print("\n5. Cara memakai / How to use it", style="bold")
    if upstream:
        out.print(f"Berjalan di / Running at {address}  (Ctrl-C: selesai / stop)")
        out.print(f"Layanan AI contoh / The sample AI service: {upstream}/v1")
    else:
        out.print(f"guardrail demo --keep --port {_NEXT_TIME.rpartition(':')[2]}   # lalu, dari klien / then, from a client:")
    body = f'{{"model":"{MODEL}","messages":[{{"role":"user","content":"NIK 3374015208900003"}}]}}'
    lines = (
        "",
        "from openai import OpenAI",
        f'client = OpenAI(base_url="{address}/v1", api_key="demo")',
        "",
        f"curl {address}/v1/chat/completions \\",
        "  -H 'authorization: Bearer demo' -H 'content-type: application/json' \\",
        f"  -d '{body}'",
    )
    out.print("\n".join(lines), soft_wrap=True)
