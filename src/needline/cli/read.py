"""`needline read`: one report, or a few, to attributed claims and figures."""

from __future__ import annotations

import bisect
import csv
import io
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from needline.cli import show
from needline.cli.process import uncollected

if TYPE_CHECKING:
    from needline.claims import Extraction
    from needline.model import Claim, Count, Mission, Problem, Report, Source
    from needline.places import Gazetteer
    from needline.readers.texts import Words

_CSV = [
    *(
        "file",
        "record",
        "id",
        "kind",
        "cue",
        "sources",
        "stands_for",
        "content",
        "negated",
        "said_on",
        "denies",
        "conduct",
    ),
    *("accused", "text", "start", "end", "number_low", "number_high", "low", "high", "damaged", "denied"),
    *(
        "qualifier",
        "unit",
        "measure",
        "group",
        "from_place",
        "to_place",
        "place",
        "as_of",
        "as_of_start",
        "as_of_end",
    ),
    *(
        "said_by",
        "counted_by",
        "claim",
        "page",
        "value",
        "code",
        "candidates",
        "where",
        "found",
        "mend",
        "severity",
    ),
]


@click.command(epilog="Example:  needline read report.txt --published 2023-09-30 --format json")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--published", metavar="DATE", default="", help="Day or instant of publication, as 2023-09-30.")
@click.option(
    "--publisher", metavar="NAME", default="", help="Who printed it; its own statements are theirs."
)
@click.option(
    "--mission",
    "folder",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="A mission folder: its places, sources, groups and zone. Without one, places stay as written.",
)
@click.option(
    "--format",
    "output",
    type=click.Choice(["text", "json", "csv"]),
    default="text",
    help="json or csv where a program reads it.",
)
def command(
    files: tuple[Path, ...], published: str, publisher: str, folder: Path | None, output: str
) -> None:
    """
    Print who says what in reports, through whom, and with which figures.

    Texts, web pages, PDF, Word, e-mail and saved answers of the ReliefWeb API are read. Weekdays, "yesterday" and
    days without a year are read against the day of publication, which the file may give itself. A figure with
    missing digits is a range and says so; it is never completed.
    """
    mission, gazetteer, sources = _background(folder)
    day = _published(published, mission)
    told = (day, published, publisher)
    with uncollected():
        readings = [one for path in files for one in _read(path, told, mission, gazetteer, sources)]
    printed = {"json": _json, "csv": _csv, "text": _text}[output]
    printed(readings)
    problems = [one for reading in readings for one in reading.problems]
    if output != "json":
        show.problems(problems)
    raise click.exceptions.Exit(1 if show.failed(problems) else 0)


class _Reading:
    """What one file gave: its words (empty where it has none), and what was found in them."""

    def __init__(self, path: Path, text: str, found: Extraction | None, problems: list[Problem]) -> None:
        self.path, self.text, self.problems = path, text, problems
        self.claims: list[Claim] = found.claims if found else []
        self.counts: list[Count] = found.counts if found else []
        self.dates: list[dict[str, Any]] = []
        self.places: list[dict[str, Any]] = []
        self.part, self.pages = "", list[int]()


def _background(folder: Path | None) -> tuple[Mission, Gazetteer, list[Source]]:
    """The mission's places and sources; without a mission there are none, and its zone is UTC."""
    import datetime as dt

    from needline.model import Mission
    from needline.places import Gazetteer

    if folder is None:
        mission = Mission(title="", question="", as_of=dt.datetime(1970, 1, 1, tzinfo=dt.UTC))
        return mission, Gazetteer([]), []
    from needline.readers.mission import read_mission, read_sources
    from needline.readers.places import read_places

    mission, door, _ = read_mission(folder)
    return mission, Gazetteer(read_places(door, mission)), read_sources(door)


def _published(written: str, mission: Mission) -> Any:
    from needline.model.when import HOW_TO_WRITE, read_when

    if not written:
        return None
    try:
        return read_when(written, mission.tz).start
    except ValueError as error:
        raise click.BadParameter(f"{error} {HOW_TO_WRITE}", param_hint="--published") from None


def _read(
    path: Path, told: tuple[Any, str, str], mission: Mission, gazetteer: Gazetteer, sources: list[Source]
) -> list[_Reading]:
    """What each report of a file gave; a file that holds none gives its problems."""
    from needline.readers.base import Door
    from needline.readers.reports import take

    door = Door(path.parent, mission.tz)
    if path.is_dir():
        door.say("unreadable", path, "", "this is a folder.", "Name a file in it.")
    taken = [] if path.is_dir() else list(take(door, path))
    if not taken:
        return [_Reading(path, "", None, door.problems)]
    readings = [_read_one(path, one, content, told, mission, gazetteer, sources) for one, content in taken]
    readings[0].problems[:0] = door.problems
    return readings


