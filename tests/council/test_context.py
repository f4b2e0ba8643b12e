"""A transaction works for one council, as one actor, and nobody can pretend otherwise."""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, date, datetime

import psycopg
import pytest
from django.conf import settings
from django.db import IntegrityError, ProgrammingError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from comity.cluster import APP
from comity.council.changes.people import add_person
from comity.council.changes.record import SYSTEM
from comity.council.context import NotInside, enter, renew, sign, within
from comity.council.models import Change, Person, Seat, Ward

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
LONG_AGO = date(2020, 4, 1)


@pytest.fixture
def two(found):
    """Two councils, each with a ward and a Member."""
    made = []
    for name in ("Netherby", "Overby"):
        council = found(name)
        with within(council, system=True):
            ward = Ward.objects.create(council=council, name="Castle", since=LONG_AGO)
            person = add_person(
                council,
                kind="member",
                name=f"Ada of {name}",
                since=LONG_AGO,
                actor=SYSTEM,
                reason="First set-up",
                at=NOW,
            )
        made.append((council, ward, person))
    return made


def claims(*names):
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(f"wall.{name}()" for name in names))
        return cursor.fetchone()


def test_each_council_sees_its_own_rows_and_no_other(two):
    (ours, our_ward, us), (theirs, their_ward, them) = two
    with within(ours):
        assert list(Ward.objects.all()) == [our_ward]
        assert list(Person.objects.filter(pk__in=[us.pk, them.pk])) == [us]
        assert Person.objects.filter(pk=them.pk).update(name="Taken") == 0
    with within(theirs):
        assert [ward.pk for ward in Ward.objects.all()] == [their_ward.pk]
        assert Person.objects.get(pk=them.pk).name == "Ada of Overby"


def test_a_row_for_another_council_is_refused(two):
    (ours, our_ward, _), (theirs, _, _) = two
    with pytest.raises(ProgrammingError, match="row-level security"), within(ours):
        Ward.objects.create(council=theirs, name="Planted", since=LONG_AGO)
    with pytest.raises(ProgrammingError, match="row-level security"), within(ours):
        Ward.objects.filter(pk=our_ward.pk).update(council=theirs)


def test_a_reference_to_another_councils_row_is_refused_by_the_table(two):
    (ours, _, us), (_, their_ward, _) = two
    with pytest.raises(IntegrityError, match="within"), within(ours):
        Seat.objects.create(council=ours, person=us, ward_id=their_ward.pk, since=LONG_AGO)


def test_the_context_says_who_is_acting(two):
    (ours, _, us), _ = two
    with within(ours, us, keys={"post:2", f"person:{us.pk}"}):
        assert claims("council", "person", "is_system") == (ours.pk, us.pk, False)
        assert claims("keys") == ([f"person:{us.pk}", "post:2"],)
    with within(ours, system=True):
        assert claims("person", "is_system", "keys") == (None, True, None)
    with within(ours.pk):
        assert claims("council", "person", "is_system") == (ours.pk, None, False)


def test_the_context_ends_with_its_transaction(two):
    (ours, _, _), _ = two
    with within(ours):
        assert Ward.objects.count() == 1
    with pytest.raises(ProgrammingError, match="No council has been chosen"):
        Ward.objects.count()
    with pytest.raises(ZeroDivisionError), within(ours):
        raise ZeroDivisionError
    with pytest.raises(ProgrammingError, match="No council has been chosen"):
        Ward.objects.count()


def test_one_transaction_has_one_council(two):
    (ours, _, _), (theirs, _, _) = two
    with within(ours), pytest.raises(NotInside), within(theirs):
        pass
    with pytest.raises(NotInside):
        enter(ours.pk)
    with pytest.raises(ValueError, match="not both"), transaction.atomic():
        enter(ours.pk, 1, system=True)


