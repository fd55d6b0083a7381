"""Made-up answers to every input of every standard, as a Parquet file of columns by the inputs' names."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from needline.standards import Input, available, load


def latest() -> list[str]:
    """Every standard by name and version."""
    return [f"{name}@{version}" for name, version in available()]


def inputs() -> dict[str, Input]:
    """Every question of every standard, once."""
    found: dict[str, Input] = {}
    for name, version in available():
        found |= {one.name: one for one in load(name, version).inputs.values()}
    return found


def write_households(path: Path, households: int) -> None:
    """Write a file of answers drawn at random; one in fifty is missing."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    draw = np.random.default_rng(20231001)
    columns = {name: _column(given, households, draw) for name, given in inputs().items()}
    pq.write_table(pa.table(columns), path)


def _column(given: Input, n: int, draw: np.random.Generator) -> object:
    import pyarrow as pa

    gone = draw.random(n) < 0.02
    if given.kind == "number":
        most = int(min(given.high or 100, 120))
        return pa.array(draw.integers(int(given.low or 0), most + 1, n).astype(float), mask=gone)
    if given.kind == "one":
        codes = pa.array(draw.integers(0, len(given.choices), n), mask=gone)
        return pa.DictionaryArray.from_arrays(codes.cast(pa.int32()), list(given.choices)).cast(pa.string())
    pairs = [*given.choices, *(f"{one} {other}" for one in given.choices[:6] for other in given.choices[6:8])]
    codes = pa.array(draw.integers(0, len(pairs), n), mask=gone)
    return pa.DictionaryArray.from_arrays(codes.cast(pa.int32()), pairs).cast(pa.string())
