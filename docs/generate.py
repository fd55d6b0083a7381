"""
Write `docs/reference/` from the code: tables, commands, files, settings, kinds, standards and outputs.

`python docs/generate.py` writes the pages; `tests/docs/test_reference.py` makes them in memory and compares.
"""

from __future__ import annotations

import contextlib
import inspect
import io
import re
import tempfile
import tomllib
import types
import typing
from collections.abc import Iterable, Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import click
import msgspec

from needline import model
from needline.cli import COMMANDS, cli
from needline.cli.new import command as new
from needline.model import survey
from needline.model.activity import STATUSES
from needline.model.count import MEASURES, QUALIFIERS, UNITS
from needline.model.observation import METHODS
from needline.model.route import INDICATORS, STATES, VEHICLES
from needline.model.source import SOURCE_KINDS
from needline.readers.plans import Mapping
from needline.readers.reports import SUFFIXES
from needline.readers.response.beside import Beside
from needline.readers.submissions import FORMATS
from needline.standards import Indicator, Input, available, load
from needline.standards.explain import sentence
from needline.store import TABLES
from needline.survey.checks import CHECKS

HERE = Path(__file__).parent / "reference"
MADE = "<!-- Made by docs/generate.py: change the code it is made from. -->\n"

OUTPUTS = {
    "html": (
        "report.html",
        "The report: one file that opens without network. Every number opens to its evidence.",
    ),
    "xlsx": ("tables.xlsx", "The tables as a workbook, a sheet a table, with their columns explained."),
    "csv": ("csv/TABLE.csv", "The tables as CSV, UTF-8; lists inside a cell are separated by a bar."),
    "parquet": ("tables/TABLE.parquet", "The tables as Parquet, for DuckDB, R, pandas and the rest."),
    "outputs": (
        "run.json",
        "The record of the run: versions, settings, fingerprints of what went in and came out.",
    ),
}
BEHAVIOURS = {
    "cumulative": "never falls: at least what had been counted before, at most what was counted after",
    "stock": "holds for a while: the latest count not after the instant, for a stated number of days",
    "flow": "of one day: what the counts of that whole day share",
    "slow": "hardly changes: what all counts share, whatever their date",
    "baseline": "counts of different dates are alternatives: the latest not after the instant",
    "plan": "no count at all: it is shown as written, and enters no balance",
}
OF_REPORT = ("title", "publisher", "author", "published", "url", "source", "language")
OF_DESIGN: dict[str, type] = {
    "replicates": survey.Replicates,
    "frame": survey.Frame,
    "poststratify": survey.Margin,
    "rake": survey.Margin,
    "calibrate": survey.Calibrate,
    "trim": survey.Trim,
}
SUBMISSIONS = [f"submissions{suffix}" for one in FORMATS for suffix in one.SUFFIXES]
OF_SURVEY = ("title", "synthetic", "place", "group", "setting", "household_size", "disaggregate")
CSV_ROWS: dict[str, tuple[str, type]] = {
    "places.csv": ("places.csv", model.Place),
    "counts/counts.csv": ("counts/*.csv", model.Count),
    "population/population.csv": ("population/*.csv", model.Count),
    "observations/observations.csv": ("observations/*.csv", model.Observation),
    "activities/activities.csv": ("activities/*.csv", model.Activity),
    "routes/legs.csv": ("routes/legs.csv", model.Leg),
    "routes/states.csv": ("routes/states.csv", model.LegState),
    "routes/indicators.csv": ("routes/indicators.csv", model.AccessScore),
}
WHERE_THEY_DIFFER = {
    "places.csv": {"code": "the P-code or another code", "name": "all names, in the order they are shown"},
    "counts/counts.csv": {
        "id": "the row's name, for people; the key is a hash",
        "as_of": "when it held; empty: at some time before it was published",
        "said_by": "who says it, as written",
        "counted_by": "who counted, as written; often somebody else, and empty: who says it",
        "group": "whom, as written; the mission's groups say for whom such words stand",
        "from_place": "where people came from, or where they are; a code or a name of `places.csv`",
        "to_place": "where they went; empty where nobody moved",
        "low": "the number; with `high` empty or equal, a single number",
        "high": "the upper end where a span was given",
        "list": "of a list beside its whole: `complete`, the parts are all of it; `partial`, nothing is asked of their "
        "sum; empty, the parts do not overlap",
        "corrects": "ids of earlier rows that this one takes the place of by its source's own word",
    },
    "population/population.csv": {
        "place": "a code or a name of `places.csv`",
        "group": "whom, as written; empty for all",
        "sex": "as the table has it; empty for all",
        "age": "as the table has it; empty for all",
        "people": "how many lived there",
        "as_of": "of which day",
        "source": "whose table",
    },
    "observations/observations.csv": {"as_of": "when it was seen or heard"},
    "activities/activities.csv": {
        "partner": "with whom",
        "donor": "with whose money",
        "start": "first day; empty where not known",
        "end": "last day; empty where not known",
        "targeted": "how many of the unit it aims at; empty where not known",
        "reached": "how many of the unit it reached; empty where not known",
    },
    "routes/legs.csv": {
        "from": "place at one end",
        "to": "place at the other end",
        "name": "what it is called; several names separated by a bar",
        "km": "length; empty where not known",
        "hours": "usual time for the vehicle; empty where not known",
    },
    "routes/states.csv": {
        "from_time": "since when; empty: since ever",
        "to_time": "until when; empty: until something else is known",
        "reason": "why, as written",
        "control": "who controls it, as written",
    },
    "routes/indicators.csv": {
        "as_of": "when it held",
    },
}


