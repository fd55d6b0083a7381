"""An estimate: what a sample says of a population, with its uncertainty."""

from __future__ import annotations

import msgspec


class Estimate(msgspec.Struct, frozen=True, kw_only=True):
    """
    One estimate of one survey.

    Args:
        estimate: hash of survey and analysis key.
        survey: the survey's name.
        synthetic: True where its households are made up.
        analysis_type, analysis_var, analysis_var_value: what; the value is a category, empty for a mean.
        group_var, group_var_value: for whom; several are joined by " %/% ", empty for overall.
        stat, stat_low, stat_upp: estimate and interval; None where hidden or not estimable.
        se, df, deff: standard error, degrees of freedom used, design effect; None where hidden.
        n: households in the category, or with an answer for a mean; None where hidden.
        n_total: households that answered, in the group; None where hidden.
        n_w, n_w_total: the same, weighted.
        analysis_key: the same as one text.
        hidden: why nothing is shown: "small" (too few households), "complement" (would give a small one
            back by subtraction); empty where it is shown.
        trace: the survey's row of the store.
        recipe: how it is computed again.
    """

    estimate: str
    survey: str
    synthetic: bool
    analysis_type: str
    analysis_var: str
    analysis_var_value: str
    group_var: str
    group_var_value: str
    stat: float | None
    stat_low: float | None
    stat_upp: float | None
    se: float | None
    df: float | None
    deff: float | None
    n: int | None
    n_total: int | None
    n_w: float | None
    n_w_total: float | None
    analysis_key: str
    hidden: str
    trace: list[str]
    recipe: str


class SurveyRow(msgspec.Struct, frozen=True, kw_only=True):
    """
    A survey as it may be shown: how many interviews stand behind its estimates.

    Args:
        id: the survey's name.
        file: its submissions, inside the mission folder.
        title: as shown.
        synthetic: True where its households are made up.
        households: interviews read and kept.
        set_aside: interviews read but left out, each with a line among the problems.
        strata, clusters: how many.
        standards: standards scored, with their versions.
        fingerprint: hash of the private table of households.
    """

    id: str
    file: str
    title: str
    synthetic: bool
    households: int
    set_aside: int
    strata: int
    clusters: int
    standards: list[str]
    fingerprint: str
