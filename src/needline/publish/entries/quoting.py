"""The passages that stand behind claims and counts, quoted where they may be."""

from __future__ import annotations

from markupsafe import Markup

from needline import model
from needline.publish.marks import Marks, same_number
from needline.publish.public import Quotable


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
