"""An enumerator's pattern, told apart from all other enumerators'; by their code, which is private."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import numpy as np

from needline.stats.arrays import Bools, Floats, Ints
from needline.survey.checks.flagged import Finding, Flagged, Unmade
from needline.survey.checks.interviews import Interviews

_UNKNOWN = re.compile(
    r"(dont|do_?not|doesnt|don't)_?know|dk|dnk|pnta|(prefer|wish)_?(not|no).*|refused?|no_?answer|unsure|not_?sure|nsp",
    re.IGNORECASE,
)
_BATTERY = 4
"""Questions of one scale in a row of which all the same answers make a straight line."""


def patterns(interviews: Interviews) -> Iterator[Finding]:
    """
    Enumerators far from all others in what their interviews share.

    Compared are the share of "do not know" and no answer, minutes (shorter alone), straight lines through questions of
    one scale, and answers that are those of the enumerator's interview before. An enumerator is listed where the mean
    lies beyond a stated number of standard errors from that of all others, and by a part that matters.
    """
    stated = interviews.checks.enumerator
    if stated and not interviews.enumerator:
        found = f'[checks] enumerator names the column "{stated}", which the submissions do not have.'
        yield Unmade("", found, "Name one.")
    if not interviews.enumerator:
        return
    code = interviews.coded(interviews.enumerator)
    for name, measure, least in MEASURES:
        values = measure(interviews)
        apart = [
            who for who in range(len(code.labels)) if _apart(interviews, values, code.code == who, least)
        ]
        places: Ints = np.flatnonzero(np.isin(code.code, apart))
        if len(places):
            held = [code.labels[one] for one in code.code[places].tolist()]
            each = [f'was asked by "{one}", whose interviews have {name}' for one in held]
            yield Flagged("", places, held, f"whose interviews have {name}", each, "enumerator", len(apart))


def _apart(interviews: Interviews, values: Floats, mine: Bools, least: float) -> bool:
    """Whether an enumerator's mean lies above that of all others by enough standard errors, and by enough."""
    known = np.isfinite(values)
    own, others = values[mine & known], values[~mine & known]
    few = max(interviews.checks.enumerator_least, 2)
    if len(own) < few or len(others) < few:
        return False
    difference = own.mean() - others.mean()
    error = np.sqrt(own.var(ddof=1) / len(own) + others.var(ddof=1) / len(others))
    return bool(difference > least and difference > interviews.checks.enumerator_apart * error)


def _unknown(interviews: Interviews) -> Floats:
    """Of each interview, the share of its answers that are "do not know" or none given."""
    given, unknown = np.zeros(len(interviews)), np.zeros(len(interviews))
    for column in interviews.answers:
        if interviews.kinds[column] == "number":
            continue
        coded = interviews.coded(column)
        is_unknown = np.array(
            [*(any(_UNKNOWN.fullmatch(word) for word in text.split()) for text in coded.labels), False]
        )
        given += coded.code >= 0
        unknown += is_unknown[coded.code]
    share: Floats = np.divide(unknown, given, out=np.full(len(interviews), np.nan), where=given > 0)
    return share


def _haste(interviews: Interviews) -> Floats:
    """How much shorter than the median, in halvings; NaN where not known."""
    minutes = interviews.duration
    known = minutes[minutes > 0]
    median = float(np.median(known)) if len(known) else 1.0
    return np.where(minutes > 0, -np.log2(np.where(minutes > 0, minutes, 1.0) / median), np.nan)


def _straight(interviews: Interviews) -> Floats:
    """Of each interview, the share of batteries of questions answered all the same."""
    straight, whole = np.zeros(len(interviews)), np.zeros(len(interviews))
    for battery in _batteries(interviews):
        coded = [interviews.coded(column) for column in battery]
        labels = {label: at for at, label in enumerate(sorted({one for two in coded for one in two.labels}))}
        codes = np.column_stack(
            [np.array([*(labels[one] for one in two.labels), -1])[two.code] for two in coded]
        )
        filled = (codes >= 0).all(axis=1)
        whole += filled
        straight += filled & (codes == codes[:, :1]).all(axis=1)
    share: Floats = np.divide(straight, whole, out=np.full(len(interviews), np.nan), where=whole > 0)
    return share


def _batteries(interviews: Interviews) -> list[list[str]]:
    """Questions of one choice in a row that share a list of choices: by the form, else by their answers."""
    found: list[list[str]] = []
    last: object = None
    for column in interviews.answers:
        question = interviews.asked.get(column)
        scale: object = None
        if interviews.kinds[column] == "select_one":
            labels = interviews.coded(column).labels
            scale = question.list_name if question else (labels if len(labels) > 2 else None)  # noqa: PLR2004 - more than yes and no
        if scale and scale == last:
            found[-1].append(column)
        elif scale:
            found.append([column])
        last = scale
    return [battery for battery in found if len(battery) >= _BATTERY]


def _repeated(interviews: Interviews) -> Floats:
    """Of each interview, the share of its answers that are those of the same enumerator's interview before."""
    who = interviews.coded(interviews.enumerator).code
    start = interviews.minutes(interviews.start) if interviews.start else np.full(len(interviews), np.nan)
    order = np.lexsort((interviews.rows, np.nan_to_num(start, nan=np.inf), who))
    later, before = order[1:], order[:-1]
    same_one = (who[later] == who[before]) & (who[later] >= 0)
    later, before = later[same_one], before[same_one]
    given, same = np.zeros(len(interviews)), np.zeros(len(interviews))
    for column in interviews.answers:
        code = interviews.coded(column).code
        both = (code[later] >= 0) & (code[before] >= 0)
        given[later] += both
        same[later] += both & (code[later] == code[before])
    share: Floats = np.divide(same, given, out=np.full(len(interviews), np.nan), where=given > 0)
    return share


MEASURES: tuple[tuple[str, Callable[[Interviews], Floats], float], ...] = (
    ('more "do not know" or no answer than others\'', _unknown, 0.02),
    ("shorter durations than others'", _haste, 0.4),
    ("more straight lines through questions of one scale than others'", _straight, 0.1),
    ("more answers of the interview before than others'", _repeated, 0.05),
)
"""What is compared, how it is told of each interview, and the least difference of means that matters."""
