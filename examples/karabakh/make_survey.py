"""
Make the household survey of this example: SYNTHETIC, no household in it exists.

A survey of those who left Karabakh and of their hosts in Armenia in October 2023 cannot be had, so this generator
makes one: strata are region and group, clusters are settlements, weights are unequal and, times the size of the
household, add up to the people of the region. Displaced people are shared out over the regions by the number housed
there on 1 October 2023 (figures k034 to k043 of counts/figures.csv); of those not placed, half go to Yerevan, which
that list does not hold. Answers are drawn from plausible shares that differ by settlement, and mean nothing.

    python examples/karabakh/make_survey.py

writes survey/households_2023_10/ anew, the same bytes each time.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import numpy as np

SEED = 20231001
FOLDER = Path(__file__).parent / "survey" / "households_2023_10"

HOUSED = {  # people housed on 1 October, by region
    "AM02": 2259, "AM03": 8898, "AM04": 3549, "AM05": 3276, "AM06": 1891,
    "AM07": 10268, "AM08": 1683, "AM09": 2277, "AM10": 1746, "AM11": 1902,
}  # fmt: skip
YEREVAN = "AM01"
ARRIVED, HOSTS = 100_490, 95_000
INTERVIEWS = {"displaced": 1500, "host": 400}
FEW = ("host", "AM10", 7)  # one stratum too small to show
TAKE = 10  # interviews a settlement

UNKNOWN = ("dont_know", "prefer_not_to_say")
DAYS = ("cereals", "pulses", "dairy", "meat", "vegetables", "fruit", "oil", "sugar")
COPING = ("less_preferred", "borrow", "smaller_meals", "adults_less", "fewer_meals")
HUNGER = ("no_food", "hungry_night", "day_without")
LIVELIHOOD = {
    "stress": ("sold_goods", "spent_savings", "borrowed", "bought_on_credit"),
    "crisis": ("sold_tools", "cut_health", "left_school"),
    "emergency": ("sold_home", "begged", "risky_work"),
}


def people() -> dict[tuple[str, str], float]:
    """People by group and region."""
    unplaced = ARRIVED - sum(HOUSED.values())
    share = {region: count / sum(HOUSED.values()) for region, count in HOUSED.items()}
    displaced = {region: HOUSED[region] + unplaced / 2 * share[region] for region in HOUSED} | {
        YEREVAN: unplaced / 2
    }
    found = {("displaced", region): displaced[region] for region in sorted(displaced)}
    return found | {("host", region): HOSTS * displaced[region] / ARRIVED for region in sorted(displaced)}


def interviews(group: str, region: str) -> int:
    """How many households of a stratum were interviewed."""
    if (group, region) == FEW[:2]:
        return FEW[2]
    regions = len(HOUSED) + 1
    everyone = people()
    share = everyone[group, region] / sum(count for (of, _), count in everyone.items() if of == group)
    return round(INTERVIEWS[group] * (0.5 / regions + 0.5 * share))


class Household:
    """
    One made-up household: its answers as they stand in the file, in the order of the questions.

    Args:
        rng: the one source of chance.
        hardship: how badly off it is, about -1.5 to 2; shifts the odds of every answer.
    """

    def __init__(self, rng: np.random.Generator, hardship: float) -> None:
        self.rng, self.hardship, self.answers = rng, hardship, {}

    def chance(self, usual: float, pull: float = 1.0) -> bool:
        """True with the usual chance, more often under hardship."""
        odds = np.log(usual / (1 - usual)) + pull * self.hardship
        return bool(self.rng.random() < 1 / (1 + np.exp(-odds)))

    def put(self, question: str, answer: Any, unknown: float = 0.01, blank: float = 0.008) -> str:
        """Note an answer; now and then it is not known, or the cell stays empty."""
        draw = self.rng.random()
        if draw < blank:
            answer = ""
        elif draw < blank + unknown:
            answer = UNKNOWN[int(self.rng.random() < 0.3)]
        self.answers[question] = str(answer)
        return str(answer)

    def skip(self, *questions: str) -> None:
        """Not asked."""
        self.answers |= dict.fromkeys(questions, "")

    def one(self, question: str, best_to_worst: dict[str, float], unknown: float = 0.01) -> str:
        """Take one of some answers, the later ones more often under hardship."""
        names = list(best_to_worst)
        pull = np.linspace(-0.7, 0.7, len(names)) * self.hardship
        weight = np.array(list(best_to_worst.values())) * np.exp(pull)
        return self.put(question, names[int(self.rng.choice(len(names), p=weight / weight.sum()))], unknown)

    def many(self, question: str, shares: dict[str, float], none: str = "none", unknown: float = 0.01) -> str:
        """Take several answers, parted by spaces; `none` where none applies."""
        taken = [name for name, share in shares.items() if self.chance(share)]
        return self.put(question, " ".join(taken) or none, unknown)

    def days(self, question: str, usual: float, pull: float) -> None:
        """Days of the last seven."""
        share = 1 / (1 + np.exp(-(np.log(usual / (1 - usual)) + pull * self.hardship)))
        self.put(question, int(self.rng.binomial(7, share)), unknown=0, blank=0.004)


def about(home: Household, size: int, *, displaced: bool) -> None:
    """Who they are, what they intend, what they need first."""
    home.put("hh_size", size, unknown=0, blank=0.002)
    home.one("head_sex", {"male": 0.62, "female": 0.38}, unknown=0)
    home.put("head_age", int(np.clip(home.rng.normal(48, 15), 18, 95)), unknown=0)
    home.one("disability_in_household", {"no": 0.86, "yes": 0.14})
    home.one(
        "identity_documents",
        {"all": 0.8, "some": 0.14, "none": 0.06} if displaced else {"all": 0.97, "some": 0.03},
    )
    if displaced:
        home.one(
            "intention", {"stay_here": 0.45, "move_within": 0.2, "abroad": 0.12, "return_if_safe": 0.1}, 0.13
        )
    else:
        home.skip("intention")
    needs = {
        "shelter": 0.35,
        "cash": 0.45,
        "food": 0.22,
        "health": 0.2,
        "winter_items": 0.3,
        "school": 0.12,
        "work": 0.3,
    }
    home.many("priority_needs", needs)


def shelter(home: Household, *, displaced: bool) -> None:
    """Where they live."""
    kinds = (
        {"rented": 0.34, "with_relatives": 0.36, "hotel": 0.1, "collective_centre": 0.14, "unfinished": 0.045,
         "tent": 0.01, "car_or_open": 0.005}
        if displaced
        else {"own_house": 0.8, "rented": 0.12, "with_relatives": 0.06, "unfinished": 0.02}
    )  # fmt: skip
    home.one("shelter_type", kinds)
    issues = {"space": 0.3, "privacy": 0.2, "cold": 0.22, "air": 0.06, "pests": 0.06, "no_power": 0.04, "leaks": 0.1,
              "no_lock": 0.06, "dark": 0.04, "noise": 0.08, "door_broken": 0.04, "other": 0.02}  # fmt: skip
    home.many("shelter_issues", issues)
    home.many("tasks_not_possible", {"cook": 0.1, "sleep": 0.06, "store": 0.1, "light": 0.03})
    terms = (
        {"own_or_written": 0.3, "spoken": 0.5, "none_or_threat": 0.1}
        if displaced
        else {"own_or_written": 0.9, "spoken": 0.1}
    )
    home.one("tenure", terms, unknown=0.02)


def water(home: Household) -> None:
    """Water, toilet, washing; what follows from an answer is asked only then."""
    home.one("water_worry", {"never": 0.62, "rarely": 0.18, "sometimes": 0.13, "often": 0.05, "always": 0.01})
    source = home.one(
        "water_source",
        {"piped": 0.8, "bottled": 0.1, "protected_well": 0.06, "open_well": 0.03, "river": 0.005},
    )
    if source in {"piped", "bottled", "protected_well"}:
        if home.one("water_where", {"on_premises": 0.88, "fetched": 0.12}) == "fetched":
            home.put("water_minutes", int(5 * home.rng.integers(1, 12)), unknown=0)
        else:
            home.skip("water_minutes")
    else:
        home.skip("water_where", "water_minutes")
    toilet = home.one("toilet", {"flush": 0.82, "pit_slab": 0.12, "pit_open": 0.05, "none": 0.01})
    if toilet in {"flush", "pit_slab", "pit_open"}:
        shared = home.one("toilet_shared", {"no": 0.68, "yes": 0.32})
        if shared == "yes":
            home.put("toilet_people", int(home.rng.integers(5, 40)), unknown=0)
        else:
            home.skip("toilet_people")
    else:
        home.skip("toilet_shared", "toilet_people")
    home.one("handwashing", {"soap_and_water": 0.85, "water_only": 0.12, "nothing": 0.03})


def health(home: Household) -> None:
    """Care that was needed, and whether it was had."""
    if home.one("health_need", {"no": 0.6, "yes": 0.4}) == "yes":
        home.one("health_care", {"yes": 0.72, "no": 0.28})
    else:
        home.skip("health_care")


def school(home: Household, size: int) -> None:
    """Asked of households with children of school age only."""
    children = int(home.rng.binomial(max(size - 2, 0), 0.55))
    home.put("children_school_age", children, unknown=0, blank=0.003)
    if not children:
        home.skip("school_attending", "school_reason", "school_disruption")
        return
    if home.one("school_attending", {"yes": 0.75, "no": 0.25}) == "no":
        home.one("school_reason", {"no_place": 0.4, "moving": 0.3, "papers": 0.2, "fear": 0.06})
    else:
        home.skip("school_reason")
    home.many("school_disruption", {"teachers_away": 0.05, "used_as_shelter": 0.04, "storm": 0.01})


def safety(home: Household) -> None:
    """What people avoid, and what is hard to get."""
    avoid = {
        "other_routes": 0.04,
        "women_night": 0.03,
        "men_night": 0.02,
        "public_offices": 0.015,
        "feel_unsafe": 0.04,
    }
    home.many("safety_avoid", avoid, "no_concern", unknown=0.02)
    home.many("safety_activities", {"work": 0.05, "farming": 0.02, "choices": 0.02}, unknown=0.02)
    home.many("safety_contacts", {"family": 0.03, "events": 0.02, "children_play": 0.02}, unknown=0.02)
    home.many(
        "hard_services", {"health": 0.06, "school": 0.03, "social": 0.06, "offices": 0.05}, unknown=0.02
    )
    home.many(
        "hard_papers", {"identity": 0.05, "legal_advice": 0.04, "property": 0.05, "birth": 0.01}, unknown=0.02
    )


def food(home: Household) -> None:
    """What was eaten, and how the household coped."""
    usual = (0.97, 0.55, 0.65, 0.6, 0.8, 0.6, 0.95, 0.9)
    for name, share in zip(DAYS, usual, strict=True):
        home.days(f"days_{name}", share, -0.5)
    for name, share in zip(COPING, (0.15, 0.05, 0.06, 0.03, 0.05), strict=True):
        home.days(f"coping_{name}", share, 0.8)
    for name, share in zip(HUNGER, (0.05, 0.03, 0.01), strict=True):
        if home.put(name, "yes" if home.chance(share) else "no") == "yes":
            home.one(f"{name}_often", {"rarely": 0.6, "sometimes": 0.3, "often": 0.1})
        else:
            home.skip(f"{name}_often")
    for kind, share in (("stress", 0.14), ("crisis", 0.04), ("emergency", 0.008)):
        for name in LIVELIHOOD[kind]:
            answer = "yes" if home.chance(share) else ("used_up" if home.rng.random() < share / 4 else "no")
            home.put(name, answer, unknown=0.003, blank=0.003)


def household(
    rng: np.random.Generator, group: str, setting: str, hardship: float
) -> tuple[dict[str, str], int]:
    """One household's answers and its true size."""
    size = int(np.clip(1 + rng.poisson(3.1 if group == "displaced" else 2.6), 1, 12))
    home = Household(rng, hardship)
    home.answers["setting"] = setting
    displaced = group == "displaced"
    about(home, size, displaced=displaced)
    shelter(home, displaced=displaced)
    water(home)
    health(home)
    school(home, size)
    safety(home)
    food(home)
    return home.answers, size


