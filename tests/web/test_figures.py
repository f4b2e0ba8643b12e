"""The figures' page: who sees the whole council's, what is kept back, the picture, and the file."""

from __future__ import annotations

import csv
import io

import pytest

from comity.web.picture import Bar, bars
from comity.web.sheet import csv_file, harmless
from tests.matters.test_enquiry import do
from tests.web.desks import House, Housing


@pytest.fixture
def counted(housing: Housing) -> House:
    """Six answered on time in highways, one late in parks."""
    here = housing("coventry", "2026-03-30 10:00")
    for number in range(7):
        service = here.cast.services["parks" if number == 6 else "highways"]
        entry = here.asked("2026-03-09 10:00", service=str(service.pk))
        when = "2026-03-25 10:00" if number == 6 else "2026-03-11 10:00"
        do(here.cast, entry, "dot", "answer", when, whole="whole", personal="none", answer="It is mended.")
    return here


def test_democratic_services_see_every_number(counted: House) -> None:
    said = counted.read("tess", "figures")
    assert "in the whole council, April 2025 to March 2026" in said
    assert "On time, by the first promised date 6 (86%)" in said
    assert "March 2026 7 6 (86%)" in said
    assert "Half are answered within 2 working days" in said


def test_a_member_sees_the_whole_but_no_small_number(counted: House) -> None:
    said = counted.read("bel", "figures")
    assert "in the whole council" in said
    assert "Parks fewer than 5 not shown" in said
    assert "all but fewer than 5" in said
    assert "Numbers below 5 are not shown" in said
    assert "86%" not in said


def test_an_officer_sees_figures_of_what_they_may_see_alone(counted: House) -> None:
    assert "the enquiries are answered that you may see" in counted.read("dot", "figures")
    assert "March 2026 0 none due" in counted.read("joe", "figures")


def test_a_period_is_chosen_from_a_list(counted: House) -> None:
    said = counted.read("tess", "figures?from=2026-01&to=2026-02")
    assert "January 2026 to February 2026" in said
    assert "On time, by the first promised date none due" in said
    assert "must not come after the last" in counted.read("tess", "figures?from=2026-02&to=2026-01")
    assert "Choose two months of the list." in counted.read("tess", "figures?from=1066-10&to=x")


def test_the_picture_is_told_in_words_and_the_table_stands_beside(counted: House) -> None:
    page = counted.browser("tess").get(counted.at("figures")).content.decode()
    assert 'role="img" aria-labelledby="on-time-title on-time-desc"' in page
    assert "March 2026: 86%" in page
    assert "style=" not in page


def test_the_file_has_a_name_and_keeps_back_what_the_page_does(counted: House) -> None:
    for who, parks in (
        ("tess", ["2026-03", "Parks", "1", "0"]),
        ("bel", ["2026-03", "Parks"] + ["fewer than 5"] * 2),
    ):
        answered = counted.browser(who).get(counted.at("figures.csv?from=2026-03&to=2026-03"))
        name = f"figures-{counted.cast.council.slug}-2026-03-to-2026-03.csv"
        assert answered["Content-Disposition"] == f'attachment; filename="{name}"'
        rows = list(csv.reader(io.StringIO(answered.content.decode("utf-8-sig"))))
        assert parks in rows


def test_no_spreadsheet_runs_a_cell() -> None:
    for risky in ("=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", " =cmd|' /C calc'!A0", "＝1"):
        assert harmless(risky).startswith("'")
    assert harmless("Parks – north") == "Parks – north"
    answered = csv_file("a.csv", ["Service"], [["=HYPERLINK(1)"]])
    assert answered.content.decode("utf-8-sig").splitlines()[1] == '"\'=HYPERLINK(1)"'


def test_a_picture_escapes_what_it_draws() -> None:
    drawn = bars("x", "<b>", "a & b", [Bar("<i>", None, "none"), Bar("May", 1, "100%")])
    assert "<b>" not in drawn
    assert "&lt;i&gt;" in drawn
    assert drawn.count("<rect") == 1
