"""Putting an edition into force, and finding the one that is in force on a day."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from functools import lru_cache

from comity.council.models import Council, Person
from comity.editions.models import Edition, EditionFile
from comity.protocol import packs
from comity.protocol.packs import Pack


class NoEdition(LookupError):
    """No edition of this council's protocol is in force on the day asked for."""


def install(
    council: Council, pack: Pack, *, actor: Person | None, at: datetime, in_force_from: date
) -> Edition:
    """Keep a pack as an edition of the council's protocol that is in force from a day.

    The same pack from the same day is the same edition. `actor` is None where the system is set up.
    """
    edition, new = Edition.objects.get_or_create(
        council=council,
        digest=pack.digest,
        in_force_from=in_force_from,
        defaults={"pack": pack.slug, "name": pack.edition, "installed_at": at, "installed_by": actor},
    )
    if new:
        EditionFile.objects.bulk_create(
            EditionFile(
                council=council,
                edition=edition,
                name=name,
                content=content,
                digest=hashlib.sha256(content).hexdigest(),
            )
            for name, content in pack.export().items()
        )
    return edition


def in_force(council: Council, on: date) -> Edition:
    """The edition in force on a day. Raises NoEdition, and says what to do."""
    edition = (
        Edition.objects.filter(council=council, in_force_from__lte=on)
        .order_by("-in_force_from", "-id")
        .first()
    )
    if edition is None:
        raise NoEdition(f"{council.name} has no protocol in force on {on:%-d %B %Y}. Install one first.")
    return edition


def pack_of(edition: Edition) -> Pack:
    """The pack an edition holds, read again from its files; each distinct one is read once a process."""
    return _read(edition.digest, edition.pack, edition.pk)


@lru_cache(maxsize=256)
def _read(digest: str, slug: str, edition: int) -> Pack:
    held = EditionFile.objects.filter(edition_id=edition).values_list("name", "content")
    pack = packs.read({name: bytes(content) for name, content in held}, slug=slug)
    if pack.digest != digest:
        raise NoEdition(
            f"The files of edition {edition} are not those that were put into force: their digest differs."
        )
    return pack