def stratum(rng: np.random.Generator, group: str, region: str, total: float) -> list[dict[str, str]]:
    """The interviews of one region and group, settlement by settlement; weight times size adds up to its people."""
    count = interviews(group, region)
    settlements = max(2, round(count / TAKE))
    rows, sizes, base = [], [], []
    for number, members in enumerate(np.array_split(np.arange(count), settlements), start=1):
        setting = "urban" if region == YEREVAN or rng.random() < 0.45 else "rural"
        common = rng.normal(0, 0.45) + (0.35 if group == "displaced" else -0.6)
        pull = rng.lognormal(0, 0.25)
        for _ in members:
            answers, size = household(rng, group, setting, common + rng.normal(0, 0.6))
            psu = f"{region}-{group[0].upper()}{number:02d}"
            rows.append(
                {
                    "admin1": region,
                    "population_group": group,
                    "stratum": f"{region}-{group}",
                    "psu": psu,
                    **answers,
                }
            )
            sizes.append(size)
            base.append(pull * rng.lognormal(0, 0.15))
    weights = np.array(base) * total / float(np.dot(base, sizes))
    return [{"weight": f"{weight:.3f}", **row} for weight, row in zip(weights, rows, strict=True)]


def plant(rows: list[dict[str, str]]) -> None:
    """Put in what real files hold: impossible values, a code in small letters, a size of 99."""
    rows[40]["hh_size"] = rows[777]["hh_size"] = "99"
    rows[118]["days_pulses"] = "9"
    rows[903]["days_meat"] = "70"
    rows[1204]["coping_borrow"] = "-1"
    rows[301]["shelter_type"] = "container"
    for place in (12, 655, 1500):
        rows[place]["admin1"] = rows[place]["admin1"].lower()


