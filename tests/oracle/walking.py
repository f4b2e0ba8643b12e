"""Walking lists to their end, as a person does: by the link to the next page."""

from __future__ import annotations

import re
from html import unescape

from tests.oracle.probing import Asker

NEXT = re.compile(r'href="([^"]*[?&;]after=[^"]*)"')


def titles_in_register(asker: Asker, council: str, who: str) -> set[str]:
    """The matters that the register names to somebody, on all its pages."""
    return _walked(asker, who, f"/c/{asker.scene.council(council).slug}/register")


def found_by(asker: Asker, council: str, who: str, words: str) -> set[str]:
    """The matters that somebody finds by words."""
    return _walked(asker, who, f"/c/{asker.scene.council(council).slug}/search?q={words}")


def _walked(asker: Asker, who: str, address: str) -> set[str]:
    names = {row.reference: name for name, row in asker.scene.matters.items()}
    found: set[str] = set()
    after = address
    for _ in range(50):
        body = asker.browser(who).get(after, secure=True).content.decode()
        listed = set(re.findall(r"/m/([0-9A-Z]{9})\"", body))
        found |= {names[reference] for reference in listed if reference in names}
        onward = [one for one in map(unescape, NEXT.findall(body)) if one != after]
        if not onward:
            return found
        after = onward[-1] if onward[-1].startswith("/") else address.partition("?")[0] + onward[-1]
    raise AssertionError("The list has no end.")
