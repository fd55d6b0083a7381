"""
The household survey: SYNTHETIC, no household in it exists.

Strata are province and group, clusters are unions drawn with chances in proportion to their people, eight households in
each. Weights are unequal and, times the size of the household, add up to the people of the stratum.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from make_world import DAYS, DISTRICTS, GROUPS, PROVINCES, Texts, Union, grid

TAKE, CLUSTERS = 8, 21
UNKNOWN = ("dont_know", "no_answer")
FOOD = ("rice_and_roots", "lentils", "milk", "fish_meat_eggs", "vegetables", "fruits", "oil_fat", "sugar")
COPING = ("cheaper_food", "borrowed_food", "less_each_meal", "adults_ate_less", "skipped_meals")
HUNGER = ("nothing_to_eat", "slept_hungry", "whole_day")
MEANS = {
    "stress": ("sold_jewellery", "used_savings", "took_loan", "food_on_credit"),
    "crisis": ("sold_boat_or_nets", "less_on_health", "took_from_school"),
    "emergency": ("sold_land", "begging", "harmful_work"),
}


class Answers:
    """
    The answers of n made-up households, a column a question.

    Args:
        rng: the one source of chance.
        hardship: shape (n,), how badly off each is, about -1.5 to 2; shifts the odds of every answer.
    """

    def __init__(self, rng: np.random.Generator, hardship: np.ndarray) -> None:
        self.rng, self.hardship = rng, hardship
        self.columns: dict[str, np.ndarray] = {}

    def put(
        self, question: str, values: Texts, asked: Texts | None = None, unknown: float = 0.012
    ) -> np.ndarray:
        """Keep a column: empty where it was not asked, and now and then not known or left empty."""
        found = np.array(values, dtype=object)
        draw = self.rng.random(len(found))
        found[draw < unknown] = UNKNOWN[0]
        found[draw < unknown / 4] = UNKNOWN[1]
        found[draw > 1 - 0.006] = ""
        if asked is not None:
            found[~np.asarray(asked)] = ""
        self.columns[question] = found
        return found

    def one(
        self, question: str, best_to_worst: Mapping[str, float], asked: Texts | None = None
    ) -> np.ndarray:
        """One of some answers, the later ones more often under hardship."""
        names = list(best_to_worst)
        pull = np.linspace(-0.8, 0.8, len(names))
        chance = np.array(list(best_to_worst.values())) * np.exp(np.outer(self.hardship, pull))
        edges = np.cumsum(chance / chance.sum(axis=1, keepdims=True), axis=1)
        taken = (self.rng.random(len(edges))[:, None] > edges).sum(axis=1).clip(0, len(names) - 1)
        return self.put(question, np.array(names, dtype=object)[taken], asked)

    def yes(self, usual: float) -> np.ndarray:
        """Where something is so, more often under hardship."""
        odds = np.log(usual / (1 - usual)) + self.hardship
        return self.rng.random(len(odds)) < 1 / (1 + np.exp(-odds))

    def many(self, question: str, shares: Mapping[str, float], none: str = "none") -> None:
        """Several answers, parted by spaces."""
        taken = {name: self.yes(share) for name, share in shares.items()}
        count = len(self.hardship)
        said = [" ".join(name for name in shares if taken[name][at]) or none for at in range(count)]
        self.put(question, said)

    def days(self, question: str, usual: np.ndarray | float) -> None:
        """Days of the last seven."""
        self.put(question, self.rng.binomial(7, np.clip(usual, 0.01, 0.99)).astype(str), unknown=0)


def interviews(
    rng: np.random.Generator, known: Sequence[Union], people: Mapping[tuple[str, str], float]
) -> list[tuple]:
    """
    Who is met: (union, group, weight before sizes) of each interview.

    Args:
        rng: the source of chance.
        known: the unions.
        people: of each district and group.
    """
    met = []
    for province in PROVINCES:
        mine = [one for one in known if one.district.startswith(province)]
        for group in GROUPS:
            size = np.array([one.flooded * people[one.district, group] for one in mine], dtype=float)
            drawn = rng.choice(len(mine), size=min(CLUSTERS, len(mine)), replace=False, p=size / size.sum())
            for at in sorted(drawn):
                pull = rng.lognormal(0, 0.25)
                met += [(mine[at], group, pull * rng.lognormal(0, 0.15)) for _ in range(TAKE)]
    return met


def answers(rng: np.random.Generator, met: Sequence[tuple]) -> dict[str, np.ndarray]:
    """Every answer of every household."""
    count = len(met)
    group = np.array([one[1] for one in met], dtype=object)
    worse = {"sheltered": -0.15, "hosted": -0.6, "stayed": -0.35}
    common = {key: rng.normal(0, 0.4) for key in sorted({(one[0].code, one[1]) for one in met})}
    hardship = np.array([common[one[0].code, one[1]] + worse[one[1]] for one in met]) + rng.normal(
        0, 0.6, count
    )
    home = Answers(rng, hardship)
    size = np.clip(1 + rng.poisson(3.9, count), 1, 13)
    home.put("members", size.astype(str), unknown=0)
    home.one("head", {"man": 0.72, "woman": 0.28})
    home.put("head_years", np.clip(rng.normal(44, 14, count), 18, 90).astype(int).astype(str), unknown=0)
    home.many("wants_most", {"cash": 0.5, "food": 0.35, "roof_sheets": 0.3, "clean_water": 0.25, "doctor": 0.2,
              "boat": 0.08, "seeds": 0.2})  # fmt: skip
    sheltered, stayed = group == "sheltered", group == "stayed"
    home.one("sleeps_in", {"own_house": 0.9, "roof_or_platform": 0.06, "open": 0.02}, stayed)
    elsewhere = home.columns["sleeps_in"]
    home.one("sleeps_in", {"dry_hall": 0.22, "school": 0.45, "tent": 0.2, "embankment_hut": 0.1,
             "open": 0.01}, sheltered)  # fmt: skip
    shelters = home.columns["sleeps_in"]
    home.one("sleeps_in", {"with_family": 0.85, "rented_room": 0.15})
    home.columns["sleeps_in"] = np.where(
        stayed, elsewhere, np.where(sheltered, shelters, home.columns["sleeps_in"])
    )
    home.many("home_troubles", {"crowded": 0.3, "no_privacy": 0.2, "hot": 0.15, "rain_gets_in": 0.2, "mosquitoes": 0.3,
              "no_light": 0.15, "no_lock": 0.1, "dirty": 0.12})  # fmt: skip
    home.many("cannot_do_at_home", {"cook": 0.15, "sleep": 0.06, "keep_food": 0.12})
    home.one("right_to_stay", {"own_or_paper": 0.5, "word_of_mouth": 0.42, "told_to_leave": 0.06})
    home.one(
        "worried_about_water",
        {"never": 0.5, "rarely": 0.22, "sometimes": 0.17, "often": 0.08, "always": 0.02},
    )
    water = home.one("drinks_from", {"piped": 0.15, "deep_tubewell": 0.6, "water_truck": 0.08, "dug_well": 0.1,
                     "pond_or_river": 0.05})  # fmt: skip
    fine = np.isin(water, ["piped", "deep_tubewell", "water_truck"])
    fetched = home.one("water_at", {"on_premises": 0.62, "fetched": 0.38}, fine) == "fetched"
    home.put("minutes_to_water", (5 * rng.integers(1, 13, count)).astype(str), fetched, unknown=0)
    latrine = home.one("latrine", {"pour_flush": 0.45, "slab": 0.3, "open_pit": 0.18, "no_latrine": 0.04})
    some = np.isin(latrine, ["pour_flush", "slab", "open_pit"])
    shared = home.one("latrine_shared", {"no": 0.6, "yes": 0.4}, some) == "yes"
    home.put("latrine_users", rng.integers(4, 30, count).astype(str), shared, unknown=0)
    home.one("washing_hands", {"soap_and_water": 0.6, "water_only": 0.32, "nothing": 0.06})
    ill = home.one("needed_care", {"no": 0.5, "yes": 0.5}) == "yes"
    home.one("got_care", {"yes": 0.65, "no": 0.35}, ill)
    young = rng.binomial(np.maximum(size - 2, 0), 0.45)
    home.put("school_age", young.astype(str), unknown=0)
    out = home.one("all_attend", {"yes": 0.6, "no": 0.4}, young > 0) == "no"
    home.one("why_not", {"school_flooded": 0.5, "far": 0.2, "helps_at_home": 0.2, "not_safe": 0.06}, out)
    home.many("school_closed_by", {"water": 0.12, "used_as_shelter": 0.12, "teachers_away": 0.05})
    home.many(
        "avoids", {"women_after_dark": 0.06, "other_ways": 0.05, "offices": 0.01, "afraid": 0.04}, "nothing"
    )
    home.many("cannot_take_part", {"work": 0.08, "fields": 0.08, "choices": 0.02})
    home.many("cannot_meet", {"family": 0.05, "events": 0.03, "play": 0.04})
    home.many("hard_to_get", {"clinic": 0.1, "school": 0.06, "social_office": 0.06, "council": 0.05})
    home.many("hard_papers", {"identity": 0.05, "legal_help": 0.03, "land": 0.06, "birth": 0.02})
    for name, share in zip(FOOD, (0.96, 0.5, 0.3, 0.45, 0.6, 0.35, 0.85, 0.6), strict=True):
        home.days(f"ate_{name}", share - 0.09 * hardship)
    for name, share in zip(COPING, (0.2, 0.08, 0.1, 0.06, 0.07), strict=True):
        home.days(name, share + 0.06 * hardship)
    for name, share in zip(HUNGER, (0.08, 0.05, 0.02), strict=True):
        said = home.put(name, np.where(home.yes(share), "yes", "no")) == "yes"
        home.one(f"{name}_how_often", {"rarely": 0.6, "sometimes": 0.3, "often": 0.08}, said)
    for kind, share in (("stress", 0.2), ("crisis", 0.06), ("emergency", 0.012)):
        for name in MEANS[kind]:
            done, spent = home.yes(share), home.yes(share / 4)
            home.put(name, np.where(done, "done", np.where(spent, "nothing_left", "no_need")))
    return {"size": size, **home.columns}


def submissions(
    rng: np.random.Generator, known: Sequence[Union], people: Mapping[tuple[str, str], float]
) -> list[list]:
    """The file's rows with its header."""
    met = interviews(rng, known, people)
    told = answers(rng, met)
    size = told.pop("size")
    base = np.array([one[2] for one in met])
    stratum = np.array([f"{one[0].district[:3]}-{one[1]}" for one in met], dtype=object)
    weight = np.zeros(len(met))
    for name in sorted(set(stratum)):
        province, group = name.split("-")
        mine = stratum == name
        whole = sum(
            count for (code, of), count in people.items() if code.startswith(province) and of == group
        )
        weight[mine] = base[mine] * whole / float(np.dot(base[mine], size[mine]))
    start = [
        "interview",
        "made_up",
        "day",
        "team",
        "stratum",
        "district",
        "union",
        "kind_of_household",
        "setting",
        "weight",
    ]
    rows = [[*start, *told]]
    for at, (union, group, _) in enumerate(met):
        day = f"2024-08-{14 + at % 5}"
        about = [
            f"ov-{at + 1:05d}",
            "yes",
            day,
            f"team {1 + at % 7}",
            stratum[at],
            union.district,
            union.code,
            group,
        ]
        about.append("camp" if told["sleeps_in"][at] in {"tent", "embankment_hut"} else "rural")
        rows.append([*about, f"{weight[at]:.3f}", *(column[at] for column in told.values())])
    plant(rows)
    return rows


