"""The line: only what changed runs again, and what it then leaves is what a first build would leave, byte for byte."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from needline.errors import MissionError, TraceError
from needline.line import STEPS, build, open_store
from needline.model import Count, Decision, Figure, Ref
from needline.readers.decisions import append_decision

ALL = ["read", *(step.name for step in STEPS), "publish"]
FIGURES = "counts/figures.csv"
STATES = "routes/states.csv"


@pytest.fixture
def copy(built, tmp_path) -> Path:
    """A built mission, with all that the build left in it."""
    return Path(shutil.copytree(built, tmp_path / "copy", symlinks=True))


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def evidence_only(root: Path, to: Path) -> Path:
    return Path(shutil.copytree(root, to, ignore=shutil.ignore_patterns(".needline", "out")))


def replace(root: Path, file: str, old: str, new: str) -> None:
    text = (root / file).read_text("utf-8")
    assert old in text
    (root / file).write_text(text.replace(old, new, 1), "utf-8")


def test_a_first_build_runs_every_step(folder):
    told = build(folder({"mission.toml": 'title = "Empty"\nas_of = 2024-01-01\n'}))
    assert told.ran == ALL
    assert sorted(one.code for one in told.problems) == ["no-evidence", "no-groups"]
    assert "out/report.html" in told.written


def test_a_second_build_runs_nothing_and_touches_nothing(copy):
    before = {path: path.stat().st_mtime_ns for path in (copy / "out").rglob("*")}
    told = build(copy)
    assert told.ran == []
    assert {path: path.stat().st_mtime_ns for path in (copy / "out").rglob("*")} == before
    assert told.written == sorted(told.written)
    assert {(copy / name).exists() for name in told.written} == {True}


def test_tables_of_another_version_are_made_anew(copy, built, monkeypatch):
    for path in (copy / ".needline" / "tables").glob("counts.*.parquet"):
        pq.write_table(pq.read_table(path).drop_columns(["unit"]), path)
    monkeypatch.setattr("needline.line._code", lambda: "another version")
    assert build(copy).ran == ALL
    assert contents(copy / "out") == contents(built / "out")


def test_a_copy_elsewhere_needs_no_build_either(built, tmp_path):
    """The mission folder can be carried away: nothing in it names the place it stood."""
    moved = Path(shutil.copytree(built, tmp_path / "usb" / "stick"))
    assert build(moved).ran == []
    assert str(built).encode() not in b"".join(contents(moved / "out").values())


def test_two_copies_of_a_folder_give_the_same_bytes(built, tmp_path):
    other = evidence_only(built, tmp_path / "elsewhere" / "another name")
    build(other)
    assert contents(other / "out") == contents(built / "out")


def later_figure(root: Path) -> None:
    replace(root, FIGURES, "k044,", "k999,k999,2023-10-01,2023-10-01T14:00,UNHCR,UNHCR,arrived_cumulative,Karabakh,"
            "Armenia,displaced,exact,100485,100485,people,,\nk044,")  # fmt: skip


def close_road(root: Path) -> None:
    replace(root, STATES, "L8,2023-09-12,,restricted", "L8,2023-09-12,,closed")


def decided(root: Path) -> None:
    """Set aside what UNHCR had on the evening of the 29th: as the table has it, and as reports repeat it."""
    for count in open_store(root)[1].read(Count):
        if count.name == "k028" or (
            count.claim and count.measure == "arrived_cumulative" and count.low == 100_000
        ):
            append_decision(root, author="A", on=f"counts/{count.count}", action="set_aside", value="",
                            reason="a press line", at=dt.datetime(2024, 1, 1, tzinfo=dt.UTC), device="d")  # fmt: skip


def drop_report(root: Path) -> None:
    for path in (root / "reports").glob("2023-09-29-evening*"):
        path.unlink()


def drop_survey(root: Path) -> None:
    shutil.rmtree(root / "survey")


CHANGES = {
    "nothing but a blank": (lambda root: replace(root, "sources.toml", "\n", "\n\n"), {"read"}, {"extract", "judge"}),
    "a figure": (later_figure, {"read", "reconcile"}, {"extract", "score", "estimate"}),
    "a road": (close_road, {"read", "reach"}, {"extract", "reconcile", "score", "estimate"}),
    "a decision": (decided, {"read", "extract", "reconcile", "judge"}, {"score", "estimate"}),
    "a report taken out": (drop_report, {"read", "extract"}, {"score", "estimate"}),
    "the survey taken out": (drop_survey, {"read", "score", "estimate", "judge"}, {"extract", "reconcile"}),
    "a threshold of judging": (
        lambda root: replace(root, "mission.toml", "area_share = 0.20", "area_share = 0.40"),
        {"judge", "publish"},
        {"read", "extract", "reconcile", "clean", "score", "estimate", "reach"},
    ),
    "a setting": (
        lambda root: replace(root, "mission.toml", "carry_days = 7", "carry_days = 3"),
        {name for name in ALL if name != "publish"},
        set(),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("change", "runs", "rests"), CHANGES.values(), ids=CHANGES)
def test_a_change_runs_what_depends_on_it_and_leaves_what_a_first_build_leaves(
    copy, tmp_path, change, runs, rests
):
    change(copy)
    told = build(copy)
    assert runs <= set(told.ran)
    assert not rests & set(told.ran)
    assert told.ran == [name for name in ALL if name in told.ran], "in the order of the line"
    fresh = evidence_only(copy, tmp_path / "fresh")
    assert build(fresh).problems == told.problems
    assert contents(fresh / "out") == contents(copy / "out")
    assert build(copy).ran == []


@pytest.mark.parametrize(
    "harm",
    [
        lambda out: (out / "report.html").unlink(),
        lambda out: (out / "tables.xlsx").write_bytes(b"changed by hand"),
        shutil.rmtree,
    ],
)
def test_what_was_taken_from_out_is_published_again(copy, built, harm):
    harm(copy / "out")
    assert build(copy).ran == ["publish"]
    assert contents(copy / "out") == contents(built / "out")


def test_a_step_that_broke_off_runs_again(copy, monkeypatch):
    import needline.reach.step

    def fail(*_):
        raise RuntimeError("the power went")

    close_road(copy)
    monkeypatch.setattr(needline.reach, "run", fail)
    before = contents(copy / "out")
    with pytest.raises(RuntimeError, match="power"):
        build(copy)
    assert contents(copy / "out") == before, "nothing half written"
    monkeypatch.undo()
    assert "reach" in build(copy).ran


def test_without_publishing_nothing_is_written_beside_the_evidence(copy, tmp_path):
    root = evidence_only(copy, tmp_path / "fresh")
    before = contents(root)
    told = build(root, publish=False, working=tmp_path / "scratch")
    assert told.written == []
    assert contents(root) == before
    assert not (root / ".needline").exists()
    assert not (root / "out").exists()


def test_a_decision_changes_the_figures_and_is_recorded(copy):
    instant = "2023-09-29T20:00:00+04:00"
    replace(copy, "mission.toml", "as_of = 2023-10-01T15:00:00+04:00", f"as_of = {instant}")
    build(copy)

    def arrived() -> dict[str, tuple[float | None, float | None]]:
        return {
            one.scenario: (one.low, one.high)
            for one in open_store(copy)[1].read(Figure)
            if (one.measure, one.place, one.group) == ("arrived_cumulative", "ARM", "left")
        }

    assert {"if k027", "if k028"} <= set(arrived())
    decided(copy)
    told = build(copy)
    assert arrived() == {"consistent": (98625, 98625)}
    store = open_store(copy)[1]
    decisions = store.read(Decision)
    assert "a press line" in {one.reason for one in decisions}
    assert [store.cell(Ref("decisions", one.id)) for one in decisions] == decisions
    assert "out/tables/decisions.parquet" in told.written


def test_known_at_gives_the_day_before_as_it_was_known(copy):
    """Evidence published later is left out, whatever it says of that day."""
    replace(copy, "mission.toml", 'zone = "Asia/Yerevan"', 'zone = "Asia/Yerevan"\nknown_at = 2023-09-29')
    build(copy)
    known = {one.name for one in open_store(copy)[1].read(Count) if one.name}
    assert "k028" in known
    assert "k029" not in known
    assert "k081" not in known


def test_private_rows_stand_in_the_working_folder_alone(built):
    out = contents(built / "out")
    assert not [
        name for name in out if name.startswith(("tables/texts", "tables/surveys_read", "tables/households"))
    ]
    households = (
        (built / "survey" / "households_2023_10" / "submissions.csv").read_text("utf-8").splitlines()[1:]
    )
    ids = {row.partition(",")[0] for row in households}
    assert ids
    text = out["report.html"].decode() + "".join(
        content.decode() for name, content in out.items() if name.endswith((".csv", ".json"))
    )
    assert not [one for one in ids if one in text]


def test_a_folder_never_built_has_no_store(folder, tmp_path):
    root = folder({"mission.toml": "as_of = 2024-01-01\n"})
    with pytest.raises(TraceError, match="never built here"):
        open_store(root)
    with pytest.raises(MissionError, match="not found"):
        open_store(tmp_path)
    assert not (root / ".needline").exists()
