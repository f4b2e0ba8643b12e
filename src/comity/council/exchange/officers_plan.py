"""What importing the structure would do: directorates, services, posts, Officers, and who holds what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from comity.council.changes.people import add_person
from comity.council.changes.posts import appoint, end_holding, put_in_post
from comity.council.changes.record import ChangeRefused
from comity.council.changes.structure import create_post, establish, move_post
from comity.council.exchange.matching import Register, key_of
from comity.council.exchange.plan import Doing, Step, found_or_made
from comity.council.exchange.rows import OfficerRow
from comity.council.models import Directorate, Holding, Person, Post, Service


class _Structure:
    """The structure as it stood on a day."""

    def __init__(self, on: date) -> None:
        self.directorates = {key_of(row.name): row for row in Directorate.objects.filter(until=None)}
        self.services = {key_of(row.name): row for row in Service.objects.filter(until=None)}
        posts = Post.objects.exclude(until__lte=on).select_related("service", "reports_to").order_by("id")
        self.posts = {_post_key(row.title, row.service.name if row.service else ""): row for row in posts}
        self.holdings = list(Holding.objects.on(on).select_related("person", "post").order_by("id"))

    def holders(self, post: Post | None) -> list[Holding]:
        return [one for one in self.holdings if post is not None and one.post_id == post.pk]


def steps_for_officers(rows: Iterable[OfficerRow], *, on: date, whole: bool) -> Iterator[Step]:
    """Yield the steps in the order in which they are done: places, posts, lines, people, holdings.

    `whole` says that the file names all holders of each post it lists: others' time in it ends.
    """
    rows = list(rows)
    now, register = _Structure(on), Register("officer", on)
    yield from _places(rows, now, on)
    yield from _posts(rows, now, on)
    yield from _lines(rows, now)
    yield from _people(rows, register, on)
    yield from _holdings(rows, now, register, on)
    if whole:
        yield from _others_leave(rows, now, register, on)


def _places(rows: list[OfficerRow], now: _Structure, on: date) -> Iterator[Step]:
    for name in _once(row.directorate for row in rows):
        if key_of(name) not in now.directorates:
            yield _directorate(name, on)
    of = {key_of(row.service): row.directorate for row in reversed(rows) if row.service}
    for name in _once(row.service for row in rows):
        if key_of(name) not in now.services:
            yield _service(name, of[key_of(name)], now, on)


def _directorate(name: str, on: date) -> Step:
    def do(doing: Doing) -> None:
        made = establish(Directorate, doing.council, name=name, since=on, **doing.by)
        doing.made[f"directorate:{key_of(name)}"] = made

    return Step("add", "directorate", f"The directorate {name} is added.", do)


def _service(name: str, directorate: str, now: _Structure, on: date) -> Step:
    def do(doing: Doing) -> None:
        doing.made[f"service:{key_of(name)}"] = establish(
            Service,
            doing.council,
            name=name,
            since=on,
            directorate=_place(doing, "directorate", directorate, now.directorates),
            **doing.by,
        )

    return Step("add", "service", f"The service {name} is added.", do)


def _posts(rows: list[OfficerRow], now: _Structure, on: date) -> Iterator[Step]:
    seen: set[str] = set()
    for row in rows:
        key = _post_key(row.post, row.service)
        if key in seen:
            continue
        seen.add(key)
        if key in now.posts:
            yield Step("keep", "post", f"The post {row.post} stays as it is.")
        else:
            yield _post(row, now, on)


def _post(row: OfficerRow, now: _Structure, on: date) -> Step:
    def do(doing: Doing) -> None:
        doing.made[f"post:{_post_key(row.post, row.service)}"] = create_post(
            doing.council,
            title=row.post,
            role=row.role,
            since=on,
            service=_place(doing, "service", row.service, now.services),
            directorate=_place(doing, "directorate", row.directorate, now.directorates),
            **doing.by,
        )

    where = f" in {row.service or row.directorate}" if row.service or row.directorate else ""
    return Step("add", "post", f"The post {row.post}{where} is added.", do)


def _lines(rows: list[OfficerRow], now: _Structure) -> Iterator[Step]:
    """Say to which post each reports: by its title, else by the name of whoever holds it in the file."""
    for row in rows:
        if not row.reports_to:
            continue
        above = next((r for r in rows if key_of(r.post) == key_of(row.reports_to)), None)
        above = above or next((r for r in rows if r.name and key_of(r.name) == key_of(row.reports_to)), None)
        key = _post_key(above.post, above.service) if above else _post_key(row.reports_to, "")
        known = now.posts.get(key)
        own = now.posts.get(_post_key(row.post, row.service))
        if above is None and known is None:
            says = f"{row.post} reports to {row.reports_to}, which is neither in the file nor known."
            yield Step("keep", "line", says)
        elif own is None or known is None or own.reports_to_id != known.pk:
            above_now = own.reports_to if own else None
            whose = {one.person_id for post in (own, known, above_now) for one in now.holders(post)}
            yield _reports(row, own, key, known, frozenset(whose))


def _reports(row: OfficerRow, own: Post | None, key: str, known: Post | None, whose: frozenset[int]) -> Step:
    def do(doing: Doing) -> None:
        post = found_or_made(doing, f"post:{_post_key(row.post, row.service)}", own)
        above = found_or_made(doing, f"post:{key}", known)
        if post.pk == above.pk:
            raise ChangeRefused(f"Line {row.line}: {row.post} cannot report to itself.")
        move_post(post, reports_to=above, **doing.by)

    says = f"{row.post} reports to {row.reports_to}."
    return Step("change", "line", says, do, concerns=whose)


def _people(rows: list[OfficerRow], register: Register, on: date) -> Iterator[Step]:
    seen: set[str] = set()
    for row in rows:
        if not row.name or _person_key(row) in seen:
            continue
        seen.add(_person_key(row))
        if register.find_officer(row) is not None:
            yield Step("keep", "person", f"{row.name} stays as they are.")
        else:
            yield _person(row, on)


def _person(row: OfficerRow, on: date) -> Step:
    def do(doing: Doing) -> None:
        doing.made[f"person:{_person_key(row)}"] = add_person(
            doing.council,
            kind="officer",
            name=row.name,
            title=row.title,
            honours=row.honours,
            email=row.email,
            since=on,
            **doing.by,
        )

    return Step("add", "person", f"{row.name} is added as an Officer.", do)


def _holdings(rows: list[OfficerRow], now: _Structure, register: Register, on: date) -> Iterator[Step]:
    for row in rows:
        if not row.name:
            continue
        post = now.posts.get(_post_key(row.post, row.service))
        person = register.find_officer(row)
        if person is not None and any(one.person_id == person.pk for one in now.holders(post)):
            yield Step("keep", "holding", f"{row.name} holds {row.post}.")
        else:
            yield _appointment(row, post, person, on)


def _appointment(row: OfficerRow, post: Post | None, person: Person | None, on: date) -> Step:
    def do(doing: Doing) -> None:
        into = found_or_made(doing, f"post:{_post_key(row.post, row.service)}", post)
        who = found_or_made(doing, f"person:{_person_key(row)}", person)
        if into.statutory and doing.confirmed:
            put_in_post(into, who, since=on, until=None, **doing.by)
        else:
            appoint(into, who, since=on, **doing.by)

    says = f"{row.name} takes the post {row.post} on {on:%-d %B %Y}."
    return Step("add", "holding", says, do, concerns=frozenset({person.pk} if person else ()))


def _others_leave(rows: list[OfficerRow], now: _Structure, register: Register, on: date) -> Iterator[Step]:
    told: dict[str, set[int]] = {}
    for row in rows:
        person = register.find_officer(row) if row.name else None
        told.setdefault(_post_key(row.post, row.service), set()).update({person.pk} if person else ())
    for key, people in told.items():
        for holding in now.holders(now.posts.get(key)):
            if holding.person_id in people:
                continue
            if holding.post.statutory:
                says = (
                    f"{holding.person.name} is not in the file as {holding.post.title}: two people end that."
                )
                yield Step("keep", "holding", says)
            else:
                yield _leaves(holding, on)


def _leaves(holding: Holding, on: date) -> Step:
    def do(doing: Doing) -> None:
        end_holding(holding, until=on, **doing.by)

    says = f"{holding.person.name} leaves {holding.post.title} on {on:%-d %B %Y}."
    return Step("end", "holding", says, do, concerns=frozenset({holding.person_id}))


def _place(doing: Doing, what: str, name: str, known: Mapping[str, Any]) -> Any:
    return found_or_made(doing, f"{what}:{key_of(name)}", known.get(key_of(name))) if name else None


def _post_key(title: str, service: str) -> str:
    return f"{key_of(title)}|{key_of(service)}"


def _person_key(row: OfficerRow) -> str:
    return row.email or key_of(row.name)


def _once(names: Iterable[str]) -> list[str]:
    first: dict[str, str] = {}
    for name in names:
        if name:
            first.setdefault(key_of(name), name)
    return list(first.values())
