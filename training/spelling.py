"""
Write the English words that are one edit away from a word of saying, so that they are not taken for misspellings.

    python training/spelling.py words.txt           # a word a line, or pyspellchecker's en.json.gz

Run it again when the cue words change. The list that comes with needline was made from the words of pyspellchecker
0.9.1 (MIT).
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from pathlib import Path

from needline.claims.spelling import cue_words, one_edit_away

LIST = Path(__file__).parents[1] / "src" / "needline" / "claims" / "en" / "spelling.toml"


def near_words(listed: list[str]) -> list[str]:
    """Those of some words that are one edit from a cue word, and none themselves."""
    others = set(map(str.lower, listed)) - cue_words()
    return sorted(word for word in others if word.isalpha() and one_edit_away(word))


def main() -> None:
    path = Path(sys.argv[1])
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    listed = list(json.loads(content)) if ".json" in path.name else content.decode().split()
    rows = ", ".join(f'"{word}"' for word in near_words(listed))
    lines = re.sub(r"(.{1,110})(?: |$)", r"    \1\n", rows)
    head = LIST.read_text("utf-8").split("in_use")[0]
    LIST.write_text(f"{head}in_use = [\n{lines}]\n", "utf-8")


if __name__ == "__main__":
    main()
