"""The standalone verifier: one file that needs nothing of guardrail, and finds what guardrail finds."""

from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given, settings
from hypothesis import strategies as st

from guardrail.audit.checkpoint import Checkpoint, join_notes
from guardrail.audit.cosignature import Cosigner
from guardrail.audit.data import verify as standalone
from guardrail.audit.data.verify import BROKEN, INCOMPLETE, INTACT, WORDS, ed25519_is_good, main, verify
from guardrail.audit.export import export
from guardrail.audit.note import NoteSigner
from guardrail.audit.roster import read_roster, roster_origin
from guardrail.audit.scope import Scope
from guardrail.audit.verify import verify as of_guardrail
from tests.audit.conversations import a_deployment
from tests.audit.factories import SIGNER, VKEY, write_log

FILE = Path(standalone.__file__)
MADE = "2026-11-22T03:00:00.000000Z"

VECTORS = [  # RFC 8032, 7.1: public key, message, signature
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
    (
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704",
    ),
]


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("penyebaran") / "audit"
    a_deployment(directory)
    return directory


@pytest.fixture(scope="module")
def package(log: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("paket") / "klaten.zip"
    export(log, Scope("jateng/kab-klaten"), path, SIGNER.verifier, made=MADE)
    return path


@pytest.mark.parametrize(("public", "message", "signature"), VECTORS)
def test_the_rfcs_signatures_are_good_and_no_others(public: str, message: str, signature: str) -> None:
    """RFC 8032, 7.1; one changed bit anywhere is another signature, and so is S + L."""
    key, text, good = map(bytes.fromhex, (public, message, signature))
    assert ed25519_is_good(key, good, text)
    assert not ed25519_is_good(key, good, text + b"\x00")
    assert not ed25519_is_good(key, good[:32] + (int.from_bytes(good[32:], "little") + standalone.Q).to_bytes(32, "little"), text)
    for at in (0, 31, 32, 63):
        assert not ed25519_is_good(key, good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :], text)
        assert not ed25519_is_good(key[: at % 32] + bytes([key[at % 32] ^ 1]) + key[at % 32 + 1 :], good, text)


@pytest.mark.parametrize("key", ["", "00" * 31, "ff" * 32, "02" + "00" * 31])
def test_a_key_that_is_no_point_signs_nothing(key: str) -> None:
    """Neither a wrong length nor a y beyond the field."""
    assert not ed25519_is_good(bytes.fromhex(key), bytes.fromhex(VECTORS[0][2]), b"")
    assert not ed25519_is_good(bytes.fromhex(VECTORS[0][0]), b"", b"")


