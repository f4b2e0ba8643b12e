"""Writing down how a matter stands: the rows that are derived from its ledger, and nothing but derived."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Q

from comity.matters.models import Alarm, Clock, Matter, Party, Sight
from comity.matters.sealed import barred, kept_from
from comity.procedures.shape import Procedure
from comity.procedures.state import ClockState, PartyState, State

#: The parts somebody may have in a matter, the most active first.
PARTS = ("handler", "rung", "asker", "support", "triage", "shared", "subject", "leader")


def columns(state: State, procedure: Procedure) -> dict[str, object]:
    """The columns of a matter's row, as its state makes them."""
    facts = state.facts
    counting = state.counting(procedure.counts)
    return {
        "stage": state.stage,
        "kind": facts.get("kind") or procedure.name,
        "topic": facts.get("topic") or "",
        "outcome": facts.get("outcome") or "",
        "service_id": facts.get("service"),
        "ward_id": facts.get("ward"),
        "asker_id": facts.get("asker"),
        "handler_id": next((_post(p) for p in state.present("handler") if _post(p)), None),
        "emergency": facts.get("emergency") is True,
        "due": _moment(counting.due) if counting and counting.running else None,
        "promised": _moment(counting.promised) if counting else None,
        "late": facts.get("late") is True,
        "held": state.count("hold"),
        "climbed": state.count("climb"),
        "closed": _moment(facts.get("closed")),
        "in_time": facts.get("in_time"),
        "minutes": facts.get("minutes"),
        "entries": state.entries,
    }


def write(matter: Matter, before: State, state: State, procedure: Procedure) -> None:
    """Make the derived rows of a matter follow its state, from how it stood before; `matter` stands already.

    Writes only what became different: the rows agreed with the state before, as `comity verify` proves.
    """
    _write_clocks(matter, [clock for clock in state.clocks if clock not in before.clocks])
    _write_alarms(matter, armed(before, procedure), armed(state, procedure))
    _write_parties(matter, before.parties, state.parties)
    _follow_sights(matter, sight(before, procedure), sight(state, procedure), state, procedure)


def write_anew(matter: Matter, state: State, procedure: Procedure) -> None:
    """Make every derived row of a matter again from its state, whatever the rows say."""
    _write_clocks(matter, state.clocks)
    kept = Alarm.objects.filter(matter=matter, fired=None)
    was = {(one.clock, one.round, one.kind, one.rings) for one in kept}
    _write_alarms(matter, was, armed(state, procedure))
    had = [
        PartyState(one.relation, one.key, one.level, one.since, one.until)
        for one in Party.objects.filter(matter=matter)
    ]
    _write_parties(matter, had, state.parties)
    Sight.objects.filter(matter=matter).exclude(key__in=list(sight(state, procedure))).delete()
    _write_sights(matter, sight(state, procedure), state, procedure)


def _write_clocks(matter: Matter, clocks: Iterable[ClockState]) -> None:
    Clock.objects.bulk_create(
        [
            Clock(
                council_id=matter.council_id,
                matter=matter,
                clock=clock.clock,
                round=clock.round,
                **clock_columns(clock),
            )
            for clock in clocks
        ],
        update_conflicts=True,
        unique_fields=["council", "matter", "clock", "round"],
        update_fields=["started", "due", "promised", "paused", "stopped", "renewed", "receipt"],
    )


def clock_columns(clock: ClockState) -> dict[str, object]:
    """The columns of a clock's row."""
    moments = ("started", "due", "promised", "paused", "stopped")
    return {name: _moment(getattr(clock, name)) for name in moments} | {
        "renewed": clock.renewed,
        "receipt": dict(clock.receipt),
    }


Ring = tuple[str, int, str, datetime]
"""What is to ring: of which clock, in which round, which step or reminder, and when."""


def armed(state: State, procedure: Procedure) -> set[Ring]:
    """What is to ring: the end of every running clock, and the reminders before it."""
    rings = set()
    for clock in state.clocks:
        if not clock.running:
            continue
        out = procedure.runs_out.get(clock.clock)
        if clock.due and out and state.facts.get(out.fact) is not True:
            rings.add((clock.clock, clock.round, out.step, datetime.fromisoformat(clock.due)))
        if clock.reminder:
            rings.add((clock.clock, clock.round, "reminder", datetime.fromisoformat(clock.reminder)))
    return rings


