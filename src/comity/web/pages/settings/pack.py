"""Check my protocol: what the linter finds in the edition in force, in plain words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from comity.council.answers import About, Body, Holders, Outside, Vacant
from comity.council.models import Cover, Holding, Keeper, in_force
from comity.council.resolve import resolve
from comity.protocol import lint, vocabulary, wording
from comity.protocol.packs import Pack
from comity.web import plain
from comity.web.administrators import for_administrators
from comity.web.asking import InForce, question_named, with_protocol
from comity.web.visit import Visit

NOBODY = re.compile(
    r'nobody \w+(?: the \w+)+(?: of)? "(?P<post>\w+)", to which these lead: (?P<questions>.+)'
)
GROUPS = (
    (lint.ERROR, "To be mended", "The protocol cannot be relied on until these are mended."),
    (lint.WARNING, "To look at", "Decisions work, but they may lead to nobody or say less than they should."),
    (lint.PERSON, "For a person to settle", "The text is unclear. Ask whoever interprets the protocol."),
    (lint.INFO, "Worth knowing", "Nothing has to be done."),
)
FOLDED = frozenset({lint.PERSON, lint.INFO})
"""What is long and can wait: shown when asked for."""


@require_safe
@for_administrators
@with_protocol
def check(request: Visit, protocol: InForce) -> HttpResponse:
    """All findings, the gravest first."""
    found = _findings(protocol.pack, protocol.on, holdings(protocol.on))
    names = protocol.pack.names
    groups = [
        (title, hint, [said(one, names) for one in found if one.severity == severity], severity in FOLDED)
        for severity, title, hint in GROUPS
    ]
    return render(request, "settings/pack.html.j2", {"groups": groups, "protocol": protocol})


@lru_cache(maxsize=16)
def _findings(pack: Pack, on: date, held: lint.Holdings) -> tuple[lint.Finding, ...]:
    """The findings, which hang on nothing else than what is given; working them out takes a second."""
    return tuple(lint.lint(pack.files, slug=pack.slug, on=on, holdings=held))


@dataclass(frozen=True, slots=True)
class Said:
    """A finding in plain words: what it is, what to do, and the place in the protocol's files."""

    what: str
    mend: str
    place: str
    questions: tuple[str, ...] = ()


def said(found: lint.Finding, names: Mapping[str, str]) -> Said:
    """Return a finding as a person reads it: posts and questions by what they are called."""
    place = ", line ".join(str(part) for part in (found.file, found.line) if part)
    nobody = NOBODY.fullmatch(found.what) if found.code in ("post-vacant", "body-unkept") else None
    if nobody is None:
        return Said(found.what[:1].upper() + found.what[1:], found.mend, place)
    called = wording.post(nobody["post"], names)
    what = "holds the post of" if found.code == "post-vacant" else "keeps the business of"
    asked = [question_named(name) for name in re.split(r", | and ", nobody["questions"])]
    return Said(f"Nobody {what} {called}", found.mend, "", tuple(plain.title(one) for one in asked if one))


def holdings(on: date) -> lint.Holdings:
    """Return which posts somebody holds or covers on a day, and which bodies lead to somebody."""
    held = {
        role
        for model in (Holding, Cover)
        for role in model.objects.on(on).filter(in_force(on, "post__")).values_list("post__role", flat=True)
    }
    kept = set(Keeper.objects.values_list("body", flat=True))
    for post in vocabulary.load().posts:
        answer = resolve(post, about=About(), on=on)
        if isinstance(answer, Holders):
            held.add(post)
        elif isinstance(answer, Outside) or (
            isinstance(answer, Body) and not isinstance(answer.keeper, Vacant)
        ):
            kept.add(post)
    return lint.Holdings(held=frozenset(filter(None, held)), kept=frozenset(kept))


urls = [path("settings/check", check, name="settings_pack")]