def survey() -> list[dict[str, str]]:
    """Every interview, in the order of the file."""
    rng = np.random.default_rng(SEED)
    rows = [row for (group, region), total in people().items() for row in stratum(rng, group, region, total)]
    plant(rows)
    return [
        {"_uuid": f"synthetic-{number:05d}", "synthetic": "yes", **row}
        for number, row in enumerate(rows, start=1)
    ]


DESIGN = """\
# SYNTHETIC: made by make_survey.py beside the survey folder; no household in it exists.
title = "Households displaced and hosting in Armenia, October 2023 (synthetic)"
synthetic = true

place = "admin1"                    # code of the region
group = "population_group"
setting = "setting"
household_size = "hh_size"
disaggregate = ["head_sex"]         # needs by sex of the head of household as well

weight = "weight"                   # households each interview stands for
strata = "stratum"                  # region and group
clusters = ["psu"]                  # settlements
lonely = "fail"
level = 0.95
ci = "logit"
"""

PLAN = [
    ("mean", "hh_size", "group"),
    ("mean", "head_age", "group"),
    ("prop_select_one", "head_sex", "group"),
    ("prop_select_one", "disability_in_household", "group"),
    ("prop_select_one", "identity_documents", "group"),
    ("prop_select_one", "intention", "group"),
    ("prop_select_one", "intention", "place, group"),
    ("prop_select_one", "shelter_type", "group"),
    ("prop_select_one", "shelter_type", "place, group"),
    ("prop_select_one", "health_care", "group"),
    ("prop_select_one", "school_attending", "group"),
    ("prop_select_one", "handwashing", "group, head_sex"),
    ("prop_select_multiple", "priority_needs", "group"),
    ("prop_select_multiple", "priority_needs", "place, group"),
    ("prop_select_multiple", "shelter_issues", "group"),
    ("mean", "msni.food.fcs", "group"),
    ("mean", "msni.food.rcsi", "group"),
    ("prop_select_one", "msni.food.lcsi", "group"),
]

