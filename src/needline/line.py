"""
The line, from evidence to publication: names the steps in order, runs what changed, records the run.

    evidence → read → extract → reconcile → clean → score → estimate → reach → judge → publish

Steps never call one another; they meet in the store's tables. A step runs again when the tables it reads, the
mission's settings or needline itself have changed.
"""

from __future__ import annotations

import hashlib
import importlib
import json
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from needline import __version__
from needline.errors import TraceError
from needline.model import Mission, Problem, Ref
from needline.readers.folder import keep_settings, read
from needline.readers.mission import read_mission
from needline.store import TABLES, Progress, Store
from needline.store.hashes import file_hash, hashed

MISSION, WORKING, OUT = "mission.toml", ".needline", "out"


class Step(NamedTuple):
    """
    One step of the line.

    Args:
        name: as written in the `by` of the tables it writes.
        does: what it does, as the terminal tells it.
        run: `package:function` that runs it, imported only when it runs.
        reads: the tables it draws on, or the prefix of private ones.
    """

    name: str
    does: str
    run: str
    reads: tuple[str, ...]


STEPS = (
    Step(
        "extract",
        "Finding who says what",
        "needline.claims:run",
        ("reports", "texts", "places", "sources", "decisions"),
    ),
    Step(
        "reconcile",
        "Reconciling figures",
        "needline.reconcile:run",
        ("counts", "places", "decisions", "sources"),
    ),
    Step(
        "clean",
        "Cleaning and checking interviews",
        "needline.survey:run_clean",
        ("surveys_read", "submissions/", "cleaning/"),
    ),
    Step(
        "score",
        "Scoring households",
        "needline.survey:run_score",
        ("surveys_read", "cleaned/", "repeats/", "places"),
    ),
    Step(
        "estimate", "Estimating", "needline.survey:run_estimate", ("surveys", "surveys_read", "households/")
    ),
    Step(
        "reach",
        "Following roads and response",
        "needline.reach:run",
        ("activities", "legs", "leg_states", "figures", "places", "claims"),
    ),
    Step(
        "judge",
        "Judging needs",
        "needline.needs:run",
        (
            "figures",
            "estimates",
            "observations",
            "coverage",
            "claims",
            "decisions",
            "places",
            "legs",
            "leg_states",
        ),
    ),
)
JUDGING = frozenset({"area_share", "pin_min_severity", "intersectoral"})
"""Thresholds that no step before judging reads."""
_RULES = ("needline.reconcile", "needline.survey", "needline.reach", "needline.needs")


class Told(NamedTuple):
    """
    What a build came to.

    Args:
        mission: as read.
        problems: everything wrong with the evidence.
        ran: names of the steps that ran; the others stood from an earlier build.
        written: files in `out/`, relative to the mission folder; empty where nothing was published.
    """

    mission: Mission
    problems: list[Problem]
    ran: list[str]
    written: list[str]


Teller = Callable[[str], Progress]
"""Given what a step does, gives the function that its progress is told to."""


def _silent(_does: str) -> Progress:
    return lambda _done, _total: None


def build(root: Path, *, tell: Teller = _silent, publish: bool = True, working: Path | None = None) -> Told:
    """
    Run the line over a mission folder.

    Args:
        root: the mission folder.
        tell: told of each step and its progress.
        publish: False stops before anything is written to `out/`.
        working: private folder for the tables; `.needline/` of the mission where None.

    Raises:
        MissionError: there is no `mission.toml`, or it cannot be used.
        TraceError: a number would have been printed without evidence; nothing was written.
    """
    mission, door, stated = read_mission(root)
    store = Store(working or root / WORKING)
    known = store.recall("line", "steps") or {}
    if known.get("needline") != _code():
        store.clear()
        known = {"needline": _code()}
    evidence = fingerprints(root)
    ran: list[str] = []
    settings = hashed(mission_bytes(root), _code())
    before_judging = hashed(_but_judging(stated), _standards(root), _code())

    def due(name: str, key: str) -> bool:
        if known.get(name) == key:
            return False
        known.pop(name, None)
        store.keep("line", "steps", known)
        ran.append(name)
        return True

    key = hashed(before_judging, _files(evidence), *(one.id for one in door.problems))
    if due("read", key):
        read(mission, door, stated, store, tell("Reading evidence"))
        known["read"] = key
    else:
        keep_settings(mission, stated, store)
    for step in STEPS:
        key = hashed(settings if step.name == "judge" else before_judging, store.state(step.reads))
        if due(step.name, key):
            _named(step.run)(mission, store, tell(step.does))
            known[step.name] = key
    store.keep("line", "steps", known)
    written = _publish(root, mission, store, evidence, tell, ran) if publish else []
    return Told(mission, store.read(Problem), ran, written)


