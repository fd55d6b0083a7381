"""The report: one HTML file that opens without network and works without JavaScript."""

from __future__ import annotations

from typing import Any

import jinja2

from needline.model import Mission
from needline.publish.marks import Marks
from needline.publish.numbers import Numbers
from needline.publish.views.balance import balance
from needline.publish.views.conflicts import conflicts
from needline.publish.views.coverage import MOST_UNREACHED, coverage
from needline.publish.views.evidence import evidence
from needline.publish.views.law import law
from needline.publish.views.needs import needs
from needline.publish.views.observations import observations
from needline.publish.views.opening import opening
from needline.publish.views.roads import roads
from needline.publish.views.series import TONES, series
from needline.publish.views.settings import settings
from needline.publish.views.statements import statements
from needline.publish.views.timeline import timeline
from needline.publish.views.unseen import unseen
from needline.store import Store

FEW, MANY = 3, 12
"""More parts than few are folded; more rows than many are."""


def render(mission: Mission, store: Store) -> str:
    """
    Make the report.

    Args:
        mission: what is asked, and how things are called.
        store: the mission's tables.

    Returns:
        str: the whole page, with its style and script inside.

    Raises:
        TraceError: a number has no trace, or is not what its trace gives.
    """
    marks = Marks(mission, Numbers(store))
    views: dict[str, Any] = {
        "opening": opening(marks),
        "balance": balance(marks),
        "needs": needs(marks),
        "conflicts": conflicts(marks),
        "series": series(marks),
        "roads": roads(marks),
        "coverage": coverage(marks),
        "timeline": timeline(marks),
        "statements": statements(marks),
        "law": law(marks),
        "observations": observations(marks),
        "unseen": unseen(marks),
    }
    views["settings"] = settings(marks, next((str(ref) for ref in marks.numbers.opened), "TABLE/ID"))
    views["evidence"] = evidence(marks)  # the last: it holds whatever the others opened
    page = environment().get_template("report.html")
    return page.render(
        views,
        FEW=FEW,
        MANY=MANY,
        MOST_UNREACHED=MOST_UNREACHED,
        TONES=TONES,
        language=(mission.languages or ["en"])[0],
        plain_title=mission.title,
    )


def environment() -> jinja2.Environment:
    """The template environment: everything escaped, and an unknown name is an error."""
    return jinja2.Environment(
        loader=jinja2.ChoiceLoader(
            [jinja2.PackageLoader("needline.publish", folder) for folder in ("templates", "static")]
        ),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