SHELTER_ISSUES = {
    "space": "lack_space", "privacy": "lack_privacy", "cold": "temperature", "air": "ventilation", "pests": "vectors",
    "no_power": "no_utilities", "no_lock": "lock", "dark": "lighting", "door_broken": "door",
}  # fmt: skip
USED = {"yes": "used", "used_up": "exhausted", "no": "not_needed"}
BIND: dict[str, tuple[str, dict[str, str]]] = {
    "shelter_type": ("shelter_type", {"own_house": "adequate", "rented": "adequate", "with_relatives": "adequate",
                     "hotel": "adequate", "collective_centre": "inadequate", "unfinished": "inadequate",
                     "car_or_open": "none"}),
    "shelter_issues": ("shelter_issues", SHELTER_ISSUES),
    "domestic_tasks_not_possible": ("tasks_not_possible", {"cook": "cooking", "sleep": "sleeping", "store": "storing",
                                    "light": "lighting"}),
    "tenure_risk": ("tenure", {"own_or_written": "low", "spoken": "medium", "none_or_threat": "high"}),
    "water_worry": ("water_worry", {}),
    "water_source": ("water_source", {"piped": "improved", "bottled": "improved", "protected_well": "improved",
                     "open_well": "unimproved", "river": "surface"}),
    "water_on_premises": ("water_where", {}),
    "water_minutes": ("water_minutes", {}),
    "toilet": ("toilet", {"flush": "improved", "pit_slab": "improved", "pit_open": "unimproved"}),
    "toilet_shared": ("toilet_shared", {}),
    "toilet_people": ("toilet_people", {}),
    "handwashing": ("handwashing", {"soap_and_water": "basic", "water_only": "limited", "nothing": "none"}),
    "health_need": ("health_need", {}),
    "health_care": ("health_care", {}),
    "school_children": ("children_school_age", {}),
    "school_attending": ("school_attending", {}),
    "school_barrier": ("school_reason", {"fear": "protection", "no_place": "other", "moving": "other",
                       "papers": "other"}),
    "school_disruption": ("school_disruption", {"teachers_away": "teachers", "used_as_shelter": "displaced_people",
                          "storm": "hazard"}),
    "safety_movement": ("safety_avoid", {"other_routes": "different_routes", "women_night": "women_avoid_night",
                        "men_night": "men_avoid_night", "public_offices": "avoid_offices",
                        "feel_unsafe": "unsafe_no_change"}),
    "safety_activities": ("safety_activities", {"farming": "farm", "choices": "free_choices"}),
    "safety_social": ("safety_contacts", {}),
    "rights_services": ("hard_services", {"school": "schools", "offices": "government"}),
    "rights_justice": ("hard_papers", {}),
    **{f"fcs_{name}": (f"days_{name}", {}) for name in DAYS},
    **{f"rcsi_{name}": (f"coping_{name}", {}) for name in COPING},
    **{f"hhs_{name}{end}": (f"{name}{end}", {}) for name in HUNGER for end in ("", "_often")},
    **{f"lcsi_{kind}_{number}": (name, USED)
       for kind, names in LIVELIHOOD.items() for number, name in enumerate(names, start=1)},
}  # fmt: skip
SEVERAL = {"shelter_issues", "domestic_tasks_not_possible", "school_disruption", "safety_movement", "safety_activities",
           "safety_social", "rights_services", "rights_justice"}  # fmt: skip
