"""Looking changes nothing, and every answer says that it is not to be framed, kept or guessed at."""

from __future__ import annotations

from collections.abc import Iterator

from comity.council.context import within
from comity.council.models import Holding, Person
from comity.matters import outbox
from comity.matters.models import Letter
from comity.web.headers import ALWAYS
from tests.attack.conftest import with_password
from tests.attack.digests import changed, contents
from tests.oracle import routes
from tests.web.conftest import Browser
from tests.web.desks import House

COPIED = {"public.account_emailaddress"}
"""Where sign-in's library copies an account's own address the first time that it looks the account up."""


def _addresses(house: House, reference: str) -> Iterator[str]:
    """Every address there is, filled with what is there."""
    ids = {"number": house.cast.people["bel"].pk, "member": house.cast.people["ada"].pk, "term": 1}
    words = {
        "reference": reference,
        "step": "answer",
        "name": "enquiry.reply",
        "kind": "seat",
        "what": "cover",
    }
    words |= {"body": "disciplinary_procedure", "how": "approve", "procedure": "enquiry"}
    for page in (*(one.pattern for one in routes.COUNCIL.values()), *routes.IN_MATTERS.values()):
        filled = page
        for name, value in {**ids, **words}.items():
            for kind in ("int", "str", "slug"):
                filled = filled.replace(f"<{kind}:{name}>", str(value))
        yield house.at(filled)
    for shared in routes.SHARED.values():
        filled = shared.pattern.replace("<slug:slug>", house.cast.council.slug).replace("<int:number>", "1")
        yield "/" + ("account/forgotten/1-no-key/" if "uidb36" in shared.pattern else filled)


def test_no_page_changes_anything_by_being_looked_at(city: House) -> None:
    reference = city.ask("bel")
    for who in ("bel", "dot", "tess"):
        city.browsers[who] = Browser()
        city.browsers[who].sign_in(with_password(city, who))
    before = contents()
    for who in ("bel", "dot", "tess"):
        for address in _addresses(city, reference):
            for query in ("", "?step=answer&words=x&form_key=y&confirm=1&delete=1"):
                city.browser(who).get(address + query)
        assert set(changed(before)) <= COPIED, who


def test_every_answer_forbids_framing_and_keeping(city: House) -> None:
    reference = city.ask("bel")
    for browser in (city.browser("bel"), city.browser("tess"), Browser()):
        for address in (
            *_addresses(city, reference),
            "/nothing",
            city.at("nothing"),
            "/c/",
            "/static/nothing.css",
        ):
            answer = browser.get(address)
            got = {name: answer.get(name) for name in ALWAYS}
            expected = dict(ALWAYS)
            if "/outside/" in address:  # the address is the way in: not even this site is told it
                expected["Referrer-Policy"] = "strict-origin"
            if "file/" not in address:
                assert got == expected, address
            assert answer["X-Frame-Options"] == "DENY", address
            assert "frame-ancestors 'none'" in answer["Content-Security-Policy"], address
            if not address.startswith("/static/"):
                assert answer["Cache-Control"] == "no-store", address
            assert "Server" not in answer and "X-Powered-By" not in answer, address
            for cookie in answer.cookies.values():
                assert cookie["secure"] and cookie["samesite"] in {"Lax", "Strict"}, (address, cookie.key)
                if cookie.key != "__Host-comity-form":
                    assert cookie["httponly"], (address, cookie.key)


def test_a_letter_that_waited_is_dropped_where_the_right_to_know_ended(city: House) -> None:
    """Queued in the evening, the reader gone by the morning: it never goes out."""
    city.later("2026-03-09 19:00")
    city.ask("bel")
    council = city.cast.council
    with within(council, system=True):
        held = list(Letter.objects.filter(person=city.cast.people["dot"], held_until__gt=city.moment))
        assert len(held) == 1
        Holding.objects.filter(person=city.cast.people["dot"]).update(until=city.moment.date())
    city.later("2026-03-10 09:30")
    gone: list[str] = []
    for letter in outbox.claim(council, at=city.moment):
        outbox.send(council, letter, lambda one, address: gone.append(address), at=city.moment)
    assert city.cast.people["dot"].email not in gone
    with within(council, system=True):
        kept = Letter.objects.get(pk=held[0].pk)
    assert kept.sent is None
    assert kept.dropped_why == outbox.NO_RIGHT


def test_a_letter_between_claiming_and_sending_is_not_sent_to_who_has_left(city: House) -> None:
    city.ask("bel")
    council = city.cast.council
    with within(council, system=True):
        Person.objects.filter(pk=city.cast.people["dot"].pk).update(until=city.moment.date())
    gone: list[str] = []
    for letter in outbox.claim(council, at=city.moment):
        outbox.send(council, letter, lambda one, address: gone.append(address), at=city.moment)
    assert city.cast.people["dot"].email not in gone
