"""Counts that cannot all hold together, as found."""

from __future__ import annotations

from typing import NamedTuple

from needline.reconcile.held import Held
from needline.reconcile.quantities import Quantity


class Clash(NamedTuple):
    """
    A minimal set of counts that cannot all hold.

    Args:
        members: in a fixed order; of a pair the one that asserts more first.
        gap: by how much they miss holding together.
        gives: for each member, how far it alone would have to give.
        rule: why, in words.
        quantity: what they speak of; of several quantities the one that holds the others, or moves most.
        unit: of the gap.
        recipe: the rule by which the gap is computed again.
    """

    members: tuple[Held, ...]
    gap: float
    gives: tuple[float, ...]
    rule: str
    quantity: Quantity
    unit: str
    recipe: str

    @property
    def ids(self) -> tuple[str, ...]:
        """The members' ids, in their order."""
        return tuple(one.id for one in self.members)