@settings(max_examples=15, deadline=None)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=64), st.integers(0, 511), st.booleans())
def test_both_ways_to_check_a_signature_agree(seed: bytes, message: bytes, bit: int, flip: bool) -> None:
    """The computer without `cryptography` says what the one with it says."""
    key = Ed25519PrivateKey.from_private_bytes(seed)
    signature = bytearray(key.sign(message))
    signature[bit // 8] ^= (1 << bit % 8) if flip else 0
    public = key.public_key().public_bytes_raw()
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(bytes(signature), message)
        good = True
    except InvalidSignature:
        good = False
    assert ed25519_is_good(public, bytes(signature), message) is good


def test_it_is_one_file_for_old_pythons_too() -> None:
    """Grammar of Python 3.9; nothing is imported but the standard library, and `cryptography` where it is."""
    tree = ast.parse(FILE.read_text("utf-8"), feature_version=(3, 9))
    imported = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    imported |= {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    roots = {name.partition(".")[0] for name in imported}
    assert roots - sys.stdlib_module_names == {"cryptography"}


def test_every_check_has_its_words() -> None:
    """In both languages; and no words are left of checks that are gone."""
    source = FILE.read_text("utf-8").partition("WORDS = {")[0]
    said = set(re.findall(r'(?:Broken|_broken|Finding)\(\s*"([a-z0-9_]+)"', source)) | set(re.findall(r'append\(\("([a-z0-9_]+)",', source))
    said |= set(re.findall(r'return "([a-z0-9_]+)", (?:line|head)', source)) | {"unknown_writer", "unknown_file"}
    assert said == set(WORDS)


@pytest.mark.parametrize("flags", [["-I"], ["-I", "-S"]], ids=["with cryptography", "without"])
def test_a_bare_python_verifies(package: Path, log: Path, flags: list[str]) -> None:
    """Without guardrail on its path, and without any library at all."""
    for place in (package, log):
        run = subprocess.run([sys.executable, *flags, FILE, place, "--key", VKEY, "--first"], capture_output=True, check=False)
        assert run.returncode == 0, run.stderr
        assert b"UTUH: " in run.stdout
        assert b"INTACT: " in run.stdout


def test_the_export_says_what_it_shows(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Agencies with their counts, and the line for the paper."""
    assert main([str(package), "--key", VKEY, "--first"]) == INTACT
    out = capsys.readouterr().out
    assert "instansi / agency: jateng/kab-klaten" in out
    assert re.search(r"\d+  jateng/kab-klaten/dinkes\n", out)
    assert re.search(r"roster: \d+ \S{44}\n", out)


def test_without_an_older_line_something_is_not_proved(package: Path) -> None:
    """A log that was put back to an older state cannot be told from that state."""
    assert verify(package, VKEY, None).exit == INCOMPLETE
    assert verify(package, VKEY, verify(package, VKEY, None).roster).exit == INTACT


def test_the_older_line_must_be_a_part_of_this_roster(package: Path) -> None:
    """A line that never was, and one of a longer roster."""
    size, _, root = verify(package, VKEY, None).roster.partition(" ")
    for line in (f"{int(size) - 1} {root}", f"{int(size) + 1} {root}", f"0 {root}"):
        assert [finding.check for finding in verify(package, VKEY, line).broken] == ["rolled_back"]


def test_another_key_breaks_it(package: Path) -> None:
    """Even under the same name."""
    verdict = verify(package, NoteSigner.generate(SIGNER.name).verifier.vkey, None, first=True)
    assert [finding.check for finding in verdict.broken] == ["unknown_key"]


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--key", "bukan kunci", "--first"],
        ["--key", VKEY, "--roster", "satu dua"],
        ["--key", VKEY, "--first", "--roster", "1 2"],
        ["--key", VKEY + "x"],
    ],
)
def test_a_wrong_call_proves_nothing(package: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 2, as for everything that is not proved."""
    with pytest.raises(SystemExit) as left:
        main([str(package), *arguments])
    assert left.value.code == 2
    assert "usage" in capsys.readouterr().err


def test_a_key_that_lies_inside_is_not_believed(package: Path, log: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Who forged the rest forged the key; one that lies elsewhere is a piece of paper."""
    inside = min(log.glob("*.vkey"))
    with pytest.raises(SystemExit):
        main([str(log), "--key", str(inside), "--first"])
    assert "a key inside the export is not believed" in capsys.readouterr().err
    outside = tmp_path / "kunci.txt"
    outside.write_text(VKEY + "\n")
    assert main([str(log), "--key", str(outside), "--first"]) == INTACT


def test_a_place_that_is_not_there_proves_nothing(tmp_path: Path) -> None:
    """Nor does an empty folder, nor a file that is no zip."""
    with pytest.raises(SystemExit) as left:
        main([str(tmp_path / "tiada"), "--key", VKEY, "--first"])
    assert left.value.code == 2
    assert verify(tmp_path, VKEY, None, first=True).exit == INCOMPLETE
    (tmp_path / "a.zip").write_bytes(b"bukan zip")
    assert verify(tmp_path / "a.zip", VKEY, None, first=True).exit == BROKEN


def test_what_was_not_finished_is_incomplete(tmp_path: Path) -> None:
    """A torn record and records without a signature: nothing is broken, and nothing is proved about them."""
    writer = write_log(tmp_path, 5, closed=False)
    verdict = verify(tmp_path, VKEY, None, first=True)
    assert (verdict.exit, verdict.incomplete) == (INCOMPLETE, [("uncovered", f"{writer}: 2")])
    segment = min(tmp_path.glob("*.jsonl"))
    segment.write_bytes(segment.read_bytes() + b'{"v":1')
    verdict = verify(tmp_path, VKEY, None, first=True)
    assert (verdict.exit, verdict.incomplete[0]) == (INCOMPLETE, ("torn", f"{writer}: 6"))


def test_a_lost_file_is_a_missing_part(package: Path, tmp_path: Path) -> None:
    """Lost on the way is not changed: ask for it again. Added or changed files are."""
    with zipfile.ZipFile(package) as opened:
        opened.extractall(tmp_path / "e")
    records = min((tmp_path / "e/log").glob("*.jsonl"))
    for name in (records.name, records.with_suffix(".checkpoints").name, records.with_suffix(".hashes").name):
        (tmp_path / "e/log" / name).unlink()
    verdict = verify(tmp_path / "e", VKEY, None, first=True)
    assert verdict.exit == INCOMPLETE
    assert {check for check, _ in verdict.incomplete} == {"file_missing", "log_missing"}
    (tmp_path / "e/catatan.txt").write_text("tambahan")
    assert verify(tmp_path / "e", VKEY, None, first=True).broken[0].check == "unknown_file"


def test_the_result_for_programs(package: Path, log: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One JSON object, the same exit code."""
    assert main([str(package), "--key", VKEY, "--first", "--json"]) == INTACT
    assert json.loads(capsys.readouterr().out)["verdict"] == "intact"
    copy = Path(shutil.copytree(log, tmp_path / "audit"))
    segment = min(copy.glob("*.jsonl"))
    segment.write_bytes(segment.read_bytes().replace(b'"status":200', b'"status":201', 1))
    assert main([str(copy), "--key", VKEY, "--first", "--json"]) == BROKEN
    told = json.loads(capsys.readouterr().out)
    found = of_guardrail(copy, VKEY).breaks[0]
    assert told["broken"][0] == {"check": found.reason, "file": found.file, "line": found.line, "seq": found.seq}
    assert main([str(copy), "--key", VKEY, "--first"]) == BROKEN
    assert (
        f"RUSAK: isi catatan telah diubah. Pertama kali di {found.file}:{found.line}: seq {found.seq} [bad_sum]" in capsys.readouterr().out
    )


def cosigned(directory: Path, *witnesses: Cosigner, size: int | None = None) -> bytes:
    """The roster's newest head, or an older one, as each of these witnesses saw it."""
    roster = read_roster((directory / "roster").read_bytes(), SIGNER.verifier)
    at = size or roster.tree.size
    checkpoint = Checkpoint(roster_origin(SIGNER.verifier), at, roster.roots[at])
    notes = [checkpoint.sign(SIGNER) + witness.cosign(checkpoint.text, 1_795_284_000).encode() for witness in witnesses]
    return join_notes(notes)


def test_witnesses_stand_for_the_older_line(log: Path, tmp_path: Path) -> None:
    """Of an export and of a directory: enough of those that the auditor believes must have seen the roster."""
    one, other = Cosigner.generate("saksi.test/inspektorat"), Cosigner.generate("saksi.test/bpkp")
    keys = [witness.verifier.vkey for witness in (one, other)]
    data = cosigned(log, one)
    export(log, Scope("jateng"), tmp_path / "e.zip", SIGNER.verifier, made=MADE, cosigned=data)
    copy = Path(shutil.copytree(log, tmp_path / "audit"))
    (copy / "roster.cosigned").write_bytes(data)
    for place in (tmp_path / "e.zip", copy):
        verdict = verify(place, VKEY, None, witnesses=keys, required=1)
        assert verdict.exit == INTACT
        assert [(name, time) for name, _, time in verdict.witnessed] == [(one.name, 1_795_284_000)]
        both = verify(place, VKEY, None, witnesses=keys)
        assert (both.exit, [check for check, _ in both.incomplete]) == (INCOMPLETE, ["not_witnessed"])
    for wrong in ([keys[0], keys[0]], [VKEY]):
        with pytest.raises(standalone.Broken):
            verify(copy, VKEY, None, witnesses=wrong)


def test_what_a_witness_saw_must_be_here(log: Path, tmp_path: Path) -> None:
    """A head that the roster never had, and a cosignature that is not good."""
    witness = Cosigner.generate("saksi.test/inspektorat")
    copy = Path(shutil.copytree(log, tmp_path / "audit"))
    other = Checkpoint(roster_origin(SIGNER.verifier), 2, bytes(32))
    forked = join_notes([other.sign(SIGNER) + witness.cosign(other.text, 1_795_284_000).encode()])
    good = cosigned(log, witness)
    changed = good.replace(b"inspektorat", b"inspektoral", 1)
    for data, check in ((forked, "forked"), (good[:-12] + b"AAAA" + good[-8:], "bad_signature"), (changed, None)):
        (copy / "roster.cosigned").write_bytes(data)
        verdict = verify(copy, VKEY, None, witnesses=[witness.verifier.vkey])
        assert [found.check for found in verdict.broken] == ([check] if check else [])
        assert verdict.exit != INTACT
