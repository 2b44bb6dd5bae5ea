"""Whose signatures count for what."""

from __future__ import annotations

from guardrail.audit.note import NoteSigner
from guardrail.policy.signatures import Approval, joined, statement
from tests.policy.signing import Person

TEXT, OTHER = statement(42, "ab" * 32), statement(43, "ab" * 32)
ANI, BUDI, CITRA = Person("ani"), Person("budi"), Person("citra")
APPROVAL = Approval((ANI, BUDI), 2)


def test_signatures_of_several_come_together() -> None:
    """In any order, each once."""
    one, two = ANI.sign(TEXT), BUDI.sign(TEXT)
    assert APPROVAL.signed_by(joined(TEXT, one, two), TEXT) == ("ani", "budi")
    assert joined(TEXT, joined(TEXT, one, two), one) == joined(TEXT, one, two)


def test_a_stranger_does_not_count() -> None:
    """Nor does one person who signs twice."""
    assert APPROVAL.signed_by(joined(TEXT, ANI.sign(TEXT), CITRA.sign(TEXT), ANI.sign(TEXT)), TEXT) == ("ani",)


def test_a_signature_of_another_revision_does_not_count() -> None:
    """Neither as it stands nor when it is joined."""
    assert APPROVAL.signed_by(ANI.sign(OTHER), TEXT) == ()
    assert joined(TEXT, ANI.sign(OTHER)) == ""


def test_nothing_is_signed_by_nobody() -> None:
    """No note, no names."""
    assert APPROVAL.signed_by("", TEXT) == ()
    assert Approval().signed_by(ANI.sign(TEXT), TEXT) == ()


def test_real_keys_sign_the_same_way() -> None:
    """Ed25519 notes; one bit of the text or of a signature, and it is nobody's."""
    ani, budi = NoteSigner.generate("ani"), NoteSigner.generate("budi")
    approval = Approval((ani.verifier, budi.verifier), 2)
    note = joined(TEXT, ani.sign(TEXT), budi.sign(TEXT))
    assert approval.signed_by(note, TEXT) == ("ani", "budi")
    assert approval.signed_by(note, OTHER) == ()
    assert approval.signed_by(note.replace("revision 42", "revision 43"), OTHER) == ()
    impostor = NoteSigner.generate("ani")
    assert approval.signed_by(joined(TEXT, impostor.sign(TEXT)), TEXT) == ()