NUMBERS = ("fcs_", "rcsi_", "water_minutes", "toilet_people", "school_children")


def bind() -> str:
    """The file that ties the standard's inputs to these questions; "not known" is tied to nothing, or kept as such."""
    lines = ["# SYNTHETIC survey. The standard's inputs, and the questions and answers here that give them."]
    for name, (column, choices) in BIND.items():
        lines += ["", f"[msni.{name}]", f'column = "{column}"']
        if name.startswith(NUMBERS):
            continue
        not_known = dict(
            zip(UNKNOWN, ("dont_know", "prefer_not") if name in SEVERAL else ("", ""), strict=True)
        )
        lines += [
            f"[msni.{name}.choices]",
            *(f'{ours} = "{theirs}"' for ours, theirs in (choices | not_known).items()),
        ]
    return "\n".join(lines) + "\n"


def table(header: list[str], rows: list[list[str]]) -> str:
    """Rows as CSV."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([header, *rows])
    return text.getvalue()


def files() -> dict[str, str]:
    """Every file of the survey's folder, by name."""
    rows = survey()
    header = list(rows[0])
    plan = [[*line, "synthetic survey"] for line in PLAN]
    return {
        "design.toml": DESIGN,
        "bind.toml": bind(),
        "plan.csv": table(["analysis_type", "analysis_var", "group_var", "note"], plan),
        "submissions.csv": table(header, [[row[name] for name in header] for row in rows]),
    }


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in files().items():
        (FOLDER / name).write_text(text, encoding="utf-8", newline="\n")
        print(f"{FOLDER / name}: {len(text):,} characters")
