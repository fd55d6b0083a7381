"""
The one schema of a mission's tables: name, type, unit and meaning of every column.

`docs/reference/tables.md` is generated from this file; a test holds it to the values in `needline.model`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from needline import model


class Column(NamedTuple):
    """A column: its name, type, unit (empty where none) and meaning."""

    name: str
    type: str
    unit: str
    meaning: str


class Table(NamedTuple):
    """
    A table of the store.

    Args:
        name: also its file's name in `out/tables`.
        row: the value that one row is.
        key: column that names a row.
        by: steps that write it.
        meaning: what one row is, in a sentence.
        private: True where it never leaves `.needline/`.
        columns: in order.
    """

    name: str
    row: type[Any]
    key: str
    by: tuple[str, ...]
    meaning: str
    private: bool
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column:
        """The column of that name; KeyError where there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


def _table(row: type[Any], name: str, by: str, meaning: str, columns: str, *, private: bool = False) -> Table:
    """Read a schema written as lines of `name | type | unit | meaning`; the first is the key."""
    read = tuple(Column(*(cell.strip() for cell in line.split("|"))) for line in columns.strip().splitlines())
    return Table(name, row, read[0].name, tuple(by.split()), meaning, private, read)


_MADE = """
trace | texts | | refs of the rows it rests on, `table/id`
recipe | text | | how to compute it again, JSON: rule and version; for many rows table, fingerprint, selection, count
"""

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        _table(
            model.Setting,
            "settings",
            "read",
            "A threshold or rule in force.",
            """
name | text | | as in mission.toml, with its table
value | text | | as text
number | number | | the value where it is a number
stated | yes/no | | whether the mission states it, or needline's default holds
""",
        ),
        _table(
            model.Source,
            "sources",
            "read",
            "Who stands behind the evidence.",
            """
id | text | | short name in sources.toml
name | text | | as shown
aliases | texts | | other ways files write it
kind | text | | un, government, de_facto, ngo, media, witness, mission
reliability | text | | Admiralty grade A to F
independent_of | texts | | sources it is known not to copy
licence | text | | terms; "restricted" keeps its words out of what leaves
""",
        ),
        _table(
            model.Place,
            "places",
            "read",
            "A place with all its names.",
            """
id | text | | its code
name | text | | all names shown together, in the mission's order
names | texts | | the same one by one
aliases | texts | | other spellings, read but not shown
kind | text | | country, area, town, crossing, camp
parent | text | | code of the place it lies in
lat | number | degrees | latitude, WGS 84
lon | number | degrees | longitude, WGS 84
""",
        ),
        _table(
            model.Report,
            "reports",
            "read",
            "A text that came in.",
            """
id | text | | hash of text and publisher
file | text | | path inside the mission folder
sha256 | text | | of the file's bytes
title | text | | first line or heading
publisher | text | | who printed it
author | text | | as named
published | instant | | start of the day, or instant, of publication
published_text | text | | as written
url | text | | address
source | text | | publisher's id in sources
language | text | | two-letter code
witnesses | texts | | near-identical reports, counted with it as one
""",
        ),
        _table(
            model.Text,
            "texts",
            "read",
            "The words of a report.",
            """
report | text | | id of the report
text | text | | all its words
pages | json | | where each page begins in the text
read_in | text | | the near-identical report in which these words are read; empty where they are read themselves
""",
            private=True,
        ),
        _table(
            model.Observation,
            "observations",
            "read",
            "What the mission saw, or heard from whom.",
            """
id | text | | as its file gives it, or a hash
file | text | | path inside the mission folder
row | integer | | row in it, header as row 1
place | text | | place code
as_of_text | text | | when, as written
as_of_start | instant | | earliest
as_of_end | instant | | latest
method | text | | seen, heard, key_informant, focus_group, published
informant | text | | by role, never by name
sector | text | | sector id
group | text | | population group id
text | text | | in the mission's own words
severity | integer | class | 1 to 5 as judged by the observer
confidence | text | | Admiralty 1 to 6
source | text | | id in sources
""",
        ),
        _table(
            model.Activity,
            "activities",
            "read",
            "One activity of the response.",
            """
id | text | | as its file gives it, or a hash
file | text | | path inside the mission folder
row | integer | | row in it, as the file counts its rows
sheet | text | | of a workbook
organisation | text | | who
partner | text | | with whom
donor | text | | with whose money
sector | text | | sector id; empty where the mission has none of that name
sector_text | text | | as written, where that is not the id
activity | text | | what
modality | text | | how
unit | text | | what is counted
place | text | | code of the smallest place that is known
place_text | text | | as written, where that is not the place itself
site | text | | as written
group | text | | population group id; empty for all
group_text | text | | as written, where the mission has no such group
status | text | | planned, ongoing, completed, suspended, cancelled
start | text | | ISO date
end | text | | ISO date
targeted | number | unit | aimed at
reached | number | unit | reached
targeted_by | json | unit | aimed at, by sex and age as stated
reached_by | json | unit | reached, by sex and age as stated
unplaced | texts | | what is lacking: place, sector, date
source | text | | id in sources, or an address
""",
        ),
        _table(
            model.Leg,
            "legs",
            "read",
            "A leg of road between two places.",
            """
id | text | | as its file gives it
file | text | | path inside the mission folder
row | integer | | row in it, header as row 1
from_place | text | | place code
to_place | text | | place code
names | texts | | what it is called
km | number | km | length
hours | number | hours | usual time
vehicle | text | | classes of vehicle that can use it, separated by a bar
""",
        ),
        _table(
            model.LegState,
            "leg_states",
            "read",
            "The state of a leg during a time.",
            """
id | text | | hash
file | text | | path inside the mission folder
row | integer | | row in it, header as row 1
leg | text | | id of the leg
from_time | instant | | from; empty is open
to_time | instant | | up to; empty is open
state | text | | open, restricted, closed, unknown
vehicle | text | | classes of vehicle that can use it in this state
reason | text | | as written
control | text | | who controls it, as written
source | text | | id in sources
""",
        ),
        _table(
            model.AccessScore,
            "access_scores",
            "read",
            "One of the nine indicators of ACAPS' access scale, as somebody graded it.",
            """
id | text | | hash
file | text | | path inside the mission folder
row | integer | | row in it, header as row 1
place | text | | place code
as_of_text | text | | when, as written
as_of_start | instant | | earliest
as_of_end | instant | | latest
indicator | text | | id of the indicator
score | integer | class | 0 to 3
reason | text | | as written
source | text | | id in sources, or an address
""",
        ),
        _table(
            model.Decision,
            "decisions",
            "read",
            "What a person decided about the evidence.",
            """
id | text | | hash
previous | text | | id of the line before in its file
at | text | | instant of deciding
author | text | | who
device | text | | on which machine's log
on | text | | what it is about
action | text | | set_aside, correct, same_count, other_population, other_day, severity, grade, accept, recommend
value | text | | what the action takes
reason | text | | why
file | text | | path inside the mission folder
""",
        ),
        _table(
            model.Survey,
            "surveys_read",
            "read",
            "A survey's design, plan and bindings, as read.",
            """
name | text | | its folder's name
file | text | | its submissions
title | text | | as shown
synthetic | yes/no | | whether its households are made up
place | text | | column of the place code
group | text | | column of the population group
setting | text | | column of camp, urban, rural
household_size | text | | column of people in the household
disaggregate | texts | | columns by which severity is estimated within places and groups
design | json | | weight, strata, clusters and the rest
plan | json | | what to estimate
bindings | json | | a standard's inputs to this survey's columns
checks | json | | columns and limits of checks
form | json | | what was asked, of whom, with which choices
plan_file | text | | name of the file its plan came from
decimals | json | | decimal mark of columns in which a cell could be read two ways
roster | json | | the repeat that lists people, and its questions
from_repeat | json | | columns of households made from repeats
design_usable | yes/no | | whether design.toml can be used; where not, nothing is estimated
""",
            private=True,
        ),
        _table(
            model.Problem,
            "problems",
            "read extract reconcile clean score estimate reach judge",
            "Evidence that could not be read, or not wholly.",
            """
id | text | | hash
code | text | | kind of problem
file | text | | path inside the mission folder
where | text | | row, key or passage
found | text | | what stands there
mend | text | | what would put it right
severity | text | | error, warning, note
""",
        ),
        _table(
            model.Claim,
            "claims",
            "extract",
            "What was said, by whom, through whom, in which passage.",
            """
claim | text | | hash of report, passage and source
report | text | | id of the report
start | integer | characters | start of the sentence
end | integer | characters | end of the sentence
passage | text | | the sentence as written
kind | text | | states, reports, announces, confirms, denies, accuses, urges, permits, promises, warns, …
cue | passage | | words that show that somebody speaks
sources | passages | | the chain, nearest to the reader first
stands_for | passage | | whom the nearest stands for, where it is a pronoun or a short name
speaker | text | | nearest speaker's id in sources
content | passages | | what is said
negated | yes/no | | whether the content is denied
said_on | date | | day of saying
said_on_text | text | | as written
denies | text | | claim that it denies
conduct | text | | conduct that the law concerns
accused | text | | whom it accuses
set_aside | yes/no | | whether a person took it out of the register
decisions | texts | | refs of what people decided about it
""",
        ),
        _table(
            model.Count,
            "counts",
            "read extract",
            "A reported figure.",
            """
count | text | | hash of what it says
file | text | | path inside the mission folder
row | integer | | row in it, header as row 1; 0 in a text
name | text | | id its own file gives it
statement | text | | figures of one statement share speaker, document, as-of
published | instant | | when it became public
published_text | text | | as written
as_of_text | text | | as written
as_of_start | instant | | held at an instant not before this; empty is open
as_of_end | instant | | and not after this; empty is open
said_by | text | | as written
counted_by | text | | as written
measure | text | | what was counted
from_place | text | | place code
to_place | text | | place code
place_text | text | | places as written
group | text | | whom, as written
qualifier | text | | exact, about, more than, at least, up to, fewer than, almost, between, dozens, hundreds
damaged | yes/no | | digits are missing in the text; never completed
number_low | number | unit | least that the written number can be
number_high | number | unit | greatest that the written number can be
low | number | unit | least that is asserted; empty is open
high | number | unit | greatest that is asserted; empty is open
unit | text | | people, households, vehicles, houses, percent, other
note | text | | as written
url | text | | address
claim | text | | claim it was read from
start | integer | characters | passage of the number
end | integer | characters | passage of the number
listing | text | | of a list: complete, partial; empty: parts that do not overlap
corrects | texts | | names of earlier counts that it takes the place of
denied | yes/no | | the text denies it or does not vouch for it; nobody asserts it, and it is compared with nothing
""",
        ),
        _table(
            model.Figure,
            "figures",
            "reconcile",
            "The range of one quantity at one instant.",
            """
figure | text | | hash of quantity and scenario
measure | text | | of what
from_place | text | | place code
place | text | | place code
group | text | | population group, or as written where the mission has none
instant | instant | | at which it is asked
low | number | unit | least; empty is open
high | number | unit | greatest; empty is open
unit | text | | people, vehicles, percent
exactness | text | | outer or exact
scenario | text | | consistent, bound, least of parts; contested: uncontested, "if …", "without …", contested
carried | yes/no | | whether a stock was carried forward
sources | texts | | who counted what bounds it
reasons | texts | | counts whose removal alone would widen it, or one minimal set
several | yes/no | | whether the reasons are one of several minimal sets
rules | texts | | rules used
"""
            + _MADE.strip(),
        ),
        _table(
            model.Conflict,
            "conflicts",
            "reconcile",
            "Figures that cannot all hold.",
            """
id | text | | hash of its members
measure | text | | of what
from_place | text | | place code
place | text | | place code
group | text | | population group
members | texts | | refs of the counts
gap | number | unit | by how much they miss holding together
unit | text | | people, vehicles, percent, days
gives | numbers | unit | how far each member alone would have to give
start | instant | | time they meet at
end | instant | | time they meet at
rule | text | | why they cannot all hold
"""
            + _MADE.strip(),
        ),
        _table(
            model.Repair,
            "repairs",
            "reconcile",
            "Counts that, set aside, would leave no conflict among those that share counts; of least weight.",
            """
id | text | | hash of conflicts and counts
conflicts | texts | | refs of the conflicts
set_aside | texts | | refs of the counts
weight | number | weight | of these counts, by the grades of their sources
ties | integer | sets | that weigh as little, this one among them
more | yes/no | | whether there are more than are listed
must_give | texts | | counts that are in every one of them
"""
            + _MADE.strip(),
        ),
        _table(
            model.Residual,
            "residuals",
            "reconcile",
            "What a balance or a list leaves over.",
            """
id | text | | hash of its terms
kind | text | | balance or list
place | text | | place code
group | text | | population group
instant | instant | | when
reading | text | | how the baseline was taken
leads | yes/no | | whether the mission puts it first
terms | texts | | "+ref" and "-ref"
low | number | people | least; empty is open
high | number | people | greatest; empty is open
causes | texts | | refs of counts that may explain it
rule | text | | in words
"""
            + _MADE.strip(),
        ),
        _table(
            model.SurveyRow,
            "surveys",
            "score",
            "A survey, as it may be shown.",
            """
id | text | | its folder's name
file | text | | its submissions
title | text | | as shown
synthetic | yes/no | | whether its households are made up
households | integer | interviews | read and kept
set_aside | integer | interviews | read but left out
strata | integer | strata | in the design
clusters | integer | clusters | of the first stage
standards | texts | | scored, with versions
fingerprint | text | | hash of the private table of households
""",
        ),
        _table(
            model.Estimate,
            "estimates",
            "estimate",
            "One estimate of one survey.",
            """
estimate | text | | hash of survey and key
survey | text | | survey's name
synthetic | yes/no | | whether its households are made up
analysis_type | text | | mean, prop_select_one, …
analysis_var | text | | variable
analysis_var_value | text | | category
group_var | text | | for whom: variables
group_var_value | text | | for whom: their values
stat | number | share or mean | estimate
stat_low | number | share or mean | lower end of the interval
stat_upp | number | share or mean | upper end of the interval
se | number | share or mean | standard error
df | number | degrees | degrees of freedom used
deff | number | ratio | design effect
n | integer | households | in the category, or with an answer
n_total | integer | households | that answered
n_w | number | weighted | the same, weighted
n_w_total | number | weighted | the same, weighted
analysis_key | text | | all of it as one text
hidden | text | | why nothing is shown: small, complement
"""
            + _MADE.strip(),
        ),
        _table(
            model.Coverage,
            "coverage",
            "reach",
            "People reached in a place, group and sector.",
            """
id | text | | hash
place | text | | place code
group | text | | population group
sector | text | | sector id
reached_low | number | people | the fewest different people
reached_high | number | people | sum, at most the population
ongoing_low | number | people | of these, by activities that go on
ongoing_high | number | people | of these, by activities that go on
completed_low | number | people | of these, by completed activities
completed_high | number | people | of these, by completed activities
planned | number | people | planned activities aim at, at least
planned_high | number | people | planned activities aim at, at most
targeted_low | number | people | activities of any status aim at, at least
targeted_high | number | people | activities of any status aim at, at most
stated | number | people | sum of people reached as records state it
organisations | texts | | who
activities | integer | activities | in the place and the places in it
uncounted | integer | activities | not countable in people
flags | texts | | what a reader must know
"""
            + _MADE.strip(),
        ),
        _table(
            model.Presence,
            "presence",
            "reach",
            "What one organisation does in one sector, over all places.",
            """
id | text | | hash
organisation | text | | who; empty for all together
sector | text | | sector id; "all" for all together
reached_low | number | people | the fewest different people reached
reached_high | number | people | sum
targeted_low | number | people | aimed at, at least
targeted_high | number | people | aimed at, at most
planned_low | number | people | planned activities aim at, at least
planned_high | number | people | planned activities aim at, at most
places | integer | places | in how many
activities | integer | activities | how many
unplaced | integer | activities | without a known place
uncounted | integer | activities | not countable in people
partners | texts | | with whom
donors | texts | | with whose money
"""
            + _MADE.strip(),
        ),
        _table(
            model.Access,
            "access",
            "reach",
            "Whether a place can be reached by road at an instant.",
            """
id | text | | hash
place | text | | place code
instant | instant | | when
vehicle | text | | class of vehicle; empty for whatever gets through
reachable_from | texts | | entries
restricted | yes/no | | whether every road has a restricted or unknown leg
hours | number | hours | the shortest road
only_legs | texts | | legs without which it could not be reached
people_behind_low | number | people | who depend on those legs
people_behind_high | number | people | who depend on those legs
cut_off_since | instant | | since when no open road leads there
"""
            + _MADE.strip(),
        ),
        _table(
            model.SingleLeg,
            "single_legs",
            "reach",
            "A leg on which places depend at an instant.",
            """
id | text | | hash
leg | text | | id of the leg
instant | instant | | when
vehicle | text | | class of vehicle; empty for whatever gets through
state | text | | open, restricted, unknown
places | texts | | codes of the places behind it
people_low | number | people | who live there
people_high | number | people | who live there
cut | texts | | of these, places to which no road at all would be left
cut_low | number | people | who live there
cut_high | number | people | who live there
"""
            + _MADE.strip(),
        ),
        _table(
            model.AccessChange,
            "access_changes",
            "reach",
            "A place whose access is not what it was at an earlier instant.",
            """
id | text | | hash
place | text | | place code
before | instant | | the earlier instant
after | instant | | the later instant
was | text | | open, restricted, none
now | text | | open, restricted, none
hours_before | number | hours | the shortest road then
hours_after | number | hours | the shortest road now
legs | texts | | legs whose state changed
"""
            + _MADE.strip(),
        ),
        _table(
            model.LegClaim,
            "leg_claims",
            "reach",
            "A claim that speaks of a leg of road.",
            """
id | text | | hash
leg | text | | id of the leg
claim | text | | id of the claim
named | text | | how the passage names the leg
about | texts | | state, movement, control
words | texts | | the words by which that is seen
"""
            + _MADE.strip(),
        ),
        _table(
            model.Need,
            "needs",
            "judge",
            "The need of a group in a place and sector.",
            """
need | text | | hash
place | text | | place code
group | text | | population group
sector | text | | sector id, or "all"
people_low | number | people | reconciled population
people_high | number | people | reconciled population
in_need_low | number | people | in need, least
in_need | number | people | in need
in_need_high | number | people | in need, greatest
mosaic_low | number | people | over all sectors: largest sector of each unit, summed; least
mosaic | number | people | largest sector of each unit, summed
mosaic_high | number | people | largest sector of each unit, summed; greatest
households_low | number | people | over all sectors: in households in need in any; least
households | number | people | in households in need in any sector
households_high | number | people | in households in need in any sector; greatest
share_low | number | share | in need, lower end
share | number | share | in need
share_high | number | share | in need, upper end
severity | integer | class | 1 to 5, as it stands
severity_low | integer | class | at the lower end
severity_high | integer | class | at the upper end
preliminary | integer | class | by the evidence, before people agreed
published | integer | class | of published indicators
basis | text | | estimate, observed, bound, not_known
synthetic | yes/no | | whether it rests on made-up households
flags | texts | | what a reader must know
missing | text | | what would be needed to know it
from_population | number | share | of the width, from the population
dominated_by | text | | population or sample
gap_low | number | people | in need less reached
gap_high | number | people | in need less reached
"""
            + _MADE.strip(),
        ),
        _table(
            model.Statement,
            "statements",
            "judge",
            "An allegation, a promise, a demand or a recommendation.",
            """
id | text | | hash
kind | text | | allegation, promise, demand, recommendation
by | text | | who says it
on | text | | whom it concerns
said_on | text | | day of saying
content | text | | in the words as written
place | text | | place code
conduct | text | | alleged conduct that the law concerns
counted | text | | what monitoring counts of it: per victim, per event
others | texts | | other origins that allege the same conduct of the same accused
denied_by | texts | | who denies it
outcome | text | | what later evidence shows: kept, not kept, not yet, no evidence; empty where nobody has looked
why | text | | the reason of those who found the outcome
"""
            + _MADE.strip(),
        ),
        _table(
            model.Event,
            "events",
            "judge",
            "Something that happened, or is to come, as reports tell.",
            """
event | text | | hash
what | text | | kind, in neutral words
announced | yes/no | | whether reports say that it is to come
first | date | | first day it may lie on; empty where no day is given
last | date | | last day it may lie on; where no day is given, by when it was told of
place | text | | place code
who | texts | | who acts or is concerned, as written
by | texts | | who says so, each a chain
content | text | | in the words of the first passage
"""
            + _MADE.strip(),
        ),
        _table(
            model.Provision,
            "provisions",
            "judge",
            "A provision of international law that binds all parties: a reminder, not a finding.",
            """
provision | text | | short name
instrument | text | | treaty or principles
article | text | | where in it
words | text | | what it says, in short words of our own
conduct | texts | | conduct it concerns
address | text | | where the text can be read
""",
        ),
    )
}

OF_ROW = {table.row: table for table in TABLES.values()}
