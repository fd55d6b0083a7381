"""`python with_needline.py ANSWERS OUT [STANDARD ...]`: from a file of answers to a file of every step's column."""

from __future__ import annotations

import sys

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from needline.standards import Cells, Column, Numbers, One, compute, load
from needline.standards.columns import read_column
from needline.standards.compute import Memo


def cells(column: pa.ChunkedArray) -> Cells:
    encoded = column.unify_dictionaries().combine_chunks()
    codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    return Cells(tuple(encoded.dictionary.to_pylist()), codes.astype(np.int64))


def arrow(column: Column) -> pa.Array:
    if isinstance(column, Numbers):
        return pa.array(column.values, from_pandas=True)
    assert isinstance(column, One)
    codes = pa.array(column.codes.astype(np.int32), mask=column.codes < 0)
    return pa.DictionaryArray.from_arrays(codes, list(column.choices))


def main(answers: str, out: str, *names: str) -> None:
    schema = pq.read_schema(answers)
    words = [one.name for one in schema if pa.types.is_string(one.type)]
    table = pq.read_table(answers, read_dictionary=words)
    read: dict[str, Column] = {}
    made: dict[str, pa.Array] = {}
    memo: Memo = {}
    written: set[int] = set()
    for key in names:
        definition = load(*key.split("@"))
        for name, given in definition.inputs.items():
            if name not in read and given.kind == "number":
                read[name] = Numbers(table[name].to_numpy())
            elif name not in read:
                read[name], misfits = read_column(given, cells(table[name]), {})
                assert not misfits
        scores = compute(definition, read, len(table), memo)
        for name, column in scores.columns.items():
            if (
                id(column) not in written
            ):  # a step that standards share is written once, where it first stands
                written.add(id(column))
                made[f"{key}.{name}"] = arrow(column)
        if len(scores.sectors) > 1:
            made[f"{key}.severity"] = arrow(Numbers(scores.severity))
    words = [name for name, column in made.items() if pa.types.is_dictionary(column.type)]
    pq.write_table(pa.table(made), out, use_dictionary=words)


if __name__ == "__main__":
    main(*sys.argv[1:])
