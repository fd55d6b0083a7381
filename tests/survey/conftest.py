"""A small mission with one survey, put into a store as the readers would."""

import csv
import datetime as dt
import io

import pyarrow as pa
import pytest

from needline.model import Analysis, Binding, Design, Group, Mission, Place, Problem, Standard, Survey
from needline.store import Store
from needline.survey import run_clean, run_estimate, run_score, with_written

MISSION = Mission(
    title="A small mission",
    question="?",
    as_of=dt.datetime(2024, 1, 1, tzinfo=dt.UTC),
    groups=[
        Group(id="left", names=["Those who left"], stands_for=["displaced"]),
        Group(id="hosts", names=["Hosts"], stands_for=["host"]),
    ],
    standards=[Standard(name="msni", version="2025.1")],
)
DESIGN = Design(weight="weight", strata="stratum", clusters=["psu"])
BINDINGS = [
    Binding(standard="msni", input="health_need", column="ill"),
    Binding(standard="msni", input="health_care", column="cared"),
]
ROWS = """
_uuid,place,who,weight,stratum,psu,size,ill,cared,needs,age
a,N,displaced,10,n,1,4,yes,no,food cash,30
b,N,displaced,20,n,1,2,no,,cash,40
c,N,displaced,10,n,2,3,yes,yes,,50
d,N,host,10,n,2,1,no,,none,60
e,S,displaced,30,s,3,5,yes,no,food,20
f,S,displaced,10,s,4,2,dont_know,,cash food,70
g,S,host,20,s,4,3,no,,none,35
"""


class Field:
    """A mission's store with one survey in it."""

    def __init__(self, root):
        self.store = Store(root / ".needline")
        self.mission = MISSION
        places = [("X", "Xland", ""), ("N", "North", "X"), ("S", "South", "X")]
        made = [Place(id=code, name=name, names=[name], parent=parent) for code, name, parent in places]
        self.store.write("read", Place, made)

    def survey(self, rows=ROWS, **given):
        """Put a survey in, score it and estimate from it."""
        settings = {
            "title": "Households", "place": "place", "group": "who", "household_size": "size",
            "design": DESIGN, "bindings": BINDINGS, "plan": [],
        } | given  # fmt: skip
        survey = Survey(name="s", file="survey/s/submissions.csv", **settings)
        self.store.write("read", Survey, [survey])
        reader = csv.DictReader(io.StringIO(rows.strip()))
        read, names = list(reader), reader.fieldnames
        columns = {name: pa.array([row[name] or None for row in read], pa.string()) for name in names}
        columns["_row"] = pa.array(range(2, len(read) + 2), pa.int64())
        self.store.write_private("submissions/s", pa.table(columns))
        run_clean(self.mission, self.store)
        run_score(self.mission, self.store)
        run_estimate(self.mission, self.store)
        return self

    @property
    def households(self):
        return self.store.read_private("households/s").to_pylist()

    def problems(self, *leave_out):
        """As published."""
        skipped = {"unbound-input", "hidden", *leave_out}
        return [one for one in self.store.read(Problem) if one.code not in skipped]

    def details(self, *leave_out):
        """As this machine may see them."""
        return with_written(self.store, self.problems(*leave_out))


@pytest.fixture
def field(tmp_path):
    return Field(tmp_path)


@pytest.fixture
def line():
    def make(kind, variable, *groups, row=2):
        return Analysis(analysis_type=kind, analysis_var=variable, group_var=list(groups), row=row)

    return make
