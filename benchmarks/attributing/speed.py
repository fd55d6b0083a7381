"""How many documents a second `needline read` reads on one core, and how its memory grows."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

WORDS = 750
_ONE_CORE = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
_RUN = """
import json, os, resource, sys
from needline.cli.read import command
sys.stdout = open(os.devnull, "w")
files, tenth = sys.argv[2:], max(1, len(sys.argv[2:]) // 10)
peaks = []
for part in (files[:tenth], files[tenth:]):
    for at in range(0, len(part), 100):
        command.main([*part[at:at + 100], "--format", "json"], standalone_mode=False)
    peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)
json.dump(peaks, open(sys.argv[1], "w"))
"""


class Speed(NamedTuple):
    """Documents read, how many a second, and peak memory in bytes after a tenth of them and after all."""

    documents: int
    a_second: float
    early: int
    late: int


def measure(texts: list[str], count: int, folder: Path) -> Speed:
    """Write documents of 750 words, and read them all in one process."""
    files = _documents(texts, folder)
    args = list(itertools.islice(itertools.cycle(files), count))
    peaks = folder / "peaks.json"
    cores = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else None
    if cores:
        os.sched_setaffinity(0, {min(cores)})
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, "-c", _RUN, str(peaks), *args], check=True, env={**os.environ, **_ONE_CORE}
    )
    seconds = time.perf_counter() - start
    if cores:
        os.sched_setaffinity(0, cores)
    early, late = json.loads(peaks.read_text())
    return Speed(count, count / seconds, early, late)


def _documents(texts: list[str], folder: Path) -> list[str]:
    """Documents of 750 words; each ends with the sentence or line in which the number is reached."""
    files, words = [], []
    for text in texts:
        for line in text.splitlines():
            words.append(line)
            if sum(len(one.split()) for one in words) >= WORDS:
                path = folder / f"{len(files)}.txt"
                path.write_text("\n".join(words), encoding="utf-8")
                files.append(str(path))
                words = []
    return files