def _publish(
    root: Path, mission: Mission, store: Store, evidence: Mapping[str, str], tell: Teller, ran: list[str]
) -> list[str]:
    """Write `out/`, unless it stands as an earlier run left it."""
    out = root / OUT
    key = hashed(store.state(TABLES), mission_bytes(root), json.dumps(evidence, sort_keys=True), _code())
    last = store.recall("line", "published") or {}
    if last.get("key") == key and all(file_hash(root / name) == seen for name, seen in last["files"].items()):
        return sorted(last["files"])
    ran.append("publish")
    progress = tell("Publishing")
    seen = _named("needline.publish:run")(mission, store, out, dict(evidence), _code())
    files = {path.relative_to(root).as_posix(): digest for path, digest in seen.items()}
    store.keep("line", "published", {"key": key, "files": files})
    progress(1, 1)
    return sorted(files)


def recompute(mission: Mission, store: Store, ref: Ref) -> dict[str, Any]:
    """
    Follow a row's trace and compute its values again from the evidence it names.

    Args:
        mission, store: of a built mission.
        ref: the row; its column is not looked at.

    Returns:
        dict: column to value; empty for a row that is itself evidence, as typed or as written.

    Raises:
        TraceError: no such row, or its evidence is gone.
    """
    row = store.cell(Ref(ref.table, ref.key))
    if ref.table == "counts" and row.claim:
        rules = _named("needline.claims:RECOMPUTE")
    else:
        rules = next((one for one in map(_rules, _RULES) if ref.table in one), {})
    rule = rules.get(ref.table)
    return rule(mission, store, row) if rule else {}


def open_store(root: Path) -> tuple[Mission, Store]:
    """
    Open a mission that was built before.

    Raises:
        MissionError: it is no mission.
        TraceError: it was never built on this machine.
    """
    mission, _, _ = read_mission(root)
    if not (root / WORKING).is_dir():
        raise TraceError("trace", "this mission was never built here.", "Run `needline build DIR` first.")
    return mission, Store(root / WORKING)


def fingerprints(root: Path) -> dict[str, str]:
    """The sha256 of every file of evidence in a mission folder, by its path inside."""
    skipped = {WORKING, OUT}
    files = (path for path in root.rglob("*") if path.is_file())
    named = ((path.relative_to(root), path) for path in files)
    return {
        inside.as_posix(): file_hash(path)
        for inside, path in sorted(named)
        if inside.parts[0] not in skipped and not any(part.startswith(".") for part in inside.parts)
    }


def _files(evidence: Mapping[str, str]) -> str:
    """The files of evidence beside `mission.toml`, of which reading takes what it states and what is wrong with it."""
    return json.dumps({name: seen for name, seen in evidence.items() if name != MISSION}, sort_keys=True)


def mission_bytes(root: Path) -> bytes:
    """What `mission.toml` holds, and the mission's own standards: what every step may depend on."""
    return (root / MISSION).read_bytes() + b"\0" + _standards(root)


def _standards(root: Path) -> bytes:
    own = sorted(path for path in (root / "standards").rglob("*.toml") if path.is_file())
    return b"\0".join(path.read_bytes() for path in own)


def _but_judging(stated: Mapping[str, Any]) -> str:
    """What `mission.toml` states, without the thresholds that judging alone reads: another one judges again."""
    thresholds = stated.get("thresholds")
    if isinstance(thresholds, dict):
        kept = {name: value for name, value in thresholds.items() if name not in JUDGING}
        stated = {**stated, "thresholds": kept}
    return json.dumps(stated, sort_keys=True, default=str)


@cache
def _code() -> str:
    """Fingerprint of needline's own code and definitions: another version computes everything again."""
    digest = hashlib.sha256(__version__.encode())
    base = Path(__file__).parent
    for path in sorted(base.rglob("*")):
        if path.suffix in {".py", ".toml", ".csv", ".html", ".css", ".js", ".npz"}:
            digest.update(path.relative_to(base).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


def _named(where: str) -> Any:
    module, _, name = where.partition(":")
    return getattr(importlib.import_module(module), name)


def _rules(package: str) -> dict[str, Any]:
    rules: dict[str, Any] = _named(f"{package}:RECOMPUTE")
    return rules
