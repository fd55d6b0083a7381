"""What was measured: surveys and their estimates."""

from __future__ import annotations

import re

from markupsafe import Markup

from needline import model
from needline.publish.entries.labels import stat
from needline.publish.entries.parts import Lines, dotted, rule
from needline.publish.marks import Marks


def estimate(marks: Marks, row: model.Estimate) -> Lines:
    """An estimate with its design: households, standard error, design effect, degrees of freedom."""
    title = Markup("{}: {}").format(_what(marks, row), stat(marks, row))
    whom = Markup("among {}").format(_whom(marks, row)) if row.group_var_value else Markup("overall")
    lines = [dotted(whom, Markup("survey {}").format(marks.code(row.survey)), rule(row))]
    if row.n_total is not None:
        lines.append(
            Markup("{} households in the category of {} that answered").format(
                marks.number(row, "n", opens=False), marks.number(row, "n_total", opens=False)
            )
        )
    if row.se is not None:
        lines.append(
            Markup("standard error {} · design effect {} · degrees of freedom {}").format(
                *(marks.number(row, one, "decimal", opens=False) for one in ("se", "deff", "df"))
            )
        )
    if row.synthetic:
        lines.append(Markup("the households of this survey are made up by a seeded generator"))
    return title, lines


_SEVERITY = re.compile(r"\w+\.(?:(?P<sector>\w+)\.)?severity_(?P<level>\d)_or_more")


def _what(marks: Marks, row: model.Estimate) -> Markup:
    """What is estimated: a standard's severity in words, anything else as the plan writes it."""
    found = _SEVERITY.fullmatch(row.analysis_var)
    if found is None or row.analysis_var_value != "yes":
        return Markup("{} {}").format(marks.written(row.analysis_var), marks.written(row.analysis_var_value))
    sector = marks.sector(found["sector"] or "all")
    return Markup("{}, severity {} or more").format(sector, marks.code(found["level"]))


def _whom(marks: Marks, row: model.Estimate) -> Markup:
    """The places and groups of an estimate by their names, anything else as the survey writes it."""
    groups = {group.id for group in marks.mission.groups}
    named = []
    for part in row.group_var_value.split(APART):
        if marks.store.get(model.Place, part) is not None:
            named.append(marks.place(part))
        else:
            named.append(marks.group(part) if part in groups else marks.written(part))
    return Markup(", ").join(named)


APART = " %/% "
"""What stands between the values of several groupings."""


def survey(marks: Marks, row: model.SurveyRow) -> Lines:
    """A survey and how many interviews stand behind it."""
    title = Markup("{}: {} interviews").format(
        marks.written(row.title or row.id), marks.number(row, "households", opens=False)
    )
    return title, [
        dotted(
            Markup("{} strata, {} clusters").format(
                marks.number(row, "strata", opens=False), marks.number(row, "clusters", opens=False)
            ),
            Markup("{} interviews read but left out").format(marks.number(row, "set_aside", opens=False)),
        ),
        dotted(marks.code(row.file), *(marks.code(one) for one in row.standards)),
        Markup("its households are made up by a seeded generator") if row.synthetic else Markup(""),
    ]
