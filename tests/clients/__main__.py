"""``python -m tests.clients [--only WORD] [--out PAGE]``: real clients before real services, with guardrail between; writes the page.

Everything that can be tried is; what cannot is listed with its reason. Exit status 1 when one cell is wrong.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from .installed import install
from .matrix import CLIENTS, SCENARIOS, SERVICES, unsupported
from .page import Outcome, Outcomes, page
from .services import a_house
from .trying import try_client

_PAGE = Path(__file__).parents[2] / "docs" / "clients.md"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.clients", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--only", default="", metavar="WORD", help="only clients whose name has this word; the page is not written")
    parser.add_argument("--out", type=Path, default=_PAGE, metavar="PAGE", help="where the page is written (default: docs/clients.md)")
    options = parser.parse_args()
    console = Console(highlight=False)
    outcomes = _tried(options.only, console)
    wrong = [(key, outcome) for key, outcome in outcomes.items() if outcome.wrong]
    right = sum(outcome.right for outcome in outcomes.values())
    console.print(f"{right} ok, {len(wrong)} wrong, {len(outcomes) - right - len(wrong)} unsupported")
    if not options.only:
        options.out.write_text(page(outcomes), "utf-8")
        console.print(f"written: {options.out}")
    return 1 if wrong else 0


def _tried(only: str, console: Console) -> Outcomes:
    outcomes: Outcomes = {}
    clients = install()
    with tempfile.TemporaryDirectory(prefix="guardrail-clients-") as folder, a_house(clients, Path(folder)) as house:
        for client in CLIENTS:
            if only not in client.name:
                continue
            for service in SERVICES:
                reasons = {scenario: unsupported(client, service, scenario) for scenario in SCENARIOS}
                tried = [scenario for scenario, reason in reasons.items() if not reason]
                found = try_client(clients, house, client, service, tried) if tried else {}
                for scenario, reason in reasons.items():
                    outcome = Outcome(wrong=found.get(scenario, ""), unsupported=reason)
                    outcomes[client.name, service.name, scenario] = outcome
                    if outcome.wrong:
                        console.print(f"[red]wrong[/] {client.name}, {service.name}, {scenario}: {escape(outcome.wrong[:600])}")
                console.print(f"{client.name}, {service.name}: {sum(not wrong for wrong in found.values())} ok of {len(found)} tried")
    return outcomes


if __name__ == "__main__":
    sys.exit(main())