def main() -> None:
    """Write the pages."""
    HERE.mkdir(exist_ok=True)
    for name, text in pages().items():
        (HERE / name).write_text(text, "utf-8")


def pages() -> dict[str, str]:
    """Every page of the reference: file name to text."""
    made = {
        "tables.md": tables(),
        "commands.md": commands(),
        "files.md": mission_files(),
        "settings.md": mission_settings(),
        "kinds.md": measures(),
        "standards.md": standards(),
        "outputs.md": outputs(),
    }
    return {
        name: MADE + "\n" + "\n\n".join(part for part in parts if part) + "\n" for name, parts in made.items()
    }


def tables() -> Iterator[str]:
    """The tables of the store, as their one schema has them."""
    yield "# Tables"
    yield (
        "Every table of a mission, with each column's type, unit and meaning. Public tables leave as "
        "`out/tables/NAME.parquet`, `out/csv/NAME.csv` and a sheet of `out/tables.xlsx`; private ones stay in "
        "`.needline/`. The first column is the key: `NAME/KEY` is a row, `NAME/KEY/COLUMN` a cell, and "
        "`needline trace` takes both. An empty cell is not known, or an open end of a range. A unit called `unit` is "
        "the row's own."
    )
    for table in TABLES.values():
        private = " Private: it never leaves." if table.private else ""
        yield f"## {table.name}"
        yield f"{table.meaning} Written by: {', '.join(table.by)}.{private}"
        yield _grid(
            ("column", "type", "unit", "meaning"), [(_code(one.name), *one[1:]) for one in table.columns]
        )


def commands() -> Iterator[str]:
    """The commands, from their own help."""
    yield "# Commands"
    yield _paragraphs(cli.help or "")
    context = click.Context(cli, info_name="needline")
    for name in COMMANDS:
        command = cli.get_command(context, name)
        assert command is not None, "a listed command exists"
        inner = click.Context(command, info_name=name, parent=context)
        yield f"## needline {name}"
        yield f"```text\n{inner.command_path} {' '.join(command.collect_usage_pieces(inner))}\n```"
        yield _paragraphs(command.help or "")
        options = [one for one in command.params if isinstance(one, click.Option)]
        if options:
            yield _grid(("option", "meaning"), [_option(one, inner) for one in options])
        example = " ".join((command.epilog or "").split()).removeprefix("Example:").strip()
        yield f"```sh\n{example}\n```"


