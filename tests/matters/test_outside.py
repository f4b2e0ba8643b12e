"""A parish where everybody has to do with it: the county's independent person comes in by link and code."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from comity.council.changes.people import end_term
from comity.council.changes.posts import set_keeper
from comity.council.changes.record import ChangeRefused
from comity.council.context import within
from comity.council.keys import keys_of
from comity.council.models import Keeper, Person
from comity.matters import admissions, doorway, ledger, outbox, policy
from comity.matters.actors import SYSTEM
from comity.matters.models import Admission, Entry, Letter, Matter
from comity.matters.sweep import sweep
from comity.matters.verify import verify
from comity.procedures.catalogue import PROCEDURES
from comity.procedures.fields import Unheard, hear
from comity.procedures.run import NotOpen
from tests import cast as casting
from tests.cast import _WHY, Cast, at

CONCERN = PROCEDURES["concern"]
FIRST, SECOND = "ivy@county.example.org", "ivy.outer@home.example.org"
RAISED = "2026-03-09 10:00"
LATER = "2026-03-10 10:00"
ACCOUNT = {"nature": "conduct", "happened_on": "2026-03-06", "account": "She shouted at me.", "wish": ""}


def parish(second: str = "", address: str = FIRST) -> Cast:
    """A parish whose clerk is the one it is about, and whose chair raises it: nobody inside can hear it."""
    cast = casting.council("cottingham")
    with within(cast.council, system=True):
        set_keeper(
            cast.council, "principal_monitoring_officer", outside_name="Ivy Outer", outside_address=address,
            outside_second=second, outside_telephone="01632 960001", **_WHY,
        )  # fmt: skip
    return cast


def raise_it(cast: Cast, when: str = RAISED) -> Entry:
    with within(cast.council, cast.dee):
        said = hear(CONCERN.step("raise_officer").says, {"subject": str(cast.clive.pk), **ACCOUNT})
        by = cast.acting("dee", at(when))
        return ledger.begin(cast.council, cast.edition, "concern", "raise_officer", said, by=by, at=at(when))


def do(cast: Cast, entry: Entry, who: str, step: str, when: str = LATER, **typed: object) -> Entry:
    with within(cast.council, cast.people[who]):
        said = hear(CONCERN.step(step).says, typed)
        return ledger.take(entry.matter_id, step, said, by=cast.acting(who, at(when)), at=at(when))


def ivy(cast: Cast) -> Person:
    with within(cast.council, system=True):
        found = Person.objects.get(kind="outside")
    cast.people["ivy"] = found
    return found


def posted(cast: Cast, when: str = RAISED) -> list[tuple[str, str, str]]:
    """What goes into the post: address, subject and body of each letter."""
    out: list[tuple[str, str, str]] = []
    for letter in outbox.claim(cast.council, at=at(when)):
        outbox.send(
            cast.council, letter, lambda one, to: out.append((to, one.subject, one.body)), at=at(when)
        )
    return out


def link_in(letters: list[tuple[str, str, str]], address: str = FIRST) -> str:
    (body,) = [body for to, _, body in letters if to == address and "/outside/" in body]
    return re.findall(r"/outside/(\S+)", body)[0]


def code_for(cast: Cast, entry: Entry, when: str = LATER) -> str:
    """Dee makes a code."""
    person = ivy(cast)
    with within(cast.council, cast.dee):
        said = hear(CONCERN.step("outside_code").says, {"whom": str(person.pk)})
        ledger.take(entry.matter_id, "outside_code", said, by=cast.acting("dee", at(when)), at=at(when))
        row = admissions.present(entry.matter_id, person.pk)
        assert row is not None
        return admissions.new_code(row, at=at(when))


def tries(cast: Cast, token: str, code: str, when: str = LATER) -> Admission | None:
    with within(cast.council, system=True):
        return doorway.open_by(token, code, at=at(when))


def inside(cast: Cast, row: Admission, when: str = LATER) -> bool:
    """Whether a session begun by this way in still holds."""
    with within(cast.council, system=True):
        return doorway.still_open(row.pk, row.round, at=at(when)) is not None


def steps(cast: Cast, entry: Entry) -> list[str]:
    with within(cast.council, system=True):
        return list(
            Entry.objects.filter(matter=entry.matter_id).order_by("ordinal").values_list("step", flat=True)
        )


def test_the_link_goes_to_the_keeper_and_says_nothing_of_the_matter() -> None:
    cast = parish()
    raise_it(cast)
    (letter,) = posted(cast)
    assert letter[0] == FIRST
    for secret in ("Clive", "Dee", "shouted", "concern", "Concern", "clerk"):
        assert secret not in letter[1] + letter[2], secret
    token = link_in([letter])
    assert len(token) >= 43
    with within(cast.council, system=True):
        row = Admission.objects.get()
        stored = " ".join(str(value) for value in vars(row).values())
        letters = " ".join(Letter.objects.values_list("body", flat=True))
    assert token not in stored + letters
    assert row.link == admissions.digest(token)


def test_dee_hands_on_a_code_and_ivy_opens_this_one_matter_and_nothing_else() -> None:
    cast = parish()
    entry, other = raise_it(cast), raise_it(cast, LATER)
    token = link_in(posted(cast)[:1])
    code = code_for(cast, entry)
    row = tries(cast, token, code.lower().replace("-", " "))
    assert row is not None
    assert row.matter_id == entry.matter_id != other.matter_id
    assert inside(cast, row)
    assert steps(cast, entry) == ["raise_officer", "outside_code", "outside_enter"]
    assert steps(cast, other) == ["raise_officer"]


def test_a_code_is_kept_as_a_slow_hash_alone() -> None:
    cast = parish()
    entry = raise_it(cast)
    code = code_for(cast, entry)
    with within(cast.council, system=True):
        row = Admission.objects.get()
        kept = str(list(Entry.objects.values_list("facts", "effects"))) + str(vars(row))
    assert row.code.startswith("argon2")
    assert code not in kept
    assert code.replace("-", "") not in kept


def test_ivy_hears_it_and_whoever_raised_it_is_told() -> None:
    cast = parish()
    entry = raise_it(cast)
    posted(cast)
    ivy(cast)
    do(cast, entry, "ivy", "put", as_written="own_words", words="A Member says that you raised your voice.")
    do(cast, entry, "clive", "respond", words="I did not.")
    do(cast, entry, "ivy", "decide", finding="in_part", words="Both were loud.", reasons="I asked around.")
    told = posted(cast, LATER)
    assert cast.dee.email in [to for to, _, _ in told]
    assert [to for to, _, body in told if "sign in" in body and to == FIRST] == []
    assert any("by the link that you were sent" in body for to, _, body in told if to == FIRST)
    with within(cast.council, system=True):
        assert Matter.objects.get(pk=entry.matter_id).stage == "decided"
        assert list(verify(cast.council)) == []


def test_where_the_council_noted_a_second_address_the_code_goes_there_by_itself() -> None:
    cast = parish(second=SECOND)
    entry = raise_it(cast)
    letters = posted(cast)
    assert sorted(to for to, _, _ in letters) == sorted([FIRST, SECOND])
    (code,) = [re.findall(r"\b\w{4}-\w{4}-\w{4}\b", body)[0] for to, _, body in letters if to == SECOND]
    assert not any("/outside/" in body for to, _, body in letters if to == SECOND)
    assert not any(code in body for to, _, body in letters if to == FIRST)
    assert tries(cast, link_in(letters), code) is not None
    assert steps(cast, entry) == ["raise_officer", "outside_enter"]


def test_the_second_address_may_not_be_the_first_in_disguise() -> None:
    for same in (FIRST, FIRST.upper(), "ivy+codes@county.example.org"):
        with pytest.raises(ChangeRefused, match="same mailbox"):
            parish(second=same)
    with pytest.raises(ChangeRefused, match="not an e-mail address"):
        parish(second="ring me")


def test_five_wrong_codes_lock_it_and_a_new_one_opens_it_again() -> None:
    cast = parish()
    entry = raise_it(cast)
    token, code = link_in(posted(cast)), code_for(cast, entry)
    for _ in range(admissions.MOST_WRONG):
        assert tries(cast, token, "0000-0000-0000") is None
    assert tries(cast, token, code) is None, "the right one comes too late"
    assert steps(cast, entry)[-1] == "outside_locked"
    assert cast.dee.email in [to for to, _, _ in posted(cast, LATER)]
    assert tries(cast, token, code_for(cast, entry)) is not None


def test_four_wrong_ones_do_not_and_the_count_is_not_made_good_by_the_right_one() -> None:
    cast = parish()
    entry = raise_it(cast)
    token, code = link_in(posted(cast)), code_for(cast, entry)
    for _ in range(admissions.MOST_WRONG - 1):
        tries(cast, token, "no")
    assert tries(cast, token, code) is not None
    assert tries(cast, token, "no") is None
    assert tries(cast, token, code) is None


def test_a_locked_code_is_replaced_at_the_second_address_a_day_later() -> None:
    cast = parish(second=SECOND)
    raise_it(cast)
    token = link_in(posted(cast))
    for _ in range(admissions.MOST_WRONG):
        tries(cast, token, "no")
    assert SECOND not in [to for to, _, _ in posted(cast, LATER)]
    late = posted(cast, "2026-03-11 10:01")
    (code,) = [re.findall(r"\b\w{4}-\w{4}-\w{4}\b", body)[0] for to, _, body in late if to == SECOND]
    assert tries(cast, token, code, "2026-03-11 10:02") is not None


def test_a_code_lasts_thirty_days() -> None:
    cast = parish()
    entry = raise_it(cast)
    token, code = link_in(posted(cast)), code_for(cast, entry, RAISED)
    assert tries(cast, token, code, "2026-04-08 09:59") is not None
    assert tries(cast, token, code, "2026-04-08 11:00") is None


def test_without_a_code_the_link_opens_nothing() -> None:
    cast = parish()
    raise_it(cast)
    token = link_in(posted(cast))
    for typed in ("", " ", "-", "None", "!"):
        assert tries(cast, token, typed) is None


def test_withdrawing_ends_the_open_session_at_once_and_a_new_link_opens_again() -> None:
    cast = parish()
    entry = raise_it(cast)
    token, code = link_in(posted(cast)), code_for(cast, entry)
    row = tries(cast, token, code)
    assert row is not None
    whom = {"whom": str(ivy(cast).pk)}
    do(cast, entry, "dee", "outside_shut", **whom, words="It went to the wrong address.")
    assert not inside(cast, row)
    assert tries(cast, token, code) is None
    with pytest.raises(NotOpen, match="no way in that is open"):
        code_for(cast, entry)
    do(cast, entry, "dee", "outside_link", **whom)
    anew = link_in(posted(cast, LATER))
    assert anew != token
    assert tries(cast, anew, code) is None, "the old code went with the old way in"
    assert tries(cast, anew, code_for(cast, entry)) is not None
    assert not inside(cast, row)


def test_a_new_link_or_code_ends_what_was_open_by_the_old_one() -> None:
    cast = parish()
    entry = raise_it(cast)
    token, code = link_in(posted(cast)), code_for(cast, entry)
    row = tries(cast, token, code)
    assert row is not None
    do(cast, entry, "dee", "outside_link", whom=str(ivy(cast).pk))
    assert not inside(cast, row)
    assert tries(cast, token, code) is None
    again = tries(cast, link_in(posted(cast, LATER)), code)
    assert again is not None
    code_for(cast, entry)
    assert not inside(cast, again)


def test_a_letter_that_has_to_be_tried_again_brings_a_link_that_works() -> None:
    cast = parish()
    entry = raise_it(cast)
    seen: list[str] = []

    def fails(letter: Letter, to: str) -> None:
        seen.append(letter.body)
        raise OSError("The line is down.")

    (letter,) = outbox.claim(cast.council, at=at(RAISED))
    assert not outbox.send(cast.council, letter, fails, at=at(RAISED))
    code = code_for(cast, entry)
    lost = re.findall(r"/outside/(\S+)", seen[0])[0]
    second = link_in(posted(cast, LATER))
    assert lost != second
    assert tries(cast, lost, code) is None
    assert tries(cast, second, code_for(cast, entry)) is not None


def test_stepping_aside_ends_it_and_it_never_comes_back_to_them() -> None:
    cast = parish()
    with within(cast.council, system=True):
        set_keeper(
            cast.council, "county_association", outside_name="Una Outer",
            outside_address="una@county.example.org", **_WHY,
        )  # fmt: skip
    entry = raise_it(cast)
    token, code = link_in(posted(cast)), code_for(cast, entry)
    row = tries(cast, token, code)
    assert row is not None
    do(cast, entry, "ivy", "step_aside", words="We are neighbours.")
    assert not inside(cast, row)
    assert tries(cast, token, code) is None
    letters = posted(cast, LATER)
    assert [to for to, _, body in letters if "/outside/" in body] == ["una@county.example.org"]
    with within(cast.council, system=True):
        assert policy.level(entry.matter_id, keys_of(cast.ivy, at(LATER).date())) is None


def test_whoever_is_no_longer_there_comes_in_no_more() -> None:
    cast = parish()
    entry = raise_it(cast)
    token, code = link_in(posted(cast)), code_for(cast, entry)
    row = tries(cast, token, code)
    assert row is not None
    with within(cast.council, system=True):
        end_term(Person.objects.get(kind="outside"), until=at(LATER).date(), **_WHY)
    assert not inside(cast, row)
    assert tries(cast, token, code) is None


def test_once_nothing_more_can_come_of_it_the_way_in_is_closed() -> None:
    cast = parish()
    entry = raise_it(cast)
    token, code = link_in(posted(cast)), code_for(cast, entry)
    do(cast, entry, "ivy", "decide", finding="settled", words="Settled.", reasons="They talked.")
    row = tries(cast, token, code)
    assert row is not None, "while it can be taken further they may look"
    moment = at(LATER)
    for _ in range(40):
        moment += timedelta(days=30)
        sweep(cast.council, at=moment)
        with within(cast.council, system=True):
            if admissions.present(entry.matter_id, cast.ivy.pk) is None:
                break
    with within(cast.council, system=True):
        assert Admission.objects.get().closed_why == "nothing more can come of the matter"
    assert not inside(cast, row)
    with pytest.raises((NotOpen, Unheard)):
        code_for(cast, entry, moment.strftime("%Y-%m-%d %H:%M"))


def test_withdrawing_the_concern_closes_it_at_once() -> None:
    cast = parish()
    entry = raise_it(cast)
    token, code = link_in(posted(cast)), code_for(cast, entry)
    do(cast, entry, "dee", "withdraw")
    assert tries(cast, token, code) is None


def test_the_person_it_is_about_gets_no_letter_gives_no_code_and_is_no_outsider() -> None:
    cast = parish()
    entry = raise_it(cast)
    whom = str(ivy(cast).pk)
    for step in ("outside_code", "outside_link"):
        with pytest.raises(NotOpen, match="Only"):
            do(cast, entry, "clive", step, whom=whom)
        with pytest.raises(NotOpen, match="Only"):
            do(cast, entry, "ivy", step, whom=whom)
    with within(cast.council, system=True):
        assert not Letter.objects.filter(person=cast.clive).exists()


def test_an_address_of_the_person_it_is_about_is_passed_over() -> None:
    """A clerk who set their own address as the keeper's does not hear of it that way."""
    cast = casting.council("cottingham")
    with within(cast.council, system=True):
        for body in ("principal_monitoring_officer", "county_association"):
            set_keeper(
                cast.council, body, outside_name="Somebody", outside_address=cast.clive.email.upper(), **_WHY
            )
    with pytest.raises(NotOpen, match="Nothing has been sent"):
        raise_it(cast)


