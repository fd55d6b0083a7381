"""`needline standards`: lists them, explains one, compares two on a mission's data."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from needline.cli import show
from needline.cli.arguments import format_option
from needline.errors import NeedlineError

if TYPE_CHECKING:
    from needline.standards import Indicator, StandardDefinition
    from needline.standards.compare import Cell, Compared
    from needline.survey.compare import SurveyCompared

_FOLDER = click.Path(path_type=Path, file_okay=False, exists=True)
_COMPARE = "compare"
_USAGE = "Say nothing, one standard, or compare A B [MISSION]."


@click.command(epilog="Example:  needline standards compare msni@2025.1 msni@2025.11 examples/karabakh")
@click.argument("asked", metavar="[NAME | compare A B [MISSION]]", nargs=-1)
@click.option("--mission", type=_FOLDER, help="A mission folder, whose own standards are known too.")
@format_option
def command(asked: tuple[str, ...], mission: Path | None, output: str) -> None:
    """
    List the standards, explain one, or compare two.

    A standard is named NAME or NAME@VERSION; without a version the latest is meant. With a mission, compare shows who
    changes class and by which rule: counts and weighted shares, never a household, and no cell of fewer households
    than the mission's threshold.
    """
    if asked[:1] == (_COMPARE,) and 3 <= len(asked) <= 4:  # noqa: PLR2004 - two standards, and a mission or none
        folder = Path(asked[3]) if asked[3:] else None
        if folder is not None and not folder.is_dir():
            raise NeedlineError(str(folder), "is no folder.", "Name a mission folder.")
        _compare(asked[1], asked[2], folder, _own(folder or mission), output)
    elif len(asked) <= 1 and _COMPARE not in asked:
        _tell(asked, _own(mission), output)
    else:
        raise NeedlineError("standards", f'"{" ".join(asked)}" cannot be read.', _USAGE)


def _own(mission: Path | None) -> list[StandardDefinition]:
    """A mission's own standards; one that cannot be used is told."""
    if mission is None:
        return []
    from needline.readers.base import Door
    from needline.readers.standards import read_standards
    from needline.standards import define_all

    door = Door(mission)
    own = define_all(read_standards(door))[0]
    show.problems(door.problems)
    return own


def _find(written: str, own: Sequence[StandardDefinition]) -> StandardDefinition:
    from needline.standards import load

    name, _, version = written.partition("@")
    return load(name, version, own)


def _tell(asked: Sequence[str], own: Sequence[StandardDefinition], output: str) -> None:
    import msgspec

    from needline.standards import available, load

    if asked:
        one = _find(asked[0], own)
        if output == "json":
            click.echo(json.dumps(_finite(msgspec.to_builtins(one)), ensure_ascii=False, indent=2))
        else:
            click.echo("\n".join(_explained(one)))
        return
    keys = {**dict.fromkeys(available()), **{(one.name, one.version): None for one in own}}
    known = [load(name, version, own) for name, version in keys]
    if output == "json":
        rows = [{"name": one.name, "version": one.version, "title": one.title} for one in known]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    width = max(len(f"{one.name}@{one.version}") for one in known)
    for one in known:
        click.echo(f"{f'{one.name}@{one.version}':<{width}}  {one.title}")
    click.echo("needline standards NAME explains one.")


def _finite(value: Any) -> Any:
    """Plain values without the ceilings of steps, which are worked out and may be infinite."""
    if isinstance(value, dict):
        return {key: _finite(one) for key, one in value.items() if key != "ceilings"}
    return [_finite(one) for one in value] if isinstance(value, (list, tuple)) else value


def _explained(one: StandardDefinition) -> Iterator[str]:
    yield f"{one.title} ({one.name}@{one.version})"
    yield " ".join(one.note.split())
    if one.need_from:
        yield f"A household is in need from severity {one.need_from}, in severe need from {one.severe_need_from}."
    yield f"Document: {one.document}."
    yield f"Licence: {one.licence}"
    for indicator in one.indicators:
        yield ""
        yield from _of_indicator(indicator)


