"""What a vault knows, as a value."""

from __future__ import annotations

from guardrail.mask.memory import Memory, Remembered
from tests.pipeline.world import NAME

SITI = Remembered("PERSON", NAME, "[[PERSON_7F3KQ9ZD]]")
BUDI = Remembered("PERSON", "Budi Santoso", "[[PERSON_0000Q9ZD]]")


def test_commands_of_strangers_are_remembered() -> None:
    """Whichever call heard them."""
    assert Memory("s").joined(Memory("s", commanded=True)).commanded
    assert not Memory("s").joined(Memory("s", untrusted=True)).commanded


def test_what_two_calls_learned_is_known_to_both() -> None:
    """Once each, in order, with the mark of untrusted words."""
    joined = Memory("s", (SITI,)).joined(Memory("s", (SITI, BUDI), untrusted=True))
    assert joined == Memory("s", (SITI, BUDI), untrusted=True)


def test_a_token_of_two_values_belongs_to_neither() -> None:
    """It stays a token, rather than becoming another person."""
    other = BUDI._replace(token=SITI.token)
    assert Memory("s", (SITI,), (SITI,)).joined(Memory("s", (other, BUDI), (SITI,))) == Memory("s", (BUDI,), (SITI,))


def test_nothing_is_printed() -> None:
    """Neither the values nor the tokens."""
    assert NAME not in repr(Memory("s", (SITI,))) + repr(SITI)
    assert SITI.token not in repr(Memory("s", (SITI,))) + repr(SITI)
