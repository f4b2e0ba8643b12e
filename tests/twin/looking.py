"""Looking at one twin: what each page answers, without what differs from one showing to the next anyway."""

from __future__ import annotations

import logging
import random
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from html import unescape
from io import BytesIO, StringIO
from typing import NamedTuple

from django.core import signing

from comity.council.context import within
from comity.matters import references, subject_access
from comity.matters.models import Document, Entry, Letter, Matter
from comity.web.forms import keys
from comity.web.logs import IdsOnly
from tests.oracle.people import CITY, PARISH, PEOPLE
from tests.oracle.probing import Asker
from tests.oracle.scene import Scene

CHANCE: Mapping[str, str] = {
    r'name="csrfmiddlewaretoken" value="[^"]*"': "the mark that a form is ours, drawn anew for each page",
    r"(?<=/file/)\d{6,}": "the number of a file: a keyed digest of its row's number, chance without the key",
    r"(?<=entry-)\d{6,}": "the number of an entry where it is such a digest",
    r'"digest":"[0-9a-f]{64}"|"previous":"[0-9a-f]{64}"': "what a statement commits to, under a salt that is "
    "drawn for it and published nowhere: a digest of nothing new is another one each day",
    r'"signature":"[^"]*"': "the signature on that digest",
    r"(<code>)?[0-9a-f]{64}|<code>[0-9a-f]{16}": "the digest of that statement, or its beginning",
    r"Content-Length: \d+": "how long the page is with all of these; without them it is compared itself",
    r"__Host-comity-form=\w+": "the cookie against which a form's mark is checked, drawn for each browser",
    r"expires=[^;\n]*|Expires: [^\n]*": "when a cookie or a page of signing in ends, from this second",
}
"""What differs from one showing of a page to the next, and why. Nothing else may.

A form's key is not left out but opened: for whom, of what and for which step it is must be the same; only
what makes it unique, and the second at which it was signed, are left out.
"""

FORM_KEY = re.compile(r'name="form_key" value="([^"]*)"')
_DRAWN = random.Random("life")  # noqa: S311 - as the matter of `sealing.live` is drawn
_BODY = "".join(_DRAWN.choice(references.ALPHABET) for _ in range(references.LENGTH))
NEW = _BODY + references.check(_BODY)
"""The reference of what was asked in both."""


class Page(NamedTuple):
    """Somebody opens an address; `name` is that of the route."""

    who: str
    address: str
    name: str


Seen = dict[Page, tuple[int, str, str]]


def look(asker: Asker, asked: Iterable[Page]) -> Seen:
    """What each page answers: status, headers and cookies, and every byte of the page."""
    seen = {}
    for page in asked:
        answer = asker.browser(page.who).get(page.address, secure=True)
        head = "\n".join(f"{name}: {value}" for name, value in sorted(answer.items()))
        if answer["Content-Type"] == "application/zip":  # what is in it, and not how small that became
            body = repr(_unpacked(answer.content))
        else:
            body = answer.content.decode("latin-1")
        seen[page] = (answer.status_code, bare(head + answer.cookies.output()), bare(body))
    return seen


def bare(text: str) -> str:
    """A text without what differs by chance."""
    text = FORM_KEY.sub(lambda found: f'form_key="{_opened(found.group(1))}"', text)
    for pattern in CHANCE:
        text = re.sub(pattern, "", text)
    return text


def apart(one: Seen, other: Seen) -> list[tuple[Page, str]]:
    """The pages that differ, each with where it begins."""
    return [(page, _first(one[page], other[page])) for page in one if one[page] != other[page]]


def letters(scene: Scene, whose: Iterable[str]) -> list[tuple[str, ...]]:
    """Every letter to these people: to whom, what it says, and what came of it, in the order of its queue."""
    found = []
    for council in (CITY, PARISH):
        here = [who for who in whose if council in PEOPLE[who].councils]
        people = [scene.person(council, who) for who in here]
        with within(scene.council(council), system=True):
            rows = Letter.objects.filter(person__in=people).order_by("queued", "pk")
            fields = ("person__name", "kind", "subject", "body", "queued", "sent", "held_why", "dropped_why")
            found += [tuple(map(str, row)) for row in rows.values_list(*fields)]
    return found


def gathered(asker: Asker, who: str, about: str) -> dict[str, str]:
    """What is gathered for somebody who asks for what is kept about them."""
    scene, browser = asker.scene, asker.browser(who)
    page = f"/c/{scene.council(CITY).slug}/record/subject-access"
    form = browser.get(page, secure=True).content.decode()
    key = FORM_KEY.search(form)
    person = scene.person(CITY, about)
    assert key is not None
    assert person is not None
    why = subject_access.AUTHORITIES[0][0]
    sent = {keys.NAME: unescape(key.group(1)), "who": person.name, "others": person.email, "authority": why}
    answer = browser.post(page, sent, secure=True)
    return _unpacked(answer.content)


def last_numbers(scene: Scene) -> dict[str, int]:
    """The number of the last row of each kind that life makes, as the database numbers them."""
    kinds = (Matter, Entry, Letter, Document)
    with within(scene.council(CITY), system=True):
        return {kind.__name__: kind.objects.latest("pk").pk for kind in kinds}


@contextmanager
def log() -> Iterator[StringIO]:
    """Everything that is logged, as the product writes it, without the time."""
    written = StringIO()
    handler = logging.StreamHandler(written)
    plain = IdsOnly()
    plain._style._fmt = "%(levelname)s %(name)s: %(message)s"
    handler.setFormatter(plain)
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    try:
        yield written
    finally:
        root.setLevel(before)
        root.removeHandler(handler)


def _unpacked(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(BytesIO(content)) as packed:
        return {one: bare(packed.read(one).decode("latin-1")) for one in sorted(packed.namelist())}


def _opened(key: str) -> str:
    return str(signing.loads(unescape(key), salt=keys.SALT)[:3])


def _first(one: tuple[int, str, str], other: tuple[int, str, str]) -> str:
    """Where two answers begin to differ."""
    first, second = "\n".join(map(str, one)), "\n".join(map(str, other))
    pairs = enumerate(zip(first, second, strict=False))
    place = next((at for at, (a, b) in pairs if a != b), min(len(first), len(second)))
    return f"{first[max(0, place - 60) : place + 60]!r} and {second[max(0, place - 60) : place + 60]!r}"
