"""The letters to somebody outside, as a mail server gets them: a link to one address, a code to another."""

from __future__ import annotations

import re

from django.test import override_settings

from comity.council.context import within
from comity.matters import admissions, doorway
from comity.matters.models import Admission, Letter
from comity.worker.post import by_smtp
from comity.worker.rounds import go_round
from tests.cast import at
from tests.matters.test_outside import FIRST, SECOND, parish, raise_it
from tests.worker.conftest import Catcher

WHEN = "2026-03-09 10:01"


def test_link_and_code_go_out_each_by_itself_and_open_it_together(catcher: Catcher) -> None:
    cast = parish(second=SECOND)
    raise_it(cast)
    with override_settings(COMITY_ADDRESS="https://comity.example.gov.uk/"):
        go_round(
            by_smtp(catcher.server), sender="comity@example.org", now=lambda: at(WHEN), only=cast.council.slug
        )
    (first,), (second,) = catcher.to(FIRST), catcher.to(SECOND)
    bodies = {one["To"]: one.get_content() for one in (first, second)}
    link = re.findall(r"https://\S+", bodies[FIRST])
    assert len(link) == 1
    assert link[0].startswith(f"https://comity.example.gov.uk/c/{cast.council.slug}/outside/")
    code = re.findall(r"\b\w{4}-\w{4}-\w{4}\b", bodies[SECOND])
    assert len(code) == 1
    assert code[0] not in bodies[FIRST]
    assert "https://" not in bodies[SECOND]
    for message in (first, second):
        whole = message.as_string()
        assert not any(name in whole for name in ("Clive", "Dee", "shouted", "concern"))
        assert message["Bcc"] is None is message["Cc"]
    with within(cast.council, system=True):
        kept = " ".join(Letter.objects.values_list("body", flat=True))
        assert link[0] not in kept
        assert code[0] not in kept
        assert Letter.objects.filter(sent=None).count() == 0
        token = link[0].rpartition("/")[2]
        assert doorway.open_by(token, code[0], at=at(WHEN)) == Admission.objects.get()


def test_on_a_host_of_the_councils_own_the_link_leads_there() -> None:
    cast = parish()
    cast.council.host = "comity.anytown.example"
    assert admissions.address(cast.council, "token") == "https://comity.anytown.example/outside/token"
