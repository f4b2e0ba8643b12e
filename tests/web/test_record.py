"""The pages of the record: what proves it for everybody, and what is kept or erased by whoever may."""

from __future__ import annotations

import csv
import io
import json
import re
import secrets
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

from comity.council.context import within
from comity.matters import handles, heads
from comity.matters.models import Entry, Erasure, Prose, Statement, Witness
from tests.cast import at
from tests.record.business import difference, verifier
from tests.web.conftest import hidden
from tests.web.desks import House, Housing, text

REASON = {"reason": "The audit committee asked for it."}


@pytest.fixture(autouse=True)
def _signing(tmp_path: Path) -> Iterator[None]:
    with override_settings(COMITY_RECORD_KEY=secrets.token_hex(32), COMITY_FILES=str(tmp_path)):
        yield


def state(house: House) -> Statement:
    with within(house.cast.council, system=True):
        return heads.state(house.cast.council, at=house.moment)


def answered(house: House, reference: str) -> None:
    house.do("dot", f"m/{reference}/answer", whole="whole", personal="none", answer="Ring Wilma Oakes.")


def handle(house: House, reference: str, place: int) -> str:
    with within(house.cast.council, system=True):
        return str(handles.of(Entry.objects.get(matter__reference=reference, ordinal=place)))


def test_everybody_of_the_council_finds_the_record_from_any_page(housing: Housing) -> None:
    house = housing()
    made = state(house)
    page = house.browser("bel").get(house.at("desk")).content.decode()
    assert f'href="/c/{house.cast.council.slug}/record"' in page
    said = house.read("bel", "record")
    assert heads.digest(made.text)[:16] in said
    assert "Nobody is sent them yet" in said
    assert "Keeping it" not in said
    assert "Keeping it" in house.read("tess", "record")


def test_statements_are_published_to_anybody_and_show_nothing(housing: Housing, browser: Any) -> None:
    house = housing()
    reference = house.ask()
    made, slug = state(house), house.cast.council.slug
    page = browser.get(f"/statements/{slug}")
    assert page.status_code == 200
    assert heads.digest(made.text) in text(page)
    assert reference not in page.content.decode()
    one = browser.get(f"/statements/{slug}/1")
    assert json.loads(one.content) == heads.shown(made)
    assert browser.get(f"/statements/{slug}/all").content == one.content + b"\n"
    for nothing in (f"/statements/{slug}/2", "/statements/no-such-council", "/statements/no-such-council/1"):
        assert browser.get(nothing).status_code == 404


def test_those_who_handle_a_matter_have_its_record_and_nobody_else(housing: Housing) -> None:
    house = housing()
    reference = house.ask()
    held = heads.shown(state(house))
    made = house.browser("dot").get(house.at(f"m/{reference}/record"))
    assert made["Content-Type"] == "application/zip"
    assert difference(made.content, held) == ""
    assert "ZIP" in house.read("dot", f"m/{reference}")
    assert "ZIP" not in house.read("ada", f"m/{reference}")
    for who in ("ada", "pam", "mo"):
        house.read(who, f"m/{reference}/record", status=404)


def test_words_are_erased_by_two_people_in_the_browser(housing: Housing) -> None:
    house = housing()
    reference = house.ask()
    answered(house, reference)
    asking = {"entries": handle(house, reference, 2), "authority": "erasure_right", "reason": "She asked."}
    house.do("ada", f"m/{reference}/erasing", status=422, authority="erasure_right")
    house.do("ada", f"m/{reference}/erasing", **asking)
    for who in ("ada", "tess", "dot", "cass"):
        house.read(who, "record/erasures", status=404)
    assert "She asked." in house.read("mo", "record/erasures")
    with within(house.cast.council, system=True):
        number = handles.of(Erasure.objects.get())
    house.do("mo", f"record/erasures/{number}", decision="yes")
    for who in ("ada", "dot"):
        said = house.read(who, f"m/{reference}")
        assert "Wilma" not in said
        assert "What was said here has been erased." in said
        assert "Erased what was said, under authority" in said
    assert "Nothing waits for you" in house.read("mo", "record/erasures")
    house.read("mo", f"record/erasures/{number}", status=302)
    assert house.steps(reference) == ["ask", "answer", "erase"]


def test_a_proposal_that_is_refused_erases_nothing(housing: Housing) -> None:
    house = housing()
    reference = house.ask()
    house.do("ada", f"m/{reference}/erasing", entries=handle(house, reference, 1), authority="unlawful")
    with within(house.cast.council, system=True):
        number = handles.of(Erasure.objects.get())
    house.do("mo", f"record/erasures/{number}", decision="no")
    assert house.steps(reference) == ["ask"]
    assert "When will it be mended?" in house.read("ada", f"m/{reference}")


def test_what_is_due_is_listed_with_the_reason_and_disposed_of_by_a_person(housing: Housing) -> None:
    house = housing()
    reference = house.ask()
    answered(house, reference)
    number = house.matter(reference).pk
    assert "Nothing that you may see is due" in house.read("tess", "record/retention")
    house.read("tess", "record/retention/dispose", status=409)
    house.do("tess", "record/retention/enquiry", months="1", whose="Full Council", **REASON)
    house.do("tess", "record/retention/enquiry", status=422, months="soon", whose="Full Council", **REASON)
    house.later("2026-05-01 09:00")
    said = house.read("tess", "record/retention")
    assert "The council’s own: Full Council" in said
    assert "1 months after closing" in said
    house.read("ada", "record/retention", status=404)
    house.do("tess", "record/retention/dispose", matters=str(handles.of(house.matter(reference))))
    with within(house.cast.council, system=True):
        kept = Prose.objects.filter(entry__matter=number, words__isnull=False)
        assert [one.entry.step for one in kept.select_related("entry")] == ["erase"]
    assert "retention schedule" in house.read("ada", f"m/{reference}")


