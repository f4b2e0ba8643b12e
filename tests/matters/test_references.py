"""References: nothing can be read from one, and a slip of the pen is always noticed."""

from __future__ import annotations

from collections import Counter
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.matters import references
from comity.matters.references import ALPHABET, LENGTH, NotAReference, check, new, read, shown

bodies = st.text(alphabet=ALPHABET, min_size=LENGTH, max_size=LENGTH)


def whole(body: str) -> str:
    return body + check(body)


@settings(deadline=None)
@given(bodies)
def test_every_single_slip_is_noticed(body: str) -> None:
    reference = whole(body)
    for place, sign in enumerate(reference):
        for slip in set(ALPHABET) - {sign}:
            with pytest.raises(NotAReference, match="slip"):
                read(reference[:place] + slip + reference[place + 1 :])


def test_the_first_and_the_last_sign_of_the_alphabet_are_told_apart() -> None:
    assert check("00000000") != check("0000000Z")


@settings(deadline=None)
@given(bodies)
def test_any_two_signs_swapped_are_noticed(body: str) -> None:
    reference = whole(body)
    for one, other in combinations(range(len(reference)), 2):
        if reference[one] == reference[other]:
            continue
        signs = list(reference)
        signs[one], signs[other] = signs[other], signs[one]
        with pytest.raises(NotAReference, match="slip"):
            read("".join(signs))


def test_every_pair_of_different_signs_side_by_side_is_told_from_its_swap() -> None:
    """All pairs at all places, between signs that stay the same."""
    for place in range(LENGTH - 1):
        for one, other in combinations(ALPHABET, 2):
            before, after = "7" * place, "K" * (LENGTH - 2 - place)
            assert check(before + one + other + after) != check(before + other + one + after)


@settings(deadline=None)
@given(bodies)
def test_small_letters_dashes_and_lookalikes_are_forgiven(body: str) -> None:
    reference = whole(body)
    typed = shown(reference).lower().replace("0", "o").replace("1", "l")
    assert read(f"  {typed} ") == reference


@settings(deadline=None)
@given(st.text(max_size=40))
def test_whatever_is_typed_is_a_reference_or_refused_in_words(typed: str) -> None:
    try:
        assert read(typed) == read(shown(read(typed)))
    except NotAReference as refused:
        assert str(refused)


def test_the_example_in_the_message_is_itself_a_reference() -> None:
    with pytest.raises(NotAReference) as refused:
        read("enquiry 12")
    example = str(refused.value).rsplit(" ", 1)[-1].rstrip(".")
    assert shown(read(example)) == example


def test_neither_kind_nor_order_can_be_read_from_a_reference() -> None:
    """Ten thousand in a row: all different, every sign as likely as another at every place, in no order."""
    many = [new() for _ in range(10_000)]
    assert len(set(many)) == len(many)
    assert all(read(one) == one for one in many)
    for place in range(LENGTH + 1):
        often = Counter(one[place] for one in many)
        assert set(often) == set(ALPHABET)
        assert max(often.values()) < 2 * min(often.values())
    rising = sum(1 for one, other in pairwise(many) if one < other)
    assert 4_700 < rising < 5_300
    assert references.new.__code__.co_argcount == 0
