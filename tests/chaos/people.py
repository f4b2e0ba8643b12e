"""Run as a program within an installation: founds the council of the story and lets its people sign in.

    python -m tests.chaos.people PASSWORD

Prints what the clients need to know, as JSON.
"""

from __future__ import annotations

import json
import sys

import django

django.setup()

from comity.council.changes import people  # noqa: E402
from comity.council.changes.record import SYSTEM  # noqa: E402
from comity.council.context import within  # noqa: E402
from comity.council.models import Account  # noqa: E402
from tests import cast as casting  # noqa: E402

NAMES = ("ada", "bel", "dee", "dot", "hal", "tess", "joe")


def main(password: str) -> None:
    """Found the council, and give each of the cast an account with this password."""
    cast = casting.council("coventry")
    how = {"actor": SYSTEM, "reason": "They work with Comity", "at": casting.at("2026-01-05 09:00")}
    with within(cast.council, system=True):
        for name in NAMES:
            person = cast.people[name]
            people.give_account(person, Account.objects.create_account(person.email, password), **how)
    known = {
        "slug": cast.council.slug,
        "addresses": {name: cast.people[name].email for name in NAMES},
        "people": {name: cast.people[name].pk for name in NAMES},
        "wards": {name: ward.pk for name, ward in cast.wards.items()},
        "services": {name: service.pk for name, service in cast.services.items()},
        "posts": {name: post.pk for name, post in cast.posts.items()},
    }
    print(json.dumps(known))


if __name__ == "__main__":
    main(sys.argv[1])
