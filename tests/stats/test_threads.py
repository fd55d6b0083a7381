"""Work side by side: results in order, the first error raised, every piece done once."""

import threading
import time

import pytest

from needline.stats.threads import each


def test_results_come_in_the_order_of_the_pieces():
    def slow_first(piece):
        time.sleep(0.02 if piece == 0 else 0)
        return piece * 2

    assert each(slow_first, list(range(20))) == [2 * piece for piece in range(20)]


def test_every_piece_is_done_once():
    seen, lock = [], threading.Lock()

    def note(piece):
        with lock:
            seen.append(piece)

    each(note, list(range(100)))
    assert sorted(seen) == list(range(100))


def test_no_pieces_give_nothing():
    assert each(str, []) == []


def test_the_first_error_by_order_is_raised_and_the_others_run():
    done = []

    def fail(piece):
        done.append(piece)
        if piece in {2, 5}:
            raise ValueError(f"piece {piece}")

    with pytest.raises(ValueError, match="piece 2"):
        each(fail, list(range(8)))
    assert sorted(done) == list(range(8))
