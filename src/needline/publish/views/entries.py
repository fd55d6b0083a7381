"""What stands in the evidence for one row of each table: a title, lines in words, and links to what it rests on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from markupsafe import Markup, escape

from needline import model
from needline.publish import derived, words
from needline.publish.marks import Marks, anchor, same_number
from needline.publish.numbers import ref_of
from needline.publish.public import Quotable


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """
    One row of the evidence.

    Args:
        anchor: its id in the page.
        ref: `table/id`, as `needline trace` takes it.
        noun: what it is, in a word.
        title: what it says.
        lines: where it stands, who says so, by which rule.
        links: what it rests on, each a link.
    """

    anchor: str
    ref: str
    noun: str
    title: Markup
    lines: list[Markup]
    links: list[Markup] = []


def entry(marks: Marks, ref: model.Ref) -> Entry:
    """The evidence of one row, or of a count of rows."""
    if ref.table == derived.ROWS:
        return _rows(marks, ref)
    row = marks.store.cell(ref)
    title, lines = _ENTRIES[ref.table](marks, row)
    return Entry(
        anchor=anchor(ref),
        ref=str(ref),
        noun=words.NOUNS[ref.table],
        title=title,
        lines=[line for line in lines if line],
        links=[marks.link(one, _short(marks, row, one)) for one in rests_on(marks, row)],
    )


def rests_on(marks: Marks, row: Any) -> list[Any]:
    """Rows that a row rests on or points at, in the order it names them, each once."""
    own = ref_of(row)
    written = [
        *_plain(getattr(row, "terms", [])),
        *getattr(row, "members", []),
        *_plain(getattr(row, "causes", [])),
    ]
    written += getattr(row, "trace", [])
    for table, column in (("claims", "claim"), ("claims", "denies"), ("reports", "report"), ("legs", "leg")):
        key = getattr(row, column, "")
        if key and isinstance(key, str) and (table != own.table or column == "denies"):
            written.append(f"{table}/{key}")
    found = {ref_of(one): one for one in (marks.numbers.row(text, of=own) for text in written)}
    found.pop(own, None)
    return list(found.values())


def _plain(signed: list[str]) -> list[str]:
    return [text.lstrip("+-") for text in signed]


def label(marks: Marks, row: Any) -> Markup:
    """A row in a few words, for a link to it."""
    return _LABELS.get(type(row), _named)(marks, row)


def _short(marks: Marks, row: Any, one: Any) -> Markup:
    """A label beside its own row: of a need that rests on needs of the same people, the sector says enough."""
    same = (
        isinstance(row, model.Need)
        and isinstance(one, model.Need)
        and (row.place, row.group) == (one.place, one.group)
    )
    return marks.sector(one.sector) if same else label(marks, one)


def _named(marks: Marks, row: Any) -> Markup:
    ref = ref_of(row)
    return Markup("{} {}").format(words.NOUNS[ref.table], marks.code(ref.key))


def _count_label(marks: Marks, row: model.Count) -> Markup:
    when = marks.when(row.as_of_start, row.as_of_end, row.as_of_text)
    return Markup("{}, {}, {}").format(
        marks.said(row, opens=False), marks.written(row.said_by or row.counted_by), when
    )


def _figure_label(marks: Marks, row: model.Figure) -> Markup:
    return Markup("{}: {}").format(marks.quantity(row), marks.range(row, "low", "high", opens=False))


def _estimate_label(marks: Marks, row: model.Estimate) -> Markup:
    return Markup("{}, {}: {}").format(
        marks.written(row.analysis_var), marks.written(row.group_var_value or "overall"), _stat(marks, row)
    )


def _claim_label(marks: Marks, row: model.Claim) -> Markup:
    report = marks.store.get(model.Report, row.report)
    return Markup("passage in {}").format(marks.code(report.file) if report else marks.code(row.report))


def _report_label(marks: Marks, row: model.Report) -> Markup:
    return Markup("report {}").format(marks.code(row.file))


def _need_label(marks: Marks, row: model.Need) -> Markup:
    return Markup("need: {}, {}, {}").format(
        marks.group(row.group), marks.place(row.place), marks.sector(row.sector)
    )


def _activity_label(marks: Marks, row: model.Activity) -> Markup:
    return Markup("{}: {}").format(marks.written(row.organisation), marks.written(row.activity))


def _observation_label(marks: Marks, row: model.Observation) -> Markup:
    return Markup("{} in {}, {}").format(
        words.METHODS.get(row.method, row.method), marks.place(row.place), marks.code(row.id)
    )


def _leg_label(marks: Marks, row: model.Leg) -> Markup:
    return Markup("{} to {}").format(marks.place(row.from_place), marks.place(row.to_place))


def _state_label(marks: Marks, row: model.LegState) -> Markup:
    return Markup("{}, {}").format(
        words.STATES.get(row.state, row.state),
        marks.when(row.from_time, row.to_time) if row.from_time else "always",
    )


def _setting_label(marks: Marks, row: model.Setting) -> Markup:
    return Markup("setting {}").format(marks.code(row.name))


_LABELS: dict[type[Any], Callable[[Marks, Any], Markup]] = {
    model.Count: _count_label,
    model.Figure: _figure_label,
    model.Estimate: _estimate_label,
    model.Claim: _claim_label,
    model.Report: _report_label,
    model.Need: _need_label,
    model.Activity: _activity_label,
    model.Observation: _observation_label,
    model.Leg: _leg_label,
    model.LegState: _state_label,
    model.Setting: _setting_label,
}


def _in_file(marks: Marks, row: Any) -> Markup:
    if not row.row:
        return marks.code(row.file)
    return Markup("{}, row {}").format(marks.code(row.file), marks.number(row, "row", opens=False))


def _dotted(*parts: Markup | str | None) -> Markup:
    return Markup(" · ").join(part for part in parts if part)


def _graded(marks: Marks, name: str) -> Markup:
    source = marks.source_row(name)
    if source is None:
        return Markup("")
    return Markup(" (reliability {})").format(marks.code(source.reliability))


def _rule(row: Any) -> Markup:
    rule = model.read_recipe(row.recipe).rule if row.recipe else ""
    return Markup("computed by rule <code>{}</code>").format(rule) if rule else Markup("")


def _count(marks: Marks, row: model.Count) -> tuple[Markup, list[Markup]]:
    title = Markup("{} {}, {}").format(
        marks.said(row, opens=False),
        marks.quantity(row),
        marks.when(row.as_of_start, row.as_of_end, row.as_of_text),
    )
    said = (
        Markup("said by {}{}").format(marks.source(row.said_by), _graded(marks, row.said_by))
        if row.said_by
        else None
    )
    counted = Markup("counted by {}").format(marks.source(row.counted_by)) if row.counted_by else None
    published = Markup("published {}").format(marks.day(row.published)) if row.published else None
    name = Markup("called {} there").format(marks.code(row.name)) if row.name else None
    asserted = (
        Markup("asserts {}").format(marks.range(row, "low", "high", opens=False))
        if row.qualifier != "exact"
        else None
    )
    return title, [
        _dotted(_in_file(marks, row), name),
        _dotted(said, counted, published),
        _dotted(Markup("whom: {}").format(marks.written(row.group)) if row.group else None, asserted),
        Markup("note: {}").format(marks.written(row.note)) if row.note else Markup(""),
        marks.address(row.url) if row.url else Markup(""),
        passages(marks, row),
    ]


def passages(marks: Marks, row: model.Count) -> Markup:
    """Where a count stands in a text: its own passage, and those of texts that write the same number of the same."""
    own = _passage(marks, row) if row.claim else Markup("")
    also = [
        Markup("The same number {}").format(_passage(marks, other))
        for other in marks.in_texts.get(same_number(row), [])
        if other.count != row.count and _together(row, other)
    ]
    return Markup("").join([own, *also])


def _passage(marks: Marks, row: model.Count) -> Markup:
    claim = marks.store.get(model.Claim, row.claim)
    if claim is None or row.start is None or row.end is None:
        return Markup("")
    return quotation(marks, claim, (row.start, row.end))


def _together(row: model.Count, other: model.Count) -> bool:
    """Whether two counts can speak of one moment; one without a moment can speak of any."""
    if (
        row.as_of_start is None
        or row.as_of_end is None
        or other.as_of_start is None
        or other.as_of_end is None
    ):
        return True
    return row.as_of_start <= other.as_of_end and other.as_of_start <= row.as_of_end


def quotation(marks: Marks, claim: model.Claim, number: tuple[int, int] | None = None) -> Markup:
    """
    The passage of a claim as a quotation, its number marked; where its source is restricted, only where it stands.

    Args:
        marks: the page's marks.
        claim: whose passage.
        number: the passage of the number, in characters of the report.
    """
    report = marks.store.get(model.Report, claim.report)
    at = Markup("in {}, characters {} to {}").format(
        marks.link(report, marks.code(report.file)) if report else marks.code(claim.report),
        marks.number(claim, "start", opens=False),
        marks.number(claim, "end", opens=False),
    )
    if not Quotable(marks.store).claim(claim):
        return Markup("{}: its source is restricted, so its words are not quoted").format(at)
    passage = claim.passage
    start, end = (one - claim.start for one in number) if number else (0, 0)
    if not 0 <= start < end <= len(passage):
        return Markup("{}<blockquote>{}</blockquote>").format(at, passage)
    return Markup("{}<blockquote>{}<mark>{}</mark>{}</blockquote>").format(
        at, passage[:start], passage[start:end], passage[end:]
    )


def _claim(marks: Marks, row: model.Claim) -> tuple[Markup, list[Markup]]:
    quotable = Quotable(marks.store).claim(row)
    chain = [span.text for span in row.sources] if quotable else []
    who = Markup(" ← ").join(Markup("<q>{}</q>").format(name) for name in chain)
    kind = words.CLAIM_KINDS.get(row.kind, row.kind)
    title = Markup("{} {}").format(who, kind) if who else Markup("passage that {}").format(kind)
    said_on = Markup("said on {}").format(marks.day(row.said_on)) if row.said_on else None
    about = Markup("concerns {}").format(marks.written(row.accused)) if row.accused and quotable else None
    conduct = Markup("conduct alleged: {}").format(marks.written(row.conduct)) if row.conduct else None
    return title, [
        quotation(marks, row),
        _dotted(said_on, conduct, about, Markup("the content is denied") if row.negated else None),
    ]


def _figure(marks: Marks, row: model.Figure) -> tuple[Markup, list[Markup]]:
    title = Markup("{} {}").format(marks.range(row, "low", "high", opens=False), marks.quantity(row))
    whom = Markup("whom: {}").format(marks.group(row.group)) if row.group else None
    scenario = Markup("reading: {}").format(marks.told(row.scenario)) if row.scenario else None
    reasons = Markup("; ").join(marks.link(one, label(marks, one)) for one in bounding(marks, row))
    rules = Markup("; ").join(marks.told(rule) for rule in row.rules)
    return title, [
        _dotted(Markup("at {}").format(marks.instant(row.instant)), whom, scenario),
        _dotted(
            Markup("counted by {}").format(Markup(", ").join(marks.written(one) for one in row.sources))
            if row.sources
            else None,
            Markup("carried forward from an earlier day") if row.carried else None,
        ),
        Markup("bounded by {}").format(reasons) if reasons else Markup(""),
        Markup("rules: {}").format(rules) if rules else Markup(""),
        _dotted(
            "an outer bound: it holds every possible value"
            if row.exactness == "outer"
            else "holds no other value",
            _rule(row),
        ),
    ]


def bounding(marks: Marks, figure: model.Figure) -> list[model.Count | model.Figure]:
    """The counts and figures that bound a figure: its reasons."""
    return [marks.numbers.row(reason, of=ref_of(figure)) for reason in figure.reasons]


def _conflict(marks: Marks, row: model.Conflict) -> tuple[Markup, list[Markup]]:
    title = Markup("apart by {}: {}").format(marks.number(row, "gap", opens=False), marks.quantity(row))
    return title, [
        Markup("they meet at {}").format(marks.when(row.start, row.end)),
        marks.told(row.rule),
        _rule(row),
    ]


def _residual(marks: Marks, row: model.Residual) -> tuple[Markup, list[Markup]]:
    title = Markup("{} left over, {}").format(
        marks.range(row, "low", "high", opens=False), marks.place(row.place)
    )
    return title, [
        _dotted(
            Markup("at {}").format(marks.instant(row.instant)) if row.instant else None,
            marks.told(row.reading),
        ),
        marks.told(row.rule),
        _rule(row),
    ]


def _stat(marks: Marks, row: model.Estimate) -> Markup:
    if row.stat is None:
        return escape(words.HIDDEN.get(row.hidden, "not estimable"))
    return marks.likely(row, "stat", "stat_low", "stat_upp", opens=False)


def _estimate(marks: Marks, row: model.Estimate) -> tuple[Markup, list[Markup]]:
    what = Markup("{} {}").format(marks.written(row.analysis_var), marks.written(row.analysis_var_value))
    title = Markup("{}: {}").format(what, _stat(marks, row))
    whom = (
        Markup("among {}").format(marks.written(row.group_var_value))
        if row.group_var_value
        else Markup("overall")
    )
    lines = [_dotted(whom, Markup("survey {}").format(marks.code(row.survey)), _rule(row))]
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


def _survey(marks: Marks, row: model.SurveyRow) -> tuple[Markup, list[Markup]]:
    title = Markup("{}: {} interviews").format(
        marks.written(row.title or row.id), marks.number(row, "households", opens=False)
    )
    return title, [
        _dotted(
            Markup("{} strata, {} clusters").format(
                marks.number(row, "strata", opens=False), marks.number(row, "clusters", opens=False)
            ),
            Markup("{} interviews read but left out").format(marks.number(row, "set_aside", opens=False)),
        ),
        _dotted(marks.code(row.file), *(marks.code(one) for one in row.standards)),
        Markup("its households are made up by a seeded generator") if row.synthetic else Markup(""),
    ]


def _need(marks: Marks, row: model.Need) -> tuple[Markup, list[Markup]]:
    title = Markup("{}, {}, {}").format(
        marks.group(row.group), marks.place(row.place), marks.sector(row.sector)
    )
    need = Markup("in need: {}").format(
        marks.likely(row, "in_need", "in_need_low", "in_need_high", opens=False)
    )
    share = Markup("share in need: {}").format(
        marks.likely(row, "share", "share_low", "share_high", opens=False)
    )
    severity = Markup("severity: {}").format(
        marks.likely(row, "severity", "severity_low", "severity_high", opens=False)
    )
    dominated = {"population": "the count of people", "sample": "the sample"}.get(row.dominated_by)
    return title, [
        _dotted(
            Markup("people: {}").format(marks.range(row, "people_low", "people_high", opens=False)), need
        ),
        _dotted(share if row.share_low is not None else None, severity if row.severity is not None else None),
        _dotted(
            words.BASES[row.basis],
            Markup("most of the width comes from {}").format(dominated) if dominated else None,
            _rule(row),
        ),
        Markup("; ").join(marks.told(flag) for flag in row.flags),
        Markup("to know it: {}").format(marks.told(row.missing)) if row.missing else Markup(""),
    ]


def _coverage(marks: Marks, row: model.Coverage) -> tuple[Markup, list[Markup]]:
    title = Markup("{} reached: {}, {}").format(
        marks.range(row, "reached_low", "reached_high", opens=False),
        marks.place(row.place),
        marks.sector(row.sector),
    )
    planned = (
        Markup("{} planned").format(marks.number(row, "planned", opens=False))
        if row.planned is not None
        else None
    )
    uncounted = Markup("{} activities not countable in people").format(
        marks.number(row, "uncounted", opens=False)
    )
    return title, [
        _dotted(Markup(", ").join(marks.written(one) for one in row.organisations), planned),
        Markup(
            "from the largest single activity up to the sum of all, since they may have reached the same people"
        ),
        _dotted(uncounted if row.uncounted else None, _rule(row)),
    ]


def _access(marks: Marks, row: model.Access) -> tuple[Markup, list[Markup]]:
    reach = Markup(", ").join(marks.place(one) for one in row.reachable_from)
    title = Markup("{}: {}").format(
        marks.place(row.place), Markup("reachable from {}").format(reach) if reach else "no open road"
    )
    return title, [
        _dotted(
            Markup("at {}").format(marks.instant(row.instant)),
            Markup("{} hours").format(marks.number(row, "hours", opens=False))
            if row.hours is not None
            else None,
            Markup("cut off since {}").format(marks.instant(row.cut_off_since))
            if row.cut_off_since
            else None,
        ),
        _rule(row),
    ]


def _activity(marks: Marks, row: model.Activity) -> tuple[Markup, list[Markup]]:
    title = Markup("{}: {}").format(marks.written(row.organisation), marks.written(row.activity))
    targeted = (
        Markup("targeted {}").format(marks.number(row, "targeted", opens=False))
        if row.targeted is not None
        else None
    )
    reached = (
        Markup("reached {}").format(marks.number(row, "reached", opens=False))
        if row.reached is not None
        else None
    )
    return title, [
        _dotted(_in_file(marks, row), marks.sector(row.sector), marks.place(row.place), row.status),
        _dotted(targeted, reached, Markup("unit: {}").format(marks.written(row.unit)) if row.unit else None),
        Markup("source: {}").format(marks.address(row.source)) if row.source else Markup(""),
    ]


def _leg(marks: Marks, row: model.Leg) -> tuple[Markup, list[Markup]]:
    km = Markup("{} km").format(marks.number(row, "km", opens=False)) if row.km is not None else None
    hours = (
        Markup("{} hours").format(marks.number(row, "hours", opens=False)) if row.hours is not None else None
    )
    return _leg_label(marks, row), [_in_file(marks, row), _dotted(km, hours, marks.written(row.vehicle))]


def _leg_state(marks: Marks, row: model.LegState) -> tuple[Markup, list[Markup]]:
    title = Markup("{}: {}").format(marks.code(row.leg), words.STATES.get(row.state, row.state))
    return title, [
        _in_file(marks, row),
        marks.when(row.from_time, row.to_time),
        _dotted(
            Markup("reason: {}").format(marks.written(row.reason)) if row.reason else None,
            Markup("controlled by {}").format(marks.written(row.control)) if row.control else None,
            Markup("source: {}").format(marks.source(row.source)) if row.source else None,
        ),
    ]


def _observation(marks: Marks, row: model.Observation) -> tuple[Markup, list[Markup]]:
    severity = (
        Markup("severity {}").format(marks.number(row, "severity", opens=False)) if row.severity else None
    )
    confidence = Markup("confidence {}").format(marks.code(row.confidence)) if row.confidence else None
    return marks.written(row.text), [
        _dotted(
            words.METHODS.get(row.method, row.method),
            marks.written(row.informant),
            marks.place(row.place),
            marks.when(row.as_of_start, row.as_of_end, row.as_of_text),
        ),
        _dotted(severity, confidence, marks.source(row.source) if row.source else None),
        _in_file(marks, row),
    ]


def _statement(marks: Marks, row: model.Statement) -> tuple[Markup, list[Markup]]:
    content = (
        Markup("<q>{}</q>").format(row.content)
        if Quotable(marks.store).statement(row)
        else Markup("not quoted")
    )
    denied = Markup(", ").join(marks.written(one) for one in row.denied_by)
    return Markup("{}: {}").format(marks.written(row.by), content), [
        Markup("denied by {}").format(denied) if denied else Markup(""),
        Markup("later evidence: {}").format(marks.told(row.outcome)) if row.outcome else Markup(""),
    ]


def _report(marks: Marks, row: model.Report) -> tuple[Markup, list[Markup]]:
    title = marks.written(row.title) if row.title else marks.code(row.file)
    return title, [
        _dotted(
            marks.code(row.file),
            Markup("published by {}").format(marks.source(row.publisher)) if row.publisher else None,
            marks.day(row.published) if row.published else None,
        ),
        marks.address(row.url) if row.url else Markup(""),
        Markup("file's sha256 {}").replace("sha256", "fingerprint").format(marks.code(row.sha256[:16])),
    ]


def _source(marks: Marks, row: model.Source) -> tuple[Markup, list[Markup]]:
    independent = Markup(", ").join(marks.code(one) for one in row.independent_of)
    return marks.written(row.name), [
        _dotted(
            words.SOURCE_KINDS.get(row.kind, row.kind),
            Markup("reliability {}").format(marks.code(row.reliability)),
            Markup("known not to copy {}").format(independent) if independent else None,
        ),
        Markup("terms: {}").format(marks.written(row.licence)) if row.licence else Markup(""),
    ]


def _place(marks: Marks, row: model.Place) -> tuple[Markup, list[Markup]]:
    return marks.place(row.id), [_dotted(marks.code(row.id), marks.written(row.kind))]


def _setting(marks: Marks, row: model.Setting) -> tuple[Markup, list[Markup]]:
    value = (
        marks.number(row, "number", "decimal", opens=False)
        if row.number is not None
        else marks.code(row.value)
    )
    origin = "stated in the mission's settings" if row.stated else "needline's default"
    return Markup("{}: {}").format(marks.code(row.name), value), [escape(origin)]


def _decision(marks: Marks, row: model.Decision) -> tuple[Markup, list[Markup]]:
    title = Markup("{} {} {}").format(
        marks.code(row.on), words.ACTIONS.get(row.action, row.action), marks.written(row.value)
    )
    return title, [
        _dotted(marks.written(row.author), Markup('<span data-as="written">{}</span>').format(row.at)),
        marks.written(row.reason),
        marks.code(row.file),
    ]


def _problem(marks: Marks, row: model.Problem) -> tuple[Markup, list[Markup]]:
    return marks.written(row.found), [
        _dotted(marks.code(row.file), marks.written(row.where)),
        marks.told(row.mend),
    ]


def _rows(marks: Marks, ref: model.Ref) -> Entry:
    table, conditions = derived.selection(ref)
    value = marks.numbers.number(marks.numbers.cell(ref), ref)
    number = Markup('<span data-n="{}">{}</span>').format(ref, value.text)
    where = [
        Markup("{} {} {}").format(
            marks.code(one.column),
            "is" if one.equal else "is not",
            marks.code(one.value) if one.value else "empty",
        )
        for one in conditions
    ]
    selected = Markup(" where ") + Markup(" and ").join(where) if where else Markup("")
    return Entry(
        anchor=anchor(ref),
        ref=str(ref),
        noun=words.NOUNS[derived.ROWS],
        title=Markup("rows of the table {}{}: {}").format(marks.code(table), selected, number),
        lines=[
            Markup("to be counted in the sheet {} of {}").format(marks.code(table), marks.code("tables.xlsx"))
        ],
    )


_ENTRIES: dict[str, Callable[[Marks, Any], tuple[Markup, list[Markup]]]] = {
    "counts": _count,
    "claims": _claim,
    "figures": _figure,
    "conflicts": _conflict,
    "residuals": _residual,
    "estimates": _estimate,
    "surveys": _survey,
    "needs": _need,
    "coverage": _coverage,
    "access": _access,
    "activities": _activity,
    "legs": _leg,
    "leg_states": _leg_state,
    "observations": _observation,
    "statements": _statement,
    "reports": _report,
    "sources": _source,
    "places": _place,
    "settings": _setting,
    "decisions": _decision,
    "problems": _problem,
}
