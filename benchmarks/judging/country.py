"""A made-up country as a mission folder: areas, groups, sectors, counts of people, and a household survey."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np

from needline.readers.counts import COLUMNS

SEED = 20240514
CLASSES = ["none", "mild", "high", "severe", "extreme"]
SHARES = np.array([0.30, 0.30, 0.22, 0.13, 0.05])


class Size(NamedTuple):
    """How large a country is."""

    areas: int = 1_000
    groups: int = 5
    sectors: int = 10
    households: int = 100_000


def write_country(root: Path, size: Size) -> None:
    """Write the folder; the same size gives the same bytes."""
    draw = np.random.default_rng(SEED)
    for folder in ("counts", "survey/homes", "standards/ours/indicators"):
        (root / folder).mkdir(parents=True)
    _mission(root, size)
    _standard(root, size)
    _survey(root, size, draw)
    _counts(root, size, draw)


def _mission(root: Path, size: Size) -> None:
    groups = "".join(
        f'[[groups]]\nid = "g{one}"\nnames = ["Group {one}"]\npopulation = "remaining"\nwithin = "LAND"\n\n'
        for one in range(size.groups)
    )
    sectors = "".join(f'[[sectors]]\nid = "s{one}"\nname = "Sector {one}"\n\n' for one in range(size.sectors))
    head = 'title = "A made-up country"\nquestion = "Who needs what, where?"\nas_of = 2024-05-14T12:00:00Z\n'
    head += 'standards = [{ name = "ours", version = "1" }]\nsynthetic = ["homes"]\n\n'
    rules = "[thresholds]\nneed_severity = 3\narea_share = 0.20\n"
    (root / "mission.toml").write_text(head + groups + sectors + rules, "utf-8")
    places = ["code,name,aliases,kind,parent,lat,lon", "LAND,Land,,country,,,"]
    places += [f"A{one:04},Area {one:04},,area,LAND,," for one in range(size.areas)]
    (root / "places.csv").write_text("\n".join(places) + "\n", "utf-8")
    source = '[office]\nname = "Statistics office"\nkind = "government"\nreliability = "B"\nlicence = "CC0"\n'
    (root / "sources.toml").write_text(source, "utf-8")


def _standard(root: Path, size: Size) -> None:
    base = root / "standards" / "ours"
    listed = ", ".join(f'"s{one}"' for one in range(size.sectors))
    head = f'name = "ours"\nversion = "1"\ntitle = "A made-up standard"\ndocument = "{Path(__file__).name}"\n'
    head += f'licence = "made up"\nneed_from = 3\nsevere_need_from = 4\nindicators = [{listed}]\n'
    (base / "standard.toml").write_text(head, "utf-8")
    table = ", ".join(f"{word} = {place}" for place, word in enumerate(CLASSES, 1))
    for one in range(size.sectors):
        text = f'title = "Sector {one}"\nsource = "made up"\nmark = "P"\n\n[inputs.a{one}]\n'
        text += f'question = "How bad is it in sector {one}?"\nkind = "one"\nchoices = {CLASSES}\n\n'.replace(
            "'", '"'
        )
        text += f'[[steps]]\nname = "severity"\nrule = "lookup"\nof = ["a{one}"]\ntable = {{ {table} }}\n'
        (base / "indicators" / f"s{one}.toml").write_text(text, "utf-8")


def _survey(root: Path, size: Size, draw: np.random.Generator) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    base, n = root / "survey" / "homes", size.households
    design = 'title = "Homes (made up)"\nsynthetic = true\nplace = "area"\ngroup = "people"\n'
    design += 'weight = "weight"\nstrata = "area"\nclusters = ["cluster"]\n'
    (base / "design.toml").write_text(design, "utf-8")
    bind = "".join(f'[ours.a{one}]\ncolumn = "q{one}"\n\n' for one in range(size.sectors))
    (base / "bind.toml").write_text(bind, "utf-8")
    (base / "plan.csv").write_text("analysis_type,analysis_var,group_var,level\n", "utf-8")
    area = np.arange(n) % size.areas
    inside = np.arange(n) // size.areas
    group = inside % size.groups
    cluster = area * 10 + (inside // size.groups) % 10
    worse = draw.normal(0, 0.5, size.areas)[area] + draw.normal(0, 0.3, size.areas * 10)[cluster]
    cuts = np.quantile(draw.normal(0, 1.16, 200_000), np.cumsum(SHARES)[:-1])
    columns = {
        "_uuid": pa.array([f"h{one:07}" for one in range(n)]),
        "area": _words(area, [f"A{one:04}" for one in range(size.areas)]),
        "people": _words(group, [f"g{one}" for one in range(size.groups)]),
        "cluster": _words(cluster, [f"c{one}" for one in range(size.areas * 10)]),
        "weight": pa.array([f"{one:.1f}" for one in draw.uniform(5, 15, n)]),
    }
    for one in range(size.sectors):
        level = np.searchsorted(cuts, worse + draw.normal(0, 1, n))
        columns[f"q{one}"] = _words(level, CLASSES)
    pq.write_table(pa.table(columns), base / "submissions.parquet")


def _words(codes: np.ndarray, words: list[str]) -> object:
    import pyarrow as pa

    return pa.DictionaryArray.from_arrays(pa.array(codes, pa.int32()), words).cast(pa.string())


def _counts(root: Path, size: Size, draw: np.random.Generator) -> None:
    """An exact count of every group in every area, by one source."""
    rows = [",".join(COLUMNS)]
    people = draw.integers(500, 20_000, (size.areas, size.groups))
    for area in range(size.areas):
        for group in range(size.groups):
            key, count = f"k{area:04}{group}", people[area, group]
            rows.append(
                f"{key},{key},2024-05-14,2024-05-14,office,office,remaining,,A{area:04},g{group},exact,"
                f"{count},{count},people,,"
            )
    (root / "counts" / "people.csv").write_text("\n".join(rows) + "\n", "utf-8")