def _read_one(
    path: Path,
    words: Words,
    content: bytes,
    told: tuple[Any, str, str],
    mission: Mission,
    gazetteer: Gazetteer,
    sources: list[Source],
) -> _Reading:
    from needline.claims import extract
    from needline.text.dates import find_dates

    report, text = _report(path, words, content, told, mission), words.text
    found = extract(report, text, gazetteer, mission, sources)
    reading = _Reading(path, text, found, list(found.problems))
    reading.part, reading.pages = words.part, list(words.pages)
    if any(one.code == "language" for one in found.problems):
        return reading
    day = report.published.astimezone(mission.tz).date() if report.published else None
    reading.dates = [
        _span(text, one.start, one.end) | {"value": one.value or None} for one in find_dates(text, day)
    ]
    reading.places = [
        _span(text, one.start, one.end) | {"code": one.code or None, "candidates": one.candidates}
        for one in gazetteer.find(text)
    ]
    return reading


def _report(path: Path, words: Words, content: bytes, told: tuple[Any, str, str], mission: Mission) -> Report:
    """The report as the command tells of it, else as its file does."""
    import hashlib

    from needline.model import Report, content_id, read_when

    day, published, publisher = told
    publisher = publisher or words.publisher
    if not published and words.published:
        try:
            when = read_when(words.published, mission.tz)
            day, published = when.start, when.text
        except ValueError:
            day, published = None, ""
    return Report(
        id=content_id("report", words.text, publisher),
        file=path.name,
        sha256=hashlib.sha256(content).hexdigest(),
        title=words.title,
        publisher=publisher,
        author=words.author,
        published=day,
        published_text=published,
        url=words.url,
        source="",
        language=words.language,
    )


# what is printed


def _span(text: str, start: int, end: int) -> dict[str, Any]:
    return {"start": start, "end": end, "text": text[start:end]}


def _claim(text: str, claim: Claim) -> dict[str, Any]:
    return {
        "id": claim.claim,
        "kind": claim.kind,
        "cue": _span(text, claim.cue.start, claim.cue.end) if claim.cue else None,
        "sources": [_span(text, one.start, one.end) for one in claim.sources],
        "stands_for": _span(text, claim.stands_for.start, claim.stands_for.end) if claim.stands_for else None,
        "content": [_span(text, one.start, one.end) for one in claim.content],
        "negated": claim.negated,
        "said_on": claim.said_on.isoformat() if claim.said_on else None,
        "denies": claim.denies or None,
        "conduct": claim.conduct or None,
        "accused": claim.accused or None,
        "passage": _span(text, claim.start, claim.end),
    }


def _figure(reading: _Reading, count: Count) -> dict[str, Any]:
    return {
        **_span(reading.text, count.start or 0, count.end or 0),
        "id": count.count,
        "number_low": _whole(count.number_low),
        "number_high": _whole(count.number_high),
        "low": _whole(count.low),
        "high": _whole(count.high),
        "damaged": count.damaged,
        "denied": count.denied,
        "qualifier": count.qualifier,
        "unit": count.unit,
        "measure": count.measure,
        "group": count.group or None,
        "from_place": count.from_place or None,
        "to_place": count.to_place or None,
        "place": count.place_text or None,
        "as_of": count.as_of_text or None,
        "as_of_start": count.as_of_start.isoformat() if count.as_of_start else None,
        "as_of_end": count.as_of_end.isoformat() if count.as_of_end else None,
        "said_by": count.said_by or None,
        "counted_by": count.counted_by or None,
        "claim": count.claim,
        "page": bisect.bisect_right(reading.pages, count.start or 0) or None,
    }


def _whole(number: float | None) -> float | None:
    """A whole number without a decimal point."""
    return int(number) if number is not None and number == int(number) else number


def _object(reading: _Reading) -> dict[str, Any]:
    had = {"text": reading.text} if reading.text and reading.path.suffix.lower() not in _AS_THEY_ARE else {}
    return {
        "file": str(reading.path),
        **({"part": reading.part} if reading.part else {}),
        **had,
        "claims": [_claim(reading.text, one) for one in reading.claims],
        "figures": [_figure(reading, one) for one in reading.counts],
        "dates": reading.dates,
        "places": reading.places,
        "problems": [
            {"code": one.code, "file": one.file, "where": one.where, "found": one.found, "mend": one.mend}
            | {"severity": one.severity}
            for one in reading.problems
        ],
    }


