"""A request inside a council, as its pages receive it."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, QueryDict

from comity.council.models import Council, Person
from comity.matters.actors import Actor
from comity.matters.models import Admission
from comity.web.places import Place


class Visit(HttpRequest):
    """What `AtTheCouncil` has put on a request before a council's page sees it.

    `person` is who they are in this council, `actor` the same with what they hold today. `kept` is what they
    typed here before and could not send; `lapsed` says why, where they are signed in: "old" or "finding".
    `admission` is the way by which somebody from outside the council came in, who has no account.
    """

    now: datetime
    place: Place
    council: Council
    person: Person
    actor: Actor
    kept: QueryDict | None
    admission: Admission | None
    lapsed: str | None
