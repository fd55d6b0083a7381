"""`needline reconcile`: a counts file to ranges, conflicts, repairs and what is left over."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from needline.cli import show
from needline.cli.arguments import format_option

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from needline.model import Count, Kind, Mission, Place, Problem
    from needline.reconcile import Reconciled

_FILE = click.Path(path_type=Path, dir_okay=False, exists=True)
_FOLDER = click.Path(path_type=Path, file_okay=False, exists=True)
_SHOWN = 20
_NEVER = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
"""Stands for the instant where none is asked and no count has one."""


@click.command(
    epilog="Example:  needline reconcile examples/karabakh/counts/figures.csv --as-of 2023-10-01T15:00"
)
@click.argument("file", metavar="FILE", type=_FILE)
@click.option(
    "--as-of", default="", metavar="TIME", help="The instant asked. Without: the latest of the file."
)
@click.option("--known-at", default="", metavar="TIME", help="Only what had been published by then.")
@click.option("--zone", default="", help="Zone of times and days without one, such as Asia/Yerevan; UTC.")
@click.option("--places", type=_FILE, help="places.csv: which places lie in which.")
@click.option("--mapping", type=_FILE, help="What the columns of a foreign file mean; FILE.toml beside it.")
@click.option("--kinds", type=_FILE, help="kinds.toml: further measures, a table each, and their relations.")
@click.option("--mission", type=_FOLDER, help="A mission whose places, groups and settings hold.")
@click.option(
    "--exact", multiple=True, metavar="MEASURE", help='Solve these ranges exactly; "all" for every.'
)
@format_option
def command(
    file: Path,
    as_of: str,
    known_at: str,
    zone: str,
    places: Path | None,
    mapping: Path | None,
    kinds: Path | None,
    mission: Path | None,
    exact: tuple[str, ...],
    output: str,
) -> None:
    """
    Say what the figures of a counts file can and cannot mean together.

    FILE has the columns of a mission's counts (id, statement, published, as_of, said_by, counted_by, measure,
    from_place, to_place, group, qualifier, low, high, unit, note, url), plain or as .csv.gz; others are mapped.
    Without a list of places, which lies in which is taken from statements that list parts with their whole, and told.
    """
    asked, counts, known, problems = _read(
        file, as_of, known_at, zone, places, mapping, kinds, mission, exact
    )
    from needline.reconcile import reconcile

    found = reconcile(asked, counts, known)
    strange = (
        {"group"} if mission is None else set()
    )  # a file alone has no groups of which others could be none
    told = [*problems, *(one for one in found.problems if one.code not in strange)]
    if output == "json":
        click.echo(json.dumps(_plain(asked, counts, found, told), ensure_ascii=False, indent=2))
    else:
        show.problems([one for one in told if one.severity != "note"])
        _print(asked, counts, found, told)
    raise click.exceptions.Exit(1 if show.failed(told) else 0)


def _read(
    file: Path,
    as_of: str,
    known_at: str,
    zone: str,
    places: Path | None,
    mapping: Path | None,
    kinds: Path | None,
    mission: Path | None,
    exact: tuple[str, ...],
) -> tuple[Mission, list[Count], list[Place], list[Problem]]:
    """The mission asked, the counts admitted, the places, and what could not be read."""
    import msgspec

    from needline.model import Mission as Asked
    from needline.readers.base import Door
    from needline.readers.counts import read_counts_file
    from needline.readers.mission import read_mission
    from needline.readers.places import read_places
    from needline.reconcile.alone import latest, mission_of
    from needline.reconcile.kinds import kinds as every_kind
    from needline.reconcile.nesting import nested

    base = Asked(title="", question="", as_of=_NEVER, zone=_zone(zone or "UTC"))
    known: list[Place] = []
    problems: list[Problem] = []
    if mission is not None:
        base, at, _ = read_mission(mission)
        known = read_places(at, base)
        base = msgspec.structs.replace(base, zone=_zone(zone or base.zone))
        problems += at.problems
    door = Door(file.resolve().parent, base.tz)
    if places is not None:
        known = _places(places, base, problems)
    own = {**base.kinds, **_kinds(kinds)}
    base = msgspec.structs.replace(base, kinds=own)
    _check_measures(exact, every_kind(base))
    counts, known = read_counts_file(door, file.resolve(), base, known, mapping and mapping.resolve())
    problems += door.problems
    limit = _when(known_at, "--known-at", base.tz).end if known_at else None
    counts, notes = _known(counts, limit)
    problems += notes
    if mission is None and places is None and counts and not any(one.parent for one in known):
        known, notes = nested(counts, known, every_kind(base))
        problems += notes
    instant = _when(as_of, "--as-of", base.tz).end if as_of else latest(counts)
    asked = msgspec.structs.replace(base, as_of=instant or (base.as_of if mission else _NEVER))
    if mission is None:
        asked = mission_of(counts, asked.as_of, base.zone, own, base.figures)
    figures = msgspec.structs.replace(asked.figures, exact=[*asked.figures.exact, *exact])
    return msgspec.structs.replace(asked, figures=figures), counts, known, problems


def _known(counts: list[Count], limit: dt.datetime | None) -> tuple[list[Count], list[Problem]]:
    """The counts published by then, and those without a publication that are of no later time, which a note tells."""
    from needline.model import problem

    if limit is None:
        return counts, []
    since = [one.published or one.as_of_start for one in counts]
    kept = [one for one, at in zip(counts, since, strict=True) if at is None or at <= limit]
    bare = [one for one in kept if one.published is None]
    if not bare:
        return kept, []
    found = f"{len(bare):,} of {len(kept):,} counts tell no publication, and are taken as known."
    return kept, [problem("published", bare[0].file, "published", found, "Fill in published.", "note")]


def _zone(name: str) -> str:
    from zoneinfo import ZoneInfo

    from needline.errors import NeedlineError

    try:
        return ZoneInfo(name).key
    except (ValueError, OSError, KeyError):
        raise NeedlineError("--zone", f'"{name}" is no time zone.', "Write it as Africa/Nairobi.") from None


def _when(text: str, option: str, zone: ZoneInfo) -> Any:
    from needline.errors import NeedlineError
    from needline.model import read_when
    from needline.model.when import HOW_TO_WRITE

    try:
        return read_when(text, zone)
    except ValueError as error:
        raise NeedlineError(option, str(error), HOW_TO_WRITE) from None


def _places(path: Path, base: Mission, problems: list[Problem]) -> list[Place]:
    """The places of a file of places.csv's columns, wherever it stands and whatever it is called."""
    from needline.readers.base import Door
    from needline.readers.places import read_places

    door = Door(path.resolve().parent, base.tz)
    found = read_places(door, base, path.resolve())
    problems += door.problems
    return found