def plant(rows: list[list]) -> None:
    """Dirty cells, such as every real file has."""
    column = {name: at for at, name in enumerate(rows[0])}
    for row, name, cell in (
        (31, "members", "99"), (702, "members", "0"), (118, "ate_lentils", "9"), (915, "ate_milk", "70"),
        (640, "skipped_meals", "-1"), (222, "sleeps_in", "houseboat"), (1201, "minutes_to_water", "half an hour"),
        (77, "district", "ov102"), (1003, "district", "OV 104"), (1300, "head", "Woman"),
    ):  # fmt: skip
        rows[row][column[name]] = cell


DESIGN = """\
# SYNTHETIC: made by make_survey.py; no household in it exists.
title = "Households reached by the water in Ondravia, August 2024 (synthetic)"
synthetic = true

place = "district"                  # its P-code
group = "kind_of_household"
setting = "setting"                 # tents and huts on embankments are a camp to the standard
household_size = "members"

weight = "weight"                   # households each interview stands for
strata = "stratum"                  # province and group
clusters = ["union"]
nest = true                         # a union may be drawn for several groups
lonely = "fail"
level = 0.95
ci = "logit"
"""

PLAN = [
    ["analysis_type", "analysis_var", "group_var", "note"],
    *(
        [kind, name, by, "synthetic survey"]
        for kind, name, by in (
            ("mean", "members", "group"),
            ("prop_select_one", "head", "group"),
            ("prop_select_one", "sleeps_in", "group"),
            ("prop_select_one", "drinks_from", "group"),
            ("prop_select_one", "latrine", "group"),
            ("prop_select_one", "got_care", "group"),
            ("prop_select_multiple", "wants_most", "group"),
            ("prop_select_multiple", "wants_most", "place, group"),
            ("mean", "msni.food.fcs", "group"),
            ("prop_select_one", "msni.food.lcsi", "group"),
        )
    ),
]