def mission_files() -> Iterator[str]:
    """The files of a mission folder and their columns, as the readers take them."""
    yield "# Files of a mission folder"
    yield (
        "`needline new` makes the folder with these files, empty. A CSV file has a header row; it should be UTF-8 "
        "with commas, and what it is instead is recognised and said. Extra columns are not read, a row of HXL tags is "
        "passed over, and an empty cell is not known. Lists inside a cell are separated by `|`. Dates are ISO 8601: a "
        "bare date is that day in the mission's zone, an instant carries its offset."
    )
    yield (
        "Beside a file with other headers stands a `NAME.csv.toml`: `[columns]` maps `ours` to `theirs` (of "
        "several in a "
        "list the first that is filled), `[fixed]` gives what all its rows share, `[made]` fills a text with their "
        "columns in braces, `[values.OURS]` puts our word for theirs, `[[also]]` reads a further count from each "
        "row, and "
        "`[places]` names as `levels` their columns of places from the widest. See [Bring a counts "
        "file](../how-to/bring-a-counts-file.md). The keys of "
        "`mission.toml` stand in [Settings](settings.md)."
    )
    yield "## sources.toml"
    yield "Who stands behind the evidence: a table a source, named by its id."
    yield _fields(model.Source, skip=("id",))
    yield f"Kinds: {_listed(SOURCE_KINDS)}."
    for made, header in _headers().items():
        name, row = CSV_ROWS[made]
        yield f"## {name}"
        yield _sentence(row) + (" Read as a count of `baseline_population`." if "population" in name else "")
        yield _grid(("column", "meaning"), [(_code(one), _of_column(made, row, one)) for one in header])
    yield "## Words that these files use"
    yield _grid(
        ("column", "one of"),
        [
            (_code("measure"), f"{_listed(MEASURES)}, or [a kind of the mission's own](kinds.md)"),
            (_code("qualifier"), _listed(QUALIFIERS)),
            (_code("unit") + " of a count", _listed(UNITS)),
            (_code("method"), _listed(METHODS)),
            (_code("status"), _listed(STATUSES)),
            (_code("state"), _listed(STATES)),
            (_code("vehicle"), _listed(VEHICLES) + ", the most demanding first; others stand alone"),
            (_code("indicator"), _indicators()),
        ],
    )
    yield "## NAME.csv.toml beside activities"
    yield (
        "Activities are read from CSV files and workbooks; other headers, HXL tags and words are matched, and the "
        "match is said. See [Bring a 3W to 5W sheet](../how-to/bring-activities.md). Beside such a file may stand:"
    )
    yield _fields(Beside)
    yield from _folders()


def _indicators() -> str:
    """The indicators of access with what they look at."""
    looked_at = {one: looks_at for one, (_, looks_at) in INDICATORS.items()}
    return "; ".join(f"{_code(one)}: {words[0].lower()}{words[1:]}" for one, words in looked_at.items())