def _kinds(path: Path | None) -> dict[str, Kind]:
    import tomllib

    import msgspec

    from needline.errors import NeedlineError
    from needline.model import Kind as Read

    if path is None:
        return {}
    try:
        stated = tomllib.loads(path.read_text("utf-8"))
        return msgspec.convert(stated.get("kinds", stated), dict[str, Read])
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError, AttributeError) as error:
        mend = 'Write a table a measure: [school_days_lost] behaviour = "cumulative".'
        raise NeedlineError(path.name, f"cannot be used: {str(error).rstrip('.')}.", mend) from None


def _check_measures(exact: tuple[str, ...], known: dict[str, Kind]) -> None:
    from needline.errors import UnknownNameError

    for one in exact:
        if one not in known and one != "all":
            raise UnknownNameError("--exact", one, [*known, "all"])


# what a program reads


def _plain(asked: Mission, counts: list[Count], found: Reconciled, problems: list[Problem]) -> dict[str, Any]:
    import msgspec

    names = _names(counts)
    figures = {f"figures/{one.figure}": one for one in found.figures}

    def told(refs: list[str]) -> list[str]:
        return [names.get(ref, ref) for ref in refs]

    return {
        "as_of": None if asked.as_of == _NEVER else asked.as_of.isoformat(),
        "figures": [
            {
                **{key: getattr(one, key) for key in ("measure", "from_place", "place", "group", "unit")},
                **{key: getattr(one, key) for key in ("low", "high", "scenario", "exactness", "carried")},
                "reasons": told(one.reasons),
                "one_of_several": one.several,
                "sources": one.sources,
                "rules": one.rules,
            }
            for one in sorted(found.figures, key=_order)
        ],
        "conflicts": [
            {
                **{key: getattr(one, key) for key in ("measure", "from_place", "place", "group", "unit")},
                "members": told(one.members),
                "gap": one.gap,
                "gives": one.gives,
                "rule": one.rule,
            }
            for one in found.conflicts
        ],
        "repairs": [
            {
                "set_aside": told(one.set_aside),
                "weight": one.weight,
                "ties": one.ties,
                "more": one.more,
                "must_give": told(one.must_give),
                "conflicts": [
                    told(other.members)
                    for other in found.conflicts
                    if f"conflicts/{other.id}" in one.conflicts
                ],
            }
            for one in found.repairs
        ],
        "residuals": [
            {
                **{key: getattr(one, key) for key in ("kind", "place", "group", "reading", "leads", "rule")},
                "low": one.low,
                "high": one.high,
                "terms": [f"{term[0]}{_told_term(term[1:], names, figures)}" for term in one.terms],
                "causes": [_cause(ref, figures) for ref in one.causes] + _always(one.kind),
            }
            for one in sorted(
                found.residuals, key=lambda one: (one.kind, not one.leads, "alone" in one.reading, one.id)
            )
        ],
        "problems": msgspec.to_builtins(problems),
    }


def _names(counts: list[Count]) -> dict[str, str]:
    """The ref of each count to its own name, where no other count bears it."""
    borne: dict[str, set[str]] = {}
    for one in counts:
        borne.setdefault(one.name, set()).add(one.count)
    return {
        f"counts/{one.count}": one.name if one.name and len(borne[one.name]) == 1 else one.count
        for one in counts
    }


