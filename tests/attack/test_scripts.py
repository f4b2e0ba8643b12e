"""Trying to smuggle: script in every text, formulas in spreadsheets, lines in the heads of letters."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from comity.council.context import within
from comity.council.models import Person, Service, Ward
from comity.matters import handles
from comity.matters.models import Document, Letter
from comity.worker.message import BadAddress, message
from tests.attack.conftest import with_password
from tests.web.conftest import Browser, hidden
from tests.web.desks import House

SCRIPT = "<script>alert(1)</script>"
NASTY = f"\"'>{SCRIPT}<img src=x onerror=alert(2)>{{{{7*7}}}}</textarea></title>"
FORMULAS = ("=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1", "=cmd|' /C calc'!A0")


class Tags(HTMLParser):
    """What a browser would make of a page: anything that could run."""

    def __init__(self) -> None:
        super().__init__()
        self.runs: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a script without a file of ours, a picture, and an attribute that runs."""
        said = dict(attrs)
        ours = tag == "script" and str(said.get("src", "")).startswith("/static/")
        if (tag in {"script", "img", "iframe", "object", "b"} and not ours) or any(
            n[:2] == "on" for n in said
        ):
            self.runs.append(f"{tag} {attrs}")
        if any(
            str(value).strip().lower().startswith(("javascript:", "data:text")) for value in said.values()
        ):
            self.runs.append(f"{tag} {attrs}")


def _inert(answer: Any, where: str) -> None:
    tags = Tags()
    tags.feed(answer.content.decode())
    assert tags.runs == [], where
    assert "unsafe" not in answer["Content-Security-Policy"], where


def _rename(house: House) -> None:
    """Names as bad as a table could ever hold."""
    with within(house.cast.council, system=True):
        for person in house.cast.people.values():
            Person.objects.filter(pk=person.pk).update(name=f"{person.name} {NASTY}", title="Cllr <b>")
        for kind in (Ward, Service):
            for row in kind.objects.all():
                kind.objects.filter(pk=row.pk).update(name=f"{row.pk}{NASTY}"[:100])


def test_script_stored_in_every_text_is_shown_as_text_on_every_page(city: House) -> None:
    _rename(city)
    case = {"topic": "casework", "constituent": NASTY, "lives_in_members_ward": "yes"}
    case |= {"says_represents_them": "yes", "necessary_for_complaint": "yes"}
    ward = str(city.cast.wards["north"].pk)
    reference = city.ask("bel", title=NASTY, question=NASTY, share="ward", ward=ward, **case)
    city.do("dot", f"m/{reference}/acknowledge", words=NASTY)
    city.do("dot", f"m/{reference}/note", words=NASTY)
    city.do("dot", f"m/{reference}/ask_more", words=NASTY)
    city.do("bel", f"m/{reference}/tell_more", words=NASTY)
    date = {"new_date-day": "16", "new_date-month": "3", "new_date-year": "2026"}
    city.do("dot", f"m/{reference}/hold", reason=NASTY, owner=NASTY, **date)
    city.do("tess", f"m/{reference}/convert", kind="complaint", reason=NASTY)
    city.do("dot", f"m/{reference}/hand_over", post=str(city.cast.posts["joe"].pk), reason=NASTY)
    answer = {"whole": "in_part", "left": NASTY, "personal": "none", "answer": NASTY}
    for who in ("bel", "joe", "tess", "cy"):
        pages = (
            "desk",
            "register",
            f"m/{reference}",
            "search?q=alert",
            "people",
            "figures",
            "start",
            "ask",
            "log",
        )
        steps = ("answer", "add", "hold", "hand_over", "pass_on", "share", "note", "convert")
        for page in (*pages, *(f"m/{reference}/{step}" for step in steps)):
            _inert(city.browser(who).get(city.at(page)), f"{who} {page}")
    city.do("joe", f"m/{reference}/answer", **answer)
    for person in city.cast.people.values():
        _inert(city.browser("bel").get(city.at(f"people/{person.pk}")), "person")
    _inert(city.browser("bel").get(city.at(f"m/{reference}")), "answered")


def test_script_in_what_is_looked_for_or_refused_is_shown_as_text(city: House) -> None:
    for page in ("search", "people", "protocol", "settings/people"):
        _inert(city.browser("bel").get(city.at(page), {"q": NASTY}), page)
    for page in ("register", "compare", "ask-protocol/enquiry.reply", "figures", "protocol/clause"):
        _inert(
            city.browser("bel").get(city.at(page), dict.fromkeys(("sort", "question", "from", "ref"), NASTY)),
            page,
        )
    _inert(
        city.do("bel", "ask", status=422, title=NASTY, question="", topic=NASTY, constituent=NASTY), "refused"
    )
    _inert(city.browser("bel").get(f"/c/{NASTY}/desk"), "address")
    _inert(Browser().get("/account/sign-in", {"next": NASTY}), "sign-in")
    with_password(city, "bel")
    _inert(Browser().fill("/account/sign-in", login=NASTY, password="x"), "sign-in refused")


FILE_NAMES = (
    f"{NASTY}.txt", "a\r\nSet-Cookie: evil=1.txt", 'quo"te;filename=evil.html.txt', "../../etc/passwd.txt",
    "évil\u202etxt.exe.txt", "a\nb.txt", "..\\..\\boot.txt",
)  # fmt: skip