USED = {"done": "used", "nothing_left": "exhausted", "no_need": "not_needed"}
BIND: dict[str, tuple[str, dict[str, str]]] = {
    "shelter_type": ("sleeps_in", {"own_house": "adequate", "with_family": "adequate", "rented_room": "adequate",
                     "dry_hall": "adequate",
                     "school": "inadequate", "tent": "inadequate", "embankment_hut": "inadequate",
                     "roof_or_platform": "inadequate", "open": "none"}),
    "shelter_issues": ("home_troubles", {"crowded": "lack_space", "no_privacy": "lack_privacy", "hot": "temperature",
                       "rain_gets_in": "leaks", "mosquitoes": "vectors", "no_light": "lighting", "no_lock": "lock",
                       "dirty": "ventilation"}),
    "domestic_tasks_not_possible": ("cannot_do_at_home", {"cook": "cooking", "sleep": "sleeping",
                                    "keep_food": "storing"}),
    "tenure_risk": ("right_to_stay", {"own_or_paper": "low", "word_of_mouth": "medium", "told_to_leave": "high"}),
    "water_worry": ("worried_about_water", {}),
    "water_source": ("drinks_from", {"piped": "improved", "deep_tubewell": "improved", "water_truck": "improved",
                     "dug_well": "unimproved", "pond_or_river": "surface"}),
    "water_on_premises": ("water_at", {}),
    "water_minutes": ("minutes_to_water", {}),
    "toilet": ("latrine", {"pour_flush": "improved", "slab": "improved", "open_pit": "unimproved",
               "no_latrine": "none"}),
    "toilet_shared": ("latrine_shared", {}),
    "toilet_people": ("latrine_users", {}),
    "handwashing": ("washing_hands", {"soap_and_water": "basic", "water_only": "limited", "nothing": "none"}),
    "health_need": ("needed_care", {}),
    "health_care": ("got_care", {}),
    "school_children": ("school_age", {}),
    "school_attending": ("all_attend", {}),
    "school_barrier": ("why_not", {"not_safe": "protection", "school_flooded": "other", "far": "other",
                       "helps_at_home": "other"}),
    "school_disruption": ("school_closed_by", {"water": "hazard", "used_as_shelter": "displaced_people",
                          "teachers_away": "teachers"}),
    "safety_movement": ("avoids", {"nothing": "no_concern", "women_after_dark": "women_avoid_night",
                        "other_ways": "different_routes", "offices": "avoid_offices", "afraid": "unsafe_no_change"}),
    "safety_activities": ("cannot_take_part", {"fields": "farm", "choices": "free_choices"}),
    "safety_social": ("cannot_meet", {"play": "children_play"}),
    "rights_services": ("hard_to_get", {"clinic": "health", "school": "schools", "social_office": "social",
                        "council": "government"}),
    "rights_justice": ("hard_papers", {"legal_help": "legal_advice", "land": "property"}),
    **{f"fcs_{ours}": (f"ate_{name}", {}) for ours, name in zip(
        ("cereals", "pulses", "dairy", "meat", "vegetables", "fruit", "oil", "sugar"), FOOD, strict=True)},
    **{f"rcsi_{ours}": (name, {}) for ours, name in zip(
        ("less_preferred", "borrow", "smaller_meals", "adults_less", "fewer_meals"), COPING, strict=True)},
    **{f"hhs_{ours}{end}": (f"{name}{theirs}", {})
       for ours, name in zip(("no_food", "hungry_night", "day_without"), HUNGER, strict=True)
       for end, theirs in (("", ""), ("_often", "_how_often"))},
    **{f"lcsi_{kind}_{number}": (name, USED)
       for kind, names in MEANS.items() for number, name in enumerate(names, start=1)},
}  # fmt: skip
SEVERAL = {"shelter_issues", "domestic_tasks_not_possible", "school_disruption", "safety_movement", "safety_activities",
           "safety_social", "rights_services", "rights_justice"}  # fmt: skip