_AS_THEY_ARE = {".txt", ".md"}
"""Formats whose file is the text itself; of others the text that offsets count is printed too."""


def _json(readings: list[_Reading]) -> None:
    """One object for one file; a list of them for several."""
    import msgspec

    objects = [_object(one) for one in readings]
    printed = msgspec.json.encode(objects[0] if len(objects) == 1 else objects)
    click.echo(msgspec.json.format(printed).decode())


def _csv(readings: list[_Reading]) -> None:
    """A row a claim, figure, date, place and problem, told apart by `record`."""
    out = io.StringIO()
    writer = csv.DictWriter(out, _CSV, lineterminator="\n")
    writer.writeheader()
    for reading in readings:
        whole = _object(reading)
        for claim in whole["claims"]:
            flat = {key: _flat(value) for key, value in claim.items() if key != "passage"}
            passage = claim["passage"]
            writer.writerow({"file": whole["file"], "record": "claim", **flat, **passage})
        for figure in whole["figures"]:
            writer.writerow(
                {"file": whole["file"], "record": "figure"}
                | {key: _flat(value) for key, value in figure.items()}
            )
        for record in ("date", "place", "problem"):
            for row in whole[f"{record}s"]:
                flat = {key: _flat(value) for key, value in row.items()}
                writer.writerow({**flat, "file": whole["file"], "record": record})
    click.echo(out.getvalue(), nl=False)


def _flat(value: Any) -> Any:
    """A value as one cell: a passage by its text, a list by its parts."""
    if isinstance(value, list):
        return " | ".join(str(_flat(one)) for one in value)
    if isinstance(value, dict):
        return value["text"]
    if isinstance(value, bool):
        return "true" if value else "false"
    return value


def _text(readings: list[_Reading]) -> None:
    for reading in (one for one in readings if one.text):
        said = [claim for claim in reading.claims if claim.cue]
        own = len(reading.claims) - len(said)
        name = f"{reading.path}, {reading.part}" if reading.part else str(reading.path)
        click.echo(click.style(name, bold=True))
        for line in _claim_lines(said):
            click.echo(line)
        click.echo(f"  The publication's own statements: {own}.\n")
        for count in reading.counts:
            for line in _figure_lines(reading.text, count):
                click.echo(line)
        if not reading.counts:
            click.echo("  No figure of people, households, vehicles or houses.")
        click.echo()


def _claim_lines(claims: list[Claim]) -> Iterable[str]:
    names = {claim.claim: number for number, claim in enumerate(claims, start=1)}
    for number, claim in enumerate(claims, start=1):
        chain = " \u2190 ".join(one.text for one in claim.chain)
        yield f"{number:>3}. {click.style(chain, bold=True)} {_verb(claim)}"
        for one in claim.content:
            yield f"     {_one_line(one.text)}"
        notes = [f"accused: {claim.accused}"] if claim.accused else []
        notes += [f"conduct: {claim.conduct}"] if claim.conduct else []
        notes += [f"denies no. {names[claim.denies]}"] if claim.denies in names else []
        if notes:
            yield f"     ({'; '.join(notes)})"


def _verb(claim: Claim) -> str:
    cue = claim.cue.text if claim.cue else ""
    day = f", {claim.said_on.isoformat()}" if claim.said_on else ""
    return f"{cue} [{claim.kind}{day}]"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _figure_lines(text: str, count: Count) -> Iterable[str]:
    written = _one_line(text[count.start or 0 : count.end or 0])
    marked = click.style(" DAMAGED", fg="yellow") if count.damaged else ""
    asserts = "denied" if count.denied else f"asserts {_range(count.low, count.high)}"
    yield f"  {click.style(written, bold=True)}{marked}  {asserts} {count.unit}"
    where = f"{count.from_place or '?'} \u2192 {count.to_place}" if count.to_place else count.from_place
    facts = [
        count.measure,
        count.group,
        where or count.place_text,
        count.as_of_text and f"as of {count.as_of_text}",
    ]
    yield f"     {', '.join(fact for fact in facts if fact)}"
    says = (
        count.said_by
        if count.said_by == count.counted_by
        else f"{count.said_by}; counted by {count.counted_by}"
    )
    if says:
        yield f"     {says}"


def _range(low: float | None, high: float | None) -> str:
    least, most = (None if one is None else f"{one:,.15g}" for one in (low, high))
    if least is None or most is None:
        return f"{least} or more" if least else f"{most} or fewer" if most else "no bound"
    return least if least == most else f"{least} to {most}"
