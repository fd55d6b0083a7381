"""Who stands behind a piece of evidence."""

from __future__ import annotations

import msgspec

SOURCE_KINDS = ("un", "government", "de_facto", "ngo", "media", "witness", "mission")


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """
    A source as the mission's `sources.toml` describes it.

    Args:
        id: short name.
        name: as shown, and as files write it in `said_by` and `counted_by`.
        aliases: other ways files write it.
        kind: un, government, de_facto, ngo, media, witness or mission.
        reliability: Admiralty grade A to F; F where it cannot be judged.
        independent_of: ids of sources it is known not to copy.
        licence: terms under which it may be quoted; "restricted" keeps its words out of what leaves.
    """

    id: str
    name: str
    aliases: list[str] = []
    kind: str
    reliability: str = "F"
    independent_of: list[str] = []
    licence: str = ""