def _of_indicator(indicator: Indicator) -> Iterator[str]:
    from needline.standards.explain import answer, sentence

    yield f"{indicator.title} ({indicator.name})"
    yield f"  Source: {indicator.source} [{indicator.mark}]"
    if indicator.note:
        yield f"  {' '.join(indicator.note.split())}"
    if indicator.uses:
        yield f"  Takes over: {'; '.join(indicator.uses)}"
    yield "  Asks"
    for given in indicator.inputs:
        yield f"    {given.name}: {given.question} {answer(given)[0].upper()}{answer(given)[1:]}."
    yield "  Counts"
    for step in indicator.steps:
        yield f"    {step.name} = {sentence(step)}"


def _compare(
    first: str, second: str, mission: Path | None, own: Sequence[StandardDefinition], output: str
) -> None:
    from needline.standards.compare import plain

    one, other = _find(first, own), _find(second, own)
    if mission is None:
        _differences(one, other, output)
        return
    surveys = _on_mission(mission, one, other)
    if output == "json":
        told = [{**each._asdict(), "compared": plain(each.compared)} for each in surveys]
        told = [{key: value for key, value in one.items() if key != "problems"} for one in told]
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    for each in surveys:
        show.problems(each.problems)
    for each in surveys:
        made_up = " ◇ households are made up" if each.synthetic else ""
        click.echo(f"{one.name}@{one.version} → {other.name}@{other.version}, survey {each.survey}{made_up}")
        if not each.compared:
            click.echo("  Nothing of either standard is bound, or no household can be used.")
        for compared in each.compared:
            _print(compared)


def _on_mission(mission: Path, one: StandardDefinition, other: StandardDefinition) -> list[SurveyCompared]:
    """Read the evidence into a folder that is gone afterwards, and compare."""
    from needline.readers.folder import read
    from needline.readers.mission import read_mission
    from needline.store import Store
    from needline.survey import run_clean
    from needline.survey.compare import compare_surveys

    with tempfile.TemporaryDirectory(prefix="needline-") as scratch:
        known, door, stated = read_mission(mission)
        store = Store(Path(scratch) / "compare")
        read(known, door, stated, store)
        run_clean(known, store)
        return compare_surveys(known, store, one, other)


def _differences(one: StandardDefinition, other: StandardDefinition, output: str) -> None:
    from needline.standards.compare import subjects
    from needline.standards.differences import differences

    found = {
        subject.name: [difference.told for pair in subject.pairs for difference in differences(*pair)]
        for subject in subjects(one, other)
        if len(subject.pairs) == 1
    }
    if output == "json":
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    for name, told in found.items():
        click.echo(f"{name}: {'the same' if not told else ''}".rstrip())
        for text in told:
            click.echo(f"  {text}")
    click.echo("Name a mission to see whom this moves.")


def _print(compared: Compared) -> None:
    """One indicator: how many differ, by which rule, and from which class to which."""
    click.echo()
    if compared.differ is None:
        click.echo(
            f"{compared.name}: {compared.households:,} households; too few differ, or agree, to be told."
        )
        return
    click.echo(
        f"{compared.name}: {compared.households:,} households, {compared.differ:,} differ ({_share(compared.share)})"
    )
    for rule in compared.rules:
        click.echo(f"  {rule.households:,} ({_share(rule.share)}): {rule.rule}")
    if not compared.differences:
        click.echo("  The two definitions are the same here.")
    if compared.moved:
        _table(compared.moved)


def _table(cells: Sequence[Cell]) -> None:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for name in ("    from", "to"):
        table.add_column(name)
    for name in ("households", "weighted"):
        table.add_column(name, justify="right")
    merged: dict[tuple[str, str], tuple[int, float]] = {}
    for cell in cells:
        count, share = merged.get((cell.before, cell.after), (0, 0.0))
        merged[cell.before, cell.after] = count + cell.households, share + cell.share
    for (before, after), (count, share) in merged.items():
        table.add_row(f"    {before}", after, f"{count:,}", _share(share))
    show.console().print(table)


def _share(share: float | None) -> str:
    return "" if share is None else f"{share:.1%}"
