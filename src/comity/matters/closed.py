"""Who stands for a post once a matter is closed: whoever held it then, and whoever came later with a reason.

While a matter is open, a post sees it whoever holds the post. When it is closed, the entry that closes it
names those who hold or cover its posts that day, and from then on they alone stand for the post, for as long
as they hold it. Somebody who comes to the post later may open it for themselves, one matter at a time, with
a reason, which is an entry of its own. When it is reopened, the post stands for itself again.
"""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from comity.council.models import Cover, Holding, in_force
from comity.matters.actors import Actor
from comity.procedures.run import NotOpen
from comity.procedures.shape import Procedure, Relation, Step
from comity.procedures.state import State

NEWCOMER: frozenset[Relation] = frozenset({"newcomer"})
"""What somebody is to a matter closed before they came to its post, for the one step of opening it."""

Kept = dict[str, list[str]]


def standing_for_posts(
    step: Step, before: State, after: State, procedure: Procedure, *, by: Actor, on: date
) -> Kept | None:
    """What a step makes of who stands for each post; None where it leaves that as it was.

    Raises NotOpen where somebody would open what was not closed before they came to a post of theirs.
    Sealed matters are seen by persons from the beginning, and never pass.
    """
    if procedure.sealed:
        return None
    if step.who == NEWCOMER:
        more = following(before, by, on)
        if not more:
            raise NotOpen("It was not closed before you came to a post that had to do with it.")
        return {**{key: list(keys) for key, keys in before.kept.items()}, **more}
    was, now = before.stage in procedure.open_stages, after.stage in procedure.open_stages
    if was and not now:
        return _holders(after, on)
    return {} if now and before.kept else None


def following(state: State, by: Actor, on: date) -> Kept:
    """The posts of a closed matter to which somebody came later: who stands for each, and now they too."""
    later = {key for key, keys in state.kept.items() if key in by.keys and not by.keys & set(keys)}
    if not later or by.person is None:
        return {}
    mine = _places(later, on, Q(person=by.person))
    return {key: [*state.kept[key], *mine[key]] for key in sorted(later) if mine[key]}


def _holders(state: State, on: date) -> Kept:
    """Everybody who holds or covers, on a day, a post by which a matter is seen."""
    keys = {party.key for party in state.parties if party.until is None and _of_posts(party.key)}
    return _places(keys, on, Q()) if keys else {}


def _of_posts(key: str) -> bool:
    return key.partition(":")[0] in {"post", "role"} and "+" not in key


def _places(keys: set[str], on: date, whose: Q) -> Kept:
    """For each key of a post or role, the posts behind it, each together with one person who has it."""
    posts = {int(key.partition(":")[2]) for key in keys if key.startswith("post:")}
    roles = {key.partition(":")[2] for key in keys if key.startswith("role:")}
    found: dict[str, set[str]] = {key: set() for key in sorted(keys)}
    for model in (Holding, Cover):
        rows = model.objects.on(on).filter(in_force(on, "post__"), whose)
        rows = rows.filter(Q(post__in=posts) | Q(post__role__in=roles))
        for post, role, person in rows.values_list("post_id", "post__role", "person_id"):
            for key in (f"post:{post}", f"role:{role}"):
                if key in found:
                    found[key].add(f"post:{post}+{person}")
    return {key: sorted(places) for key, places in found.items()}
