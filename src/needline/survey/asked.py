"""
Answers against the form: several choices brought into one text, and answers that are no choice of their question.

A question with several answers may stand as a text, as a column an option, or as both. The columns say what was
chosen and the text who was asked; where they differ, that is said.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from needline.model import Question
from needline.stats.arrays import Ints
from needline.survey.columns import Chosen, Columns
from needline.survey.sheet import Sheet

if TYPE_CHECKING:
    import pyarrow as pa

_CHOSEN = frozenset({"select_one", "select_multiple", "rank"})


def bring_together(sheet: Sheet) -> None:
    """
    Bring each question with several answers into one column of text, whatever way the export writes it.

    Args:
        sheet: takes the columns, and what is said of those that disagree.
    """
    columns = Columns(sheet.table.drop_columns(["_row"]))
    for name, offered in _several(sheet).items():
        pairs = [column for option, column in columns.options.get(name, []) if _offered(option, offered)]
        flagged = [column for column in pairs if columns.flags(column) is not None]
        for column in pairs:
            if column not in flagged:
                found = "holds something else than chosen or not; it is not read as an option."
                mend = "Write 1 and 0, or TRUE and FALSE; with the form beside them, yes and no are read too."
                sheet.say("option", sheet.survey.file, f'column "{column}"', found, mend, "warning")
        if flagged:
            named = [name, *flagged] if name in columns else flagged
            _bring(sheet, name, Columns(columns.table.select(named)).choices(name))


def _offered(option: str, offered: frozenset[str]) -> bool:
    return not offered or option in offered


def _several(sheet: Sheet) -> dict[str, frozenset[str]]:
    """Questions with several answers, and their choices; without a form, those that a plan or a binding names."""
    form = sheet.survey.form
    if form.questions:
        return {
            one.name: frozenset(choice.name for choice in form.choices_of(one))
            for one in form.questions
            if one.kind == "select_multiple" and not one.repeat
        }
    asked = {line.analysis_var for line in sheet.survey.plan if line.analysis_type == "prop_select_multiple"}
    asked |= {one.column for one in sheet.survey.bindings if one.column not in sheet.names}
    return dict.fromkeys(sorted(asked), frozenset[str]())


def _bring(sheet: Sheet, name: str, chosen: Chosen) -> None:
    where = f'column "{name}"'
    if chosen.differ:
        rows = f"{chosen.differ} interview{'s' if chosen.differ > 1 else ''}"
        found = f"{rows} in which the text and the columns of its options differ."
        mend = "The columns are taken. Export again, or put one of the two right."
        sheet.say("choices-differ", sheet.survey.file, where, found, mend, "warning")
    if chosen.extra:
        found = (
            f"{sum(chosen.extra.values())} answers in the text that no column stands for; kept as written."
        )
        sheet.say("no-option-column", sheet.survey.file, where, found, "Export again.", "note")
    texts = sheet.table[name].to_pylist() if name in sheet.names else [None] * len(sheet)
    sheet.put(name, _texts(texts, chosen))


def _texts(texts: list[str | None], chosen: Chosen) -> list[str | None]:
    """The text of each row, as written where it says what the columns say."""
    options = frozenset(chosen.options)
    patterns, code = _patterns(chosen)
    joined = [" ".join(np.array(chosen.options)[pattern]) for pattern in patterns]
    known = [frozenset(one.split()) for one in joined]
    kept: dict[tuple[str, int], str] = {}
    found: list[str | None] = []
    for text, place, asked in zip(texts, code.tolist(), chosen.asked.tolist(), strict=True):
        if not asked:
            found.append(text)
        elif text is None:
            found.append(joined[place])
        else:
            key = (text, place)
            if key not in kept:
                kept[key] = text if options.intersection(text.split()) == known[place] else joined[place]
            found.append(kept[key])
    return found


def _patterns(chosen: Chosen) -> tuple[np.ndarray, Ints]:
    """The different sets of choices, and each row's place among them."""
    packed = np.packbits(chosen.chosen, axis=1)
    _, first, code = np.unique(packed, axis=0, return_index=True, return_inverse=True)
    return chosen.chosen[first], np.asarray(code.reshape(-1), np.int64)


def check_choices(sheet: Sheet, repeats: Mapping[str, pa.Table]) -> None:
    """
    Say which answers of repeats are no choice of their question in the form; the check `choice` says it of households'.

    Args:
        sheet: of the survey; answers stay as they are.
        repeats: by name.
    """
    form = sheet.survey.form
    for question in form.questions:
        names = frozenset(choice.name for choice in form.choices_of(question))
        if question.kind not in _CHOSEN or not names:
            continue
        if question.repeat in repeats and question.name in repeats[question.repeat].column_names:
            texts = repeats[question.repeat][question.name].to_pylist()
            count = sum(not _is_choice(text, names, question) for text in texts if text)
            if count:
                where = f'"{question.repeat}", column "{question.name}"'
                found = f"{count} cell{'s' if count > 1 else ''} with what is no choice of the form."
                mend = "Add it to the choices, or put the answer right."
                sheet.say("not-a-choice", sheet.survey.file, where, found, mend, "warning")


def _is_choice(text: str, names: frozenset[str], question: Question) -> bool:
    if question.kind == "select_one":
        return text in names
    return names.issuperset(text.split())
