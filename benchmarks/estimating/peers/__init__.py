"""
The programs that are run beside needline, each as a process of its own.

A peer is a command; what it and needline define alike is stated, so that only that is compared.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from pathlib import Path

from estimating.survey import Made

HERE = Path(__file__).parent
SHARES = frozenset({"prop_select_one", "prop_select_multiple", "mean"})


@dataclass(frozen=True)
class Peer(ABC):
    """
    A program that estimates the same plan.

    Args:
        name: as printed.
        stat_of, se_of: kinds of analysis whose estimates and standard errors it defines as needline does.
        why: why the others are not compared; empty where all are.
        parts: share of the plan it runs, by number of households; 1 where none is given, 0 where it is too slow.
    """

    name: str
    stat_of: frozenset[str] = SHARES
    se_of: frozenset[str] = SHARES
    why: str = ""
    parts: dict[int, float] = field(default_factory=dict)

    @abstractmethod
    def version(self) -> str:
        """The version that is installed; empty where it is not."""

    def prepare(self, made: Made) -> Path:
        """The data in the form the program reads best, which is not counted."""
        return made.data

    @abstractmethod
    def command(self, data: Path, plan: Path, out: Path) -> list[str]:
        """What to run."""


@dataclass(frozen=True)
class PythonPeer(Peer):
    """A package for Python, run by the same Python as the benchmark, or by another that is named."""

    python: str = sys.executable
    package: str = ""
    script: str = ""

    def version(self) -> str:
        ask = f"from importlib.metadata import version; print(version({self.package!r}))"
        return _said([self.python, "-c", ask])

    def command(self, data: Path, plan: Path, out: Path) -> list[str]:
        return [self.python, str(HERE / self.script), str(data), str(plan), str(out)]


@dataclass(frozen=True)
class RPeer(Peer):
    """R's survey package, which reads R's own format."""

    def version(self) -> str:
        return _said(["Rscript", str(HERE / "survey.R"), "version"]) if shutil.which("Rscript") else ""

    def prepare(self, made: Made) -> Path:
        import pyarrow.csv as pa_csv
        import pyarrow.parquet as pq

        text, ready = made.data.with_suffix(".csv"), made.data.with_suffix(".rds")
        with pa_csv.CSVWriter(text, pq.read_schema(made.data)) as writer:
            for batch in pq.ParquetFile(made.data).iter_batches():
                writer.write_batch(batch)
        subprocess.run(
            ["Rscript", str(HERE / "survey.R"), "prepare", str(text), str(ready)],
            check=True, capture_output=True,
        )  # fmt: skip
        text.unlink()
        return ready

    def command(self, data: Path, plan: Path, out: Path) -> list[str]:
        return ["Rscript", str(HERE / "survey.R"), "estimate", str(data), str(plan), str(out)]


def _said(command: list[str]) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return done.stdout.strip()


def peers(python: str = sys.executable) -> list[Peer]:
    """Every peer, whether it is installed or not."""
    with_medians = SHARES | {"median"}
    return [
        RPeer("R survey", with_medians, with_medians, parts={100_000: 0.05, 1_000_000: 0.02}),
        PythonPeer(
            "svy", with_medians, SHARES,
            "svy reads the spread of a median with the domain's degrees of freedom, needline here with the design's",
            {100_000: 0.05, 1_000_000: 0.02}, python, "svy", "with_svy.py",
        ),
        PythonPeer(
            "samplics", SHARES, SHARES,
            "samplics reads medians between two values, by another rule, and their spread by a third",
            {10_000: 0.02, 100_000: 0.0, 1_000_000: 0.0}, python, "samplics", "with_samplics.py",
        ),
    ]  # fmt: skip