def _folders() -> Iterator[str]:
    yield "## reports/"
    yield (
        f"Texts that came in, as {_listed(SUFFIXES)}; another format is a problem that says so, see "
        "[Bring reports in](../how-to/bring-reports.md). A `NAME.toml` beside a report (`article.txt.toml`) says whose "
        "it is, before what the file says of itself:"
    )
    yield _fields(model.Report, only=OF_REPORT)
    yield "## survey/NAME/"
    yield (
        "A folder a survey. `submissions.csv` has a household a row and a question a column; it may as well be an "
        f"export of KoboToolbox or ODK ({_listed(SUBMISSIONS)}), with its XLSForm beside it as `form.xlsx`, see "
        "[From a Kobo or ODK export](../how-to/kobo-or-odk-export.md). `design.toml` says how households were drawn, "
        "and which column holds what. `decimal` states the decimal mark of columns whose cells do not tell theirs, "
        "`repeat_key` the column by which repeats name their household, where it is none that exports carry:"
    )
    yield _fields(model.Survey, only=OF_SURVEY)
    yield "`[roster]` in it: the repeat that lists a household's people:"
    yield _fields(model.Roster)
    yield "`[from_repeat.NAME]` in it: a column of households made from the rows of a repeat:"
    yield _fields(model.FromRepeat)
    yield "How households were drawn:"
    yield _fields(model.Design, skip=tuple(OF_DESIGN))
    for name, kind in OF_DESIGN.items():
        shown = f"[[{name}]]" if name in {"poststratify", "rake"} else f"[{name}]"
        yield f"`{shown}` in it: {meanings(model.Design)[name].rstrip('.')}:"
        yield _fields(kind, skip=("counts",))
    yield (
        "The totals of `[[poststratify]]` and `[[rake]]` may also name a CSV file beside, with the columns of `by` and "
        'a column `total`. Under `preset = "analysistools"` settings that are left out take that package\'s values.'
    )
    yield "`[checks]` in it: columns and limits of checks. The checks are:"
    yield "\n".join(f"- `{one.name}`: {one.does}" for one in CHECKS.values())
    yield _fields(model.Checks)
    yield (
        "`cleaning_log.csv` (or `.xlsx`) says what was decided about single answers; its headers and words are matched "
        "to these. See [Clean a survey](../how-to/clean-a-survey.md)."
    )
    yield _fields(model.Change, skip=("row",))
    yield "`plan.csv` lists what to estimate:"
    yield _fields(model.Analysis, skip=("row",))
    yield "`plan.toml` maps a plan of others, in CSV or in a workbook:"
    yield _fields(Mapping)
    yield (
        "`bind.toml` binds the inputs of [a standard](standards.md) to columns, a table `[STANDARD.INPUT]` each. See "
        "[Bind a survey to a standard](../how-to/bind-a-survey.md)."
    )
    yield _fields(model.Binding, only=("column", "choices", "where_empty"))
    yield "## decisions/AUTHOR-DEVICE.jsonl"
    yield "Written by `needline decide`, a line a decision, and never edited."
    yield _fields(model.Decision, skip=("file",))


def mission_settings() -> Iterator[str]:
    """The settings of `mission.toml`, from the values they are read into."""
    tables_of = {
        "[[groups]]": model.Group,
        "[[sectors]]": model.Sector,
        "standards": model.Standard,
        "[thresholds]": model.Thresholds,
        "[figures]": model.FigureRules,
        "[kinds.NAME]": model.Kind,
    }
    yield "# Settings: mission.toml"
    yield (
        "What a mission states. A key that is left out takes its default, and one that nobody knows is a problem. Only "
        "`as_of` is needed. The thresholds and rules in force are printed in the report, and stand in the table "
        "`settings`."
    )
    yield "## At the top"
    yield _fields(model.Mission, skip=("groups", "sectors", "standards", "thresholds", "figures", "kinds"))
    for name, kind in tables_of.items():
        yield f"## {name}"
        yield _sentence(kind)
        yield _fields(kind)


