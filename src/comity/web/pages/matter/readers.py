"""Who can see a matter today, by how much of it: each person once, with the posts by which they see it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date

from django.db.models import Q

from comity.council.models import Cover, Holding, Person, Post, in_force
from comity.council.models.posts import OWN_ROLES
from comity.procedures.state import State
from comity.protocol import wording

PARTS = {3: "Those who handle it", 2: "The Member’s side", 1: "Shared with", 0: "Single entries"}

Told = dict[str, list[tuple[int, str, str]]]
"""Behind each key of a post or role: who has it (the person's id and name), and by which post."""


def readers(state: State, say: Callable[[str], str], on: date) -> list[tuple[str, list[str]]]:
    """Who can see a matter today, by how much they see, those who see most first.

    `say` says the keys that are not of posts in words.
    """
    levels: dict[str, int] = {}
    for party in sorted(state.parties, key=lambda one: one.relation not in {"handler", "rung", "asker"}):
        if party.until is None:
            for key in state.standing_for(party):
                levels[key] = max(party.level, levels.get(key, 0))
    by_post = _by_post(levels, on)
    found = []
    for level, title in PARTS.items():
        keys = [key for key, most in levels.items() if most == level]
        others = filter(None, (say(key) for key in keys if key not in by_post))
        found.append((title, [*_people(by_post, keys), *others]))
    return [(title, people) for title, people in found if people]


def _people(by_post: Told, keys: Iterable[str]) -> list[str]:
    """Those behind these keys: each once with all their posts, those with the same posts together."""
    posts: defaultdict[tuple[int, str], list[str]] = defaultdict(list)
    vacant: list[str] = []
    for key in keys:
        for person, name, title in by_post.get(key, ()):
            if not person:
                vacant.append(f"{title} (vacant)")
            elif title not in posts[person, name]:
                posts[person, name].append(title)
    together: defaultdict[str, list[str]] = defaultdict(list)
    for (_, name), titles in posts.items():
        together[" and ".join(titles)].append(name)
    return [
        *(f"{' and '.join(names)}, {titles}" for titles, names in together.items()),
        *dict.fromkeys(vacant),
    ]


def _by_post(keys: Iterable[str], on: date) -> Told:
    """Who stands behind the keys that are of posts, by name and title; a vacant post has no name."""
    wanted = [key for key in keys if key.partition(":")[0] in {"post", "role"}]
    posts = {int(key.partition(":")[2].partition("+")[0]) for key in wanted if key.startswith("post:")}
    roles = {key.partition(":")[2] for key in wanted if key.startswith("role:")}
    titles = {post.pk: post for post in Post.objects.filter(Q(pk__in=posts) | Q(role__in=roles))}
    held: defaultdict[int, dict[int, str]] = defaultdict(dict)
    for model in (Holding, Cover):
        rows = model.objects.on(on).filter(in_force(on, "post__"), in_force(on, "person__"), post__in=titles)
        for one in rows.select_related("person").order_by("person__name", "pk"):
            held[one.post_id][one.person_id] = one.person.addressed
    left = {int(key.partition("+")[2]) for key in wanted if "+" in key}
    names = {one.pk: one.addressed for one in Person.objects.filter(pk__in=left)} if left else {}
    return {key: _behind(key, titles, held, names) for key in wanted}


def _behind(
    key: str, titles: dict[int, Post], held: dict[int, dict[int, str]], names: dict[int, str]
) -> list[tuple[int, str, str]]:
    place, _, alone = key.partition("+")
    kind, _, rest = place.partition(":")
    if kind == "role":
        found = [post for post in titles.values() if post.role == rest]
        people = [(*one, post.title) for post in found for one in held.get(post.pk, {}).items()]
        return people or [(0, "", OWN_ROLES.get(rest) or wording.post(rest, {}))]
    title = titles[int(rest)].title if int(rest) in titles else "A post"
    there = held.get(int(rest), {})
    if alone:
        person = int(alone)
        gone = (person, names.get(person, "Somebody"), f"no longer {title}")
        return [(person, there[person], title)] if person in there else [gone]
    return [(*one, title) for one in there.items()] or [(0, "", title)]
