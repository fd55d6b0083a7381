"""Made-up tables of small cells: places and groups under their margins, answers in categories or classes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from needline.survey.disclosure import Hidden, Question
from needline.survey.households import Domain

GROUPINGS: tuple[tuple[tuple[str, ...], ...], ...] = (
    (("group",), ("place", "group")),
    ((), ("group",), ("place", "group")),
    (("group",), ("place", "group"), ("group", "sex"), ("place", "group", "sex")),
    ((), ("province",), ("province", "place"), ("group",), ("province", "group")),
)


def world(
    draw: np.random.Generator,
    *,
    households: int,
    places: int,
    categories: int,
    ordered: bool,
    groupings: Sequence[Sequence[str]],
) -> tuple[Question, list[Domain]]:
    """A question and the groupings it is shown by; sizes are uneven, and some households are not asked."""
    place = draw.choice(places, households, p=draw.dirichlet(np.full(places, 3.0)))
    columns = {
        "province": (place // 5).astype(str),
        "place": place.astype(str),
        "group": draw.choice(3, households, p=[0.5, 0.3, 0.2]).astype(str),
        "sex": draw.choice(2, households).astype(str),
    }
    shares = draw.dirichlet(np.full(categories, 0.8), places)
    codes = (draw.random(households)[:, None] > np.cumsum(shares, axis=1)[place]).sum(axis=1)
    codes = np.where(draw.random(households) < 0.03, -1, np.minimum(codes, categories - 1))
    keep = min(2, categories - 1) if ordered else -1
    question = Question(codes, categories, ordered=ordered, keep=keep)
    return question, [domain(groups, columns, households) for groups in groupings]


def domain(groups: Sequence[str], columns: dict[str, np.ndarray], households: int) -> Domain:
    """Households by some columns, crossed."""
    keys = (
        list(zip(*(columns[name].tolist() for name in groups), strict=True)) if groups else [()] * households
    )
    levels = sorted(set(keys))
    at = {level: number for number, level in enumerate(levels)}
    return Domain(tuple(groups), levels, np.array([at[key] for key in keys]))


def recoverable(question: Question, domains: Sequence[Domain], hidden: Sequence[Hidden]) -> int:
    """How many hidden counts follow from what is shown, as the exact test has it."""
    from hiding.exact import follows
    from hiding.one_at_a_time import Tables

    tables = Tables(question, domains, hidden[0].threshold)
    tables.hidden[:] = np.concatenate([one.sums for one in hidden])
    vectors, counts = tables._atoms()  # noqa: SLF001 - the same test, asked from outside
    shown, cells = vectors[~tables.hidden], tables._hidden_cells(vectors)  # noqa: SLF001
    return len(follows(shown, cells, counts)) if len(shown) and len(cells) else 0
