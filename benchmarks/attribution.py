"""
Who says what: needline against texts in which it is marked, beside its word lists alone and a first-verb baseline.

    python benchmarks/attribution.py --gold dev.jsonl.gz
    python benchmarks/attribution.py --gold dev.jsonl.gz --documents 10000

Each line of the file: {"id": …, "text": …, "attributions": [{"source": [[start, end], …], "cue": …, "content": …}]},
offsets in characters. A claim of needline becomes one attribution: its nearest source, its cue, its content. The
other two run in the same process on the same texts. Speed is that of the command `needline read --format json` with
all it does, on one core, over documents of 750 words cut from the texts; with `--documents`, memory is printed after
a tenth of them and after all.
"""

from __future__ import annotations

import argparse
import platform
import sys
import tempfile
from datetime import date
from pathlib import Path

from attributing.peers import PEERS, read_gold
from attributing.scoring import MEASURES, f1s
from attributing.speed import measure

LEAST = {"source": 0.70, "cue": 0.70, "content": 0.55, "linked": 0.71}
"""F1 that needline is held to."""
DOCUMENTS_A_SECOND = 50


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--gold", type=Path, required=True, help="marked texts, .jsonl or .jsonl.gz")
    parser.add_argument(
        "--documents", type=int, default=400, help="how many documents the speed is measured over"
    )
    asked = parser.parse_args()
    gold = read_gold(asked.gold)
    print(f"{date.today().isoformat()}, Python {platform.python_version()}, {len(gold)} documents")  # noqa: DTZ011
    print(f"\n{'F1':24}" + "".join(f"{measure_:>9}" for measure_ in MEASURES))
    ours = _table(gold)
    with tempfile.TemporaryDirectory() as folder:
        speed = measure([row["text"] for row in gold], asked.documents, Path(folder))
    print(f"\n{speed.documents} documents of 750 words: {speed.a_second:.0f} a second on one core")
    print(f"Memory: {speed.early / 1e6:.0f} MB after a tenth of them, {speed.late / 1e6:.0f} MB after all")
    short = [one for one, least in LEAST.items() if ours[one] < least]
    slow = speed.a_second < DOCUMENTS_A_SECOND
    missed = ", ".join([*short, *["speed"] * slow]) or "nothing"
    print(f"Held to {LEAST} and {DOCUMENTS_A_SECOND} a second: {missed} short")
    return 1 if short or slow else 0


def _table(gold: list[dict]) -> dict[str, float]:
    """Print a line a peer, with the ratio of needline's linked F1 to its; needline's own F1s are returned."""
    ours: dict[str, float] = {}
    for name, peer in PEERS.items():
        found = f1s(gold, {row["id"]: peer(row["text"]) for row in gold})
        ours = ours or found
        ratio = (
            f"   needline's linked is {ours['linked'] / found['linked']:.2f} times that"
            if found is not ours
            else ""
        )
        print(f"{name:24}" + "".join(f"{found[one]:9.3f}" for one in MEASURES) + ratio)
    return ours


if __name__ == "__main__":
    sys.exit(main())