def measures() -> Iterator[str]:
    """The kinds of measure, from the file that defines them."""
    text = files("needline.reconcile").joinpath("kinds.toml").read_text("utf-8")
    known = msgspec.convert(tomllib.loads(text), dict[str, model.Kind])
    yield "# Kinds of measure"
    yield (
        "How a measure behaves in time decides how its counts bound a range at an instant, and which of them conflict. "
        "A mission adds measures of its own under `[kinds.NAME]`; one of the same name takes the place of these."
    )
    behaviours = typing.get_args(typing.get_type_hints(model.Kind)["behaviour"])
    yield _grid(
        ("behaviour", "the range at an instant"), [(_code(one), BEHAVIOURS[one]) for one in behaviours]
    )
    yield _grid(
        ("measure", "behaviour", "part of", "rise of", "in a balance", "unit", "may explain a residual"),
        [
            (
                _code(name),
                one.behaviour,
                _code(one.part_of),
                _code(one.difference_of),
                one.balance,
                one.unit,
                "yes" if one.explains else "",
            )
            for name, one in known.items()
        ],
    )
    yield "## What relates them"
    yield (
        "*Part of*: of the same people, and never more of them, at every instant. *Rise of*: what is counted in a "
        "time is "
        "how much that sum rose in it. *In a balance*: baseline, and those who came in, are at least those who "
        "left and "
        "those who remain. Besides, a place holds no more than the place it lies in, places that lie in one place "
        "do not "
        "overlap, and a group named with further words (`displaced women`) is part of the group. Of these, some "
        "divide it:"
    )
    words = tomllib.loads(files("needline.reconcile").joinpath("lists.toml").read_text("utf-8"))["partitions"]
    yield _grid(("words that divide a group",), [(", ".join(map(_code, one)),) for one in words])
    yield (
        "A mission adds its own as `partitions` under `[figures]`. Where the words of one set stand within those of "
        "another that is listed too (men, women, and children), nobody can tell which of them divides the group, "
        "and only "
        "part and whole are compared.\n\n"
        "`needline reconcile FILE --kinds kinds.toml` reads measures from a file, a table each:"
    )
    yield (
        '```toml\n[screened_cumulative]\nbehaviour = "cumulative"\npart_of = "arrived_cumulative"\n\n'
        '[screened_in_day]\nbehaviour = "flow"\ndifference_of = "screened_cumulative"\n```'
    )


def standards() -> Iterator[str]:
    """The standards that come with needline, what they ask and how they count."""
    yield "# Standards"
    yield (
        "Rules by which answers become classes or severity. A mission pins one by name and version; a survey's "
        "`bind.toml` says which of its questions answers which input. Marks: R read in code or text, E read in an "
        "excerpt, P proposed here. An input that is not bound is missing for everybody, and so is a class that depends "
        "on it. See [how a household is scored](../how-to/standards.md)."
    )
    for name, version in available():
        one = load(name, version)
        yield f"## {name} {version}: {one.title}"
        yield " ".join(one.note.split())
        need = f"In need from severity {one.need_from}, in severe need from {one.severe_need_from}. "
        yield f"{need if one.need_from else ''}Source: {one.document}. {one.licence}"
        for indicator in one.indicators:
            yield from _indicator(indicator, f"{name}.")


def _indicator(indicator: Indicator, own: str) -> Iterator[str]:
    """What an indicator adds to those it uses: its own inputs, and all of its steps."""
    yield f"### {indicator.title} (`{indicator.name}`)"
    used = f" Takes over {_listed(indicator.uses)}." if indicator.uses else ""
    yield f"Source: {indicator.source}. Mark: {indicator.mark}.{used} {' '.join(indicator.note.split())}".strip()
    asked = [_input(given) for given in indicator.inputs if given.origin.startswith(own)]
    if asked:
        yield _grid(("input", "asks", "answer"), asked)
    yield _grid(("step", "how"), [(_code(step.name), sentence(step)) for step in indicator.steps])


def outputs() -> Iterator[str]:
    """What a build writes into `out/`."""
    public = [table.name for table in TABLES.values() if not table.private]
    yield "# Outputs"
    yield (
        "What `needline build` writes into `out/`. All of it is made before the first file is touched, and a number "
        "without a trace stops it. The folder may be deleted at any time; the same mission gives the same bytes."
    )
    rows = [
        (_code(path), text, _code(f"needline.publish.{module}")) for module, (path, text) in OUTPUTS.items()
    ]
    yield _grid(("file", "what it is", "written by"), rows)
    yield f"Its tables are {_listed(public)}: see [Tables](tables.md)."
    yield "No row of a household, no whole text of a report and no cell over too few households is among them."


def meanings(kind: type) -> dict[str, str]:
    """What each field of a value means, from the `Args` of its docstring; "a, b: text" tells of both."""
    found: dict[str, str] = {}
    names: list[str] = []
    told = (inspect.getdoc(kind) or "").partition("Args:\n")[2]
    for line in told.partition("\n\n")[0].splitlines():
        if entry := re.match(r" {4}(\w[\w, ]*): (.*)", line):
            names = [name.strip() for name in entry[1].split(",")]
            found |= dict.fromkeys(names, entry[2])
        elif names:
            found |= {name: f"{found[name]} {line.strip()}" for name in names}
    return {
        name: text.replace("None", "empty").replace("True where", "true where")
        for name, text in found.items()
    }