def forge(council, *, actor="nobody", keys="", pid=None, expires=None, key=None):
    """Write a context by hand, well formed, with one thing wrong."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid(), extract(epoch from clock_timestamp())::bigint")
        own_pid, now = cursor.fetchone()
    said = f"{council.pk}|{actor}|{keys}|{pid or own_pid}|{now + 60 if expires is None else now + expires}"
    right = hashlib.sha256(settings.COMITY_CONTEXT_KEY.encode()).digest()
    return f"{said}|{hmac.new(key or right, said.encode(), hashlib.sha256).hexdigest()}"


def put(context):
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('comity.context', %s, true)", [context])


def test_a_context_written_by_hand_with_the_right_key_is_accepted_so_that_the_forgeries_prove_something(two):
    (ours, ward, _), _ = two
    with transaction.atomic():
        put(forge(ours))
        assert list(Ward.objects.all()) == [ward]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"key": b"guessed"}, "not signed"),
        ({"pid": 1}, "another connection"),
        ({"expires": -1}, "expired"),
    ],
)
def test_a_forged_borrowed_or_expired_context_is_refused(two, wrong, said):
    (ours, _, _), _ = two
    with pytest.raises(ProgrammingError, match=said), transaction.atomic():
        put(forge(ours, **wrong))
        list(Ward.objects.all())


def test_changing_one_field_of_a_good_context_breaks_it(two):
    (ours, _, _), (theirs, _, _) = two
    for field, value in enumerate(
        (str(theirs.pk), "system", "role:monitoring_officer", "1", "9999999999", "0" * 64)
    ):
        with pytest.raises(ProgrammingError, match="not signed"), transaction.atomic():
            fields = forge(ours).split("|")
            fields[field] = value
            put("|".join(fields))
            list(Ward.objects.all())


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), min_size=1, max_size=80))
def test_no_text_at_all_passes_for_a_context(migrated, text):
    with psycopg.connect(migrated.dsn(APP)) as bare:
        bare.execute("SELECT set_config('comity.context', %s, true)", [text])
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            bare.execute("SELECT count(*) FROM council_person")


def test_no_signed_context_shows_among_the_statements_that_run(two, as_app):
    (ours, _, us), _ = two
    with within(ours, us):
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('comity.context')")
            signed = cursor.fetchone()[0]
        enter(ours.pk, us.pk)
        shown = [row[0] for row in as_app.execute("SELECT query FROM pg_stat_activity").fetchall()]
    assert any("set_config('comity.context', $1" in query for query in shown)
    assert not any(signed.rpartition("|")[0][:20] in query for query in shown if query)


def test_a_key_that_would_break_the_contexts_form_is_refused():
    with pytest.raises(ValueError, match="cannot carry"):
        sign(1, "nobody", ["role:a|b"], pid=1, expires=1)


def test_the_record_of_changes_takes_no_change_from_anybody(two, as_owner):
    (ours, _, _), _ = two
    with within(ours):
        change = Change.objects.get(what="add_person")
    with pytest.raises(ProgrammingError, match="permission denied"), within(ours):
        Change.objects.filter(pk=change.pk).update(reason="another")
    with pytest.raises(ProgrammingError, match="permission denied"), within(ours):
        Change.objects.filter(pk=change.pk).delete()
    with as_owner.transaction():
        pid, now = as_owner.execute("SELECT pg_backend_pid(), extract(epoch from now())::bigint").fetchone()
        signed = sign(ours.pk, "nobody", (), pid=pid, expires=now + 60)
        as_owner.execute("SELECT set_config('comity.context', %s, true)", [signed])
        for sql in ("UPDATE council_change SET reason = 'another'", "DELETE FROM council_change"):
            with (
                pytest.raises(psycopg.errors.InsufficientPrivilege, match="never changed"),
                as_owner.transaction(),
            ):
                as_owner.execute(sql)
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="never changed"):
        as_owner.execute("TRUNCATE council_change CASCADE")


def test_a_context_is_renewed_for_whom_it_was_signed(found):
    """Long work signs its context anew, for the same council, actor and keys."""
    council = found()
    with within(council, system=True, keys=["role:clerk", "post:7"]):
        renew()
        with connection.cursor() as cursor:
            cursor.execute("select wall.council(), wall.person(), wall.is_system(), wall.keys()")
            assert cursor.fetchone() == (council.pk, None, True, ["post:7", "role:clerk"])
    with pytest.raises(NotInside):
        renew()
