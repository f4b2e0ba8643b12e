"""Who makes a change, why one is refused, and the record it leaves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeAlias, TypeVar

from django.db import models

from comity.council.models import Change, Person, Scoped


@dataclass(frozen=True, slots=True)
class System:
    """The actor for what no person does: the first set-up by command, and what happens by itself."""


SYSTEM = System()

Actor: TypeAlias = Person | System

R = TypeVar("R", bound=Scoped)


class ChangeRefused(ValueError):
    """A change that may not be made; the message says what is wrong and what to do."""


class NeedsSecondPerson(ChangeRefused):
    """A change to a statutory officer's post: one person proposes it, another approves it."""


def make(what: str, row: R, *, actor: Actor, reason: str, at: datetime) -> R:
    """Write a new row, and that it was made; nothing is written without a reason and a time."""
    _check(reason, at)
    row.save(force_insert=True)
    _write(what, row, before=None, actor=actor, reason=reason, at=at)
    return row


def alter(what: str, row: R, new: Mapping[str, Any], *, actor: Actor, reason: str, at: datetime) -> R:
    """Change fields of a row, and write what it was and is; nothing without a reason and a time."""
    _check(reason, at)
    before = picture(row)
    for name, value in new.items():
        setattr(row, name, value)
    row.save(update_fields=sorted(new))
    _write(what, row, before=before, actor=actor, reason=reason, at=at)
    return row


def _check(reason: str, at: datetime) -> None:
    if not reason.strip():
        raise ChangeRefused("Say why: every change to who is who is recorded with its reason.")
    if at.tzinfo is None:
        raise ChangeRefused("The time of a change needs a time zone.")


def _write(
    what: str, row: Scoped, *, before: dict[str, Any] | None, actor: Actor, reason: str, at: datetime
) -> None:
    Change.objects.create(
        council_id=row.council_id,
        what=what,
        table=row._meta.model_name or "",
        row=row.pk,
        person_id=row.pk if isinstance(row, Person) else getattr(row, "person_id", None),
        post_id=row.pk if row._meta.model_name == "post" else getattr(row, "post_id", None),
        before=before,
        after=picture(row),
        by=actor if isinstance(actor, Person) else None,
        at=at,
        reason=reason.strip(),
    )


def picture(row: Scoped) -> dict[str, Any]:
    """Return a row's ids, dates, numbers and enumerated words, and none of its prose or names."""
    return {
        field.attname: _plain(getattr(row, field.attname))
        for field in row._meta.concrete_fields
        if _kept(field)
    }


def _kept(field: models.Field) -> bool:
    if field.primary_key or field.name == "council":
        return False
    kinds = (models.ForeignKey, models.DateField, models.TimeField, models.BooleanField, models.IntegerField)
    return isinstance(field, kinds) or bool(field.choices) or field.name in ("role", "body", "question")


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def same_council(*rows: Scoped | None) -> int:
    """Return the council that all these rows belong to. Raises ChangeRefused if there are two."""
    councils = {row.council_id for row in rows if row is not None}
    if len(councils) != 1:
        raise ChangeRefused("These rows belong to different councils.")
    return councils.pop()


def check_dates(since: date, until: date | None) -> None:
    """Refuse a term that ends before it begins."""
    if until is not None and until < since:
        raise ChangeRefused(f"It would end on {until:%-d %B %Y}, before it begins on {since:%-d %B %Y}.")
