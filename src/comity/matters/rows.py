"""Writing down how a matter stands: the rows that are derived from its ledger, and nothing but derived."""

from __future__ import annotations

from datetime import datetime

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


def write(matter: Matter, state: State, procedure: Procedure, *, at: datetime) -> None:
    """Make every derived row of a matter agree with its state."""
    _write_clocks(matter, state)
    _write_alarms(matter, state, procedure)
    _write_parties(matter, state)
    write_sights(matter, state, procedure)


def _write_clocks(matter: Matter, state: State) -> None:
    rows = [
        Clock(
            council_id=matter.council_id,
            matter=matter,
            clock=clock.clock,
            round=clock.round,
            **clock_columns(clock),
        )
        for clock in state.clocks
    ]
    Clock.objects.bulk_create(
        rows,
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


def armed(state: State, procedure: Procedure) -> set[tuple[str, int, str, datetime]]:
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


def _write_alarms(matter: Matter, state: State, procedure: Procedure) -> None:
    wanted = armed(state, procedure)
    for alarm in Alarm.objects.filter(matter=matter, fired=None):
        here = (alarm.clock, alarm.round, alarm.kind, alarm.rings)
        if here not in wanted:
            alarm.delete()
    Alarm.objects.bulk_create(
        (
            Alarm(
                council_id=matter.council_id, matter=matter, clock=clock, round=number, kind=kind, rings=rings
            )
            for clock, number, kind, rings in sorted(wanted)
        ),
        ignore_conflicts=True,
    )


def _write_parties(matter: Matter, state: State) -> None:
    known = {(p.relation, p.key, p.since): p for p in Party.objects.filter(matter=matter)}
    for party in state.parties:
        row = known.get((party.relation, party.key, party.since))
        if row is None:
            Party.objects.create(
                council_id=matter.council_id,
                matter=matter,
                relation=party.relation,
                key=party.key,
                level=party.level,
                since=party.since,
                until=party.until,
            )
        elif (row.level, row.until) != (party.level, party.until):
            Party.objects.filter(pk=row.pk).update(level=party.level, until=party.until)


def sight(state: State, procedure: Procedure) -> dict[str, tuple[int, str, bool]]:
    """For each key that sees the matter: how much, in which part, and whether the matter waits for it."""
    waits = procedure.waits_for.get(state.stage, frozenset())
    seen: dict[str, tuple[int, str, bool]] = {}
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


def write_sights(matter: Matter, state: State, procedure: Procedure) -> None:
    """Make the sight of a matter agree with its parties."""
    wanted = sight(state, procedure)
    same = sight_columns(matter, state, procedure)
    Sight.objects.filter(matter=matter).filter(~Q(key__in=list(wanted))).delete()
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
