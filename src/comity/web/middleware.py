"""Opens a council's door for one request: who asks, for which council, in one transaction.

The page is worked out and written inside that transaction. A request that only reads cannot write:
the database itself refuses.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict

from comity.council.context import enter
from comity.council.models import Council, Person
from comity.matters.actors import actor
from comity.matters.models import Admission
from comity.matters.policy import NotYours
from comity.procedures.run import NotOpen
from comity.web import clock, outsiders
from comity.web.forms import kept
from comity.web.forms.keys import ShownAnew, StaleForm
from comity.web.headers import Answer
from comity.web.pages import errors, front
from comity.web.places import SLUG, place_of
from comity.web.signin.ways import sign_in_first

HOST_URLS = "comity.site.host_urls"
"""The addresses as they are on a council's own host."""

READS = frozenset({"GET", "HEAD", "OPTIONS"})


SHOWN = frozenset({200, 409})
"""What a page answers that shows its form, or why the step is not open any more."""


class Unfinished(RuntimeError):
    """A page was handed back unwritten: written after the council's transaction, it would see nothing."""


class AtTheCouncil:
    """Lets people into the pages of the councils they belong to.

    Sets on each request `now`, `place`, `council`, `person`, `actor`, `kept`, `lapsed` and, for somebody from
    outside the council, `admission`; on pages of no council all but the first are None. To everybody else a
    council is not there at all. A form that lay open too long is shown again with what was typed, in a
    transaction of its own that only reads.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a request: as the person they are in the council, or with sign-in, or with nothing here."""
        request.now = clock.now()  # type: ignore[attr-defined]
        for name in ("place", "council", "person", "actor", "kept", "lapsed", "admission"):
            setattr(request, name, None)
        place = place_of(request)
        if place is not None:
            request.place = place  # type: ignore[attr-defined]
            if place.council is not None and not place.slug:
                request.urlconf = HOST_URLS
        if place is None or outsiders.at_the_door(request):
            return self.get_response(request)
        if not request.user.is_authenticated and not outsiders.came_in(request, place):
            return sign_in_first(request)
        if place.council is None:
            return self._nowhere(request)
        with transaction.atomic():
            response = self._inside(request, place.council)
        if response is None:
            return self._nowhere(request)
        if request.lapsed:  # type: ignore[attr-defined]
            return self._anew(request, place.council) or response
        if request.method not in READS and response.status_code < 400:
            kept.forget(request, response)
        return response

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Take the council out of what a page is given, and keep somebody outside to their one matter."""
        kwargs.pop(SLUG, None)
        admission: Admission | None = request.admission  # type: ignore[attr-defined]
        return None if admission is None else outsiders.turned_away(request, admission, kwargs)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Undo whatever a failed page began, and say in a page what can be said."""
        if request.council is None:  # type: ignore[attr-defined]
            return None
        transaction.set_rollback(True)
        if isinstance(error, NotYours):
            return errors.not_found(request)
        request.lapsed = error.why if isinstance(error, ShownAnew) else ""  # type: ignore[attr-defined]
        if isinstance(error, NotOpen | StaleForm):
            return errors.refused(request, str(error))
        return None

    def _anew(self, request: HttpRequest, council: Council) -> HttpResponseBase | None:
        """The page of a form that is not sent yet, as it is now and filled in; None where it has none."""
        typed, request.method = request.POST, "GET"
        with transaction.atomic():
            response = self._inside(request, council, typed)
        if response is None or response.status_code not in SHOWN:
            return None
        if request.lapsed == "old":  # type: ignore[attr-defined]
            response.status_code = 409
        return response

    def _inside(
        self, request: HttpRequest, council: Council, typed: QueryDict | None = None
    ) -> HttpResponseBase | None:
        day = clock.today(request.now)  # type: ignore[attr-defined]
        server = enter(council.pk)
        if request.user.is_authenticated:
            person = Person.objects.on(day).filter(account_id=request.user.pk).first()
        else:
            request.admission = outsiders.visitor(request, council)  # type: ignore[attr-defined]
            if request.admission is None:  # type: ignore[attr-defined]
                return outsiders.over(request)
            person = request.admission.person  # type: ignore[attr-defined]
        if person is None:
            return None
        acts = actor(person, day)
        reads = request.method in READS
        enter(council.pk, person.pk, keys=acts.keys, server=server, only_read=reads)
        request.council, request.person, request.actor = council, person, acts  # type: ignore[attr-defined]
        request.kept = typed or kept.given_back(request)  # type: ignore[attr-defined]
        response = self.get_response(request)
        _finished(response)
        if response.status_code >= 500:
            transaction.set_rollback(True)
        return response

    def _nowhere(self, request: HttpRequest) -> HttpResponse:
        rests = request.place.resting  # type: ignore[attr-defined]
        request.place = None  # type: ignore[attr-defined]
        said = front.resting(request, rests) if rests is not None else None
        return said or errors.not_found(request)


def _finished(response: HttpResponseBase) -> None:
    if response.streaming or not getattr(response, "is_rendered", True):
        raise Unfinished(
            "This page would be written after its transaction and would see no rows. "
            "Answer with a finished HttpResponse."
        )
