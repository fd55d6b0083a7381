"""The provisions of law that needline knows, and how conduct is counted in monitoring practice."""

from __future__ import annotations

import functools

import msgspec

from needline.model import Provision
from needline.text.lexicon import lexicon

PER_VICTIM, PER_EVENT = "per victim", "per event"
COUNTED = {
    "killing": PER_VICTIM,
    "torture": PER_VICTIM,
    "sexual violence": PER_VICTIM,
    "abduction": PER_VICTIM,
    "recruitment of children": PER_VICTIM,
    "forced displacement": PER_VICTIM,
    "attack on a school": PER_EVENT,
    "attack on a hospital": PER_EVENT,
    "attack on civilians": PER_EVENT,
    "denial of humanitarian access": PER_EVENT,
    "arbitrary detention": PER_EVENT,
    "use of human shields": PER_EVENT,
    "looting": PER_EVENT,
}
"""Conduct to what monitoring counts of it (METHODS: people harmed, or incidents); others are not counted."""


@functools.cache
def provisions() -> tuple[Provision, ...]:
    """All provisions, by name."""
    read = msgspec.convert(lexicon("needline.needs", "law")["provision"], list[Provision])
    return tuple(sorted(read, key=lambda one: one.provision))
