"""
Hiding small cells: all at once beside one sum at a time, on tables that both can hide.

    python benchmarks/hiding_cells.py
    python benchmarks/hiding_cells.py --worlds 400

Prints how many more sums are hidden than by the exact search, how many hidden counts the exact test has back, and
how long each took; then how long a thousand areas take, which the search does not end with. Fails if any follows.
"""

from __future__ import annotations

import argparse
import sys
import time

import numpy as np
from hiding.one_at_a_time import hide_one_at_a_time
from hiding.worlds import GROUPINGS, recoverable, world

from needline.survey.disclosure import Hidden, hide

THRESHOLD = 10
SIZES = (("small", 10, 600), ("larger", 30, 3_000))


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--worlds", type=int, default=120)
    asked = parser.parse_args()
    leaks = 0
    print(f"{'tables':<8}{'sums':>8}{'exact':>8}{'new':>8}{'more':>9}{'follow':>8}{'exact s':>9}{'new s':>8}")
    for name, places, households in SIZES:
        sums = exact = new = follow = 0
        took = [0.0, 0.0]
        for seed in range(asked.worlds if name == "small" else asked.worlds // 8):
            rng = np.random.default_rng(seed)
            question, domains = world(
                rng,
                households=int(rng.integers(50, households)),
                places=int(rng.integers(2, places)),
                categories=int(rng.integers(2, 6)),
                ordered=bool(seed // len(GROUPINGS) % 2),
                groupings=GROUPINGS[seed % len(GROUPINGS)],
            )
            began = time.perf_counter()
            mine = hide(question, domains, THRESHOLD)
            took[1] += time.perf_counter() - began
            began = time.perf_counter()
            peer = hide_one_at_a_time(question, domains, THRESHOLD)
            took[0] += time.perf_counter() - began
            sums += sum(one.sums.size for one in mine)
            exact, new = exact + _hidden(peer), new + _hidden(mine)
            follow += recoverable(question, domains, mine)
        more = (new - exact) / sums
        print(f"{name:<8}{sums:>8}{exact:>8}{new:>8}{more:>9.2%}{follow:>8}{took[0]:>9.2f}{took[1]:>8.2f}")
        leaks += follow
    for groupings in GROUPINGS:
        for ordered in (True, False):
            rng = np.random.default_rng(1)
            question, domains = world(
                rng, households=100_000, places=1_000, categories=5, ordered=ordered, groupings=groupings
            )
            began = time.perf_counter()
            hide(question, domains, THRESHOLD)
            named = ", ".join(" x ".join(one) or "all" for one in groupings)
            print(f"1,000 areas, {'classes' if ordered else 'categories'}, by {named}: "
                  f"{time.perf_counter() - began:.2f} s")  # fmt: skip
    return 1 if leaks else 0


def _hidden(found: list[Hidden]) -> int:
    return sum(int(one.sums.sum()) for one in found)


if __name__ == "__main__":
    sys.exit(main())
