"""Where commands take policies from."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer

from guardrail.cli.policies import compiled, documents_of, policy_for
from tests.cli.factories import CONFIG, POLICY, run
from tests.cli.test_policy import CASES, policies


def test_a_folder_a_file_a_bundle_and_nothing(tmp_path: Path) -> None:
    """The same policy each way; nothing is the shipped policies."""
    folder = policies(tmp_path, POLICY, CASES)
    bundle = tmp_path / "r7.tar"
    assert run("policy", "build", "-o", bundle, folder).exit_code == 0
    for source in (folder, folder / "contoh.yaml", bundle):
        assert [policy.stamp.id for policy in compiled(str(source)).policies] == ["contoh"]
    assert compiled("").find("nasional") is not None


def test_the_number_of_a_revision_is_one_that_lies_here(tmp_path: Path) -> None:
    """Activated once; another number is misuse with the mend."""
    folder = policies(tmp_path, POLICY.replace("spec:", 'spec:\n  match: {tenants: ["**"]}'), CASES)
    config = tmp_path / "guardrail.toml"
    config.write_text(CONFIG + '[policies]\nstore = "bundles"\ndefault = "contoh"\n', "utf-8")
    assert run("policy", "build", "-o", tmp_path / "r7.tar", folder).exit_code == 0
    assert run("policy", "activate", tmp_path / "r7.tar", "--config", config).exit_code == 0
    assert {document.file for document in documents_of("7", config)} == {"contoh.yaml"}
    with pytest.raises(typer.Exit) as raised:
        documents_of("8", config)
    assert raised.value.exit_code == 2


def test_a_policy_is_known_by_its_id_or_its_tenant(tmp_path: Path) -> None:
    """And what is neither is misuse."""
    found = compiled(str(policies(tmp_path, POLICY.replace("spec:", "spec:\n  match: {tenants: [dinkes]}"))))
    assert policy_for(found, "contoh") is policy_for(found, "dinkes/puskesmas")
    with pytest.raises(typer.Exit) as raised:
        policy_for(found, "lain")
    assert raised.value.exit_code == 2
