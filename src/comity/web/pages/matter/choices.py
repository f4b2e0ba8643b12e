"""What may be chosen in a form: the council's services, wards, people, posts and clauses on a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from comity.council.models import Council, Cover, Holding, Person, Post, Service, Ward, in_force
from comity.editions import shelf
from comity.matters import admissions
from comity.procedures.fields import Field
from comity.procedures.state import State
from comity.protocol import vocabulary
from comity.protocol.clauses import of as clauses_of
from comity.protocol.clauses import statements
from comity.protocol.packs import CLAUSES

Choices = list[tuple[str, str]]


def options(
    fields: Iterable[Field], on: date, *, but: int | None = None, state: State | None = None
) -> dict[str, Choices]:
    """What may be chosen in these fields, by their kind; `but` is a person who is left out.

    Who has a part in the matter from outside the council hangs on its `state`.
    """
    kinds = {field.kind for field in fields}
    found: dict[str, Choices] = {}
    if "service" in kinds:
        found["service"] = [(str(pk), name) for pk, name in _named(Service, on)]
    if "ward" in kinds:
        found["ward"] = [(str(pk), name) for pk, name in _named(Ward, on)]
    if kinds & {"member", "members"}:
        members = Person.objects.on(on).filter(kind="member").exclude(pk=but).order_by("name", "pk")
        found["member"] = found["members"] = [(str(one.pk), one.addressed) for one in members]
    if "officer" in kinds:
        officers = Person.objects.on(on).filter(kind="officer").exclude(pk=but).order_by("name", "pk")
        posts = _posts_of(on)
        found["officer"] = [
            (str(one.pk), ", ".join([one.addressed, *posts.get(one.pk, ())])) for one in officers
        ]
    if "post" in kinds:
        found["post"] = _posts(on)
    if "outsider" in kinds and state is not None:
        found["outsider"] = outsiders(state)
    return found


def outsiders(state: State) -> Choices:
    """Those outside the council who hear a matter now."""
    return [(str(one.pk), f"{one.name} ({one.email})") for one in admissions.outsiders(state)]


FIRST_WORDS = 70
"""Characters of a clause's text by which it is known in a list."""


def clauses(council: Council, on: date) -> Choices:
    """The clauses that bind somebody, of the protocol as it stood on a day; none before there was one."""
    try:
        edition = shelf.in_force(council, on)
    except shelf.NoEdition:
        return []
    pack = shelf.pack_of(edition)
    said, _ = statements(pack.files[CLAUSES], vocabulary.load())
    binding = {one.reference for one in said if one.force not in ("states", "may")}
    return [
        (one.reference, f"{one.reference}: {_first_words(one.text)}")
        for one in clauses_of(pack)
        if one.reference in binding
    ]


def _first_words(text: str) -> str:
    plain = " ".join(text.replace("*", "").split())
    return plain if len(plain) <= FIRST_WORDS else plain[:FIRST_WORDS].rpartition(" ")[0] + " …"


def _posts_of(on: date) -> dict[int, list[str]]:
    """The titles of the posts that each Officer holds today, by the Officer."""
    held: dict[int, list[str]] = {}
    rows = (
        Holding.objects.on(on).filter(in_force(on, "post__"), person__kind="officer").order_by("since", "pk")
    )
    for person, title in rows.values_list("person_id", "post__title"):
        held.setdefault(person, []).append(title)
    return held


def _named(model: type[Service] | type[Ward], on: date) -> list[tuple[int, str]]:
    return list(model.objects.on(on).order_by("name", "pk").values_list("pk", "name"))


def _posts(on: date) -> Choices:
    """The posts that an Officer holds or covers today, each with who that is."""
    holders: dict[int, list[str]] = {}
    for model in (Holding, Cover):
        rows = model.objects.on(on).filter(in_force(on, "person__"), person__kind="officer")
        for post, name in rows.order_by("since", "pk").values_list("post_id", "person__name"):
            holders.setdefault(post, []).append(name)
    posts = Post.objects.on(on).filter(pk__in=list(holders)).order_by("title", "pk")
    return [(str(one.pk), f"{one.title} – {', '.join(holders[one.pk])}") for one in posts]


def title_of(post: int) -> str:
    """What a post is called here; empty where there is none."""
    return Post.objects.filter(pk=post).values_list("title", flat=True).first() or ""
