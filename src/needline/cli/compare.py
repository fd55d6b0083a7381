"""`needline compare`: what changed between two builds, and which evidence changed it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from needline.cli.arguments import folder, format_option

if TYPE_CHECKING:
    from needline.model import Mission
    from needline.needs.compare import Change, Compared

_SHOWN = 5
_WORDS = {
    "people": "people",
    "in_need": "in need",
    "share": "share in need",
    "severity": "severity",
    "published": "published class",
    "basis": "rests on",
    "gap": "not reached",
    "missing": "to know it takes",
}


@click.command(epilog="Example:  needline compare examples/karabakh --set need_severity=4")
@folder
@click.argument("other", required=False, type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.option(
    "--set", "changed", multiple=True, metavar="NAME=VALUE", help="Judge DIR again under another threshold."
)
@click.option(
    "--standard", default="", metavar="NAME@VERSION", help="Judge DIR again by another of its standards."
)
@click.option("--sector", default="", help="This sector only; all: over all sectors.")
@format_option
def command(
    directory: Path, other: Path | None, changed: tuple[str, ...], standard: str, sector: str, output: str
) -> None:
    """
    Compare the needs of two built missions, or of one under another threshold or standard.

    OTHER is a second mission: the same folder at another date, or with other settings. Each cell that differs is
    told with its value in both, and step by step which kind of evidence changed it: settings, people, sample, what was
    seen, the response, decisions. Nothing is written.
    """
    import msgspec

    from needline.errors import UnknownNameError
    from needline.line import open_store
    from needline.needs.compare import Side, compare

    first = Side(*open_store(directory))
    mission, store = open_store(other) if other else first
    second = Side(_under(mission, changed, standard), store)
    if sector and sector not in (known := ["all", *(one.id for one in mission.sectors)]):
        raise UnknownNameError("compare, --sector", sector, known)
    found = compare(first, second)
    changes = [one for one in found.changes if sector in {"", one.sector}]
    found = msgspec.structs.replace(found, changes=changes)
    if output == "json":
        click.echo(msgspec.json.format(msgspec.json.encode(found)).decode())
        return
    click.echo("\n".join(_told(found, second)))


def _under(mission: Mission, changed: tuple[str, ...], standard: str) -> Mission:
    """A mission under other thresholds, or by one of its standards."""
    import msgspec

    from needline.errors import MissionError, UnknownNameError
    from needline.model import Thresholds

    rules = msgspec.to_builtins(mission.thresholds)
    for one in changed:
        name, equals, value = one.partition("=")
        name = name.strip().removeprefix("thresholds.")
        if name not in rules or not equals:
            raise UnknownNameError("compare, --set", name, list(rules))
        rules[name] = value.strip()
    try:
        thresholds = msgspec.convert(rules, Thresholds, strict=False)
    except msgspec.ValidationError as error:
        raise MissionError(
            "compare, --set", f"{error}.", "Give a value that mission.toml would take."
        ) from None
    standards = mission.standards
    if standard:
        names = {f"{one.name}@{one.version}": one for one in standards}
        if standard not in names:
            raise UnknownNameError("compare, --standard", standard, list(names))
        standards = [names[standard]]
    return msgspec.structs.replace(mission, thresholds=thresholds, standards=standards)


def _told(found: Compared, second: Any) -> Iterator[str]:
    from needline.model import Place

    names = {one.id: one.name for one in second.store.read(Place)}
    groups = {one.id: one.names[0] for one in second.mission.groups}
    sectors = {one.id: one.name for one in second.mission.sectors} | {"all": "over all sectors"}
    yield f"{len(found.changes)} of {found.cells} cells differ."
    for change in found.changes:
        yield ""
        where = groups.get(change.group, change.group), names.get(change.place, change.place)
        yield f"{', '.join(where)}, {sectors.get(change.sector, change.sector)}  needs/{change.need}"
        yield from (f"  {line}" for line in _columns(change.changed))
        yield from _parts(change)
    for told, cells in (("the first", found.only_first), ("the second", found.only_second)):
        if cells:
            yield ""
            yield f"{len(cells)} cells stand in {told} alone."


def _parts(change: Change) -> Iterator[str]:
    from needline.needs.compare import KINDS

    for part in change.parts:
        yield f"  because of {KINDS[part.kind]}:"
        if part.changed != change.changed:
            yield from (f"    {line}" for line in _columns(part.changed))
        for one in part.evidence[:_SHOWN]:
            yield f"    {one.ref}: {one.before or 'not there'} → {one.after or 'gone'}"
        if len(part.evidence) > _SHOWN:
            yield f"    and {len(part.evidence) - _SHOWN} more; --format json lists them"


def _columns(changed: dict[str, tuple[Any, Any]]) -> Iterator[str]:
    """Columns that changed, the ends of one range in one line."""
    for name, word in _WORDS.items():
        ends = [one for one in (f"{name}_low", name, f"{name}_high") if one in changed]
        if not ends:
            continue
        sides = [" / ".join(_value(one, changed[one][side]) for one in ends) for side in (0, 1)]
        label = f" ({' / '.join(_end(one) for one in ends)})" if ends != [name] else ""
        yield f"{word}{label}: {sides[0]} → {sides[1]}"


def _end(column: str) -> str:
    return {"low": "least", "high": "most"}.get(column.rpartition("_")[2], "likely")


def _value(column: str, value: Any) -> str:
    if value is None:
        return "not known"
    if column.startswith("share"):
        return f"{value:.1%}"
    if isinstance(value, (int, float)):
        return f"{value:,.0f}"
    return f"“{value}”" if column == "missing" else str(value).replace("_", " ")
