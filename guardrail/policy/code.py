"""The codes of complaints about policy files: stable names that people can search for and machines can count."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Code"]


class Code(StrEnum):
    """E0xx: the file and its YAML. E1xx: the shape of a document. E2xx: what the documents mean together. E3xx: what is published of
    them. W3xx: advice.
    """

    FILE = "E001"
    """Cannot be read, is too large, is not UTF-8 or starts with a byte order mark."""
    SYNTAX = "E002"
    ALIAS = "E003"
    TAG = "E004"
    DUPLICATE_KEY = "E005"
    MERGE_KEY = "E006"
    STRUCTURE = "E007"
    """Too deep, a key that is not a plain word, a YAML directive, an empty document."""

    UNKNOWN_KEY = "E101"
    NOT_SUPPORTED = "E102"
    """A key of the policy format that this version does not act upon: refused, because ignoring it would be a silent hole."""
    MISSING_KEY = "E103"
    VALUE = "E104"
    KIND = "E105"

    UNKNOWN_ENTITY = "E201"
    UNKNOWN_OPERATOR = "E202"
    OPERATOR_WITHOUT_MASK = "E204"
    OPERATOR_PARAMETER = "E211"
    RIVAL_OPERATORS = "E212"
    DUPLICATE_RULE = "E205"
    DUPLICATE_POLICY = "E206"
    SAME_TENANTS = "E207"
    UNKNOWN_POLICY = "E208"
    UNKNOWN_RULE = "E209"
    NO_POLICY = "E210"

    WEAKENS_LOCKED = "E203"
    """A child may only tighten what its parent locked; a policy's settings are locked as they are."""
    WEAKENS = "E214"
    """Of an unlocked rule: possible, with ``override_reason``."""
    NOT_INHERITED = "E215"
    PARENT = "E213"
    """There is no such parent, not in this version, or it is its own descendant."""
    MEANINGLESS = "E216"
    """A key that says nothing beside the others, or lacks one that it needs."""
    REGEX = "E217"
    """Not in RE2's syntax, or it matches nothing at all."""
    DETECTOR = "E218"
    EXCEPTION = "E219"
    """Not approved as it must be, or for too long."""
    UNKNOWN_UPSTREAM = "E220"

    BUNDLE = "E301"
    HASH = "E302"
    SIGNATURES = "E303"
    POINTER = "E304"
    REVISION = "E305"
    REASON = "E308"
    """What an officer wrote holds personal data."""
    UNSTEADY = "E306"
    """The files changed while they were being read."""
    INTERNAL = "E307"
    """Compiling them failed in a way that nobody foresaw."""

    EXPIRES = "W310"
    """An exception that has run out or soon will."""
    FLOOR = "W311"
    """A rule that does less than the default, which does it all the same."""
    UNREACHABLE = "W312"
    """A rule that others outdo wherever it could act."""
    REVIEW = "W313"
    """A policy whose day of review has passed."""
