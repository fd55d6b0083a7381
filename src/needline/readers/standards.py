"""`standards/NAME/`: standards of the mission's own, kept as plain values for the steps that score by them."""

from __future__ import annotations

from needline.errors import NeedlineError
from needline.readers.base import Door
from needline.standards import define_all, read_raw
from needline.standards.load import Raw


def read_standards(door: Door) -> list[Raw]:
    """
    Read the mission's own standards.

    Returns:
        list: each as `standards.read_raw` gives it; one that cannot be used is a problem, and not among them.
    """
    base = door.root / "standards"
    folders = (path for path in base.iterdir() if path.is_dir() and not path.name.startswith("."))
    found: list[Raw] = []
    where = {}
    for folder in sorted(folders) if base.is_dir() else []:
        door.taken |= {path for path in folder.rglob("*") if path.is_file()}
        try:
            found.append(read_raw(folder))
            where[id(found[-1])] = folder
        except NeedlineError as error:
            door.say(
                "standard", folder / "standard.toml", error.where, error.what, error.next_step or "Mend it."
            )
    _, unfit = define_all(found)
    for raw, why in unfit:
        file = where[id(raw)] / "standard.toml"
        door.say("standard", file, why.where, why.what, why.next_step or "Mend it.")
    left = [id(raw) for raw, _ in unfit]
    return [raw for raw in found if id(raw) not in left]
