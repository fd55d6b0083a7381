"""Independent pieces of work on a few threads at once: numpy lets them run side by side."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from typing import TypeVar

_Piece = TypeVar("_Piece")
_Result = TypeVar("_Result")
_MOST = 4
"""Threads at most: each holds a block of its own in memory."""


def each(work: Callable[[_Piece], _Result], pieces: Sequence[_Piece]) -> list[_Result]:
    """
    Do the same work on each piece; results come in the order of the pieces, whatever thread made them.

    Raises:
        Exception: the first that a piece raised, by their order.
    """
    done: dict[int, _Result] = {}
    failed: dict[int, Exception] = {}
    waiting = iter(range(len(pieces)))
    lock = threading.Lock()

    def run() -> None:
        while True:
            with lock:
                at = next(waiting, None)
            if at is None:
                return
            try:
                done[at] = work(pieces[at])
            except Exception as error:  # noqa: BLE001 - raised again below, in the caller's thread
                failed[at] = error

    others = [threading.Thread(target=run) for _ in range(min(os.cpu_count() or 1, _MOST, len(pieces)) - 1)]
    for other in others:
        other.start()
    run()
    for other in others:
        other.join()
    if failed:
        raise failed[min(failed)]
    return [done[at] for at in range(len(pieces))]
