"""What leaves Comity by a page: a sealed matter for those who handle it, a whole council for nobody."""

from __future__ import annotations

import io
import zipfile

from django.test import override_settings

from comity.council.context import within
from tests.web.desks import House, Housing
from tests.web.test_concern import raise_about

SECRET = "shouted at me"


def test_the_whole_record_is_a_command_and_no_page(housing: Housing) -> None:
    house: House = housing("borough-27")
    with within(house.cast.council, system=True):
        house.cast.officer("amy", "administrator", title="Systems Administrator")
    reference = raise_about(house, "ada", "amy")
    for page in (f"m/{reference}/record", "export", "record/export", "settings/export"):
        assert house.browser("amy").get(house.at(page)).status_code == 404, page
    sent = house.browser("amy").get(house.at("settings/popolo.json")).content.decode()
    assert reference not in sent
    assert SECRET not in sent


def test_the_record_of_a_sealed_matter_is_for_those_who_handle_it(housing: Housing) -> None:
    house = housing("borough-27")
    reference = raise_about(house, "ada", "hal")
    with override_settings(COMITY_RECORD_KEY="ab" * 32):
        for who in ("hal", "ada", "mo", "tess", "cass", "bel"):
            house.read(who, f"m/{reference}/record", 404)
        made = house.browser("dot").get(house.at(f"m/{reference}/record"))
    assert made.status_code == 200
    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        assert [name for name in archive.namelist() if name.startswith("matters/")] == [
            f"matters/{reference}.json"
        ]
