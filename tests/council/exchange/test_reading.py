"""Files as councils have them are read line by line, and what cannot be read is reported, never guessed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.council.exchange import councillors, moderngov, officers, popolo
from comity.council.exchange.names import same_name, split_name
from comity.council.exchange.rows import CannotRead, Unread

XML = """<?xml version="1.0" encoding="utf-8"?>
<councillorsbyward><wards><ward><wardtitle>Castle</wardtitle><councillors>
<councillor><councillorid>7</councillorid><fullusername>Councillor Ada  Byron OBE, JP</fullusername>
<politicalpartytitle>Independent</politicalpartytitle>
<workaddress><line1>Town Hall</line1><email> Ada.Byron@netherby.example </email></workaddress>
<homeaddress><line1>1 Secret Street</line1><email>home@private.example</email></homeaddress>
<termsofoffice>
<termofoffice><startdate>05/05/2022</startdate><enddate>09/05/2026</enddate></termofoffice>
<termofoffice><startdate>09/05/2026</startdate><enddate>unspecified</enddate></termofoffice>
<termofoffice><startdate>soon</startdate><enddate>later</enddate></termofoffice>
</termsofoffice></councillor>
<councillor><councillorid>8</councillorid><fullusername>Councillor Vacancy</fullusername></councillor>
<councillor><councillorid>9</councillorid></councillor>
</councillors></ward></wards></councillorsbyward>"""


def test_modern_gov_tells_of_a_member_with_terms_and_honours():
    told = moderngov.read(XML.encode())
    (ada,) = told.rows
    assert (ada.title, ada.name, ada.honours) == ("Councillor", "Ada Byron", "OBE, JP")
    assert (ada.ward, ada.group, ada.email, ada.source) == (
        "Castle",
        "Independent",
        "ada.byron@netherby.example",
        "moderngov:7",
    )
    assert ada.terms == ((date(2022, 5, 5), date(2026, 5, 9)), (date(2026, 5, 9), None))
    assert [(one.line, one.why) for one in told.unread] == [
        (10, "these are not dates"),
        (12, "the seat is vacant"),
        (13, "there is no name"),
    ]


def test_a_home_address_is_not_even_held_while_reading():
    assert "Secret" not in repr(moderngov._tree(XML.encode()))
    assert "Town Hall" in repr(moderngov._tree(XML.encode()))
    told = moderngov.read(XML.replace("<email> Ada.Byron@netherby.example </email>", "").encode())
    assert told.rows[0].email == ""


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b'<!DOCTYPE x [<!ENTITY a "b">]><councillorsbyward>&a;</councillorsbyward>', "document type"),
        (b"<councillorsbyward><wards>", "Line 1: this is not XML"),
        (b"<html></html>", "begins with <html>"),
        (b"  ", "empty"),
        (b"<a>" * 50, "nested too deeply"),
        (b"\xff\xfe<", "not XML"),
    ],
)
def test_xml_that_is_not_ours_is_refused_with_what_to_do(data, why):
    with pytest.raises(CannotRead, match=why):
        moderngov.read(data)


@given(st.binary(max_size=300))
def test_no_bytes_whatever_break_a_reader(data):
    for read in (moderngov.read, councillors.read, popolo.read, lambda one: officers.read(one, frozenset())):
        try:
            read(data)
        except CannotRead as error:
            assert str(error)


def test_open_council_datas_columns_are_known():
    told = councillors.read(
        b"Council,Ward Name,Councillor Name,Next Election,Party Name\r\n"
        b"Netherby,Castle,Cllr. Ada Byron,2027,Independent\r\n"
        b'Netherby,Castle,"Turing, Alan",2027,Labour\r\n'
    )
    assert [(row.name, row.ward, row.group) for row in told.rows] == [
        ("Ada Byron", "Castle", "Independent"),
        ("Alan Turing", "Castle", "Labour"),
    ]
    assert told.unread == ()


def test_a_spreadsheet_saved_in_an_old_encoding_with_semicolons_is_read():
    told = councillors.read(
        "Surname;Forename;Division;Email\nO’Boyle;Zoë;Upper;not an address\n".encode("cp1252")
    )
    assert told.rows[0].name == "Zoë O’Boyle"
    assert told.unread == (Unread(2, "Zoë O’Boyle: not an address", "this is not an e-mail address"),)


def test_lines_that_cannot_be_read_are_reported_by_number_and_reason():
    told = councillors.read(
        b"Name,Ward,Home Address,Elected\n"
        b"Ada Byron,Castle,1 Secret Street,32/13/2024\n"
        b"\n"
        b",Castle,,\n"
        b"Bo Peep,,,\n"
        b"VACANT,Castle,,\n"
        b"Alan Turing,Castle,Bletchley,2024-05-02,and more,\n"
    )
    assert [row.name for row in told.rows] == ["Ada Byron"]
    assert "Secret" not in repr(told)
    assert [(one.line, one.why.split(":")[0]) for one in told.unread] == [
        (2, "this is not a date"),
        (4, "there is no name"),
        (5, "there is no ward"),
        (6, "the seat is vacant"),
        (7, "it has 6 cells and the heading 4"),
    ]


def test_a_file_without_a_ward_column_says_which_columns_it_has():
    with pytest.raises(CannotRead, match="no column for ward; the columns are: Name, Party"):
        councillors.read(b"Name,Party\nAda,Labour\n")


def test_officers_are_read_with_their_posts_and_a_vacancy_is_not_a_person():
    told = officers.read(
        b"Name,Email,Post role,Title,Directorate,Service,Reports to\n"
        b"Sam Jones,sam@netherby.example,Head of Service,Head of Highways,Place,Highways,Director of Place\n"
        b"Vacant,,director,Director of Place,Place,,\n"
        b"Kim Li,kim@netherby.example,wizard,Engineer,Place,Highways,Head of Highways\n"
        b"Lee Roe,lee@netherby.example,,,Place,,\n",
        frozenset({"head_of_service", "director"}),
    )
    assert [(row.post, row.role, row.name, row.reports_to) for row in told.rows] == [
        ("Head of Highways", "head_of_service", "Sam Jones", "Director of Place"),
        ("Director of Place", "director", "", ""),
        ("Engineer", "", "Kim Li", "Head of Highways"),
    ]
    assert [(one.line, one.why) for one in told.unread] == [
        (4, "the vocabulary has no such post"),
        (5, "there is no title of a post"),
    ]


def test_popolo_tells_the_ward_by_area_and_the_group_by_organization():
    told = popolo.read(
        b"""{"persons": [{"id": "p1", "name": "Cllr Ada Byron", "contact_details":
              [{"type": "address", "value": "1 Secret Street"},
               {"type": "email", "value": "Ada@netherby.example"}]},
             {"id": "p2", "name": "Nobody Anywhere"}, {"id": "p3"}],
            "organizations": [{"id": "g", "name": "Labour", "classification": "party"}],
            "areas": [{"id": "w", "name": "Castle"}],
            "memberships": [{"person_id": "p1", "area_id": "w", "start_date": "2023-05-08"},
                            {"person_id": "p1", "organization_id": "g"}]}"""
    )
    (ada,) = told.rows
    assert (ada.name, ada.ward, ada.group, ada.email) == (
        "Ada Byron",
        "Castle",
        "Labour",
        "ada@netherby.example",
    )
    assert ada.terms == ((date(2023, 5, 8), None),)
    assert [one.line for one in told.unread] == [2, 3]


@pytest.mark.parametrize("data", [b"[1]", b"{}", b"not json", b'{"persons": 3}'])
def test_json_that_is_not_popolo_is_refused(data):
    with pytest.raises(CannotRead, match=r"persons|not JSON"):
        popolo.read(data)


@pytest.mark.parametrize(
    ("written", "title", "name", "honours"),
    [
        ("Councillor David Kershaw  CBE, JP", "Councillor", "David Kershaw", "CBE, JP"),
        ("Councillor Dr Randhir Auluck", "Councillor Dr", "Randhir Auluck", ""),
        ("Byron, Ada", "", "Ada Byron", ""),
        ("Cllr", "", "Cllr", ""),
        ("Mr. John O'Boyle J.P.", "Mr.", "John O'Boyle J.P.", ""),
        ("The Right Honourable the Lord Mayor", "The Right Honourable the Lord", "Mayor", ""),
    ],
)
def test_names_are_split_into_title_name_and_honours(written, title, name, honours):
    assert (split_name(written).title, split_name(written).name, split_name(written).honours) == (
        title,
        name,
        honours,
    )


def test_two_ways_of_writing_a_name_are_the_same_person():
    assert same_name("Cllr. Ada M. Byron OBE", "ADA M BYRON")
    assert not same_name("Ada Byron", "Ada Lovelace")


@pytest.mark.corpus
def test_a_real_modern_gov_answer_is_read_whole(corpus):
    told = moderngov.read((corpus / "data" / "moderngov-coventry-2014.xml").read_bytes())
    assert len(told.rows) == 53
    assert told.unread == ()
    assert len({row.ward for row in told.rows}) == 18
    assert {row.title for row in told.rows} == {"Councillor", "Councillor Dr"}
    assert sorted({row.honours for row in told.rows}) == ["", "CBE, JP", "OBE"]


@pytest.mark.corpus
def test_a_real_list_of_councillors_is_read_whole(corpus):
    told = councillors.read((corpus / "data" / "councillors-trafford.csv").read_bytes())
    assert len(told.rows) == 62
    assert told.unread == ()
    assert all(row.email and row.source.startswith("moderngov:") for row in told.rows)
