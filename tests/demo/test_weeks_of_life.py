"""What happened in the demonstration councils: every turn that a matter can take, told by the door."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.instances import Running, comity, environment

LOOK = """
import json
from comity.site import instance

here = instance.here()
with here.running():
    here.open()
    from comity.council.context import within
    from comity.council.models import Council
    from comity.matters.models import Entry, Letter, Matter
    from django.db import connection

    found = {}
    for council in Council.objects.order_by("pk"):
        with within(council, system=True):
            found[council.slug] = [
                {
                    "stage": matter.stage, "kind": matter.kind, "topic": matter.topic, "late": matter.late,
                    "outcome": matter.outcome, "held": matter.held, "climbed": matter.climbed,
                    "in_time": matter.in_time,
                    "steps": [one.step for one in Entry.objects.filter(matter=matter).order_by("ordinal")],
                    "sent": Letter.objects.filter(matter=matter).exclude(sent=None).count(),
                }
                for matter in Matter.objects.order_by("pk")
            ]
    connection.close()
print(json.dumps(found))
"""

Matters = list[dict[str, Any]]


@pytest.fixture(scope="module")
def matters(demonstration: Running) -> dict[str, Matters]:
    """Every matter of every demonstration council, as it stands."""
    done = subprocess.run(
        [sys.executable, "-c", LOOK],
        env=environment(demonstration.home),
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(json.loads(done.stdout))


def some(listed: Matters, **like: object) -> Matters:
    """Those matters that are like this."""
    return [one for one in listed if all(one[name] == value for name, value in like.items())]


def with_step(listed: Matters, step: str) -> Matters:
    """Those matters in which a step was taken."""
    return [one for one in listed if step in one["steps"]]


def test_a_city_has_every_kind_of_turn(matters: dict[str, Matters]) -> None:
    city = matters["testford"]
    assert len(city) >= 20
    assert len(some(city, stage="waiting", late=False)) >= 5
    assert len(some(city, stage="waiting", late=True, climbed=0)) >= 1
    assert len(some(city, stage="waiting", late=True, climbed=2)) >= 1
    assert len(some(city, stage="waiting", held=1)) >= 1
    assert len(some(city, stage="asked_back")) >= 1
    for outcome in ("answered", "in_part", "refused", "not_ours", "withdrawn"):
        assert some(city, stage="closed", outcome=outcome), outcome
    assert some(city, stage="closed", in_time=False)
    assert some(city, kind="foi")
    assert some(city, kind="service_request")
    assert some(city, topic="strategic")
    assert with_step(some(city, topic="casework", stage="closed"), "record_consent")
    assert with_step(some(city, topic="casework", stage="waiting"), "request_consent")
    for step in ("log", "hand_over", "reopen", "convert", "note", "tell_more", "acknowledge", "window_over"):
        assert with_step(city, step), step


def test_a_parish_has_some_weeks_of_life_too(matters: dict[str, Matters]) -> None:
    parish = matters["sampleby"]
    for step in ("answer", "hold", "decline", "late", "climb", "ask_more", "hand_over"):
        assert with_step(parish, step), step
    assert some(parish, topic="casework", stage="closed")


def test_a_concern_was_settled_in_the_city_and_another_is_being_heard_in_the_parish(
    matters: dict[str, Matters],
) -> None:
    (settled,) = some(matters["testford"], kind="concern")
    assert (settled["stage"], settled["outcome"]) == ("decided", "settled")
    assert settled["steps"][:6] == ["raise_officer", "further", "put", "respond", "decide", "tell_subject"]
    (heard,) = some(matters["sampleby"], kind="concern")
    assert (heard["stage"], heard["steps"]) == ("heard", ["raise_officer", "put", "respond"])


def test_the_others_are_small_and_not_empty(matters: dict[str, Matters]) -> None:
    assert {len(matters[name]) for name in ("mockbridge", "fictionham", "inventshire")} == {2}


def test_letters_went_out_as_they_would_have(matters: dict[str, Matters], demonstration: Running) -> None:
    written = list((demonstration.home / "outbox").glob("*.eml"))
    assert len(written) >= sum(one["sent"] for listed in matters.values() for one in listed) > 60
    assert not any("Mill Lane" in one.read_text() or "Mrs Example" in one.read_text() for one in written)


def test_its_record_is_sound(demonstration: Running) -> None:
    done = comity(demonstration.home, "verify")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("every one as it was written") == 5
