"""Frozen values, one noun a file, and the arithmetic of ranges. Nothing here reads or writes."""

from needline.model.activity import Activity
from needline.model.claim import Claim, Span
from needline.model.cleaning import Change, Checks
from needline.model.count import Count, asserted, in_units
from needline.model.coverage import Access, AccessChange, Coverage, LegClaim, Presence, SingleLeg
from needline.model.decision import Decision
from needline.model.estimate import Estimate, SurveyRow
from needline.model.event import Event
from needline.model.figure import Conflict, Figure, Repair, Residual
from needline.model.form import Choice, Form, Question
from needline.model.ids import content_id, content_ids
from needline.model.law import Provision
from needline.model.mission import FigureRules, Group, Kind, Mission, Sector, Setting, Standard, Thresholds
from needline.model.need import Need, Statement
from needline.model.observation import Observation
from needline.model.place import Place, areas_under
from needline.model.population import Population, populations
from needline.model.problem import Problem, problem
from needline.model.range import Range
from needline.model.report import Report, Text
from needline.model.route import AccessScore, Leg, LegState
from needline.model.source import Source
from needline.model.survey import Analysis, Binding, Design, FromRepeat, Roster, Survey
from needline.model.trace import Recipe, Ref, read_recipe, read_ref
from needline.model.when import When, read_when

__all__ = [
    "Access",
    "AccessChange",
    "AccessScore",
    "Activity",
    "Analysis",
    "Binding",
    "Change",
    "Checks",
    "Choice",
    "Claim",
    "Conflict",
    "Count",
    "Coverage",
    "Decision",
    "Design",
    "Estimate",
    "Event",
    "Figure",
    "FigureRules",
    "Form",
    "FromRepeat",
    "Group",
    "Kind",
    "Leg",
    "LegClaim",
    "LegState",
    "Mission",
    "Need",
    "Observation",
    "Place",
    "Population",
    "Presence",
    "Problem",
    "Provision",
    "Question",
    "Range",
    "Recipe",
    "Ref",
    "Repair",
    "Report",
    "Residual",
    "Roster",
    "Sector",
    "Setting",
    "SingleLeg",
    "Source",
    "Span",
    "Standard",
    "Statement",
    "Survey",
    "SurveyRow",
    "Text",
    "Thresholds",
    "When",
    "areas_under",
    "asserted",
    "content_id",
    "content_ids",
    "in_units",
    "populations",
    "problem",
    "read_recipe",
    "read_ref",
    "read_when",
]
