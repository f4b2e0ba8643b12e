"""What becomes of a due date later: moved, reopened, held, and what is left of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from comity.protocol.calendars.clock import due
from comity.protocol.calendars.days import Calendar
from comity.protocol.calendars.errors import CalendarError, require_aware
from comity.protocol.calendars.open_time import open_time
from comity.protocol.calendars.receipt import Receipt
from comity.protocol.calendars.words import say_date, say_moment


def recalculate(receipt: Receipt, calendar: Calendar) -> Receipt:
    """Count a running deadline again by a changed calendar; the receipt given is left as it is.

    Used when a closure day or a bank holiday is announced later. A due date never moves to an earlier
    moment by this: what was promised stands, and then the same receipt is returned. Only a count back from
    an event may move earlier, because notice must then be given sooner.
    """
    new = due(
        receipt.received,
        receipt.within,
        calendar,
        origin=receipt.origin,
        pauses=tuple(pause.as_pause() for pause in receipt.pauses),
        sources=receipt.sources,
        round_number=receipt.round_number,
    )
    if receipt.origin == "receipt" and later_of(receipt, new) is receipt:
        return receipt if new.due != receipt.due else new
    return new


def reopened(receipt: Receipt, at: datetime, calendar: Calendar) -> Receipt:
    """A new round with the full time, counted from the reopening; earlier pauses stay with their round.

    Raises CalendarError where the reopening lies before the receipt, or the count is back from an event.
    """
    require_aware(at, "The time of reopening")
    if receipt.origin != "receipt":
        raise CalendarError("A count back from an event cannot be reopened; count from the new event.")
    if at.timestamp() < receipt.received.timestamp():
        raise CalendarError(
            f"It cannot be reopened ({at.isoformat()}) before it was received "
            f"({receipt.received.isoformat()})."
        )
    return due(at, receipt.within, calendar, sources=receipt.sources, round_number=receipt.round_number + 1)


def moved(old: Receipt, new: Receipt) -> str:
    """What changed from one receipt to the next, in a sentence or two, for the entry that records it."""
    if new.round_number != old.round_number:
        return f"Reopened: a new round with the full {new.within}; {_say_due(new)}."
    if new.due is None or old.due is None:
        if new.due == old.due:
            return "The clock is still paused; nothing moves."
        return f"The clock runs again: {_say_due(new)}." if old.due is None else f"Paused: {_say_due(new)}."
    why = _why_moved(old, new)
    what = "The due date" if new.origin == "receipt" else "The last moment for notice"
    if new.due == old.due:
        return f"{what} stays {say_moment(new.due)}.{why}"
    how = "later" if new.due.timestamp() > old.due.timestamp() else "earlier"
    return f"{what} moves {how}, from {say_moment(old.due)} to {say_moment(new.due)}.{why}"


def _say_due(receipt: Receipt) -> str:
    if receipt.due is None:
        since = receipt.paused_since
        return f"no due date while it is paused since {say_moment(since)}" if since else "no due date"
    return f"due by {say_moment(receipt.due)}"


def _why_moved(old: Receipt, new: Receipt) -> str:
    was, now = dict(old.passed_over), dict(new.passed_over)
    closed = [(on, why) for on, why in now.items() if on not in was and _counted(on, old)]
    reasons = [f"{say_date(on)} no longer counts: {why}" for on, why in closed]
    reasons += [f"{say_date(on)} counts after all" for on in was if on not in now and _counted(on, new)]
    if new.credited != old.credited:
        reasons.append("the time given back for pauses has changed")
    return "".join(f" {reason}." for reason in reasons)


def _counted(on: date, receipt: Receipt) -> bool:
    """Whether a receipt's count reached a day, so that its counting or not is news."""
    first, last = sorted((receipt.received.date(), (receipt.due or receipt.received).date()))
    return first <= on <= last


def later_of(first: Receipt, second: Receipt) -> Receipt:
    """The receipt whose due date is the later; the first where both are the same.

    A clock that is paused has no due date yet, and counts as the latest.
    """
    if first.due is None:
        return first
    if second.due is None or second.due.timestamp() > first.due.timestamp():
        return second
    return first


def promised(receipts: tuple[Receipt, ...]) -> Receipt:
    """The promise on record: the first one made in the round that runs now, whatever came after it.

    The figures measure by this one. Receipts are given in the order in which they were made.
    Raises CalendarError where none is given.
    """
    return _running(receipts)[0]


def effective_due(receipts: tuple[Receipt, ...]) -> datetime | None:
    """By when an answer is now expected: the latest due date promised in the round that runs now.

    A holding reply's later date takes the place of the first on the desk without erasing it; a shorter
    later target never does. None while the clock is paused. Receipts are given in the order in which they
    were made. Raises CalendarError where none is given.
    """
    running = _running(receipts)
    standing = running[0]
    for receipt in running[1:]:
        standing = later_of(standing, receipt)
    return standing.due


def _running(receipts: tuple[Receipt, ...]) -> tuple[Receipt, ...]:
    if not receipts:
        raise CalendarError("Nothing has been promised yet, so nothing can be due; give a receipt.")
    latest = max(receipt.round_number for receipt in receipts)
    return tuple(receipt for receipt in receipts if receipt.round_number == latest)


def overdue(due_at: Receipt | datetime | None, now: datetime) -> bool:
    """Whether the time is over. At the due moment itself, to its last second, it is not; nor while paused."""
    moment = _due_moment(due_at)
    return moment is not None and int(now.timestamp()) > int(moment.timestamp())


def remaining(
    due_at: Receipt | datetime | None, now: datetime, calendar: Calendar | None = None
) -> timedelta | None:
    """The time left, negative where it is late, None while the clock is paused.

    With a calendar it is working time; without, it is the time of the clock on the wall.
    """
    require_aware(now, "The time now")
    moment = _due_moment(due_at)
    if moment is None:
        return None
    if calendar is not None:
        return open_time(now, moment, calendar)
    return moment.astimezone(UTC) - now.astimezone(UTC)


def _due_moment(due_at: Receipt | datetime | None) -> datetime | None:
    return due_at.due if isinstance(due_at, Receipt) else due_at
