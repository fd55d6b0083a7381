"""`needline new`: a folder to start a mission from, every setting commented."""

from __future__ import annotations

import datetime as dt
from importlib.resources import files
from pathlib import Path

import click

from needline.errors import MissionError

FOLDERS = ("reports", "counts", "population", "observations", "survey", "activities", "routes", "decisions")


@click.command(epilog="Example:  needline new my-mission")
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
def command(directory: Path) -> None:
    """Make a mission folder: mission.toml with every setting, empty tables with their headers."""
    if directory.exists() and any(directory.iterdir() if directory.is_dir() else [directory]):
        raise MissionError(str(directory), "stands already and is not empty.", "Choose another name.")
    start = dt.datetime.now(dt.UTC).date().isoformat()
    for folder in FOLDERS:
        (directory / folder).mkdir(parents=True, exist_ok=True)
    template = files("needline.cli").joinpath("template")
    for name in ("mission.toml", "sources.toml", "places.csv", "gitignore"):
        text = template.joinpath(name).read_text("utf-8").replace("@TODAY@", start)
        (directory / (".gitignore" if name == "gitignore" else name)).write_text(text, "utf-8")
    for folder, header in _headers().items():
        (directory / folder).write_text(f"{header}\n", "utf-8")
    click.echo(f"Made {directory}. Edit mission.toml, put evidence in, then: needline check {directory}")


def _headers() -> dict[str, str]:
    """An empty table with its header for each kind of evidence that is typed by hand."""
    return {
        "counts/counts.csv": "id,statement,published,as_of,said_by,counted_by,measure,from_place,to_place,group,"
        "qualifier,low,high,unit,note,url,list,corrects",
        "observations/observations.csv": "id,place,as_of,method,informant,sector,group,text,severity,confidence,source",
        "activities/activities.csv": "id,organisation,partner,donor,sector,activity,modality,unit,place,site,group,"
        "status,start,end,targeted,reached,source",
        "routes/legs.csv": "id,from,to,name,km,hours,vehicle",
        "routes/states.csv": "leg,from_time,to_time,state,vehicle,reason,control,source",
        "routes/indicators.csv": "place,as_of,indicator,score,reason,source",
        "population/population.csv": "place,group,sex,age,people,as_of,source",
    }
