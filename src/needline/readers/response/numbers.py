"""Headers of numbers in a 3W to 5W sheet: reached or targeted, people or households, of which sex and age."""

from __future__ import annotations

import re
from typing import NamedTuple

REACHED, TARGETED, EITHER = "reached", "targeted", ""
_FEMALE = {"women", "female", "girl", "f", "femme", "fille"}
_MALE = {"men", "male", "boy", "m", "homme", "garcon"}
_YOUNG = {"girl", "boy", "child", "fille", "garcon"}
_GROWN = {"women", "men", "adult", "femme", "homme"}
_OLD = {"elderly"}
_PEOPLE = {"person", "beneficiary"}
_OTHER = {
    *("percent", "percentage", "pct", "cost", "budget", "usd", "amount", "date", "status", "comment", "note", "type"),
    *("group", "disability", "source", "gap", "unit", "per", "lactating", "pregnant", "plw", "staff", "code", "need"),
    *("category", "profile", "ratio", "share", "name", "description", "start", "end", "period"),
    *("contact", "focal", "phone", "email"),
}  # fmt: skip
_PLAIN = {
    "reached",
    "targeted",
    "quantity",
    "value",
    "figure",
    "unit",
    "revised",
    "cumulative",
    "so",
    "far",
    "to",
    "new",
}
_AGES = re.compile(
    r"(?<!\d)(?P<low>\d{1,3})\s*(?:-|–|to|a)\s*(?P<high>\d{1,3})(?!\d)"
    r"|(?:under|below|<|moins de)\s*(?P<under>\d{1,3})"
    r"|(?:over|above|>)\s*=?\s*(?P<over>\d{1,3})|(?P<plus>\d{1,3})\s*(?:\+|and above|and over|years and above)",
    re.IGNORECASE,
)


class Counted(NamedTuple):
    """
    What a column of numbers counts.

    Args:
        kind: reached, targeted, or empty where the header does not say.
        households: True where households are counted, not people.
        people: True where the header says that it is people.
        sex: f or m; empty where both.
        age: "0-17", "18+", "18-59"; empty where all.
        bare: True for women, men and their kin without an age written: grown up only where children stand beside.
    """

    kind: str
    households: bool = False
    people: bool = False
    sex: str = ""
    age: str = ""
    bare: bool = False

    @property
    def part(self) -> str:
        """The part of the people: "f 0-17"; empty for all of them."""
        return " ".join(one for one in (self.sex, self.age) if one)


def counted(header: str, words: set[str], optional: set[str]) -> Counted | None:
    """
    What a header counts; None where it is no number of people or households.

    Args:
        header: as written, for ages.
        words: of the header, under the names of `columns.toml`.
        optional: words that do not change what a header means.
    """
    if words & _OTHER or "%" in header:
        return None
    kind = REACHED if "reached" in words else TARGETED if "targeted" in words else EITHER
    if {"reached", "targeted"} <= words:
        kind = EITHER
    sex = "f" if words & _FEMALE else "m" if words & _MALE else ""
    if words & _FEMALE and words & _MALE:
        return None
    age = _age(header) or _named_age(words)
    people = bool(words & (_PEOPLE | _FEMALE | _MALE | _YOUNG | _OLD | {"adult"}))
    households = "household" in words and not people
    if not (people or households or age) and not (kind and words <= _PLAIN | optional):
        return None
    bare = not age and bool(words & {"women", "men", "femme", "homme"})
    return Counted(kind, households, people, sex, age, bare)


def tagged(tag: str) -> Counted | None:
    """What an HXL tag counts: `#reached+f+children`; None where it is no number of people or households."""
    base, *more = [one.strip().casefold() for one in tag.split("+")]
    kinds = {"#reached": REACHED, "#targeted": TARGETED, "#beneficiary": EITHER, "#beneficiaries": EITHER}
    attributes = set(more)
    if base not in kinds or attributes & {
        "type",
        "group",
        "unit",
        "pct",
        "percent",
        "disabled",
        "disability",
    }:
        return None
    kind = kinds[base]
    if not kind:
        kind = (
            REACHED
            if "reached" in attributes
            else TARGETED
            if attributes & {"targeted", "planned"}
            else EITHER
        )
    sex = "f" if attributes & {"f", "female"} else "m" if attributes & {"m", "male"} else ""
    age = next((found for one in more if (found := _tag_age(one))), "")
    households = bool(attributes & {"hh", "household", "households", "families", "family"})
    return Counted(kind, households, not households, sex, age, bare=False)


def _tag_age(attribute: str) -> str:
    named = {
        "children": "0-17", "child": "0-17", "adults": "18+", "adult": "18+", "elderly": "60+", "infants": "0-1",
        "girls": "0-17", "boys": "0-17", "women": "18+", "men": "18+",
    }  # fmt: skip
    if attribute in named:
        return named[attribute]
    found = re.fullmatch(r"age_?(\d+)_(\d+)|age_?(\d+)_?(?:plus|gt|over)?", attribute)
    if not found:
        return ""
    return f"{int(found[1])}-{int(found[2])}" if found[1] else f"{int(found[3])}+"


def _age(header: str) -> str:
    found = _AGES.search(header)
    if not found:
        return ""
    if found["low"]:
        return f"{int(found['low'])}-{int(found['high'])}" if int(found["low"]) <= int(found["high"]) else ""
    if found["under"]:
        return f"0-{max(int(found['under']) - 1, 0)}"
    return f"{int(found['plus'])}+" if found["plus"] else f"{int(found['over'])}+"


def _named_age(words: set[str]) -> str:
    if words & _OLD:
        return "60+"
    if words & _YOUNG:
        return "0-17"
    return "18+" if "adult" in words else ""