def _write_alarms(matter: Matter, was: set[Ring], wanted: set[Ring]) -> None:
    if gone := sorted(was - wanted):
        these = (Q(clock=clock, round=number, kind=kind, rings=rings) for clock, number, kind, rings in gone)
        Alarm.objects.filter(reduce(or_, these), matter=matter, fired=None).delete()
    Alarm.objects.bulk_create(
        [
            Alarm(
                council_id=matter.council_id, matter=matter, clock=clock, round=number, kind=kind, rings=rings
            )
            for clock, number, kind, rings in sorted(wanted - was)
        ],
        ignore_conflicts=True,
    )


def _write_parties(matter: Matter, had: Iterable[PartyState], parties: Iterable[PartyState]) -> None:
    """Add who joined, and note when a part ended or came to see more; nobody's part is taken away."""
    known = set(had)
    Party.objects.bulk_create(
        [
            Party(
                council_id=matter.council_id,
                matter=matter,
                relation=party.relation,
                key=party.key,
                level=party.level,
                since=party.since,
                until=party.until,
            )
            for party in parties
            if party not in known
        ],
        update_conflicts=True,
        unique_fields=["council", "matter", "relation", "key", "since"],
        update_fields=["level", "until"],
    )


Sights = dict[str, tuple[int, str, bool]]


def sight(state: State, procedure: Procedure) -> Sights:
    """For each key that sees the matter: how much, in which part, and whether the matter waits for it."""
    waits = procedure.waits_for.get(state.stage, frozenset())
    seen: Sights = {}
    bars = barred(state)
    for party in sorted(_present(state), key=lambda p: PARTS.index(p.relation)):
        if party.relation != "subject" and kept_from(party.key, bars):
            continue
        for key in state.standing_for(party):
            level, part, waiting = seen.get(key, (0, party.relation, False))
            seen[key] = (max(level, party.level), part, waiting or party.relation in waits)
    return seen


def _present(state: State) -> list[PartyState]:
    return [p for p in state.parties if p.until is None and p.relation in PARTS]


def sight_columns(matter: Matter, state: State, procedure: Procedure) -> dict[str, object]:
    """What stands in the sight of a matter for every key alike: by it lists are filtered and put in order."""
    return {
        "open": state.stage in procedure.open_stages,
        "due": matter.due,
        "last": matter.last,
        "opened": matter.opened,
        "stage": matter.stage,
        "kind": matter.kind,
        "topic": matter.topic,
        "outcome": matter.outcome,
        "service": matter.service_id,
        "ward": matter.ward_id,
        "asker": matter.asker_id,
    }


def _follow_sights(matter: Matter, was: Sights, wanted: Sights, state: State, procedure: Procedure) -> None:
    """Make the sight of a matter follow its parties: mostly they are as they were, and it only moves."""
    if was == wanted:
        Sight.objects.filter(matter=matter).update(**sight_columns(matter, state, procedure))
    else:
        if gone := was.keys() - wanted.keys():
            Sight.objects.filter(matter=matter, key__in=sorted(gone)).delete()
        _write_sights(matter, wanted, state, procedure)


def _write_sights(matter: Matter, wanted: Sights, state: State, procedure: Procedure) -> None:
    same = sight_columns(matter, state, procedure)
    Sight.objects.bulk_create(
        (
            Sight(
                council_id=matter.council_id,
                matter=matter,
                key=key,
                level=level,
                part=part,
                waits=waits,
                **same,
            )
            for key, (level, part, waits) in sorted(wanted.items())
        ),
        update_conflicts=True,
        unique_fields=["council", "matter", "key"],
        update_fields=["level", "part", "waits", *same],
    )


def _moment(text: object) -> datetime | None:
    return datetime.fromisoformat(text) if isinstance(text, str) else None


def _post(party: PartyState) -> int | None:
    kind, _, number = party.key.partition(":")
    return int(number.partition("+")[0]) if kind == "post" else None
