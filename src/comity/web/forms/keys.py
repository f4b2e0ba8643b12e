"""The key of a form: made here, for one person, one matter and one step, and used once."""

from __future__ import annotations

import secrets

from django.core import signing
from django.http import HttpRequest

NAME = "form_key"
FINDS = "find"
"""The button that narrows a long list."""

SALT = "comity.form"
LASTS = 7 * 24 * 60 * 60
"""Seconds for which a form may lie open before it must be opened anew."""


class StaleForm(ValueError):
    """The form is not one that this person was given for this step."""

    def __init__(self) -> None:
        super().__init__(
            "This form was made for somebody or something else, or lay open for more than a week. "
            "Go back, open it again and send it from there."
        )


class ShownAnew(StaleForm):
    """The form is this person's, for this step, and is shown again with what was typed instead of sent.

    `why` is "old" or "finding".
    """

    why = ""


class LayTooLong(ShownAnew):
    """It lay open for more than a week."""

    why = "old"


class Finding(ShownAnew):
    """Its writer looks for somebody in a long list, and is not done yet."""

    why = "finding"


def new_key(request: HttpRequest, step: str, matter: str = "") -> str:
    """Return a fresh key for a form of this person: `step` names it, `matter` is a reference or empty."""
    person = request.person.pk  # type: ignore[attr-defined]
    return signing.dumps([person, matter, step, secrets.token_urlsafe(12)], salt=SALT)


def read_key(request: HttpRequest, step: str, matter: str = "") -> str:
    """Return what is unique in the key that came with a form, for `comity.matters.forms.once`.

    Raises StaleForm where it is missing, forged, or of another person, matter or step; LayTooLong where
    it is only too old, Finding where only a list is to be narrowed.
    """
    key = request.POST.get(NAME, "")
    holder, *rest = _read(key)
    if [holder, *rest[:2]] != [request.person.pk, matter, step]:  # type: ignore[attr-defined]
        raise StaleForm
    try:
        signing.loads(key, salt=SALT, max_age=LASTS)
    except signing.SignatureExpired:
        raise LayTooLong from None
    if FINDS in request.POST:
        raise Finding
    return str(rest[2])


def holder_of(key: str) -> int:
    """Return the id of the person for whom a key was made, however long ago. Raises StaleForm."""
    return int(str(_read(key)[0]))


def _read(key: str) -> list[object]:
    try:
        found = signing.loads(key, salt=SALT)
    except signing.BadSignature:
        raise StaleForm from None
    return list(found)