NUMBERS = ("fcs_", "rcsi_", "water_minutes", "toilet_people", "school_children")


def bind() -> str:
    """The file that ties the standard's inputs to these questions."""
    lines = ["# SYNTHETIC survey. The standard's inputs, and the questions and answers here that give them."]
    for name, (column, choices) in BIND.items():
        lines += ["", f"[msni.{name}]", f'column = "{column}"']
        if not name.startswith(NUMBERS):
            not_known = ("dont_know", "prefer_not") if name in SEVERAL else ("", "")
            words = choices | dict(zip(UNKNOWN, not_known, strict=True))
            lines += [f"[msni.{name}.choices]", *(f'{theirs} = "{ours}"' for theirs, ours in words.items())]
    return "\n".join(lines) + "\n"


def files(
    rng: np.random.Generator, known: Sequence[Union], numbers: Mapping[str, np.ndarray]
) -> dict[str, str]:
    """Every file of the survey's folder, by name."""
    people: dict[tuple[str, str], float] = {}
    last = len(DAYS) - 1
    for code in DISTRICTS:
        flooded = sum(one.flooded for one in known if one.district == code)
        displaced, sheltered, hosted = (float(one) for one in numbers[code][last][:3])
        people |= {
            (code, "sheltered"): sheltered,
            (code, "hosted"): hosted,
            (code, "stayed"): flooded - displaced,
        }
    return {
        "design.toml": DESIGN,
        "bind.toml": bind(),
        "plan.csv": grid(PLAN),
        "submissions.csv": grid(submissions(rng, known, people)),
    }
