"""Settings: what administrators of a council change, each change with its reason and on the record."""

from __future__ import annotations

from comity.web.pages.settings import (
    accounts,
    closures,
    front,
    hours,
    importing,
    keepers,
    pack,
    people,
    places,
    posts,
    proposals,
    record,
    standards,
)

urls = [
    *front.urls,
    *closures.urls,
    *hours.urls,
    *standards.urls,
    *keepers.urls,
    *people.urls,
    *accounts.urls,
    *places.urls,
    *posts.urls,
    *proposals.urls,
    *importing.urls,
    *pack.urls,
    *record.urls,
]