def _multipart(fields: dict[str, str], name: str, content: bytes) -> tuple[bytes, str]:
    """A form with a file whose name is whatever a raw client cares to send."""
    line = "zqboundary"
    parts = [
        f'--{line}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
        for key, value in fields.items()
    ]
    head = f"Content-Disposition: form-data; name=\"files\"; filename*=UTF-8''{quote(name, safe='')}"
    parts.append(f"--{line}\r\n{head}\r\nContent-Type: text/plain\r\n\r\n".encode() + content + b"\r\n")
    return b"".join([*parts, f"--{line}--\r\n".encode()]), f"multipart/form-data; boundary={line}"


@pytest.mark.parametrize("name", FILE_NAMES)
def test_a_files_name_neither_runs_nor_breaks_the_head_of_its_download(city: House, name: str) -> None:
    browser = city.browser("bel")
    sent = hidden(browser.get(city.at("ask"))) | {
        "topic": "operational", "title": "T", "question": "Q", "share": "nobody", "emergency": "no",
    }  # fmt: skip
    body, kind = _multipart(sent, name, b"<script>alert(1)</script>")
    answer = browser.generic("POST", city.at("ask"), body, kind)
    reference = answer["Location"].rpartition("/")[2]
    with within(city.cast.council, system=True):
        kept = Document.objects.get(matter__reference=reference)
    assert kept.name.isprintable()
    assert "/" not in kept.name and "\\" not in kept.name
    _inert(browser.get(city.at(f"m/{reference}")), name)
    answer = browser.get(city.at(f"m/{reference}/file/{handles.of(kept)}"))
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Type"].partition(";")[0] == "text/plain"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert not {"Set-Cookie", "evil"} & set(answer.headers)
    assert all("\n" not in value and "\r" not in value for value in answer.headers.values())


@pytest.mark.parametrize("kind", ["page.html", "picture.svg", "run.exe", "x.txt.html", "noending", ".txt"])
def test_files_that_a_browser_would_run_are_refused(city: House, kind: str) -> None:
    browser = city.browser("bel")
    sent = hidden(browser.get(city.at("ask"))) | {"topic": "operational", "title": "T", "question": "Q"}
    sent |= {"share": "nobody", "emergency": "no", "files": SimpleUploadedFile(kind, b"\x89PNG<svg/>\x00")}
    assert browser.post(city.at("ask"), sent).status_code == 422


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_of_an_exported_file_is_a_formula(city: House, formula: str) -> None:
    import csv

    with within(city.cast.council, system=True):
        Service.objects.filter(pk=city.cast.services["highways"].pk).update(name=formula)
    city.asked("2026-02-02 10:00", "bel", service=str(city.cast.services["highways"].pk))
    answer = city.browser("tess").get(city.at("figures.csv"))
    rows = list(csv.reader(answer.content.decode("utf-8-sig").splitlines()))
    cells = [cell for row in rows for cell in row]
    assert any(formula.strip() in cell for cell in cells)
    assert not [cell for cell in cells if cell[:1] in set("=+-@\t\r")]
    assert answer["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    "name",
    ["Evil\r\nBcc: all@example.org", "Evil\nX: y", "Evil\u2028Bcc: x@y.example", 'Evil" <x@y.example>, "'],
)
def test_a_name_puts_no_line_into_the_head_of_a_letter(city: House, name: str) -> None:
    city.ask("bel")
    city.cast.council.name = name
    with within(city.cast.council, system=True):
        letter = Letter.objects.order_by("pk")[0]
        letter.subject = f"Something new on {name}"
        made = message(
            city.cast.council, letter, "bel@example.org", sender="comity@example.org", at=city.moment
        )
    head = made.as_bytes().partition(b"\r\n\r\n")[0].decode()
    assert not re.search(r"^(Bcc|Cc|X):", head, re.MULTILINE | re.IGNORECASE)
    assert [address.addr_spec for address in made["To"].addresses] == ["bel@example.org"]
    assert len(made["From"].addresses) == 1


@pytest.mark.parametrize(
    "address",
    ["a@x.example,b@y.example", "a@x.example\r\nBcc: b@y.example", "a@x.example b@y.example", "", "a"],
)
def test_an_address_of_several_readers_is_none(city: House, address: str) -> None:
    city.ask("bel")
    with within(city.cast.council, system=True), pytest.raises(BadAddress):
        letter = Letter.objects.order_by("pk")[0]
        message(city.cast.council, letter, address, sender="comity@example.org", at=city.moment)


def test_a_letter_says_nothing_that_was_said(city: House) -> None:
    """What goes out by mail names no title, no words and no constituent."""
    city.ask("bel", title="zqtitle", question="zqquestion")
    with within(city.cast.council, system=True):
        letters = list(Letter.objects.all())
    assert letters
    assert not [one for one in letters if "zq" in one.subject + one.body]


def test_nul_signs_are_left_out_and_break_nothing(city: House) -> None:
    reference = city.ask("bel", title="a\x00b", question="c\x00d")
    assert "cd" in city.read("bel", f"m/{reference}")
