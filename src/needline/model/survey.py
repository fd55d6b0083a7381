"""A survey: its design, what to estimate from it, and how its questions feed a standard."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

AnalysisType = Literal[
    "mean", "median", "quantile", "total", "ratio", "prop_select_one", "prop_select_multiple"
]


class Design(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    How households came into the sample, as `design.toml` says.

    Args:
        weight: column of weights: households or people each row stands for; empty: all weigh 1.
        strata: column of strata; empty: one stratum.
        clusters: columns of clusters, first stage first; empty: each row its own.
        fpc: columns of sizes (above 1) or sampling fractions (up to 1), a stage each; empty: none.
        nest: True where cluster labels repeat from stratum to stratum.
        lonely: what to do with a stratum of one cluster: fail, remove, certainty, adjust, average.
        df: degrees of freedom of the intervals: design, domain, normal.
        level: their coverage, in (0, 1).
        ci: interval of a share: logit, wald.
    """

    weight: str = ""
    strata: str = ""
    clusters: list[str] = []
    fpc: list[str] = []
    nest: bool = False
    lonely: Literal["fail", "remove", "certainty", "adjust", "average"] = "fail"
    df: Literal["design", "domain", "normal"] = "design"
    level: Annotated[float, Meta(gt=0, lt=1)] = 0.95
    ci: Literal["logit", "wald"] = "logit"


class Analysis(msgspec.Struct, frozen=True, kw_only=True):
    """
    One line of an analysis plan.

    Args:
        analysis_type: mean, prop_select_one, and the others of the vocabulary.
        analysis_var: the column.
        group_var: columns to disaggregate by, crossed; empty for overall.
        row: row of the plan, header as row 1; 0 for a line needline adds itself.
    """

    analysis_type: AnalysisType
    analysis_var: str
    group_var: list[str] = []
    row: int = 0


class Binding(msgspec.Struct, frozen=True, kw_only=True):
    """
    How one input of a standard is had from this survey's columns.

    Args:
        standard: name of the standard ("msni").
        input: the input's name in the standard ("shelter_type").
        column: this survey's column.
        choices: this survey's answer to the standard's category; empty where they are the same.
    """

    standard: str
    input: str
    column: str
    choices: dict[str, str] = {}


class Survey(msgspec.Struct, frozen=True, kw_only=True):
    """
    A survey of the mission.

    Args:
        name: its folder's name.
        file: its submissions, inside the mission folder.
        title: as shown.
        synthetic: True where its households are made up; said wherever it shows.
        place: column holding the place code of a household.
        group: column holding its population group.
        setting: column holding camp, urban or rural; empty where not asked.
        household_size: column of people in the household; empty where not asked.
        design, plan, bindings: see there.
    """

    name: str
    file: str
    title: str = ""
    synthetic: bool = False
    place: str = ""
    group: str = ""
    setting: str = ""
    household_size: str = ""
    design: Design = Design()
    plan: list[Analysis] = []
    bindings: list[Binding] = []
