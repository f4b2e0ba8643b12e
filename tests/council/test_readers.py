"""Whoever holds a key is found by it, and nobody else."""

from __future__ import annotations

import pytest

from comity.council.changes import people, posts
from comity.council.context import within
from comity.council.keys import keys_of
from comity.council.models import Person
from comity.council.readers import people_with_key
from comity.council.resolve import About, Holders, resolve
from comity.protocol import vocabulary
from tests.council.cast import BY, LONG_AGO, TODAY, Cast


@pytest.fixture
def netherby(found):
    council = found()
    with within(council, system=True):
        cast = Cast(council)
        posts.cover(cast.head, cast.vera, since=TODAY, until=None, **BY)
        people.support(cast.sam, cast.ada, since=LONG_AGO, **BY)
        yield cast


def test_keys_and_the_people_behind_them_agree_both_ways(netherby):
    held = {person: keys_of(person, TODAY) for person in Person.objects.all()}
    everything = {key for keys in held.values() for key in keys if not key.startswith("role:")}
    assert {key.partition(":")[0] for key in everything} >= {
        "person",
        "post",
        "seat",
        "group",
        "leader",
        "committee",
        "chair",
    }
    for key in everything:
        holding = sorted((person for person in held if key in held[person]), key=lambda one: one.name)
        assert people_with_key(netherby.council.pk, key, TODAY) == holding, key


@pytest.mark.parametrize("role", sorted(vocabulary.load().posts))
def test_whoever_a_post_leads_to_is_reached_by_the_key_it_gives(netherby, role):
    about = About(
        service=netherby.highways.pk,
        ward=netherby.castle.pk,
        asker=netherby.ada.pk,
        officer=netherby.sam.pk,
    )
    answer = resolve(role, about=about, on=TODAY)
    for holder in answer.people if isinstance(answer, Holders) else ():
        reached = people_with_key(netherby.council.pk, holder.key, TODAY)
        assert holder.person in {person.pk for person in reached}
        assert holder.key in keys_of(Person.objects.get(pk=holder.person), TODAY)


def test_a_key_by_which_nobody_is_party_is_refused(netherby):
    with pytest.raises(ValueError, match="Nobody is party"):
        people_with_key(netherby.council.pk, "wizard:1", TODAY)
