"""Sending a form twice does one thing: each form has a key, used once."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection
from django.utils.crypto import salted_hmac

from comity.council.models import Person
from comity.matters import chain
from comity.matters.models import Entry, FormUse
from comity.procedures.fields import Said


class SaidOtherwise(Exception):
    """The same form was sent before with other words; `first` is what came of it then."""

    def __init__(self, first: Entry) -> None:
        super().__init__("This form was sent before with other words.")
        self.first = first


def once(
    key: str,
    person: Person,
    step: str,
    said: Said,
    do: Callable[[], Entry],
    *,
    about: str = "",
    files: tuple[str, ...] = (),
) -> tuple[Entry, bool]:
    """Do what a form asks, unless it has been done: the entry, and whether it is new.

    `about` is the matter's reference, or the mark of what is begun: the key is used up for that alone. Runs
    within the caller's transaction; two of the same form at once wait for each other. Raises
    SaidOtherwise where the key was used with other words or for something else.
    """
    # Keyed, so that nobody can guess from it what was said once that has been erased.
    heard = chain.canonical([dict(said.facts), dict(said.prose), list(files), step, about])
    digest = salted_hmac("comity.form", heard, algorithm="sha256").hexdigest()
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{person.council_id}:{key}"]
        )
    used = FormUse.objects.filter(council_id=person.council_id, key=key).first()
    if used is not None:
        first = Entry.objects.get(pk=used.entry_id)
        if used.digest != digest or used.person_id != person.pk:
            raise SaidOtherwise(first)
        return first, False
    entry = do()
    FormUse.objects.create(
        council_id=person.council_id, key=key, person=person, step=step, digest=digest, entry=entry
    )
    return entry, True
