"""A standard's folder to its definition, checked once as it is read."""

from __future__ import annotations

import functools
import tomllib
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from needline.errors import NeedlineError, UnknownNameError
from needline.standards.definition import Indicator, Input, StandardDefinition, Step
from needline.standards.rules import RULES, classes_of

HERE = Path(__file__).parent
Kind = TypeVar("Kind")


@functools.cache
def available() -> dict[tuple[str, str], Path]:
    """Folder of every standard that comes with needline, by name and version."""
    found = {}
    for path in sorted(HERE.glob("*/standard.toml")):
        head = tomllib.loads(path.read_text(encoding="utf-8"))
        found[head["name"], head["version"]] = path.parent
    return found


@functools.cache
def load(name: str, version: str = "") -> StandardDefinition:
    """
    Load a standard.

    Args:
        name: of the standard ("msni").
        version: which one; empty takes the latest there is.

    Raises:
        UnknownNameError: no such standard, or no such version of it.
    """
    known = available()
    versions = [one for of, one in known if of == name]
    if not versions:
        raise UnknownNameError("standard", name, {of for of, _ in known})
    if version and version not in versions:
        raise UnknownNameError(f"standard {name}, version", version, versions)
    return read_folder(known[name, version or max(versions)])


def read_folder(folder: Path) -> StandardDefinition:
    """
    Read a standard from its folder: `standard.toml` and `indicators/*.toml`, in the order of `sectors`.

    Raises:
        NeedlineError: a file lacks something, or has what it should not.
        UnknownNameError: a step names a rule or a column nobody knows.
    """
    head = _toml(folder / "standard.toml")
    sectors = head.pop("sectors")
    indicators = tuple(_indicator(folder / "indicators" / f"{sector}.toml", sector) for sector in sectors)
    return _convert(folder / "standard.toml", {**head, "indicators": indicators}, StandardDefinition)


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise NeedlineError(path.name, f"cannot be read: {error}.") from error


def _convert(path: Path, values: dict[str, Any], kind: type[Kind]) -> Kind:
    try:
        return msgspec.convert(values, kind)
    except msgspec.ValidationError as error:
        raise NeedlineError(path.name, f"{error}.") from error


def _indicator(path: Path, sector: str) -> Indicator:
    raw = _toml(path)
    inputs = [_convert(path, {"name": name, **one}, Input) for name, one in raw.pop("inputs").items()]
    known = {one.name: float("inf") for one in inputs}
    steps = []
    for given in raw.pop("steps"):
        step = _step(path, given, known)
        steps.append(step)
        known[step.name] = max(_ceilings(step), default=float("inf"))
    if not steps or steps[-1].name != "severity":
        raise NeedlineError(path.name, "its last step is not named severity.", "Name it so.")
    return _convert(path, {"note": "", **raw, "sector": sector, "inputs": inputs, "steps": steps}, Indicator)


def _step(path: Path, given: dict[str, Any], known: dict[str, float]) -> Step:
    rule, of = given["rule"], tuple(given["of"])
    if rule not in RULES:
        raise UnknownNameError(f"{path.name}, step {given['name']}, rule", rule, RULES)
    for name in of:
        if name not in known:
            raise UnknownNameError(f"{path.name}, step {given['name']}", name, known)
    args = {key: value for key, value in given.items() if key not in {"name", "rule", "of"}}
    return Step(name=given["name"], rule=rule, of=of, args=args, ceilings=tuple(known[name] for name in of))


def _ceilings(step: Step) -> list[float]:
    return list(step.ceilings) if step.rule == "max_of" else list(classes_of(step))