def test_a_code_is_for_somebody_outside_who_hears_this() -> None:
    cast = parish()
    entry = raise_it(cast)
    for wrong in (cast.ada.pk, cast.clive.pk, 10**9):
        with pytest.raises(Unheard, match="do not hear this outside"):
            do(cast, entry, "dee", "outside_code", whom=str(wrong))


def test_a_way_in_belongs_to_its_council_and_there_is_one_at_a_time() -> None:
    cast, other = parish(), parish()
    entry = raise_it(cast)
    token, code = link_in(posted(cast)), code_for(cast, entry)
    assert tries(other, token, code) is None
    assert tries(cast, token, code) is not None
    with within(other.council, system=True):
        assert not Admission.objects.exists()
    with within(cast.council, system=True):
        row = Admission.objects.get()
        with pytest.raises(IntegrityError), transaction.atomic():
            Admission.objects.create(
                council=cast.council, matter=row.matter, person=row.person, entry=row.entry, opened=row.opened
            )
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE matters_admission SET matter_id = 0 WHERE id = %s", [row.pk])


def test_nobody_is_let_in_by_looking_whom_it_would_go_to() -> None:
    cast = parish()
    raise_it(cast)
    with within(cast.council, system=True):
        before = (Person.objects.filter(kind="outside").count(), Keeper.objects.count())
        assert before == (1, 1)
        assert ledger.PROCEDURES["concern"].step("outside_enter").who == {"outside"}
    entry = raise_it(cast, LATER)
    with pytest.raises(NotOpen, match="Only"), within(cast.council, system=True):
        ledger.take(entry.matter_id, "outside_enter", hear((), {}), by=SYSTEM, at=at(LATER))
