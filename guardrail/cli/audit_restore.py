"""``guardrail audit restore-check``: may what came out of a backup be used, and if not, what is missing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from .exit import ExitCode, misused, reported
from .hearing import CosignedOption, RequiredOption, WithinOption, WitnessOption, hearing_of
from .keys_given import key_given
from .options import JsonOption
from .terminal import console, print_json, progress, table

if TYPE_CHECKING:
    from guardrail.audit.note import NoteVerifier
    from guardrail.audit.restore import Kept, Restored
    from guardrail.proxy.witnesses import Answer

__all__ = ["restore_check"]


def restore_check(
    directory: Annotated[Path, typer.Argument(help="The restored audit directory.")],
    vkey: Annotated[str, typer.Option("--vkey", help="Verification key you hold on paper: the key itself, or a file with it.")],
    roster: Annotated[
        str | None,
        typer.Option("--roster", help="What was kept elsewhere: the line, or a file with it, a copy of the roster, or a witness's file."),
    ] = None,
    ask: Annotated[str | None, typer.Option("--ask", metavar="URL", help="Ask the witness (one --witness) what it saw last.")] = None,
    witness: WitnessOption = None,
    witnesses_required: RequiredOption = None,
    witnessed_within: WithinOption = None,
    cosigned: CosignedOption = None,
    json: JsonOption = False,
) -> None:
    """Check a restored log against what was kept elsewhere or a witness saw; exit 4 when anything is missing or changed."""
    from guardrail.audit.note import NoteVerifier, VerificationError
    from guardrail.audit.restore import check_restored

    if roster is None and not witness:
        raise misused("give --roster or --witness: an older backup verifies too, only what lies elsewhere knows better")
    if ask is not None and (witness is None or len(witness) != 1):
        raise misused("--ask needs one --witness")
    with reported():
        hearing = None if ask is not None else hearing_of(directory, witness, witnesses_required, witnessed_within, cosigned)
        try:
            root = NoteVerifier.parse(key_given(vkey))
            kept = _kept(roster, root) if roster is not None else None
            answer = _answer(directory, root, ask, witness[0]) if ask is not None and witness else None
        except VerificationError:
            raise misused("--vkey, --roster or --witness is not what it should be, or --roster is signed by another key") from None
        with progress("memeriksa / verifying") as told:
            found = check_restored(directory, root, kept, hearing, told)
    if answer is not None and answer.refusal in ("unreachable", "bad_answer"):
        _unheard(answer.refusal)
    usable = found.usable and (answer is None or answer.refusal is None)
    entries = max(found.entries, answer.size - _size(found) if answer is not None else 0)
    if json:
        gone = [{"writer": one.writer, "records": one.records} for one in found.missing]
        witnessed = answer.refusal or "signed" if answer is not None else None
        print_json(
            {
                "usable": usable,
                "roster_entries": entries,
                "missing": gone,
                "witness": witnessed,
                "breaks": list(map(str, found.report.breaks)),
            }
        )
    else:
        _print(found, usable, entries, answer)
    if not usable:
        raise typer.Exit(ExitCode.INTEGRITY)


def _kept(given: str, root: NoteVerifier) -> Kept:
    from guardrail.audit.restore import Kept

    path = Path(given)
    return Kept.read(path.read_bytes() if " " not in given or path.is_file() else given.encode(), root)


def _answer(directory: Path, root: NoteVerifier, url: str, key: str) -> Answer:
    """What the witness says of the restored roster. It signs one that continues what it saw, as it would for the server."""
    import asyncio

    from guardrail.audit.cosignature import WitnessKey
    from guardrail.audit.roster import read_roster
    from guardrail.audit.source import DirectorySource
    from guardrail.proxy.postbox import Postbox
    from guardrail.proxy.witnesses import submit

    roster = read_roster(DirectorySource(directory).roster() or b"", root)
    trusted = WitnessKey.parse(key_given(key))

    async def asked() -> Answer:
        postbox = Postbox(f"{url.rstrip('/')}/add-checkpoint")
        try:
            return await submit(postbox, trusted, roster)
        finally:
            await postbox.aclose()

    return asyncio.run(asked())


def _unheard(refusal: str) -> NoReturn:
    typer.echo(f"guardrail: saksi tidak menjawab dengan benar / the witness gave no good answer ({refusal})", err=True)
    raise typer.Exit(ExitCode.IO)


def _size(found: Restored) -> int:
    return int(found.report.roster.split()[0]) if found.report.roster is not None else 0


def _print(found: Restored, usable: bool, entries: int, answer: Answer | None) -> None:
    out = console()
    for broken in found.report.breaks:
        out.print(f"rusak / broken: {broken}", soft_wrap=True)
    if answer is not None and answer.refusal is not None:
        out.print(f"saksi / witness: {answer.refusal}")
    if entries > 0:
        out.print(f"roster: {entries} entri hilang / entries are missing")
    if found.missing:
        rows = [(one.writer, f"{one.records:,}") for one in found.missing]
        out.print(table(("writer", "records missing"), rows))
    elif entries > 0:
        out.print("Salinan roster (--roster) menunjukkan log mana. / A copy of the roster (--roster) tells which logs.")
    if usable:
        out.print("BOLEH DIPAKAI: utuh, dan tidak lebih tua dari yang diketahui di luar.", style="bold green")
        out.print("MAY BE USED: intact, and no older than what is known elsewhere.", style="green")
    else:
        out.print("JANGAN DIPAKAI sebagai log yang lengkap: ada yang hilang atau berubah.", style="bold red")
        out.print("NOT A COMPLETE LOG: something is missing or has changed.", style="red")
