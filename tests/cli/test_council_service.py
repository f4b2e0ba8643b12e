"""A council as a whole: put to rest, back to work, exported and removed, and its neighbour untouched."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.test import Client

from comity.cluster import Cluster
from comity.council.changes import people
from comity.council.changes.record import SYSTEM
from comity.council.context import within
from comity.council.models import Account, Council, ServiceRecord
from comity.matters import files
from comity.matters.models import Clock, Entry, Letter
from comity.site.instance import Instance, NotReady
from comity.site.owner import as_owner, enter
from comity.site.proving import prove
from comity.site.removal import announce, exported, remove
from comity.site.resting import missed, resume, suspend
from comity.worker.rounds import councils, go_round, ring
from tests import cast as casting
from tests.cast import Cast, at
from tests.worker.stories import ask

NOW = at("2026-03-10 10:00")
WHO: dict[str, Any] = {"by": "Alex Example", "reason": "They are moving house"}


@pytest.fixture(autouse=True)
def _database(database: None) -> None:
    """Every story here needs the database."""


@pytest.fixture
def here(migrated: Cluster, monkeypatch: pytest.MonkeyPatch) -> Instance:
    """The instance of this run."""
    return Instance(migrated.home, brings_database=True)


@pytest.fixture
def cast() -> Cast:
    """A council at work."""
    return casting.council("coventry")


def fresh(cast: Cast) -> Council:
    """The council as the database has it now."""
    cast.council = Council.objects.get(pk=cast.council.pk)
    return cast.council


def signed_in(cast: Cast, name: str = "ada") -> Client:
    """Somebody of the council at their browser."""
    person = cast.people[name]
    account = Account.objects.create_account(person.email, "three unrelated words")
    with within(cast.council, system=True):
        people.give_account(person, account, actor=SYSTEM, reason="They work here", at=NOW)
    browser = Client(headers={"host": "localhost"})
    browser.force_login(account)
    return browser


def book(cast: Cast) -> list[str]:
    """What the instance's book says of a council."""
    return list(
        ServiceRecord.objects.filter(slug=cast.council.slug).order_by("pk").values_list("act", flat=True)
    )


def steps(cast: Cast, entry: Entry) -> list[str]:
    """The steps of a matter so far."""
    with within(cast.council, system=True):
        return list(
            Entry.objects.filter(matter=entry.matter_id).order_by("ordinal").values_list("step", flat=True)
        )


def test_a_suspended_council_is_said_to_be_so_to_those_who_belong_there_and_to_nobody_else(
    here: Instance, cast: Cast
) -> None:
    member, stranger = signed_in(cast), signed_in(casting.council("cottingham"))
    assert member.get(f"/c/{cast.council.slug}/desk").status_code == 200
    suspend(here, cast.council, **WHO, at=NOW)
    page = member.get(f"/c/{cast.council.slug}/desk")
    assert page.status_code == 403
    assert "has not used Comity since 10 March 2026" in page.content.decode()
    assert member.get("/", follow=True).content == page.content
    unknown = stranger.get("/c/no-such-council/desk")
    assert stranger.get(f"/c/{cast.council.slug}/desk").content == unknown.content
    assert cast.council.pk not in [one.pk for one in councils()]
    with pytest.raises(NotReady, match="suspended already"):
        suspend(here, cast.council, **WHO, at=NOW)
    resume(here, fresh(cast), stood_still=False, **WHO, at=NOW)
    assert member.get(f"/c/{cast.council.slug}/desk").status_code == 200
    assert book(cast) == ["suspended", "resumed"]


def test_what_ran_out_at_rest_is_entered_as_late_once_and_nobody_is_reminded_of_it(
    here: Instance, cast: Cast
) -> None:
    asked = [ask(cast, "2026-03-09 10:00") for _ in range(3)]
    suspend(here, cast.council, **WHO, at=NOW)
    go_round(None, sender="comity@example.org", now=lambda: at("2026-04-20 12:00"))
    assert [steps(cast, entry) for entry in asked] == [["ask"]] * 3
    back = at("2026-04-20 12:00")
    due = missed(fresh(cast), at=back)
    assert (due.ran_out, due.matters, due.reminders) == (3, 3, 3)
    assert resume(here, cast.council, stood_still=False, **WHO, at=back) == 0
    for _ in range(3):
        ring(cast.council, at=back)
    assert [steps(cast, entry) for entry in asked] == [["ask", "late"]] * 3
    with within(cast.council, system=True):
        assert not Letter.objects.filter(council=cast.council, kind="reminder").exists()
    assert list(prove(cast.council)) == []


def test_time_that_stood_still_moves_each_deadline_by_an_entry_that_says_so(
    here: Instance, cast: Cast
) -> None:
    entry = ask(cast, "2026-03-09 10:00")
    suspend(here, cast.council, **WHO, at=NOW)
    back = at("2026-03-24 12:00")  # a fortnight later: ten working days
    assert resume(here, fresh(cast), stood_still=True, **WHO, at=back) == 1
    with within(cast.council, system=True):
        clock = Clock.objects.get(matter=entry.matter_id, clock="reply")
        said = Entry.objects.filter(matter=entry.matter_id, step="recount").get()
    assert clock.due == at("2026-03-30 17:00")  # 16 March, and ten working days
    assert said.person_id is None
    assert ring(cast.council, at=back).rang == 0
    assert list(prove(cast.council)) == []


