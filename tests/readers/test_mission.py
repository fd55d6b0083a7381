"""`mission.toml` and `sources.toml`: what stops a build, what is told and falls back to a default, what is offered."""

from __future__ import annotations

import datetime as dt

import pytest

from needline.errors import MissionError
from needline.model import Count, Report, Setting, Source, Text
from needline.readers.mission import read_mission

HEAD = 'title = "Cyclone"\nas_of = 2019-03-20T09:00:00+02:00\nzone = "Africa/Maputo"\n'


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (None, "mission.toml: not found in this folder. `needline new DIR` makes a folder to start from."),
        ("", "mission.toml: empty, no text. Put its content back"),
        (b"\x00\x01\x02", "mission.toml: binary, no text."),
        ('title = "x', "mission.toml: not valid TOML: "),
        ('title = "x"', "mission.toml, as_of: not stated. Write the instant assessed:"),
        ("as_of = 32.09.2023", "mission.toml: not valid TOML: "),
        ('as_of = "32.09.2023"', 'mission.toml, as_of: "32.09.2023" is no date. Write it as 2023-10-01'),
        ("as_of = 42", 'mission.toml, as_of: "42" is no date.'),
        ('as_of = 2019-03-20\nknown_at = "soon"', 'mission.toml, known_at: "soon" is no date.'),
        ('as_of = 2019-03-20\nzone = "Mozambique"', 'mission.toml, zone: "Mozambique" is no time zone.'),
    ],
)
def test_what_stops_a_build_is_told_in_one_line(folder, text, says):
    root = folder({"README": "x", **({} if text is None else {"mission.toml": text})})
    with pytest.raises(MissionError) as told:
        read_mission(root)
    assert says in str(told.value)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        ("2019-03-20T09:00:00+02:00", dt.datetime(2019, 3, 20, 7, tzinfo=dt.UTC)),
        ("2019-03-20T09:00:00", dt.datetime(2019, 3, 20, 7, tzinfo=dt.UTC)),
        ('"2019-03-20T09:00"', dt.datetime(2019, 3, 20, 7, tzinfo=dt.UTC)),
        ("2019-03-20T07:00:00Z", dt.datetime(2019, 3, 20, 7, tzinfo=dt.UTC)),
        ("2019-03-20", dt.datetime(2019, 3, 20, 21, 59, 59, 999999, tzinfo=dt.UTC)),
    ],
)
def test_the_instant_assessed(folder, written, instant):
    """An hour is in the mission's zone where it names none; a day is assessed at its end."""
    mission, _, _ = read_mission(folder({"mission.toml": f'as_of = {written}\nzone = "Africa/Maputo"\n'}))
    assert mission.as_of == instant


@pytest.mark.parametrize(
    ("text", "where", "severity", "says"),
    [
        ('tittle = "x"', "tittle", "warning", "Did you mean title?"),
        ("[thresholds]\ncell_household = 5", "thresholds.cell_household", "warning", "mean cell_households?"),
        ("[figures]\ncarry = 5", "figures.carry", "warning", "mean carry_days"),
        ('[kinds.lost_days]\nbehaviour = "growing"', "kinds.lost_days", "error", "Invalid enum value"),
        ("title = 5", "title", "error", "int where a text in quotes is wanted"),
        ('languages = "en"', "languages", "error", "str where a list of texts"),
        ('[groups]\nid = "x"', "groups", "error", "dict where a list: [[groups]] before each"),
        ('kinds = ["x"]', "kinds", "error", "list where tables: [kinds.NAME] before each"),
        ('[[groups]]\nid = "x"', "groups 1", "error", "missing required field `names`"),
        ('[[groups]]\nid = "x"\nnames = []', "groups 1", "error", "length >= 1"),
        ('[[sectors]]\nid = ""\nname = "Food"', "sectors 1", "error", "length >= 1"),
        (
            '[[standards]]\nname = "msni"\nversion = 2025.1',
            "standards 1",
            "error",
            "Expected `str`, got `float`",
        ),
        ("[thresholds]\nlevel = 95", "thresholds", "error", "< 1.0"),
        ("[thresholds]\narea_share = 20", "thresholds", "error", "<= 1.0"),
        ("[thresholds]\ncell_households = 0", "thresholds", "error", ">= 1"),
        ("[thresholds]\nneed_severity = 1", "thresholds", "error", ">= 2"),
        ("[figures]\ncarry_days = -1", "figures", "error", ">= 0"),
        ("[figures]\nhousehold_size = 0", "figures", "error", "> 0.0"),
    ],
)
def test_a_setting_that_cannot_be_used_is_told_once(folder, reading, text, where, severity, says):
    head = HEAD.replace('title = "Cyclone"\n', "") if text.startswith("title") else HEAD
    found = reading(folder({"mission.toml": f"{head}{text}\n"}))
    (told,) = found.problems()
    assert (told.file, told.where, told.severity) == ("mission.toml", where, severity)
    assert says in told.line()
    assert "\n" not in told.line()


def test_one_wrong_threshold_leaves_the_others_as_stated(folder, reading):
    """A mistyped level must not bring the cells back to ten households where the mission hides under thirty."""
    found = reading(folder({"mission.toml": f'{HEAD}[thresholds]\nlevel = "high"\ncell_households = 30\n'}))
    assert (found.mission.thresholds.cell_households, found.mission.thresholds.level) == (30, 0.95)
    assert [one.severity for one in found.problems()] == ["error"]


