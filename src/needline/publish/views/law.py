"""The law beside the conduct it concerns: a reminder to every party, never a finding."""

from __future__ import annotations

import msgspec
from markupsafe import Markup

from needline import model
from needline.publish.marks import Marks


class ProvisionView(msgspec.Struct, frozen=True, kw_only=True):
    """One provision."""

    where: Markup
    words: Markup
    address: str


class ConductView(msgspec.Struct, frozen=True, kw_only=True):
    """Alleged conduct that the same provisions concern, how many statements allege each, and the provisions."""

    conduct: Markup
    provisions: list[ProvisionView]


def law(marks: Marks) -> list[ConductView]:
    """Provisions by alleged conduct, in the order of its names; none where none is alleged."""
    known = marks.store.read(model.Provision)
    alleged = sorted({one.conduct for one in marks.store.read(model.Statement) if one.conduct})
    together: dict[tuple[str, ...], list[str]] = {}
    for conduct in alleged:
        concerned = tuple(one.provision for one in known if conduct in one.conduct)
        together.setdefault(concerned, []).append(conduct)
    return [
        ConductView(
            conduct=Markup("; ").join(_alleged(marks, one) for one in conducts),
            provisions=[_provision(marks, one) for one in known if one.provision in concerned],
        )
        for concerned, conducts in together.items()
        if concerned
    ]


def _alleged(marks: Marks, conduct: str) -> Markup:
    said = marks.rows("statements", "statements", conduct=conduct)
    return Markup('{} <span class="soft small">alleged in {}</span>').format(marks.told(conduct), said)


def _provision(marks: Marks, row: model.Provision) -> ProvisionView:
    where = Markup("{}, {}").format(marks.written(row.instrument), marks.written(row.article))
    return ProvisionView(where=marks.link(row, where), words=marks.written(row.words), address=row.address)
