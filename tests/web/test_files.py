"""Files come back as downloads, to those who may read the entry they came with, and to nobody else."""

from __future__ import annotations

import re

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.web.conftest import hidden
from tests.web.desks import QUESTION, House, Housing, text

PDF = b"%PDF-1.7\n<script>alert(1)</script>"


def _attached(here: House, who: str, page: str, name: str, content: bytes, **typed: str) -> None:
    browser = here.browser(who)
    form = hidden(browser.get(here.at(page))) | typed
    sent = browser.post(here.at(page), form | {"files": SimpleUploadedFile(name, content)})
    assert sent.status_code == 302, text(sent)


def _link(here: House, who: str, page: str, name: str) -> str:
    said = here.browser(who).get(here.at(page)).content.decode()
    found = re.search(rf'href="([^"]+)" download>{re.escape(name)}<', said)
    assert found, f"{who} is not offered {name}"
    return found.group(1)


def test_a_file_is_a_download_whatever_is_in_it(housing: Housing) -> None:
    here = housing()
    page = f"m/{here.ask()}"
    _attached(here, "ada", f"{page}/add", 'Plan "A" – über.pdf', PDF, words="See the plan.")
    got = here.browser("dot").get(_link(here, "dot", page, "Plan &#34;A&#34; – über.pdf"))
    assert got.status_code == 200
    assert got.content == PDF
    assert got["Content-Type"] == "application/pdf"
    assert got["Content-Disposition"].startswith("attachment; filename")
    assert "\n" not in got["Content-Disposition"]
    assert got["X-Content-Type-Options"] == "nosniff"
    assert got["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert got["Cache-Control"] == "no-store"


def test_who_may_not_read_the_entry_does_not_get_its_file(housing: Housing) -> None:
    here = housing()
    page = f"m/{here.ask()}"
    _attached(here, "dot", f"{page}/note", "stock.txt", b"three left", words="From the depot.")
    link = _link(here, "dot", page, "stock.txt")
    nothing = here.browser("ada").get(here.at(f"{page}/file/999999")).content
    for stranger in ("ada", "sue", "dee"):
        answered = here.browser(stranger).get(link)
        assert (answered.status_code, answered.content) == (404, nothing)
    assert here.browser("tess").get(link).content == b"three left"


def test_what_may_not_be_attached_is_refused_and_the_words_stay(housing: Housing) -> None:
    here = housing()
    ada = here.browser("ada")
    for name, content, why in (
        ("run.exe", b"MZ", "cannot be attached"),
        ("scan.pdf", b"MZ", "is not what its name says"),
        ("empty.txt", b"", "is empty"),
    ):
        form = hidden(ada.get(here.at("ask"))) | QUESTION
        refused = ada.post(here.at("ask"), form | {"files": SimpleUploadedFile(name, content)})
        assert refused.status_code == 422
        assert why in text(refused)
        assert QUESTION["question"] in refused.content.decode()