def test_settings_say_what_the_mission_states_and_what_is_a_default(folder, reading):
    found = reading(folder({"mission.toml": f"{HEAD}[thresholds]\ncell_households = 30\n"}))
    settings = {one.name: (one.number, one.stated) for one in found.store.read(Setting)}
    assert settings["thresholds.cell_households"] == (30.0, True)
    assert settings["thresholds.level"] == (0.95, False)
    assert settings["figures.household_size"] == (None, False)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (
            '[[groups]]\nid = "a"\nnames = ["A"]\nwithin = "MZX"',
            'mission.toml, groups a, within: "MZX" is no code of places.csv. Did you mean MZ?',
        ),
        (
            '[[groups]]\nid = "a"\nnames = ["A"]\nfrom_place = "Sofala"',
            'mission.toml, groups a, from_place: "Sofala" is no code of places.csv. Did you mean Sofala?',
        ),
        ('entries = ["Beira"]', 'mission.toml, entries: "Beira" is no code of places.csv.'),
        (
            '[[groups]]\nid = "a"\nnames = ["A"]\npopulation = "arived_cumulative"',
            'mission.toml, groups a, population: "arived_cumulative" is no measure.',
        ),
        (
            '[[groups]]\nid = "a"\nnames = ["A"]\n[[groups]]\nid = "a"\nnames = ["B"]',
            'mission.toml, groups: "a" stands 2 times. Rename the others.',
        ),
        (
            '[[sectors]]\nid = "a"\nname = "A"\n[[sectors]]\nid = "a"\nname = "B"',
            'mission.toml, sectors: "a" stands 2 times. Rename the others.',
        ),
    ],
)
def test_what_the_mission_names_must_be_known(folder, reading, text, line):
    places = "code,name,kind,parent\nMZ,Mozambique,country,\nMZ10,Sofala,area,MZ\n"
    found = reading(folder({"mission.toml": f"{HEAD}{text}\n", "places.csv": places}))
    (told,) = found.lines()
    assert told.startswith(line)


SOURCE = '[ingd]\nname = "INGD"\nkind = "government"\nlicence = "figures cited"\n'


@pytest.mark.parametrize(
    ("text", "severity", "says"),
    [
        (
            '[x]\nkind = "un"\n',
            "error",
            'sources.toml, "x": cannot be used: Object missing required field `name`',
        ),
        ('x = "OCHA"\n', "error", 'sources.toml, "x": cannot be used'),
        ('[x]\nname = "X"\nkind = "army"\nlicence = "-"\n', "error", '"x", kind: "army" is not known.'),
        (
            '[x]\nname = "X"\nkind = "un"\nreliability = "AB"\nlicence = "-"\n',
            "error",
            'reliability: "AB" is not',
        ),
        (
            '[x]\nname = "X"\nkind = "un"\n',
            "warning",
            'sources.toml, "x": no licence. Add licence = "CC-BY-4.0"',
        ),
    ],
)
def test_a_source_that_cannot_be_used_is_told_and_the_others_are_read(folder, reading, text, severity, says):
    found = reading(folder({"mission.toml": HEAD, "sources.toml": text + SOURCE}))
    (told,) = found.problems()
    assert told.severity == severity
    assert says in told.line()
    assert "ingd" in {one.id for one in found.store.read(Source)}


def test_evidence_published_after_known_at_is_left_out(folder, reading):
    header = "id,published,as_of,said_by,measure,from_place,group,qualifier,low,high,unit"
    rows = "\n".join(f"{name},{day},,X,killed,MZ,all,exact,5,5,people" for name, day in KNOWN)
    files = {
        "places.csv": "code,name\nMZ,Mozambique\n",
        "counts/c.csv": f"{header}\n{rows}\n",
        "reports/late.txt": "Later words.",
        "reports/late.txt.toml": "published = 2019-03-21\n",
        "reports/early.txt": "Earlier words.",
        "reports/early.txt.toml": "published = 2019-03-18\n",
    }
    found = reading(folder({"mission.toml": f"{HEAD}known_at = 2019-03-19\n", **files}))
    assert sorted(one.name for one in found.store.read(Count)) == ["before", "same day", "undated"]
    assert [one.file for one in found.store.read(Report)] == ["reports/early.txt"]
    assert [one.text for one in found.store.read(Text)] == ["Earlier words."]
    assert len(reading(found.root).store.read(Count)) == 3


KNOWN = (
    ("before", "2019-03-18"),
    ("same day", "2019-03-19T18:00"),
    ("after", "2019-03-20"),
    ("undated", ""),
)


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16"])
def test_a_mission_file_of_another_encoding_is_read_and_said(tmp_path, encoding):
    (tmp_path / "mission.toml").write_bytes('title = "Séismes"\nas_of = 2023-02-10\n'.encode(encoding))
    mission, door, _ = read_mission(tmp_path)
    assert mission.title == "Séismes"
    assert [(one.code, one.severity, one.file) for one in door.problems] == [
        ("encoding", "warning", "mission.toml")
    ]