def _fields(kind: type, *, only: Sequence[str] = (), skip: Sequence[str] = ()) -> str:
    """The fields of a value as a table: key, type, default, meaning."""
    told = meanings(kind)
    hints = typing.get_type_hints(kind)
    rows = [
        (_code(one.name), _type(hints[one.name]), _default(one), told.get(one.name, "").rstrip("."))
        for one in msgspec.structs.fields(kind)
        if one.name not in skip and (not only or one.name in only)
    ]
    return _grid(("key", "type", "default", "meaning"), rows)


def _type(hint: Any) -> str:
    """A type in an analyst's words."""
    words = {
        str: "text",
        int: "whole number",
        float: "number",
        bool: "true or false",
        model.When: "date or instant",
    }
    if typing.get_origin(hint) is typing.Literal:
        return ", ".join(one for one in typing.get_args(hint) if one)
    if typing.get_origin(hint) in {types.UnionType, typing.Union}:
        return _type(next(one for one in typing.get_args(hint) if one is not type(None)))
    if typing.get_origin(hint) is list:
        return f"list of {_type(typing.get_args(hint)[0])}s"
    if typing.get_origin(hint) is dict:
        return "table"
    return words.get(hint, "instant" if hint.__name__ == "datetime" else hint.__name__)


def _default(field: msgspec.structs.FieldInfo) -> str:
    """A field's default as TOML; nothing where it has none, or an empty one."""
    made = field.default_factory
    value = field.default if made is msgspec.NODEFAULT else made()
    if value is msgspec.NODEFAULT or value in ("", None, [], {}):
        return ""
    return _code(msgspec.json.encode(value).decode())


def _headers() -> dict[str, list[str]]:
    """The header of each CSV file that `needline new` makes."""
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
        root = Path(folder) / "mission"
        new.main([str(root)], standalone_mode=False)
        made = {path.relative_to(root).as_posix(): path.read_text("utf-8") for path in root.rglob("*.csv")}
    assert set(made) == set(CSV_ROWS), f"files that nothing here describes: {set(made) ^ set(CSV_ROWS)}"
    return {name: made[name].strip().split(",") for name in CSV_ROWS}


def _of_column(file: str, row: type, column: str) -> str:
    told = WHERE_THEY_DIFFER.get(file, {}).get(column) or meanings(row)[column]
    return told.rstrip(".")


def _sentence(kind: type) -> str:
    """The first line of a docstring, as a sentence."""
    first = (inspect.getdoc(kind) or "").split("\n\n")[0]
    return " ".join(first.split())


def _paragraphs(help_text: str) -> str:
    return "\n\n".join(" ".join(one.split()) for one in inspect.cleandoc(help_text).split("\n\n"))


def _option(option: click.Option, context: click.Context) -> tuple[str, str]:
    names, text = option.get_help_record(context) or ("", "")
    return _code(names.replace("|", " or ").replace("[", "").replace("]", "")), " ".join(text.split())


def _input(given: Input) -> tuple[str, str, str]:
    spans = [
        f"{end} {value:g}" for end, value in (("from", given.low), ("to", given.high)) if value is not None
    ]
    kinds = {"number": " ".join(["a number", *spans]), "one": "one of ", "many": "any of "}
    answer = kinds[given.kind] + _listed(given.choices)
    return _code(given.name), given.question, answer + (" (optional)" if given.optional else "")


def _listed(words: Iterable[str]) -> str:
    return ", ".join(_code(one) for one in words)


def _code(text: str) -> str:
    return f"`{text}`" if text else ""


def _grid(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; a bar inside a cell is written so that it does not end it."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


if __name__ == "__main__":
    main()
