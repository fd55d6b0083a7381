"""A standard's folder to its definition, checked once as it is read."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from needline.errors import NeedlineError, UnknownNameError
from needline.standards.compute import compute
from needline.standards.definition import Indicator, Input, StandardDefinition, Step
from needline.standards.registry import find_rule
from needline.standards.rules import classes_of

HERE = Path(__file__).parent
Kind = TypeVar("Kind")
Raw = dict[str, Any]
"""A standard's files as plain values: `standard.toml`, whose `indicators` are their files by name."""


class Use(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    An indicator of another standard, taken over.

    Args:
        standard, version: whose; without a version the latest.
        indicator: which; the one of the standard's own name, or its only one, where empty.
        change: a step's name to the arguments that are other ones here.
    """

    standard: str
    version: str = ""
    indicator: str = ""
    change: dict[str, dict[str, Any]] = {}


@functools.cache
def available() -> dict[tuple[str, str], Path]:
    """Folder of every standard that comes with needline, by name and version."""
    found = {}
    for path in HERE.glob("*/standard.toml"):
        head = tomllib.loads(path.read_text(encoding="utf-8"))
        found[head["name"], head["version"]] = path.parent
    return dict(sorted(found.items(), key=lambda one: (one[0][0], _order(one[0][1]))))


def load(name: str, version: str = "", own: Sequence[StandardDefinition] = ()) -> StandardDefinition:
    """
    Load a standard.

    Args:
        name: of the standard ("msni").
        version: which one; empty takes the latest there is.
        own: a mission's own standards; one of these is taken before needline's of the same name and version.

    Raises:
        UnknownNameError: no such standard, or no such version of it.
    """
    mine = {(one.name, one.version): one for one in own}
    known = {**dict.fromkeys(available()), **dict.fromkeys(mine)}
    versions = [one for of, one in known if of == name]
    if not versions:
        raise UnknownNameError("standard", name, {of for of, _ in known})
    if version and version not in versions:
        raise UnknownNameError(f"standard {name}, version", version, versions)
    key = name, version or max(versions, key=_order)
    return mine[key] if key in mine else _packaged(*key)


@functools.cache
def _packaged(name: str, version: str) -> StandardDefinition:
    return read_folder(available()[name, version])


def _order(version: str) -> list[tuple[int, str]]:
    """Versions in the order of their numbers: 2025.2 before 2025.11."""
    return [(int(part) if part.isdigit() else -1, part) for part in re.split(r"[.\-_]", version)]


def read_folder(folder: Path, own: Sequence[StandardDefinition] = ()) -> StandardDefinition:
    """
    Read a standard from its folder: `standard.toml`, and `indicators/*.toml` in the order it lists them.

    Args:
        folder: of the standard.
        own: a mission's own standards, which this one may use beside needline's.

    Raises:
        NeedlineError: a file lacks something, or has what it should not.
        UnknownNameError: a name of a rule, a standard, an indicator or a column that nobody knows.
    """
    return define(read_raw(folder), own)


def read_raw(folder: Path) -> Raw:
    """
    A standard's files as plain values, which can be kept and defined later.

    Raises:
        NeedlineError: a file cannot be read, or is no TOML.
    """
    head = _toml(folder / "standard.toml")
    names = head.get("indicators")
    if not isinstance(names, list) or not names or not all(isinstance(one, str) for one in names):
        mend = 'Write indicators = ["NAME"], a file indicators/NAME.toml each.'
        raise NeedlineError("standard.toml", "lists no indicators.", mend)
    return {**head, "indicators": {name: _toml(folder / "indicators" / f"{name}.toml") for name in names}}


def define_all(raws: Iterable[Raw]) -> tuple[list[StandardDefinition], list[tuple[Raw, NeedlineError]]]:
    """
    Define a mission's own standards, which may use one another in any order.

    Returns:
        tuple: the definitions, and what cannot be defined with the reason.
    """
    found: list[StandardDefinition] = []
    left, tried = list(raws), -1
    while left and len(left) != tried:
        tried, again = len(left), []
        for raw in left:
            try:
                found.append(define(raw, found))
            except NeedlineError as error:
                again.append((raw, error))
        left = [raw for raw, _ in again]
    return found, again if left else []


def define(raw: Raw, own: Sequence[StandardDefinition] = ()) -> StandardDefinition:
    """
    Make a definition of a standard's plain values, and try it on no household at all.

    Raises:
        NeedlineError, UnknownNameError: as `read_folder`.
    """
    name = str(raw.get("name", ""))
    made: dict[str, Indicator] = {}
    for key, file in raw["indicators"].items():
        made[key] = _Reading(f"{key}.toml", name, made, own).indicator(key, file)
    definition = _convert("standard.toml", {**raw, "indicators": [*made.values()]}, StandardDefinition)
    for one in definition.indicators if definition.need_from else ():
        if one.result != "severity":
            raise NeedlineError(f"{one.name}.toml", "its last step is not named severity.", "Name it so.")
    compute(definition, {}, 0)
    return definition


def _toml(path: Path) -> Raw:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise NeedlineError(path.name, f"cannot be read: {error.strerror}.") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise NeedlineError(path.name, f"cannot be read: {error}.") from error


def _convert(where: str, values: Any, kind: type[Kind]) -> Kind:
    try:
        return msgspec.convert(values, kind)
    except msgspec.ValidationError as error:
        raise NeedlineError(where, f"{error}.") from error


class _Reading:
    """One indicator while it is read: what it takes over first, then what it says itself."""

    def __init__(
        self, file: str, standard: str, before: dict[str, Indicator], own: Sequence[StandardDefinition]
    ) -> None:
        self.file, self.standard, self.before, self.own = file, standard, before, own
        self.inputs: dict[str, Input] = {}
        self.steps: dict[str, Step] = {}
        self.ceilings: dict[str, float] = {}

    def indicator(self, name: str, file: Raw) -> Indicator:
        """The indicator of that name."""
        raw = dict(file)
        used = [self._use(one) for one in self._listed(raw, "use")]
        given = raw.pop("inputs", {})
        if not isinstance(given, dict) or not all(isinstance(one, dict) for one in given.values()):
            raise NeedlineError(self.file, '"inputs" is no table of tables.', "Write [inputs.NAME].")
        for key, one in given.items():
            stated = {"name": key, "origin": f"{self.standard}.{key}", **one}
            self._input(_convert(f"{self.file}, input {key}", stated, Input))
        for step in self._listed(raw, "steps"):
            self._add(self._step(step))
        if not self.steps:
            raise NeedlineError(self.file, "has no step, so it gives nothing.", "Write [[steps]].")
        told = {"title": "", "source": "", "mark": "", "note": ""}
        if used:
            first = used[0][1]
            told = {"title": first.title, "source": first.source, "mark": first.mark, "note": first.note}
        return _convert(
            self.file,
            {
                **told,
                **raw,
                "name": name,
                "inputs": [*self.inputs.values()],
                "steps": [*self.steps.values()],
                "uses": [key for key, _ in used],
            },
            Indicator,
        )

    def _listed(self, raw: Raw, key: str) -> list[Raw]:
        listed = raw.pop(key, [])
        if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
            raise NeedlineError(self.file, f'"{key}" is no list of tables.', f"Write [[{key}]].")
        return listed

    def _use(self, raw: Raw) -> tuple[str, Indicator]:
        use = _convert(f"{self.file}, use", raw, Use)
        definition = load(use.standard, use.version, self.own)
        indicators = {one.name: one for one in definition.indicators}
        only = next(iter(indicators)) if len(indicators) == 1 else use.standard
        name = use.indicator or only
        if name not in indicators:
            raise UnknownNameError(f"{self.file}, indicator of {definition.key}", name, indicators)
        taken = indicators[name]
        for one in taken.inputs:
            self._input(one)
        names = [step.name for step in taken.steps]
        for changed in use.change:
            if changed not in names:
                raise UnknownNameError(f"{self.file}, change of {definition.key}", changed, names)
        for step in taken.steps:
            args = {**step.args, **use.change.get(step.name, {})}
            self._add(msgspec.structs.replace(step, args=args))
        return f"{definition.key} {name}", taken

    def _input(self, given: Input) -> None:
        if self.inputs.get(given.name, given).origin != given.origin:
            raise NeedlineError(self.file, f'two inputs are named "{given.name}".', "Rename one.")
        self.inputs[given.name] = given
        self.ceilings[given.name] = float("inf")

    def _step(self, given: Raw) -> Step:
        if "as" in given:
            indicator, _, name = str(given["as"]).partition(".")
            known = {f"{one.name}.{step.name}": step for one in self.before.values() for step in one.steps}
            if f"{indicator}.{name}" not in known:
                raise UnknownNameError(f"{self.file}, as", str(given["as"]), known)
            return known[f"{indicator}.{name}"]
        args = {key: value for key, value in given.items() if key not in {"name", "rule", "of"}}
        stated = {"name": given.get("name"), "rule": given.get("rule"), "of": given.get("of"), "args": args}
        return _convert(f"{self.file}, step {given.get('name', '')}".rstrip(), stated, Step)

    def _add(self, step: Step) -> None:
        where = f"{self.file}, step {step.name}"
        if step.name in self.ceilings:
            raise NeedlineError(where, "this name is taken.", "Give each input and step a name of its own.")
        rule = find_rule(step.rule, f"{where}, rule")
        for name in (*step.of, *_named(step)):
            if name not in self.ceilings:
                raise UnknownNameError(where, name, self.ceilings)
        for key in step.args:
            if key not in rule.args:
                raise UnknownNameError(f"{where}, rule {step.rule}", key, rule.args)
        step = msgspec.structs.replace(step, ceilings=tuple(self.ceilings[name] for name in step.of))
        self.steps[step.name] = step
        try:
            self.ceilings[step.name] = max(_classes(step), default=float("inf"))
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise NeedlineError(where, f"its arguments cannot be used: {error!r}.") from error


def _named(step: Step) -> list[str]:
    """Columns that the conditions of cases name."""
    cases = step.args.get("cases", [])
    return [name for one in cases if isinstance(one, dict) for name in one.get("when", {})]


def _classes(step: Step) -> list[float]:
    return list(step.ceilings) if step.rule == "max_of" else list(classes_of(step))
