"""Search finds what one may see, shows words one may read, and tells nobody of anything else."""

from __future__ import annotations

from comity.matters.references import shown
from tests.web.desks import House, Housing, text


def _house(housing: Housing) -> tuple[House, str]:
    here = housing("coventry")
    reference = here.ask("ada", title="Lamp in Mill Lane", question="The zebrafinch lamp flickers all night.")
    here.later("2026-03-10 10:00")
    here.do("dot", f"m/{reference}/note", words="The contractor quibbled about the invoice.")
    return here, reference


def test_a_member_finds_their_matter_with_the_words_around_what_they_looked_for(housing: Housing) -> None:
    here, reference = _house(housing)
    page = here.browser("ada").get(here.at("search?q=zebrafinch"))
    assert "Lamp in Mill Lane" in text(page)
    assert shown(reference) in text(page)
    assert "<mark>zebrafinch</mark>" in page.content.decode()


def test_a_working_note_is_found_by_those_who_handle_it_and_by_nobody_else(housing: Housing) -> None:
    here, _ = _house(housing)
    assert "quibbled about the invoice" in here.read("dot", "search?q=quibbled")
    for who in ("ada", "bel", "pam"):
        said = here.read(who, "search?q=quibbled")
        assert "No matter that you may see holds these words." in said
        assert "invoice" not in said


def test_to_a_stranger_a_matter_that_exists_reads_like_one_that_never_did(housing: Housing) -> None:
    here, reference = _house(housing)
    there = here.read("bel", "search?q=zebrafinch").replace("zebrafinch", "X")
    nowhere = here.read("bel", "search?q=xylophone").replace("xylophone", "X")
    assert there == nowhere
    by_reference = here.read("bel", f"search?q={shown(reference)}")
    assert "No matter that you may see holds these words." in by_reference


def test_a_reference_leads_straight_to_its_matter(housing: Housing) -> None:
    here, reference = _house(housing)
    answered = here.browser("ada").get(here.at(f"search?q={shown(reference).lower()}"))
    assert answered.status_code == 302
    assert answered["Location"] == here.at(f"m/{reference}")


def test_the_constituents_name_is_found_only_by_the_members_side_and_those_who_handle_it(
    housing: Housing,
) -> None:
    here = housing("coventry")
    casework = {
        "topic": "casework", "constituent": "Wilhelmina Ottershaw", "lives_in_members_ward": "yes",
        "says_represents_them": "yes", "necessary_for_complaint": "yes", "share": "named",
        "share_with": str(here.cast.bel.pk), "title": "A leaking roof",
    }  # fmt: skip
    here.ask("ada", **casework)
    assert "Wilhelmina" in here.read("ada", "search?q=ottershaw")
    found = here.read("bel", "search?q=ottershaw")
    assert "Wilhelmina" not in found
    assert "No matter that you may see holds these words." in found


def test_pages_go_on_where_the_last_one_ended(housing: Housing) -> None:
    here = housing("coventry", "2026-03-20 10:00")
    for number in range(27):
        here.asked(f"2026-03-{2 + number // 3:02d} 10:{number:02d}", title=f"Zebrafinch {number}")
    first = here.browser("ada").get(here.at("search?q=zebrafinch"))
    assert first.content.decode().count("comity-reference") == 25
    following = first.content.decode().split('rel="next"')[0].rpartition('href="')[2].split('"')[0]
    second = here.browser("ada").get(following.replace("&amp;", "&"))
    assert second.content.decode().count("comity-reference") == 2
    assert "People" not in text(second).partition("Matters")[2]


def test_clauses_and_people_are_found_too(housing: Housing) -> None:
    here, _ = _house(housing)
    said = here.read("ada", "search?q=holding+reply")
    assert "Clause 7.1" in said
    assert "Head of Highways" in here.read("ada", "search?q=hal")


def test_what_was_typed_is_never_run(housing: Housing) -> None:
    here, _ = _house(housing)
    for typed in ("%3Cscript%3E", "'%22%3B--", "%00", "((((", "a" * 5000, "%F0%9F%98%80 OR :*"):
        page = here.browser("ada").get(here.at(f"search?q={typed}"))
        assert page.status_code == 200, typed
        assert "<script>" not in page.content.decode().replace('<script type="module"', "")
