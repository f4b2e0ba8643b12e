"""Councils take turns: a crowd of one council keeps nobody of another waiting for long."""

from __future__ import annotations

import threading
from time import monotonic

import pytest

from comity.web.turns import Turns
from tests.instances import wait_until


class Queue:
    """People who ask for a turn one after the other, and in which order they get it."""

    def __init__(self, turns: Turns) -> None:
        self.turns = turns
        self.order: list[str] = []
        self.threads: list[threading.Thread] = []

    def come(self, who: str) -> None:
        """Somebody comes; the first letter is their council."""
        waiting = self.turns.waiting()

        def have() -> None:
            with self.turns.turn(who[0]):
                self.order.append(who)

        self.threads.append(threading.Thread(target=have))
        self.threads[-1].start()
        wait_until(lambda: self.turns.waiting() > waiting, f"{who} waits")

    def over(self) -> list[str]:
        """Everybody has had a turn: in this order."""
        for thread in self.threads:
            thread.join()
        return self.order


def test_whoever_comes_from_a_quiet_council_is_next() -> None:
    turns = Turns(1)
    queue = Queue(turns)
    with turns.turn("a"):
        for who in ("a1", "a2", "a3", "b1", "a4", "c1", "b2"):
            queue.come(who)
    assert queue.over() == ["b1", "c1", "a1", "b2", "a2", "a3", "a4"]


def test_whoever_makes_up_names_does_not_come_before_everybody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """Addresses of councils that there are not, each asked for once, keep nobody waiting for ever."""
    monkeypatch.setattr("comity.web.turns.KNOWN", 2)
    turns = Turns(1)
    queue = Queue(turns)

    def bring() -> None:
        with turns.turn("x"):
            for who in ("y1", "z1", "v1"):
                queue.come(who)
            last.start()
            wait_until(lambda: turns.waiting() == 5, "the last one waits too")

    def count() -> None:
        with turns.turn("w"):
            kept.append(len(turns._served))

    kept: list[int] = []
    last = threading.Thread(target=count)
    stranger = threading.Thread(target=bring)
    with turns.turn("a"):
        queue.come("a1")
        stranger.start()
        wait_until(lambda: turns.waiting() > 1, "the stranger waits")
    stranger.join()
    assert queue.over() == ["a1", "y1", "z1", "v1"]
    last.join()
    assert kept[0] <= 3, "and not everything that they were called is kept"


def test_a_council_that_is_alone_has_every_turn() -> None:
    turns = Turns(2)
    with turns.turn("a"), turns.turn("a"):
        queue = Queue(turns)
        queue.come("a1")
        queue.come("a2")
    assert sorted(queue.over()) == ["a1", "a2"]
    assert turns.waiting() == 0


def test_a_page_that_fails_passes_its_turn_on() -> None:
    turns = Turns(1)
    queue = Queue(turns)
    with pytest.raises(ValueError, match="it broke"), turns.turn("a"):
        queue.come("b1")
        raise ValueError("it broke")
    assert queue.over() == ["b1"]
    with turns.turn("a"):
        assert turns.waiting() == 0


def test_whoever_waits_for_something_themselves_keeps_the_next_no_longer() -> None:
    turns = Turns(1, 0.05)
    queue = Queue(turns)
    with turns.turn("a"):
        queue.come("b1")
        assert queue.over() == ["b1"]
        with turns.turn("b"):
            assert turns.waiting() == 0
    with turns.turn("a"):  # what was lent has come back once, and not twice
        queue.come("b2")
    assert queue.over() == ["b1", "b2"]


def test_a_crowd_leaves_room_while_another_council_is_about() -> None:
    """After its page a crowd rests; whoever comes from elsewhere meanwhile is served at once."""
    turns = Turns(1, beside=60)
    turns.answered("b")
    queue = Queue(turns)
    with turns.turn("a"):
        queue.come("a1")
        begun = monotonic()
        wait_until(lambda: monotonic() - begun > 0.3, "the page takes a while")
    assert turns.waiting() == 1, "the next one of the crowd is not served yet"
    with turns.turn("b"):
        assert queue.order == []
    assert queue.over() == ["a1"], "and they have their turn once their council has rested"


def test_a_crowd_leaves_no_room_for_those_who_belong_to_no_council() -> None:
    turns = Turns(1, beside=60)
    turns.answered("a")
    with turns.turn("made-up"):
        queue = Queue(turns)
        queue.come("a1")
        queue.come("a2")
    queue.over()
    with turns.turn("a"):
        queue.come("a3")
    assert not turns._resting
    assert queue.over() == ["a1", "a2", "a3"]


def test_one_reader_who_asks_page_after_page_never_rests() -> None:
    turns = Turns(1, beside=60)
    turns.answered("b")
    for _ in range(3):
        with turns.turn("a"):
            assert turns.waiting() == 0
        assert not turns._resting
