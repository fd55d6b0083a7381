"""Which column of a 3W to 5W sheet is what: by the mission's map, our names, HXL tags, and words of `columns.toml`."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import msgspec

from needline.readers.response import numbers
from needline.readers.response.numbers import REACHED, TARGETED, Counted

OURS = (
    "id", "organisation", "partner", "donor", "sector", "activity", "modality", "unit", "place", "site", "group",
    "status", "start", "end", "period", "targeted", "reached", "source",
)  # fmt: skip
"""Columns by our names; a file may use them as they are."""

_NUMBERS = {REACHED, TARGETED}
_TAG = re.compile(r"#[a-z][\w]*(?:\s*\+\s*\w+)*", re.IGNORECASE)


class Columns(NamedTuple):
    """
    What the columns of a sheet are, each by its number from 0.

    Args:
        roles: our column to theirs.
        places: columns that name a place, the finest first.
        counted: columns of numbers, with what they count.
        headers: theirs, as written.
    """

    roles: dict[str, int]
    places: list[int]
    counted: dict[int, Counted]
    headers: list[str]

    @property
    def score(self) -> int:
        """How many different things were recognised."""
        return len(self.roles) + bool(self.places) + len(self.counted)

    def told(self) -> list[str]:
        """Each match that is not by our own name, in words."""
        found = [
            f'{ours} from "{self.headers[at]}"' for ours, at in self.roles.items() if self._foreign(ours, at)
        ]
        found += [f'place from "{self.headers[at]}"' for at in self.places if self._foreign("place", at)]
        for at, what in self.counted.items():
            unit = "households " if what.households else ""
            name = f"{unit}{what.kind or 'reached or targeted, by status'}{f' ({what.part})' if what.part else ''}"
            if self._foreign(name, at):
                found.append(f'{name} from "{self.headers[at]}"')
        return found

    def _foreign(self, ours: str, at: int) -> bool:
        return plain(self.headers[at]) not in {ours, *OURS}


class _Role(msgspec.Struct, rename={"unless": "not"}):
    name: str
    sets: list[str]
    unless: list[str]


class _Tagged(msgspec.Struct):
    role: str
    tags: list[str]


class _Words(NamedTuple):
    same: dict[str, str]
    roles: list[_Role]
    places: list[frozenset[str]]
    no_place: frozenset[str]
    optional: frozenset[str]
    tags: list[_Tagged]


def recognise(
    headers: Sequence[str], tags: Sequence[str] = (), mapped: Mapping[str, str] | None = None
) -> Columns:
    """
    Recognise the columns of a sheet.

    Args:
        headers: theirs, in order.
        tags: their HXL tags, in order; may be shorter.
        mapped: our column to their header, as the file beside says; goes before all else. A part of the people is
            mapped as `"reached f 0-17"`.

    No column is two things, and of two that could be one thing the first in the order of `columns.toml` is taken.
    """
    roles: dict[str, int] = {}
    counted: dict[int, Counted] = {}
    places: list[tuple[int, int]] = []
    free = {at for at, header in enumerate(headers) if header or _at(tags, at)}
    for ours, theirs in (mapped or {}).items():
        at = next((at for at in sorted(free) if headers[at] == theirs), None)
        if at is not None:
            free.discard(at)
            _settle(ours, at, roles, counted, places)
    for at in sorted(free):
        ours = headers[at].casefold().strip().replace(" ", "_")
        if ours in OURS and ours not in roles and not (mapped and ours in mapped):
            free.discard(at)
            _settle(ours, at, roles, counted, places)
    _by_tag(tags, free, roles, counted, places)
    _by_words(headers, free, roles, counted, places)
    if "organisation" not in roles and "partner" in roles:
        roles["organisation"] = roles.pop("partner")
    found = Columns(roles, [at for _, at in sorted(places)], counted, list(headers))
    return found._replace(counted=_grown(counted))


def _settle(
    ours: str, at: int, roles: dict[str, int], counted: dict[int, Counted], places: list[tuple[int, int]]
) -> None:
    """Take a column for what it is by our name."""
    kind, *part = ours.split()
    if kind in _NUMBERS:
        households = "households" in part
        sex = next((one for one in part if one in {"f", "m"}), "")
        age = next((one for one in part if one[:1].isdigit()), "")
        counted[at] = Counted(kind, households, bool(part) and not households, sex, age)
    elif ours in {"place", "site"}:
        places.append((-1 if ours == "place" else -2, at))
    else:
        roles[ours] = at


def _by_tag(
    tags: Sequence[str],
    free: set[int],
    roles: dict[str, int],
    counted: dict[int, Counted],
    places: list[tuple[int, int]],
) -> None:
    for at in sorted(free):
        tag = re.sub(r"\s", "", _at(tags, at)).casefold()
        if not tag:
            continue
        number, rank, role = numbers.tagged(tag), _tag_place(tag), _tag_role(tag)
        if number:
            counted[at] = number
        elif rank is not None:
            places.append((rank, at))
        elif role is None:
            continue
        elif role and role not in roles:
            roles[role] = at
        free.discard(at)


def _tag_role(tag: str) -> str | None:
    """The role of a tag; empty where it is known and not read, None where it is not known."""
    base, *more = tag.split("+")
    for one in _words().tags:
        for pattern in one.tags:
            head, *needed = pattern.split("+")
            if head == base and set(needed) <= set(more):
                return one.role
    return None


def _tag_place(tag: str) -> int | None:
    """The rank of a place's tag, the finest first."""
    base, *more = tag.split("+")
    levels = {
        "#loc": "location",
        "#adm4": "adm4",
        "#adm3": "adm3",
        "#adm2": "adm2",
        "#adm1": "adm1",
        "#country": "adm0",
    }
    if base not in levels or set(more) & {"type", "lat", "lon", "coord", "origin"}:
        return None
    level = frozenset({levels[base], "code"} if set(more) & {"code", "pcode"} else {levels[base]})
    return _words().places.index(level)


