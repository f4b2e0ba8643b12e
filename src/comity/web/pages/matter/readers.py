"""Who can see a matter today, by how much of it: each person once, with the posts by which they see it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from comity.council.models.posts import OWN_ROLES
from comity.procedures.state import State
from comity.protocol import wording
from comity.web.pages.matter.who import Named

POSTS = ("post:", "role:")
"""How a key begins that is of posts."""

PARTS = {3: "Those who handle it", 2: "The Member’s side", 1: "Shared with", 0: "Single entries"}

Told = dict[str, list[tuple[int, str, str]]]
"""Behind each key of a post or role: who has it (the person's id and name), and by which post."""


def readers(state: State, named: Named) -> list[tuple[str, list[str]]]:
    """Who can see a matter today, by how much they see, those who see most first.

    `named` has everybody who stands behind the keys of those who have a part in it.
    """
    levels: dict[str, int] = {}
    for party in sorted(state.parties, key=lambda one: one.relation not in {"handler", "rung", "asker"}):
        if party.until is None:
            for key in state.standing_for(party):
                levels[key] = max(party.level, levels.get(key, 0))
    by_post = {key: _behind(key, named) for key in levels if key.startswith(POSTS)}
    found = []
    for level, title in PARTS.items():
        keys = [key for key, most in levels.items() if most == level]
        others = filter(None, (named.say(key) for key in keys if key not in by_post))
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


def _behind(key: str, named: Named) -> list[tuple[int, str, str]]:
    """Who stands behind a key that is of posts, each by name and title; a vacant post has no name."""
    place, _, alone = key.partition("+")
    kind, _, rest = place.partition(":")
    if kind == "role":
        found = [post for post in named.posts.values() if post.role == rest]
        people = [(*one, post.title) for post in found for one in _holding(named, post.pk)]
        return people or [(0, "", OWN_ROLES.get(rest) or wording.post(rest, {}))]
    title = named.posts[int(rest)].title if int(rest) in named.posts else "A post"
    there = dict(_holding(named, int(rest)))
    if alone:
        person = int(alone)
        somebody = named.people.get(person)
        gone = (person, somebody.addressed if somebody else "Somebody", f"no longer {title}")
        return [(person, there[person], title)] if person in there else [gone]
    return [(*one, title) for one in there.items()] or [(0, "", title)]


def _holding(named: Named, post: int) -> list[tuple[int, str]]:
    return [(one.pk, one.addressed) for one in named.holders.get(f"post:{post}", ())]
