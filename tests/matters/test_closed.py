"""What was closed before somebody came to a post: not theirs, unless they say why they need it."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from comity.council.changes import posts
from comity.council.changes.record import SYSTEM as SETTING_UP
from comity.council.context import within
from comity.council.keys import keys_of
from comity.council.models import Holding
from comity.matters import closed, ledger, looking_back, policy, references, search
from comity.matters.actors import Actor
from comity.matters.lists import Wanted, walk
from comity.matters.models import Entry, Matter
from comity.matters.policy import NotYours
from comity.matters.standing import offers, relations, state_of
from comity.matters.verify import rebuild, verify
from comity.procedures.run import NotOpen
from tests import cast as casting
from tests.cast import Cast, at
from tests.matters.telling import ANSWER, ask, do, look, say

NEXT_DAY = at("2026-03-12 10:00")
REASON = "The constituent asks what was promised."


@pytest.fixture
def cast() -> Cast:
    return casting.council("nottinghamshire")


def answered(cast: Cast) -> Entry:
    """A matter that Hal, head of highways, answered, with a note for those who handle it."""
    entry = ask(cast, title="Verandah")
    do(cast, entry, "hal", "note", "2026-03-09 11:00", words="Between us: marmalade.")
    do(cast, entry, "hal", "answer", "2026-03-10 10:00", **ANSWER)
    return entry


def acting(cast: Cast, who: str, when: datetime) -> Actor:
    return look(cast, lambda: cast.acting(who, when))


def passes(cast: Cast, post: str, to: str, when: datetime = NEXT_DAY) -> None:
    """A post passes from whoever holds it to somebody else."""
    story = {"actor": SETTING_UP, "reason": "A new head", "at": when}

    def pass_it() -> None:
        for held in Holding.objects.on(when.date()).filter(post=cast.posts[post]):
            posts.end_holding(held, until=when.date(), **story)
        posts.appoint(cast.posts[post], cast.people[to], since=when.date(), **story)

    look(cast, pass_it)


def ways(cast: Cast, entry: Entry, who: str, when: datetime = NEXT_DAY) -> dict[str, bool]:
    """By which ways a matter is there for somebody: its page, lists, search, steps."""
    by = acting(cast, who, when)
    with within(cast.council, cast.people[who], keys=by.keys):
        matter = Matter.objects.get(pk=entry.matter_id)
        state = state_of(matter)
        try:
            policy.fetch(matter.reference, by.keys)
            page = True
        except NotYours:
            page = False
        return {
            "page": page,
            "lists": any(
                line.matter.pk == matter.pk
                for order in ("last", "due", "opened")
                for line in walk(by.keys, Wanted(), by=order).lines
            ),
            "search": matter.pk in {found for found, _ in search.find("marmalade")},
            "part": bool(relations(state, by)),
            "steps": bool(offers(matter, state, by)),
        }


def everywhere(seen: bool) -> dict[str, bool]:
    return dict.fromkeys(("page", "lists", "search", "part", "steps"), seen)


def opens(cast: Cast, entry: Entry, who: str, when: datetime = NEXT_DAY) -> Entry:
    """Somebody gives a reason for a matter that was closed before they came."""
    by = acting(cast, who, when)
    with within(cast.council, cast.people[who], keys=by.keys):
        found = looking_back.find(references.shown(entry.matter.reference), by)
        return looking_back.look_back(found, say("look_back", reason=REASON), by=by, at=when)


def test_whoever_comes_to_a_post_sees_what_is_open_and_not_what_was_closed_before(cast: Cast) -> None:
    before, waiting = answered(cast), ask(cast)
    do(cast, waiting, "hal", "note", "2026-03-09 11:00", words="More marmalade.")
    assert ways(cast, before, "hal") == everywhere(True)
    passes(cast, "hal", "pam")
    assert ways(cast, before, "pam") == everywhere(False)
    assert ways(cast, waiting, "pam") == everywhere(True)
    assert ways(cast, before, "hal") == everywhere(False)
    assert look(cast, lambda: list(verify(cast.council))) == []


def test_they_see_it_as_their_post_did_once_they_have_said_why(cast: Cast) -> None:
    before = answered(cast)
    passes(cast, "hal", "pam")
    entry = opens(cast, before, "pam")
    assert ways(cast, before, "pam") == everywhere(True)
    assert ways(cast, before, "joe") == everywhere(False)
    assert (entry.step, entry.person_id, entry.level) == ("look_back", cast.pam.pk, 3)
    by = acting(cast, "pam", NEXT_DAY)
    with within(cast.council, cast.pam, keys=by.keys):
        matter, seen = policy.fetch(before.matter.reference, by.keys)
        read = {one.step: policy.words(one, seen) for one in policy.entries(matter, seen)}
    assert read["note"] == {"words": "Between us: marmalade."}
    assert read["look_back"] == {"reason": REASON}
    look(cast, lambda: rebuild(Matter.objects.get(pk=before.matter_id)))
    assert ways(cast, before, "pam") == everywhere(True)
    assert look(cast, lambda: list(verify(cast.council))) == []
    passes(cast, "hal", "joe", at("2026-03-20 10:00"))
    assert ways(cast, before, "pam", at("2026-03-20 11:00")) == everywhere(False)
    assert ways(cast, before, "joe", at("2026-03-20 11:00")) == everywhere(False)


def test_they_are_told_by_reference_and_date_alone_what_there_is(cast: Cast) -> None:
    before, other = answered(cast), answered(cast)
    passes(cast, "hal", "pam")

    def listed(who: str) -> list[tuple[str, datetime]]:
        by = acting(cast, who, NEXT_DAY)
        with within(cast.council, cast.people[who], keys=by.keys):
            return list(looking_back.earlier(by).matters)

    answered_at = at("2026-03-10 10:00")
    assert listed("pam") == [(one.matter.reference, answered_at) for one in (other, before)]
    opens(cast, before, "pam")
    assert listed("pam") == [(other.matter.reference, answered_at)]
    assert listed("joe") == listed("tess") == []


def test_many_are_listed_a_page_at_a_time(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking_back, "PAGE", 2)
    every = [answered(cast).matter.reference for _ in range(5)]
    passes(cast, "hal", "pam")
    by, found, after = acting(cast, "pam", NEXT_DAY), [], ""
    with within(cast.council, cast.pam, keys=by.keys):
        for _ in range(3):
            page = looking_back.earlier(by, after=after)
            found += [reference for reference, _ in page.matters]
            after = page.more
    assert (found, after) == (every[::-1], "")


@pytest.mark.parametrize("who", ["joe", "cass", "ada", "mo"])
def test_nobody_else_opens_it_with_whatever_reason(cast: Cast, who: str) -> None:
    before = answered(cast)
    passes(cast, "hal", "pam")
    with pytest.raises(NotYours):
        opens(cast, before, who)
    by = acting(cast, who, NEXT_DAY)
    with (
        within(cast.council, cast.people[who], keys=by.keys),
        pytest.raises(NotOpen, match="before you came"),
    ):
        ledger.take(
            before.matter_id,
            "look_back",
            say("look_back", reason=REASON),
            by=by,
            at=NEXT_DAY,
            duty=closed.NEWCOMER,
        )
    assert ways(cast, before, who)["page"] is (who == "ada")


def test_what_they_see_already_or_what_is_open_needs_no_reason(cast: Cast) -> None:
    before, waiting = answered(cast), ask(cast)
    passes(cast, "hal", "pam")
    opens(cast, before, "pam")
    for entry in (before, waiting):
        with pytest.raises(NotYours):
            opens(cast, entry, "pam")


def test_whoever_covered_when_it_was_closed_keeps_it_as_long_as_they_cover(cast: Cast) -> None:
    entry = ask(cast)
    story = {"actor": SETTING_UP, "reason": "On leave", "at": at("2026-03-09 09:00")}
    look(
        cast,
        lambda: posts.cover(
            cast.posts["hal"], cast.pam, since=date(2026, 3, 9), until=date(2026, 3, 20), **story
        ),
    )
    do(cast, entry, "pam", "note", "2026-03-09 11:00", words="Marmalade.")
    do(cast, entry, "pam", "answer", "2026-03-10 10:00", **ANSWER)
    assert ways(cast, entry, "pam") == ways(cast, entry, "hal") == everywhere(True)
    assert ways(cast, entry, "pam", at("2026-03-20 10:00")) == everywhere(False)
    assert ways(cast, entry, "hal", at("2026-03-20 10:00")) == everywhere(True)


def test_whoever_stands_in_afterwards_gives_a_reason_as_a_new_holder_does(cast: Cast) -> None:
    before = answered(cast)
    story = {"actor": SETTING_UP, "reason": "On leave", "at": NEXT_DAY}
    look(
        cast,
        lambda: posts.cover(
            cast.posts["hal"], cast.pam, since=date(2026, 3, 12), until=date(2026, 3, 20), **story
        ),
    )
    assert ways(cast, before, "pam") == everywhere(False)
    opens(cast, before, "pam")
    assert ways(cast, before, "pam") == ways(cast, before, "hal") == everywhere(True)


def test_reopened_it_is_the_posts_again_whoever_holds_it(cast: Cast) -> None:
    before = answered(cast)
    passes(cast, "hal", "pam")
    do(cast, before, "ada", "reopen", "2026-03-12 11:00", reason="It is still dark.")
    assert ways(cast, before, "pam") == everywhere(True)
    do(cast, before, "pam", "answer", "2026-03-13 10:00", **ANSWER)
    assert ways(cast, before, "pam", at("2026-03-14 10:00")) == everywhere(True)
    assert look(cast, lambda: list(verify(cast.council))) == []


def test_democratic_services_too_see_what_was_closed_since_they_came(cast: Cast) -> None:
    before = answered(cast)
    assert ways(cast, before, "tess") == everywhere(True)
    passes(cast, "tess", "pam")
    assert ways(cast, before, "pam") == everywhere(False)
    opens(cast, before, "pam")
    assert ways(cast, before, "pam") == everywhere(True)


def test_the_keys_say_who_held_the_post_and_no_key_of_the_post_is_left(cast: Cast) -> None:
    before = answered(cast)
    state = look(cast, lambda: state_of(Matter.objects.get(pk=before.matter_id)))
    post = cast.posts["hal"].pk
    assert state.kept[f"post:{post}"] == (f"post:{post}+{cast.hal.pk}",)
    assert f"post:{post}+{cast.hal.pk}" in look(cast, lambda: keys_of(cast.hal, NEXT_DAY.date()))
