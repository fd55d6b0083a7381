"""
Run one command as a process of its own and say how long it took and how much memory it held at most.

`python process.py OUT COMMAND ...` writes wall seconds, peak bytes and the exit code as JSON to OUT. It is a script
so that the process that measures is small: on Linux a child's peak starts at what its parent held. Programs keep their
compiled modules, as an installed one does.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Measured:
    """
    What a process took.

    Args:
        seconds: from start to end, by the clock on the wall.
        peak: bytes of memory held at most.
    """

    seconds: float
    peak: int


def measure(command: list[str]) -> Measured:
    """
    Run a command and measure it.

    Raises:
        RuntimeError: it failed; the end of what it said stands in the message.
    """
    with tempfile.TemporaryDirectory() as folder:
        out, said = Path(folder) / "measured.json", Path(folder) / "said.txt"
        with said.open("wb") as file:
            subprocess.run(
                [sys.executable, "-S", __file__, str(out), *command], stdout=file, stderr=file, check=True
            )
        told = json.loads(out.read_text(encoding="utf-8"))
        if told["code"]:
            words = said.read_text(encoding="utf-8", errors="replace")[-2000:]
            raise RuntimeError(f"{' '.join(command)} ended with {told['code']}:\n{words}")
    return Measured(told["seconds"], told["peak"])


def main(out: str, *command: str) -> None:
    start = time.perf_counter()
    compiled = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    child = os.posix_spawnp(command[0], command, compiled)
    _, status, usage = os.wait4(child, 0)
    seconds = time.perf_counter() - start
    peak = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    told = {"seconds": seconds, "peak": peak, "code": os.waitstatus_to_exitcode(status)}
    Path(out).write_text(json.dumps(told), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
