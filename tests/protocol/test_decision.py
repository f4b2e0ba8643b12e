"""A Decision says itself in plain English, with who says so."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace
from datetime import date

import pytest

from comity.protocol.deciding import decide
from comity.protocol.decision import Confirmed, Decision, Within
from comity.protocol.layers import Layers
from comity.protocol.packs import Pack


@pytest.fixture
def answer(sound: Pack, careful: Layers) -> Decision:
    return decide(sound, "concern.officer", {"about": "officer"}, layers=careful)


def test_it_names_the_councils_own_posts_and_the_clauses(answer: Decision, sound: Pack) -> None:
    assert answer.sentence(sound.names) == (
        "This goes to the Corporate Director of the service concerned. "
        "A concern about an Officer goes to the director, in private. What goes with it: in private. "
        "The protocol says so (clauses 2.1; 2.2(a))."
    )


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"within": Within("working_days", 1)}, "within 1 working day."),
        ({"within": Within("hours", 48), "from_": "before_event"}, ", at least 48 hours beforehand"),
        ({"to": ("clerk", "hr_director"), "to_mode": "all"}, "to the Clerk and the HR Director"),
        ({"to": ("clerk", "hr_director"), "to_mode": "any"}, "to the Clerk or the HR Director"),
        ({"to": ("clerk", "hr_director"), "to_mode": "in_order"}, "to the Clerk, then the HR Director"),
        ({"consult": ("monitoring_officer",)}, "after consulting the Monitoring Officer"),
        ({"by": ("chief_executive",)}, "; it falls to the Chief Executive to send it on."),
        (
            {"outcome": "require", "by": ("officer",)},
            "must be done by the Officer, addressed to the Director",
        ),
        (
            {"outcome": "hold", "by": ("officer",)},
            "This waits for the Director of the service concerned; it falls",
        ),
        ({"outcome": "refuse", "to": ("clerk",)}, "This may not be done; turn to the Clerk"),
        (
            {"question": "clock.target", "outcome": "require", "to": (), "within": Within("days", 28)},
            "The time for this is 28 days. A concern",
        ),
        ({"limits": ("need_to_know",)}, "What it keeps to: need to know."),
        ({"cites": ("2.1",)}, "(clause 2.1)"),
        ({"outcome": "discourage"}, "The advice is against this"),
        (
            {"layer": "law", "cites": ("An Act s.1",)},
            "The law says so (An Act s.1; this reading of the law is not yet",
        ),
        (
            {"layer": "law", "confirmed": Confirmed("A. Solicitor", date(2024, 5, 1))},
            "reading confirmed by A. Solicitor on 1 May 2024",
        ),
        ({"layer": "house", "whose": "Us", "cites": ("Minute 4",)}, "this is Us's own standard (Minute 4)"),
        ({"layer": "house"}, "The protocol does not say; this is Comity's safe default."),
    ],
)
def test_each_part_is_said(answer: Decision, change: dict[str, object], says: str) -> None:
    assert says in replace(answer, **change).sentence()  # type: ignore[arg-type]


def test_both_are_said_where_the_law_stands_before_the_protocol(answer: Decision) -> None:
    both = replace(answer, layer="law", cites=("An Act s.1",), beside=(answer,))
    assert "The law says so" in both.sentence()
    assert both.sentence().endswith("The protocol says so (clauses 2.1; 2.2(a)).")


def test_nobody_changes_a_decision(answer: Decision) -> None:
    with pytest.raises(FrozenInstanceError):
        answer.outcome = "allow"  # type: ignore[misc]
    with pytest.raises(TypeError):
        answer.facts["about"] = "director"  # type: ignore[index]
    assert hash(answer) == hash(replace(answer))


def test_within_goes_into_the_record_as_one_key_with_from_beside_it(answer: Decision) -> None:
    kept = replace(answer, within=Within("clear_days", 3), from_="before_event").as_json()
    assert (kept["within"], kept["from"]) == ({"clear_days": 3}, "before_event")
    assert answer.as_json()["within"] is None
