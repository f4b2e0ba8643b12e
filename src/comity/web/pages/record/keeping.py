"""How long what was said is kept: the schedule, what is due, and disposing of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_safe

from comity.matters import handles, references, retention
from comity.matters.retention import Due
from comity.procedures.catalogue import PROCEDURES
from comity.procedures.fields import Field, Said, Unheard
from comity.procedures.run import NotOpen
from comity.web.pages.settings.changing import Change, by, offer, today
from comity.web.places import url
from comity.web.visit import Visit
from comity.web.words import say_day


def for_keepers(page: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let only those see a page who keep the record; to everybody else it is not there."""

    @wraps(page)
    def seen(request: Visit, *args: object, **parts: object) -> HttpResponse:
        if not request.actor.keys & retention.KEEPERS:
            raise Http404
        return page(request, *args, **parts)

    return seen


@require_safe
@for_keepers
def schedule(request: Visit) -> HttpResponse:
    """The schedule, and the matters due of those that this person may see."""
    rules = retention.schedule(request.council, today(request))
    context = {
        "rules": [(name, PROCEDURES[name].title, rule) for name, rule in rules.items()],
        "listed": retention.due(request.council, request.actor, at=request.now),
        "titles": {name: one.title for name, one in PROCEDURES.items()},
    }
    return render(request, "record/retention.html.j2", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_keepers
def dispose(request: Visit) -> HttpResponse:
    """Dispose of what is due: chosen by a person, never by itself."""
    listed = retention.due(request.council, request.actor, at=request.now)
    if not listed:
        raise NotOpen("Nothing that you may see is due for disposal.")
    known = {handles.of(one.matter): one.matter.pk for one in listed}

    def do(said: Said) -> str:
        chosen = said.get("matters")
        numbers = [known[one] for one in chosen if one in known] if isinstance(chosen, list) else []
        done = retention.dispose(request.council, numbers, by=request.actor, at=request.now)
        return f"What was said in {len(done)} {'matter' if len(done) == 1 else 'matters'} has been erased."

    field = Field("matters", "Which matters?", "members", hint="Their words and files go for good.")
    return offer(request, Change(
        "dispose", "Dispose of what was said", (field,), do, url(request, "record_retention"),
        button="Erase what was said in them", warning=True, caption="The record", why=(),
        options={"matters": [(str(handles.of(one.matter)), _said_of(one)) for one in listed]},
        hint="What happened, when and who did it stays, and so do the figures. Each matter says that its "
        "words were erased under the retention schedule.",
    ))  # fmt: skip


def _said_of(one: Due) -> str:
    kind = PROCEDURES[one.matter.procedure].title
    return f"{references.shown(one.matter.reference)}, {kind}, due since {say_day(one.since)}"


@require_http_methods(["GET", "HEAD", "POST"])
@for_keepers
def rule(request: Visit, procedure: str) -> HttpResponse:
    """Set the council's own time for one procedure."""
    if procedure not in PROCEDURES:
        raise Http404

    def do(said: Said) -> str:
        typed = str(said.get("months"))
        if not typed.isascii() or not typed.isdigit() or len(typed) > 4:
            raise Unheard({"months": "Give a number of months, such as 24."})
        retention.set_rule(
            request.council, procedure, int(typed), whose=str(said.get("whose")), **by(request, said)
        )
        return "Your own time holds from today."

    held = retention.schedule(request.council, today(request))[procedure]
    fields = (
        Field("months", "For how many months after closing?", "line"),
        Field("whose", "Who decided it, and when?", "line", hint="For example: Full Council, 4 March 2026"),
    )
    return offer(request, Change(
        f"retention_{procedure}", f"How long words are kept: {PROCEDURES[procedure].title}", fields, do,
        url(request, "record_retention"), initial={"months": str(held.months)}, caption="The record",
    ))  # fmt: skip


urls = [
    path("record/retention", schedule, name="record_retention"),
    path("record/retention/dispose", dispose, name="record_dispose"),
    path("record/retention/<slug:procedure>", rule, name="record_rule"),
]