def test_what_is_said_about_somebody_comes_as_a_file_with_others_marked(housing: Housing) -> None:
    house = housing()
    reference = house.ask(question="Wilma Oakes met Joe Example. =HYPERLINK(1) <script>alert(1)</script>")
    typed = {"who": "Wilma Oakes", "authority": "access_right"}
    house.read("ada", "record/subject-access", status=404)
    house.do("tess", "record/subject-access", status=422, who="W", authority="access_right")
    made = house.do("tess", "record/subject-access", status=200, **typed)
    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        index = archive.read("index.html").decode()
        rows = list(csv.DictReader(io.StringIO(archive.read("index.csv").decode("utf-8-sig"))))
    assert "<mark>Joe Example</mark>" in index
    assert "<script>" not in index
    assert {row["May be about others"] for row in rows} >= {"Joe Example"}
    assert reference.replace("-", "") in {row["Reference"].replace("-", "") for row in rows}


def test_administrators_name_witnesses_and_nobody_else(housing: Housing) -> None:
    house = housing("cottingham")
    state(house)
    typed = {"who": "County association", "email": "county@example.org"}
    house.do("clive", "record/witness", status=422, **{**typed, "email": "nowhere"}, **REASON)
    house.do("clive", "record/witness", **typed, **REASON)
    house.do("clive", "record/hours", hours="12", **REASON)
    assert "Every 12 hours" in house.read("ada", "record")
    assert "County association" in house.read("ada", "record")
    assert "county@example.org" not in house.read("ada", "record")
    with within(house.cast.council, system=True):
        number = Witness.objects.get().pk
    for page in ("record/witness", "record/hours", f"record/witness/{number}/end"):
        house.read("ada", page, status=404)
    house.do("clive", f"record/witness/{number}/end", **REASON)
    assert "Nobody is sent them yet" in house.read("clive", "record")
    house.read("clive", f"record/witness/{number}/end", status=404)


def test_an_erased_file_is_not_handed_out(housing: Housing) -> None:
    house = housing()
    letter = SimpleUploadedFile("Wilma.txt", b"Dear Councillor", content_type="text/plain")
    reference = house.ask(files=letter)  # type: ignore[arg-type]
    matter = house.matter(reference)
    with within(house.cast.council, system=True):
        file = handles.of(matter.documents.get())
    house.do("ada", f"m/{reference}/erasing", entries=handle(house, reference, 1), authority="unlawful")
    with within(house.cast.council, system=True):
        number = handles.of(Erasure.objects.get())
    house.do("mo", f"record/erasures/{number}", decision="yes")
    assert "A file that was attached has been erased" in house.read("ada", f"m/{reference}")
    answer = house.browser("ada").get(house.at(f"m/{reference}/file/{file}"))
    assert "This file has been erased" in text(answer)
    assert b"Dear Councillor" not in answer.content


def test_the_key_on_the_page_is_the_key_of_the_statements(housing: Housing) -> None:
    house = housing()
    made = state(house)
    key = heads.key_of(made)
    assert key in house.read("ada", "record")
    assert verifier().signed(key, made.text.encode(), made.signature)
    assert at("2026-03-09 10:00") == house.moment


def test_no_number_on_a_page_tells_how_much_there_is_that_one_may_not_see(housing: Housing) -> None:
    """The Member's pages are the same in their numbers whether an officer noted nothing or three times."""
    house = housing()
    reference = house.ask()
    pages = (f"m/{reference}", f"m/{reference}/erasing", f"m/{reference}/add")
    before = [numbers(house, page) for page in pages]
    for words in ("First.", "Second.", "Third."):
        house.do("dot", f"m/{reference}/note", words=words)
    assert [numbers(house, page) for page in pages] == before
    house.do("ada", f"m/{reference}/add", words="One more thing.")
    anchors = re.findall(r'id="entry-(\d+)"', house.browser("ada").get(house.at(pages[0])).content.decode())
    assert len(anchors) == 2
    assert all(int(one) > 1000 for one in anchors), "a small number counts entries"


def numbers(house: House, page: str) -> list[str]:
    """Every value, anchor and address of a page for Ada but its keys, which are new each time."""
    sent = house.browser("ada").get(house.at(page)).content.decode()
    sent = re.sub(r'name="(?:csrfmiddlewaretoken|form_key)" value="[^"]*"', "", sent)
    return re.findall(r'(?:value|id|href|name)="([^"]*)"', sent)


def test_a_form_of_one_matter_is_no_form_of_another(housing: Housing) -> None:
    """The key of a form that proposes to erase belongs to the matter, not only to the step."""
    house = housing()
    one, other = house.ask(), house.ask(title="Another lamp")
    browser = house.browser("ada")
    form = hidden(browser.get(house.at(f"m/{one}/erasing")))
    typed = {"entries": handle(house, other, 1), "authority": "unlawful"}
    swapped = browser.post(house.at(f"m/{other}/erasing"), {**form, **typed})
    assert swapped.status_code == 409
    assert "made for somebody or something else" in text(swapped)
    with within(house.cast.council, system=True):
        assert not Erasure.objects.exists()
