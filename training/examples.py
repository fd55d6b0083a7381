"""Read `examples.txt`: sentences written for needline, labelled by hand, in the form of the reference sets."""

from __future__ import annotations

from pathlib import Path
from typing import Any

EXAMPLES = Path(__file__).with_name("examples.txt")
ROLES = ("source", "cue", "content")


def examples(path: Path = EXAMPLES) -> list[dict[str, Any]]:
    """
    Every text with its attributions, as `{"id", "text", "attributions": [{"source": [[start, end]], …}]}`.

    Raises:
        ValueError: a label is not in its text.
    """
    blocks = path.read_text(encoding="utf-8").split("\n\n")
    return [
        _read(f"example-{number}", block) for number, block in enumerate(blocks) if not block.startswith("#")
    ]


def _read(name: str, block: str) -> dict[str, Any]:
    lines = block.strip().splitlines()
    text = "\n".join(line for line in lines if not line.startswith(">"))
    labels = [line[1:].split("|") for line in lines if line.startswith(">")]
    return {"id": name, "text": text, "attributions": [_spans(text, label) for label in labels]}


def _spans(text: str, label: list[str]) -> dict[str, list[list[int]]]:
    return {
        role: [_span(text, one.strip()) for one in part.split("~") if one.strip()]
        for role, part in zip(ROLES, label, strict=True)
    }


def _span(text: str, words: str) -> list[int]:
    """Where words stand in a text; "[2]" behind them asks for their second place."""
    wanted = 1
    if words.endswith("]") and words[-3] == "[":
        words, wanted = words[:-3], int(words[-2])
    at = -1
    for _ in range(wanted):
        at = text.find(words, at + 1)
        if at < 0:
            message = f'"{words}" is not {wanted} times in "{text}".'
            raise ValueError(message)
    return [at, at + len(words)]
