"""
Make the tables of this example. EVERYTHING IN IT IS MADE UP: no such country, flood, agency or household exists.

One hidden truth (how far the water rose in each union, `make_world.py`) is drawn first; counts, survey, activities,
routes and observations are then told from it, each as its teller would. What is wrong in them is planted, and README.md
lists it.

    python examples/monsoon-flood/make_example.py

writes the files anew, the same bytes each time. The reports in reports/ and the texts beside are written by hand.
"""

from __future__ import annotations

from pathlib import Path

import make_counts as counts
import make_response as response
import make_survey as survey
import make_world as world
import numpy as np

SEED = 20240820
HERE = Path(__file__).parent


def chance(part: int) -> np.random.Generator:
    """A source of chance for each part, so that a change in one leaves the others as they were."""
    return np.random.default_rng((SEED, part))


def files() -> dict[str, str | bytes]:
    """Every file that is made, by its path in the folder."""
    known = world.unions(chance(1))
    numbers = counts.district_numbers(chance(2), known)
    legs, states = response.legs(chance(5), known)
    made: dict[str, str | bytes] = {
        "places.csv": counts.places(known),
        "population/census_2021.csv": counts.population(known),
        "counts/situation_reports.csv": counts.situation_reports(numbers),
        "counts/situation_reports.csv.toml": counts.mapping(),
        "counts/others.csv": counts.others(numbers, known),
        "activities/4w_agencies.csv": response.sheet(chance(3), known),
        "activities/tracker.xlsx": world.workbook("4W", response.book(chance(4), known)),
        "routes/legs.csv": legs,
        "routes/states.csv": states,
        "observations/teams_2024_08.csv": response.observations(),
    }
    told = survey.files(chance(6), known, numbers)
    return made | {f"survey/households_2024_08/{name}": text for name, text in told.items()}


if __name__ == "__main__":
    for name, content in files().items():
        path = HERE / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        print(f"{name}: {path.stat().st_size:,} bytes")