def _order(figure: Any) -> tuple[Any, ...]:
    return figure.measure, figure.place, figure.from_place, figure.group, figure.scenario, figure.figure


def _told_term(ref: str, names: dict[str, str], figures: dict[str, Any]) -> str:
    one = figures.get(ref)
    return names.get(ref, ref) if one is None else f"{one.measure} {one.place}".strip()


def _cause(ref: str, figures: dict[str, Any]) -> dict[str, Any]:
    one = figures[ref]
    return {"what": one.measure, "place": one.place, "low": one.low, "high": one.high}


def _always(kind: str) -> list[dict[str, Any]]:
    """What may always explain what a balance leaves, though nobody counted it."""
    if kind != "balance":
        return []
    always = ("the baseline was too high", "people left by other ways", "people died")
    return [{"what": what, "place": "", "low": None, "high": None} for what in always]


# what a person reads


def _print(asked: Mission, counts: list[Count], found: Reconciled, problems: list[Problem]) -> None:
    names = _names(counts)
    at = asked.as_of.astimezone(asked.tz)
    if not counts:
        click.echo(f"No counts to compare. {show.summary(problems).capitalize()}.")
        return
    plural = "" if len(counts) == 1 else "s"
    click.echo(f"{len(counts):,} count{plural}, as of {at:%Y-%m-%d %H:%M} {asked.zone}")
    _print_conflicts(counts, found, names)
    _print_ranges(found, names)
    _print_residuals(found, names)
    notes = [one for one in problems if one.severity == "note"]
    for one in notes[:_SHOWN]:
        click.echo(f"note: {one.where}: {one.found}")
    click.echo(f"{show.summary(problems).capitalize()}.")


def _print_conflicts(counts: list[Count], found: Reconciled, names: dict[str, str]) -> None:
    by_ref = {f"counts/{one.count}": one for one in counts}
    click.echo(f"\n{len(found.conflicts) or 'No'} conflict{'' if len(found.conflicts) == 1 else 's'}")
    for one in found.conflicts[:_SHOWN]:
        gap = f"{one.gap:,.10g} {one.unit}" if one.unit != "percent" else f"{one.gap:g} points"
        places = " → ".join(part for part in (one.from_place, one.place) if part)
        where = f"{one.measure} {places}".rstrip()
        click.echo(f"  apart by {gap}: {where}: {one.rule}")
        for ref, give in list(zip(one.members, one.gives, strict=True))[:_SHOWN]:
            count = by_ref[ref]
            said = f"{count.qualifier} {show.ends(count.number_low, count.number_high)}"
            click.echo(
                f"    {names[ref]}  {said}, {count.as_of_text}, {count.said_by}; alone gives {give:,.10g}"
            )
    _more(len(found.conflicts))
    for repair in found.repairs[:_SHOWN]:
        aside = ", ".join(names[ref] for ref in repair.set_aside)
        ties = f", one of {repair.ties} as light" if (repair.ties or 0) > 1 else ""
        click.echo(f"  least to set aside: {aside}{ties}")
    _more(len(found.repairs))


def _more(number: int) -> None:
    if number > _SHOWN:
        click.echo(f"  … and {number - _SHOWN:,} more; --format json lists them.")


def _print_ranges(found: Reconciled, names: dict[str, str]) -> None:
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for name, justify in (
        ("Range of", "left"),
        ("who", "left"),
        ("is", "right"),
        ("reading", "left"),
        ("from", "left"),
    ):
        table.add_column(name, justify=justify, overflow="fold")  # type: ignore[arg-type] # a literal of rich's
    rows = [
        one for one in sorted(found.figures, key=_order) if one.scenario not in {"bound", "least of parts"}
    ]
    for one in rows[:_SHOWN]:
        where = " → ".join(part for part in (one.from_place, one.place) if part)
        marks = [one.scenario if one.scenario != "consistent" else "", "carried" if one.carried else ""]
        marks.append("exact" if one.exactness == "exact" else "")
        reasons = ", ".join(names.get(ref, "") for ref in one.reasons if ref in names)
        told = ", ".join(mark for mark in marks if mark)
        value = show.ends(one.low, one.high)
        value += f" {one.unit}" if one.unit != "people" and (one.low, one.high) != (None, None) else ""
        table.add_row(f"{one.measure} {where}", one.group, value, told, reasons)
    if rows:
        click.echo()
        show.console().print(table)
        _more(len(rows))


def _print_residuals(found: Reconciled, names: dict[str, str]) -> None:
    rows = sorted(
        found.residuals,
        key=lambda one: (one.kind, not one.leads, "alone" in one.reading, one.reading, one.id),
    )
    if rows:
        click.echo("\nNot accounted for")
    for one in rows[:_SHOWN]:
        first = names.get(one.terms[0][1:], "")
        how = one.reading or f"{len(one.terms) - 1} listed parts"
        what = "baseline" if one.kind == "balance" else "list"
        click.echo(f"  {show.ends(one.low, one.high)} of {one.place}: {what} {first}, {how}")
    _more(len(rows))