def _by_words(
    headers: Sequence[str],
    free: set[int],
    roles: dict[str, int],
    counted: dict[int, Counted],
    places: list[tuple[int, int]],
) -> None:
    known = _words()
    optional = set(known.optional)
    split = {at: words(headers[at]) for at in sorted(free)}
    for at, found in split.items():
        number = numbers.counted(headers[at], found, optional)
        if number:
            counted[at] = number
            free.discard(at)
    for loose in (False, True):
        for role in known.roles:
            if role.name in roles:
                continue
            fitting = (
                at
                for wanted in role.sets
                for at in sorted(free)
                if _fits(set(wanted.split()), split[at], set(role.unless), optional, loose=loose)
            )
            first = next(fitting, None)
            if first is not None:
                roles[role.name] = first
                free.discard(first)
        for at in sorted(free):
            rank = _place_rank(split[at], loose=loose)
            if rank is not None:
                places.append((rank, at))
                free.discard(at)


def _fits(wanted: set[str], there: set[str], unless: set[str], optional: set[str], *, loose: bool) -> bool:
    if not wanted <= there or there & unless - wanted:
        return False
    return loose or there - wanted <= optional


def _place_rank(there: set[str], *, loose: bool) -> int | None:
    known = _words()
    if there & known.no_place:
        return None
    for rank, wanted in enumerate(known.places):
        rest = there - wanted - known.optional - ({"location"} if "site" not in wanted else set())
        if wanted <= there and ((loose and wanted != {"code"}) or not rest):
            return rank
    return None


def _grown(counted: dict[int, Counted]) -> dict[int, Counted]:
    """Women and men are the grown up ones where girls, boys or children stand beside them."""
    young = {what.kind for what in counted.values() if what.age and not what.bare}
    return {
        at: what._replace(age="18+") if what.bare and what.kind in young else what
        for at, what in sorted(counted.items())
    }


def words(header: str) -> set[str]:
    """The words of a header, under the names of `columns.toml`, in the singular."""
    same = _words().same
    text = re.sub(r"\bp[\s-]?codes?\b", "code", plain(header).replace("_", " "))
    text = re.sub(r"\b(?:admin(?:istrative)?|adm)[\s]*(?:level\s*)?(\d)", r"adm\1 ", text)
    text = re.sub(r"\bsub[\s-](?=district)", "sub", text)
    found = set()
    for word in re.findall(r"[^\W\d_]+\d?", text):
        one = same.get(word) or same.get(_singular(word)) or _singular(word)
        found.add(one)
    return found


def plain(header: str) -> str:
    """A header in small letters without accents or outer blanks."""
    parts = unicodedata.normalize("NFKD", header.casefold())
    return " ".join("".join(one for one in parts if not unicodedata.combining(one)).split())


def _singular(word: str) -> str:
    if word in {"status", "this", "address", "access"} or len(word) <= 3:  # noqa: PLR2004 - "gps", "hhs"
        return word
    return word[:-3] + "y" if word.endswith("ies") else word.removesuffix("s")


def is_tagged(record: Iterable[str]) -> bool:
    """Whether a row holds HXL tags: at least two, and nothing else."""
    filled = [cell for cell in record if cell]
    return len(filled) > 1 and all(_TAG.fullmatch(cell) for cell in filled)


def _at(cells: Sequence[str], at: int) -> str:
    return cells[at] if at < len(cells) else ""


@cache
def _words() -> _Words:
    text = files("needline.readers.response").joinpath("columns.toml").read_text("utf-8")
    read = tomllib.loads(text)
    same = {word: name for name, others in read["same"].items() for word in (name, *others)}
    return _Words(
        same,
        msgspec.convert(read["role"], list[_Role]),
        [frozenset(one.split()) for one in read["places"]["order"]],
        frozenset(read["places"]["not"]),
        frozenset(read["optional"]["words"]),
        msgspec.convert(read["tag"], list[_Tagged]),
    )