@pytest.fixture
def neighbour() -> Cast:
    """Another council, which shares a person's account and a file's bytes with the first."""
    return casting.council("cottingham")


def counts(here: Instance, council: int) -> dict[str, int]:
    """How many rows a council has, by table."""
    with as_owner(here) as connection:
        tables = connection.execute(
            "SELECT c.oid::regclass::text FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid "
            "WHERE c.relkind = 'r' AND a.attname = 'council_id' AND NOT a.attisdropped"
        ).fetchall()
        enter(connection, council)
        found = {}
        for (table,) in tables:
            counted = f"SELECT count(*) FROM {table} WHERE council_id = %s"  # noqa: S608 - the catalogue's
            (found[table],) = connection.execute(counted, [council]).fetchone() or (0,)
    return found


def test_a_council_is_removed_in_two_steps_after_its_export_and_its_neighbour_is_untouched(
    here: Instance, cast: Cast, neighbour: Cast, tmp_path: Path
) -> None:
    from comity.matters import bundle

    signed_in(cast)
    both = signed_in(cast, "dot")
    shared = Account.objects.get(email=cast.dot.email)
    with within(neighbour.council, system=True):
        people.give_account(neighbour.people["ada"], shared, actor=SYSTEM, reason="Also here", at=NOW)
    ask(cast, "2026-03-09 10:00")
    before, file = counts(here, neighbour.council.pk), tmp_path / "export.zip"
    how = {**WHO, "at": datetime.now(UTC)}

    with pytest.raises(NotReady, match="Suspend it first"):
        announce(here, cast.council, file, **how)
    suspend(here, cast.council, **WHO, at=how["at"] - timedelta(seconds=1))
    with pytest.raises(NotReady, match="There is no file"):
        announce(here, fresh(cast), file, **how)
    with file.open("wb") as target:
        bundle.whole(cast.council, target, at=how["at"])
    with pytest.raises(NotReady, match="not an export made since"):
        announce(here, cast.council, file, **how)
    digest = exported(here, cast.council, file, by="Alex Example", at=how["at"])
    with pytest.raises(NotReady, match="has not been announced"):
        remove(here, cast.council, file, **how)
    told = announce(here, cast.council, file, **how)
    assert told["matters_entry"] == 1
    assert counts(here, cast.council.pk)["matters_entry"] == 1

    gone = remove(here, cast.council, file, **how)
    assert gone >= sum(told.values())
    assert not any(counts(here, cast.council.pk).values())
    assert not Council.objects.filter(pk=cast.council.pk).exists()
    assert not Account.objects.filter(email=cast.ada.email).exists()
    assert Account.objects.filter(pk=shared.pk).exists()
    assert both.get(f"/c/{neighbour.council.slug}/desk").status_code == 200
    assert counts(here, neighbour.council.pk) == before
    assert list(prove(neighbour.council)) == []
    line = ServiceRecord.objects.get(slug=cast.council.slug, act="removed")
    assert (line.name, line.by, line.export, line.facts) == (
        cast.council.name,
        "Alex Example",
        digest,
        {"rows": gone},
    )


def test_nobody_writes_in_the_book_but_by_command_and_nobody_changes_it(here: Instance, cast: Cast) -> None:
    suspend(here, cast.council, **WHO, at=NOW)
    with pytest.raises(Exception, match="permission denied"):
        ServiceRecord.objects.create(slug="x", name="X", act="removed", at=NOW, by="Me", reason="Mine")
    with pytest.raises(psycopg.errors.InsufficientPrivilege), as_owner(here) as connection:
        connection.execute("DELETE FROM council_servicerecord")
    with pytest.raises(psycopg.errors.InsufficientPrivilege), as_owner(here) as connection:
        enter(connection, cast.council.pk)
        ask_rows = connection.execute("SELECT count(*) FROM council_change").fetchone()
        assert ask_rows is not None
        assert ask_rows[0] > 0
        connection.execute("DELETE FROM council_change")


def test_files_go_only_once_the_rows_are_gone_for_good(here: Instance, cast: Cast, tmp_path: Path) -> None:
    """One file cannot be taken away: the removal stands, says so, and no row is left without its file."""
    from comity.matters import bundle

    entry = ask(cast, "2026-03-09 10:00")
    with within(cast.council, system=True):
        kept = [files.keep(files.Upload(f"{n}.txt", f"{cast.council.slug} {n}".encode())) for n in range(3)]
        files.attach(entry, kept)
    places = [Path(settings.COMITY_FILES) / one.digest[:2] / one.digest[2:4] / one.digest for one in kept]
    now, file = datetime.now(UTC), tmp_path / "export.zip"
    suspend(here, cast.council, **WHO, at=now - timedelta(seconds=1))
    with file.open("wb") as target:
        bundle.whole(fresh(cast), target, at=now)
    exported(here, cast.council, file, by="Alex Example", at=now)
    announce(here, cast.council, file, **WHO, at=now)
    places[1].unlink()
    places[1].mkdir()
    with pytest.raises(NotReady, match=f"removed, but .*{kept[1].digest}"):
        remove(here, cast.council, file, **WHO, at=now)
    assert not any(counts(here, cast.council.pk).values())
    assert [one.exists() for one in places] == [False, True, False]
    places[1].rmdir()
