"""`needline decide`: a person's decision about the evidence, recorded with its reason."""

from __future__ import annotations

import datetime as dt
import getpass
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from needline.cli import show
from needline.cli.arguments import folder
from needline.model.decision import ACTIONS

if TYPE_CHECKING:
    from needline.model import Claim, Decision, Figure, Mission, Ref, Residual
    from needline.store import Store


@click.command(
    epilog='Example:  needline decide examples/karabakh k028 set_aside --reason "rounded up for a press line"'
)
@folder
@click.argument("what", metavar="ID")
@click.argument("action", type=click.Choice(ACTIONS), metavar="ACTION")
@click.argument("value", default="")
@click.option("--reason", required=True, help="Why, in words.")
@click.option("--author", default="", help="Who decides; $NEEDLINE_AUTHOR or the login name where not given.")
@click.option("--device", default="", help="This machine's name in the log; its host name where not given.")
def command(
    directory: Path, what: str, action: str, value: str, reason: str, author: str, device: str
) -> None:
    """
    Record a decision about a row, then run the line from there with `needline build`.

    ACTION is one of: accept, correct (VALUE: a number, or low..high), set_aside, same_count (VALUE: the other
    figure's id), other_population (VALUE: the group), other_day (VALUE: the day), severity (VALUE: 1 to 5),
    grade (VALUE: A to F and 1 to 6), recommend (VALUE: the recommendation), outcome (of a promise or demand; VALUE:
    kept, "not kept", "not yet" or "no evidence"). Nothing is erased: a later decision
    supersedes. A decision about a claim, or about a promise or demand, is kept on its passage, and stands on whichever
    claim is read there later.
    """
    from needline.claims.decided import passage_of
    from needline.cli.trace import find
    from needline.line import open_store
    from needline.model import Count, Report
    from needline.readers.decisions import append_decision

    mission, store = open_store(directory)
    ref = find(store, what)
    if action == "same_count":
        value = str(find(store, value))
    figure = store.get(Count, ref.key) if ref.table == "counts" else None
    _check(ref, action, value, mission, unit=figure.unit if figure else "people")
    claim = _claim(store, ref, action)
    report = store.get(Report, claim.report) if claim else None
    decision = append_decision(
        directory,
        author=author or os.environ.get("NEEDLINE_AUTHOR", "") or getpass.getuser(),
        on=passage_of(claim, report.sha256) if claim and report else f"{ref.table}/{ref.key}",
        action=action,
        value=value,
        reason=reason,
        at=dt.datetime.now(dt.UTC),
        device=device,
    )
    click.echo(
        f"Recorded {decision.id}: {action} {decision.on}. It holds from the next `needline build {directory}`."
    )
    if ref.table == "counts":
        _tell(mission, store, decision)


def _claim(store: Store, ref: Ref, action: str) -> Claim | None:
    """The claim that a decision is about, of an outcome the one that promises or demands; None of other rows."""
    from needline.model import Claim, Statement, read_ref

    if ref.table == "statements" and action == "outcome":
        statement = store.get(Statement, ref.key)
        named = [one for one in map(read_ref, statement.trace if statement else ()) if one.table == "claims"]
        return store.get(Claim, named[0].key) if named else None
    return store.get(Claim, ref.key) if ref.table == "claims" else None


_SHOWN = 8


def _tell(mission: Mission, store: Store, decision: Decision) -> None:
    """Reconcile again with the decision, and print what differs from before."""
    from needline.model import Count, Place, Source
    from needline.model import Decision as Decided
    from needline.reconcile import reconcile
    from needline.reconcile.changes import changed

    counts, places = store.read(Count), store.read(Place)
    decisions, sources = store.read(Decided), store.read(Source)
    before = reconcile(mission, counts, places, decisions, sources)
    after = reconcile(mission, counts, places, [*decisions, decision], sources)
    found = changed(before, after)
    names = {f"counts/{one.count}": one.name or one.said_by or one.count for one in counts}
    lines = []
    for told, conflicts in (("No longer in conflict", found.gone), ("Now in conflict", found.new)):
        lines += [f"  {told}: {', '.join(names[ref] for ref in one.members)}" for one in conflicts]
    for was, now in found.ranges:
        row = was or now
        assert row is not None
        where = " ".join(part for part in (row.measure, row.from_place, row.place, row.group) if part)
        lines.append(f"  {where}: {_range(was)}, then {_range(now)}")
    for was_left, left in found.residuals:
        one = was_left or left
        assert one is not None
        what = "Not accounted for" if one.kind == "balance" else "Not in the list"
        lines.append(f"  {what} in {one.place}: {_range(was_left)}, then {_range(left)}")
    click.echo("Before and after:" if lines else "No range, conflict or residual changes by it.")
    for line in lines[:_SHOWN]:
        click.echo(line)
    if len(lines) > _SHOWN:
        click.echo(f"  … and {len(lines) - _SHOWN} more.")
    for problem in after.problems:
        if problem.code == "decision" and problem.where == decision.id:
            click.echo(problem.line(), err=True)


def _range(row: Figure | Residual | None) -> str:
    return "nothing" if row is None else show.ends(row.low, row.high)


_ABOUT = {
    **dict.fromkeys(("correct", "same_count", "other_population", "other_day"), ("counts",)),
    "set_aside": ("counts", "claims"),
    "severity": ("needs",),
    "outcome": ("statements",),
}
_CLASSES = {"1", "2", "3", "4", "5"}


def _check(ref: Ref, action: str, value: str, mission: Mission, unit: str) -> None:
    """Refuse a decision that could not be applied, before it is recorded for good."""
    from needline.errors import DecisionError
    from needline.model import read_when
    from needline.model.decision import HOW_TO_CORRECT, OUTCOMES, read_correction
    from needline.model.when import HOW_TO_WRITE

    wanted = _ABOUT.get(action)
    if wanted and ref.table not in wanted:
        rows = " or ".join(wanted)
        raise DecisionError("decide", f"{action} is about a row of {rows}, not of {ref.table}.")
    if action == "same_count" and value == f"{ref.table}/{ref.key}":
        raise DecisionError("decide, VALUE", "a figure cannot stand for itself.", "Name the other figure.")
    try:
        if action == "correct":
            read_correction(value, unit)
    except ValueError as error:
        raise DecisionError("decide, VALUE", str(error), HOW_TO_CORRECT) from None
    try:
        if action == "other_day":
            read_when(value, mission.tz)
    except ValueError as error:
        raise DecisionError("decide, VALUE", str(error), HOW_TO_WRITE) from None
    if action == "severity" and value.strip() not in _CLASSES:
        raise DecisionError("decide, VALUE", f'"{value}" is no class.', "Severity is 1, 2, 3, 4 or 5.")
    if action == "outcome" and value.strip() not in OUTCOMES:
        raise DecisionError("decide, VALUE", f'"{value}" is no outcome.', f"Say {', '.join(OUTCOMES)}.")
    if action in {"grade", "recommend"} and not value.strip():
        raise DecisionError("decide, VALUE", f"{action} needs one.", "Write it after the action.")
