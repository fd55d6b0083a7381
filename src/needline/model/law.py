"""A provision of international law, as data: what it says in short words, and the conduct it concerns."""

from __future__ import annotations

import msgspec


class Provision(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    A provision that binds all parties; it stands beside alleged conduct as a reminder, never as a finding.

    Args:
        provision: short name.
        instrument, article: where it stands.
        words: what it says, in short words of our own.
        conduct: names of conduct that it concerns, as claims name it.
        address: where the text can be read.
    """

    provision: str
    instrument: str
    article: str
    words: str
    conduct: list[str]
    address: str
